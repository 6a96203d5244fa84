"""Damage of copying and recognition is repaired where it is certain, and nothing is lost."""

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directive_engine.texts.repairs import MendedText, RepairKind, mend

SPEECHES = Path(__file__).parent.parent / "drafting" / "speeches" / "development"
SHARED = Path(__file__).parents[2].parent / "shared" / "directives"
CLEAN = [
    "flood-mobilisation",
    "food-safety-minutes",
    "forest-fire-notice",
    "school-safety-letter",
    "work-safety-spoken",
    "rural-revival-push",
]


def lines(*parts: str) -> str:
    return "\n".join(parts)


PROSE = "各村要抓紧排查隐患，逐户登记造册。镇里要派人驻点，"
DAMAGE = [
    # line breaks
    ("break inside a word", "一、加强组织领\n导各级干部", "一、加强组织领导各级干部"),
    ("a mark cannot begin a line", "完成率达到92.5\n%，位居前列。", "完成率达到92.5%，位居前列。"),
    ("a comma goes on", "有的走过场，\n有的不作为。", "有的走过场，有的不作为。"),
    ("running text goes on", PROSE + "确保河道\n两岸无人。", PROSE + "确保河道两岸无人。"),
    ("Latin words keep a blank", PROSE + "用好Big\nData手段。", PROSE + "用好Big Data手段。"),
    ("blank lines are no paragraphs", "第一段。\n\n\n  第二段。\n", "第一段。\n第二段。"),
    ("Windows line ends", "第一段。\r\n\r\n第二段。\r\n", "第一段。\n第二段。"),
    (
        "a title in two lines",
        "县政府办关于做好\n2024年春耕工作的通知",
        "县政府办关于做好2024年春耕工作的通知",
    ),
    (
        "an item among finished items",
        "一是抓巡查；\n二是抓清淤，备好编织\n袋和水泵；\n三是抓值守。",
        "一是抓巡查；\n二是抓清淤，备好编织袋和水泵；\n三是抓值守。",
    ),
    # stops
    ("stop before the last character", "这必须引起警.觉。", "这必须引起警觉。"),
    (
        "stop inside a word",
        "各单位要进一步加.强巡查排查，不留死角。",
        "各单位要进一步加强巡查排查，不留死角。",
    ),
    ("full stop inside a word", "要加。强，要管。", "要加强，要管。"),
    ("stop after 一是", "一是.抓好巡查。", "一是抓好巡查。"),
    ("stop before a comma", "每日不少于3次.,做到不漏。", "每日不少于3次，做到不漏。"),
    ("point at the end", "各单位要抓好落实.", "各单位要抓好落实。"),
    (
        "point between sentences",
        "各单位要抓好落实.我们再说下一件事。",
        "各单位要抓好落实。我们再说下一件事。",
    ),
    # punctuation and characters
    ("half-width marks", "要快,要准;要实:不拖!", "要快，要准；要实：不拖！"),
    ("half-width brackets", "各村(社区)要上报。", "各村（社区）要上报。"),
    ("full-width digits", "２０２４年Ｋ歌房，合格率９５％。", "2024年K歌房，合格率95%。"),
    ("radicals of PDF files", "⼀、⽔库巡查", "一、水库巡查"),
    ("blanks between characters", "要加 强 巡查，不留死角。", "要加强巡查，不留死角。"),
    ("spaced letters", "通 知", "通知"),
    ("invisible characters", "\ufeff要\u200b快。", "要快。"),
    # misreadings
    ("进-步", "进-步抓好巡查。", "进一步抓好巡查。"),
    ("逐-", "对隐患逐—整改。", "对隐患逐一整改。"),
    ("-律", "违规的，-律严肃处理。", "违规的，一律严肃处理。"),
    ("-律 inside", "不合格产品-律不得出厂。", "不合格产品一律不得出厂。"),
    ("-律停", "对不符合要求的-律停业。", "对不符合要求的一律停业。"),
    ("stop between quotes", "落实“日报告”.“零报告”制度。", "落实“日报告”“零报告”制度。"),
    ("a number cut at 0", "储备不少于3\n0天用量的口罩。", "储备不少于30天用量的口罩。"),
    ("部]", "各部]、各企业要抓好巡查。", "各部门、各企业要抓好巡查。"),
    ("曰", "5月8曰前完成。", "5月8日前完成。"),
    # quotes
    ("straight quotes", '落实"三个到位"要求。', "落实“三个到位”要求。"),
    ("a pair of two kinds", "防止‘一阵风”。", "防止“一阵风”。"),
    ("closed by a straight one", '做到“日清",不过夜。', "做到“日清”，不过夜。"),
    ("counted slogan", "落实四个到位”要求。", "落实“四个到位”要求。"),
    ("quoted elsewhere", "抓“清零行动”。推进清零行动”。", "抓“清零行动”。推进“清零行动”。"),
    # headings and marks
    (
        "heading glued to the text",
        "一、压实责任\n各村要落实到位二、严格奖惩\n要动真格。",
        "一、压实责任\n各村要落实到位\n二、严格奖惩\n要动真格。",
    ),
    (
        "first heading glued to the text",
        "下面讲两点。一、压实责任\n要动真格。\n二、严格奖惩\n要兑现。",
        "下面讲两点。\n一、压实责任\n要动真格。\n二、严格奖惩\n要兑现。",
    ),
    ("Markdown", "# 通知\n\n- **抓巡查。**要细。\n> 引文。", "通知\n抓巡查。要细。\n引文。"),
    ("italics", "不得采购*散装*食用油。", "不得采购散装食用油。"),
    ("a table", "| 单位 | 任务 |\n|---|---|\n| 水利局 | 巡查 |", "单位\t任务\n水利局\t巡查"),
]


@pytest.mark.parametrize(
    ("raw", "text"), [pytest.param(raw, text, id=name) for name, raw, text in DAMAGE]
)
def test_damage_is_repaired(raw: str, text: str) -> None:
    assert mend(raw).text == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("一、认清形势，把思想统一起来\n各村要重视。", id="heading with a comma"),
        pytest.param("一、压实责任\n二、严格奖惩", id="headings"),
        pytest.param("工作目标\n坚持预防为主，确保安全。", id="heading without a number"),
        pytest.param("一、加强领导。各级要重视。二、三季度要冲刺。", id="a number that counts on"),
        pytest.param("第二、第三条要落实。十二、十三日值班。", id="numbers in a row"),
        pytest.param("一、抓巡查\n今年一、二月雨水多，三、四月更多。", id="months in a row"),
        pytest.param("确保不漏一人。民政部门要上门走访。", id="a word across a sentence end"),
        pytest.param("要抓好落实。要加强巡查。", id="short sentences"),
        pytest.param("合格率1.5%，比去年高0.3个点。", id="decimals"),
        pytest.param("1.自5月1日起，每日巡查。\n2.每周上报。", id="numbered lines"),
        pytest.param("8:30报到，电话0000-6612345。", id="times and numbers"),
        pytest.param("同志们：\n今天开个短会。", id="salutation"),
        pytest.param("各位代表，\n今天开个短会。", id="salutation with a comma"),
        pytest.param("抓好落实。（牵头单位：水利局）\n同志们，汛期到了。", id="trailing remark"),
        pytest.param("要重视，要落实\n某县人民政府办公室\n2024年5月1日", id="signature"),
        pytest.param("出席：张三 李四 王五", id="names"),
        pytest.param("第一章 总则", id="division"),
        pytest.param("本报讯（记者 张三）昨日，大会召开。", id="by-line"),
        pytest.param("第一个问题，讲形势。要清醒\n第二个问题，讲任务。", id="ordinals"),
        pytest.param("要提高站位，坚持人民至上\n要加强巡查", id="points without stops"),
        pytest.param("各镇、街道个人”四方责任，坚持不懈。", id="lost quote, place unknown"),
        pytest.param("六·一前完成，“6·23”暴雨。", id="middle dots"),
        pytest.param("讲三句话：一要看路，二要看人。", id="counted in a sentence"),
        pytest.param("公布\n名单如下：", id="too short to say"),
        pytest.param("要抓好“明厨亮灶‘回头看’行动”。", id="quotes in quotes"),
    ],
)
def test_what_is_not_certain_stays(text: str) -> None:
    mended = mend(text)
    assert mended.text == text
    assert mended.repairs == ()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (PROSE + "实行全体人员\n小时值班。", PROSE + "实行全体人员小时值班。"),
        (PROSE + "从5月\n日起执行。", PROSE + "从5月日起执行。"),
        (PROSE + "在过去\n个多月里。", PROSE + "在过去个多月里。"),
    ],
)
def test_a_number_lost_at_a_line_break_is_reported_and_not_invented(raw: str, text: str) -> None:
    mended = mend(raw)
    assert mended.text == text
    assert [(r.kind, r.found, r.read_as) for r in mended.repairs] == [
        (RepairKind.NUMBER_LOST, "\n", "")
    ]


@pytest.mark.parametrize(
    "raw", [PROSE + "分成28\n个网格。", PROSE + "实行24\n小时值班。", PROSE + "依靠\n个别人不行。"]
)
def test_a_number_that_is_there_is_not_reported_as_lost(raw: str) -> None:
    assert [repair.kind for repair in mend(raw).repairs] == [RepairKind.LINE_BREAK]


def test_a_file_wrapped_at_one_width_reads_in_paragraphs() -> None:
    """Full lines go on even where they have no comma; short ones end a paragraph."""
    sentence = "坚持预防为主防抗结合的方针全面压实各级河长湖长库长包保责任做到守土有责守土尽责"
    body = f"{sentence}。\n".join("" for _ in range(6))
    raw = lines(
        "一、总体要求", *(text[at : at + 16] for text in body.split() for at in range(0, 40, 16))
    )
    assert mend(raw).text == "一、总体要求\n" + body.strip()


def test_the_kinds_have_names_in_both_languages() -> None:
    assert all(kind.label.en and kind.label.zh for kind in RepairKind)


FRAGMENTS = [
    *'一二三要。，、；：.,;:!?()“”"‘’（）《》-—|*#>\n\r\t　 %１２０9A\u2028\ufeff\u0301',
    *"\u3099·⼀曰人",
    *(
        "进-步",
        "一、",
        "（二）",
        "一是",
        "1.",
        "加.强",
        "部门",
        "加强",
        "领导",
        "疫\n情",
        "**",
        "---",
    ),
    *(
        "2024年1月",
        "在全县大会上的讲话",
        "同志们，",
        "小时",
        "日，",
        "各部]",
        "| a | b |",
        "e\u0301",
    ),
    *("各村要抓紧排查，逐户登记造册。", "落实“三个到位”", "\n\n", "\r\n", "\n个多月"),
]
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
)


def told(mended: MendedText, place: int) -> bool:
    return any(r.start <= place < r.end or r.start == r.end == place for r in mended.repairs)


@given(TEXTS)
def test_every_character_stands_where_its_offset_says(raw: str) -> None:
    mended = mend(raw)
    assert len(mended.offsets) == len(mended.text) + 1
    assert all(one <= other for one, other in pairwise(mended.offsets))
    for char, place in zip(mended.text, mended.offsets, strict=False):
        same = raw[place] == char or (raw[place].isspace() and char.isspace())
        assert same or told(mended, place)


@given(TEXTS)
def test_repairs_say_what_they_found(raw: str) -> None:
    for repair in mend(raw).repairs:
        assert raw[repair.start : repair.end] == repair.found
        assert repair.found != repair.read_as


def content(text: str) -> str:
    return re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", text))


@given(TEXTS)
def test_no_letter_or_digit_is_lost_or_invented(raw: str) -> None:
    mended = mend(raw)
    expected, last = "", 0
    for repair in mended.repairs:
        if repair.kind is RepairKind.MISREAD:
            expected += raw[last : repair.start] + repair.read_as
            last = repair.end
    assert content(mended.text) == content(expected + raw[last:])


@given(TEXTS)
def test_mending_twice_changes_nothing(raw: str) -> None:
    text = mend(raw).text
    assert mend(text).text == text


@given(TEXTS, st.data())
def test_a_stretch_leads_back_to_what_it_came_from(raw: str, data: st.DataObject) -> None:
    mended = mend(raw)
    start = data.draw(st.integers(0, len(mended.text)))
    end = data.draw(st.integers(start, len(mended.text)))
    first, last = mended.span(start, end)
    assert 0 <= first <= last <= len(raw)
    kept = [r for r in mended.repairs if r.start < last and first <= r.end]
    if not kept and start < end:
        spaced = re.sub(r"\s+", "", raw[first:last])
        assert spaced == re.sub(r"\s+", "", mended.text[start:end]) or any(
            not char.isprintable() for char in raw
        )


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_text_is_left_as_it_is(name: str) -> None:
    raw = (SPEECHES / f"{name}.txt").read_text("utf-8")
    mended = mend(raw)
    assert mended.repairs == ()
    assert mended.text == re.sub(r"\n+", "\n", raw).strip()


@pytest.mark.parametrize(
    "raw",
    ["", " \n\t\r\n", "\n", "、", "”", "“" * 50, "。" * 50, "(" * 50, "-", "\ud800要", "\x00\x01"],
)
def test_odd_texts_do_not_stop_it(raw: str) -> None:
    assert len(mend(raw).offsets) == len(mend(raw).text) + 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated speeches are not on this machine")
def test_the_damage_of_the_annotated_speeches() -> None:
    raw = (SHARED / "all-four.txt").read_bytes().decode("utf-8")
    mended = mend(raw)
    counts = {kind: sum(r.kind is kind for r in mended.repairs) for kind in RepairKind}
    assert counts[RepairKind.NUMBER_LOST] == 4
    assert counts[RepairKind.STRAY_STOP] == 8
    assert counts[RepairKind.MISREAD] == 5
    assert counts[RepairKind.QUOTES] == 3
    assert "." not in mended.text.replace("动...", "")
