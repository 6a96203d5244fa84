"""Sentences of our own → clauses, roles, parties, figures; laws that hold for any text."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directive_engine.drafting.clauses import DraftClause, Modality, PartySource
from directive_engine.drafting.deadlines import due_date, within_days
from directive_engine.drafting.draft import draft_directives
from directive_engine.drafting.matching import Index
from directive_engine.drafting.measures import measure_of
from directive_engine.drafting.questions import question_of
from directive_engine.model.terms import Party
from directive_engine.reports.draft_records import render_draft_json

SPEECHES = Path(__file__).parent / "speeches"
HEAD = "在全县防火工作会上的讲话\n（2025年3月3日）\n同志们：\n下面，我讲两点意见。\n一、落实责任\n"
TAIL = "\n二、抓好宣传\n各学校要开好一堂防火课。\n"


def clauses_of(body: str) -> list[DraftClause]:
    found = draft_directives(HEAD + body + TAIL).clauses
    return [c for c in found if c.section == "一" and c.role != "headline"]


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        pytest.param(
            "各村要清理沟渠，县林业局要备足水泵。",
            ["各村要清理沟渠", "县林业局要备足水泵"],
            id="every comma between two predicates cuts",
        ),
        pytest.param(
            "按照网格化管理要求，各村要划定责任田。",
            ["按照网格化管理要求，各村要划定责任田"],
            id="an adjunct belongs to what it serves",
        ),
        pytest.param(
            "对拒不腾退的，由县住建局依法处理。",
            ["对拒不腾退的，由县住建局依法处理"],
            id="a condition belongs to its consequence",
        ),
        pytest.param(
            "要做到隐患见底，责任见人，整改见效。",
            ["要做到隐患见底，责任见人，整改见效"],
            id="a state in several parts is one goal",
        ),
        pytest.param(
            "要完成水塔的检修加固，管网的清洗消毒，以及泵站的调试检测。",
            ["要完成水塔的检修加固", "管网的清洗消毒", "以及泵站的调试检测"],
            id="gapped parts are clauses of their own",
        ),
        pytest.param(
            "去年我们扑灭了12起火情。各村要组建巡山队。",
            ["各村要组建巡山队"],
            id="what was done is no clause",
        ),
        pytest.param(
            "县委、县政府已经拨付了经费。各村要管好用好。",
            ["各村要管好用好"],
            id="what the issuer did is no clause",
        ),
        pytest.param(
            "老护林员常念叨三句话：“一要看风向，二要看坡度，三要看退路。”各村要配好护林员。",
            ["各村要配好护林员"],
            id="numbers in an anecdote count nothing",
        ),
        pytest.param(
            "各村要完善台账，“谁签字，谁负责”的规矩要上墙。",
            ["各村要完善台账", "“谁签字，谁负责”的规矩要上墙"],
            id="a comma inside quotes cuts nothing",
        ),
    ],
)
def test_where_clauses_begin_and_end(body: str, clauses: list[str]) -> None:
    assert [c.text for c in clauses_of(body)] == clauses


@pytest.mark.parametrize(
    ("body", "role"),
    [
        ("各村要清理沟渠。", "order"),
        ("坚决守住不发生人员伤亡的底线。", "goal"),
        ("力争全年火灾起数下降一成。", "goal"),
        ("坚持预防为主、防消结合的方针。", "principle"),
        ("严禁携带火种进山。", "order"),
        ("防止弄虚作假。", "order"),
    ],
)
def test_roles(body: str, role: str) -> None:
    assert [c.role.value for c in clauses_of(body)] == [role]


@pytest.mark.parametrize(
    ("body", "parties"),
    [
        pytest.param(
            "水利、气象部门要会商雨情，加密预报。",
            [(("水利", "气象部门"), "explicit"), (("水利", "气象部门"), "carried")],
            id="a shared head, and a subject that stays in force",
        ),
        pytest.param(
            "县住建局牵头，城管、供电部门配合，清理占道杆线。",
            [(("县住建局", "城管", "供电部门"), "explicit")],
            id="those who are to help act too",
        ),
        pytest.param("要清理占道杆线。", [((), "none")], id="nobody is invented"),
        pytest.param(
            "使用校车的学校必须逐车检查。",
            [(("使用校车的学校",), "explicit")],
            id="a description is one name",
        ),
        pytest.param(
            "县气象局发布预警后，各乡镇要逐户通知。",
            [(("各乡镇",), "explicit")],
            id="who acts in the case is not who must act",
        ),
        pytest.param(
            "每个行政村至少组织一次演练。", [(("每个行政村",), "explicit")], id="each of a kind"
        ),
        pytest.param(
            "棋牌室、网吧、健身房等密闭场所一律停业。",
            [(("棋牌室", "网吧", "健身房"), "explicit")],
            id="a list of places",
        ),
        pytest.param("要强化部门联动。", [((), "none")], id="what is strengthened does not act"),
        pytest.param("做好社区、学校的消杀工作。", [((), "none")], id="an object is no subject"),
        pytest.param(
            "严禁任何单位和个人占用消防通道。",
            [(("任何单位", "个人"), "explicit")],
            id="whom a prohibition binds",
        ),
        pytest.param(
            "防火物资各乡镇不得挪用。", [(("各乡镇",), "explicit")], id="behind a fronted object"
        ),
        pytest.param(
            "要压实学校主体责任。", [(("学校",), "implied")], id="the wording leaves one body"
        ),
    ],
)
def test_parties(body: str, parties: list[tuple[tuple[str, ...], str]]) -> None:
    assert [(c.parties, c.party_source.value) for c in clauses_of(body)] == parties


def test_whom_to_call_is_no_order() -> None:
    assert clauses_of("联系人：李明，电话：6680119。") == []


def test_a_subject_ends_with_its_item() -> None:
    text = HEAD + "县林业局要巡查。" + "\n二、抓好宣传\n要进村入户宣讲。\n"
    last = draft_directives(text).clauses[-1]
    assert (last.text, last.party_source) == ("要进村入户宣讲", PartySource.NONE)


@pytest.mark.parametrize(
    ("addressees", "parties", "source"),
    [
        ("各乡镇人民政府，县直有关单位", (), PartySource.NONE),
        ("各位校长、园长", ("各位校长", "园长"), PartySource.IMPLIED),
    ],
)
def test_only_a_letter_speaks_to_its_addressees(
    addressees: str, parties: tuple[str, ...], source: PartySource
) -> None:
    text = (
        f"关于清明防火的通知\n{addressees}：\n现就有关事项通知如下：\n"
        "一、开展清理坟头杂草。\n二、设置检查站。\n"
    )
    found = draft_directives(text).clauses
    assert [(c.parties, c.party_source) for c in found] == [(parties, source)] * 2


def test_a_heading_that_names_somebody_speaks_to_its_items() -> None:
    text = (
        HEAD + "各村要守好山头。" + "\n二、各学校要抓好宣传\n（一）开好课堂\n每班讲一堂防火课。\n"
    )
    last = draft_directives(text).clauses[-1]
    assert (last.parties, last.party_source) == (("各学校",), PartySource.CARRIED)


def test_points_within_a_paragraph_are_for_whom_it_names() -> None:
    found = draft_directives(HEAD + "各村要守好山头。一是备足水泵。二是修好水塔。" + TAIL).clauses
    assert [c.parties for c in found if c.section.startswith("一/")] == [("各村",)] * 2


def test_the_duty_of_a_person_lasts_one_sentence() -> None:
    found = clauses_of("县林业局要查清隐患，护林员要每日巡山。要备足水泵。")
    assert [c.parties for c in found] == [("县林业局",), ("护林员",), ("县林业局",)]


def test_a_trailing_attribution_names_the_parties_of_its_item() -> None:
    body = "修复水毁渠道。（牵头单位：县水利局；责任单位：各乡镇）"
    assert [(c.text, c.parties) for c in clauses_of(body)] == [
        ("修复水毁渠道", ("县水利局", "各乡镇"))
    ]


@pytest.mark.parametrize(
    ("body", "deadlines", "quantities"),
    [
        ("各村要在4月底前修好水塔。", ["4月底前"], []),
        ("每月至少安排2次夜查。", [], ["每月至少安排2次"]),
        ("接报后30分钟内到场。", ["30分钟内"], []),
        ("新增消防栓不少于50个。", [], ["不少于50个"]),
        ("抽查比例不低于20%。", [], ["不低于20%"]),
        ("年内培训护林员300人。", ["年内"], ["300人"]),
        ("各村要逐户签订承诺书。", [], ["逐户"]),
        ("每两周召开一次调度会。", [], ["每两周召开一次"]),
        ("要第一时间报告。", ["第一时间"], []),
        ("储罐液位不得高于安全高度的80%。", [], ["不得高于安全高度的80%"]),
        ("各村每周通报1次。", [], ["每周通报1次"]),
        ("教师出车前检查车况。", ["出车前"], []),
        ("每期不少于4课时。", [], ["每期不少于4课时"]),
        ("财政所每月五号公布耗材。", ["每月五号"], []),
        ("连续三个季度排名末位的约谈。", [], ["连续三个季度"]),
        ("贮存不得超过一年。", [], ["不得超过一年"]),
        ("各校每学期组织学生参观不少于1次。", [], ["每学期组织学生参观不少于1次"]),
        ("要落实“日管控、周排查”制度。", [], ["日管控", "周排查"]),
        ("汛期每天至少巡查一次。", ["汛期"], ["每天至少巡查一次"]),
        ("各村27日12时前修好水泵。", ["27日12时前"], []),
        ("各村要建立一户一档。", [], ["一户一档"]),
        ("各校开学前7天启动登记。", ["开学前7天"], []),
    ],
)
def test_figures(body: str, deadlines: list[str], quantities: list[str]) -> None:
    (clause,) = clauses_of(body)
    assert [f.words for f in clause.deadlines] == deadlines
    assert [f.words for f in clause.quantities] == quantities


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("各村每周通报1次。", ("每周", "1次")),
        ("每月至少安排2次夜查。", ("每月", "2次")),
        ("各校每学期组织学生参观不少于1次。", ("每学期", "不少于1次")),
        ("教室每天不少于3次。", ("每天不少于3次",)),
    ],
)
def test_a_verb_parts_a_period_from_its_count(body: str, pieces: tuple[str, ...]) -> None:
    (clause,) = clauses_of(body)
    (figure,) = clause.quantities
    assert figure.pieces == pieces


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("4月底前", date(2025, 4, 30)),
        ("2月底前", date(2026, 2, 28)),
        ("3月18日前", date(2025, 3, 18)),
        ("2026年2月1日前", date(2026, 2, 1)),
        ("2024年10月15日起至2025年4月30日", date(2025, 4, 30)),
        ("年内", date(2025, 12, 31)),
        ("月底前", date(2025, 3, 31)),
        ("25号之前", date(2025, 3, 25)),
        ("2号之前", date(2025, 4, 2)),
        ("今天", date(2025, 3, 3)),
        ("下周", date(2025, 3, 16)),
        ("2026年底前", date(2026, 12, 31)),
        ("每月25日前", None),
        ("2月30日前", None),
        ("13月1日前", None),
        ("10天内", None),
        ("尽快", None),
    ],
)
def test_due_dates(words: str, day: date | None) -> None:
    assert due_date(words, date(2025, 3, 3)) == day


@pytest.mark.parametrize(
    ("words", "days"),
    [("24小时内", 1), ("三个工作日内", 5), ("30日内", 30), ("两周内", 14), ("4月底前", None)],
)
def test_spans_in_days(words: str, days: int | None) -> None:
    assert within_days(words) == days


def test_only_a_dont_of_its_own_forbids() -> None:
    modalities = [clauses_of(w)[0].modality.value for w in ("特别要管好火源。", "别去河边。")]
    assert modalities == ["obligation", "prohibition"]


def test_modality_and_condition() -> None:
    (clause,) = clauses_of("对超标排放的，不得恢复生产。")
    assert clause.modality is Modality.PROHIBITION
    assert clause.condition.startswith("对超标排放的")


TEXTS = st.text(
    alphabet="各乡镇要落实责任不得，。；：、（）“”一二三是第1.0%月底前局\n 同志们确保对的",
    max_size=400,
)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_slices_in_order(raw: str) -> None:
    draft = draft_directives(raw)
    record = json.loads(render_draft_json(draft))
    last = 0
    for clause in record["clauses"]:
        assert raw[clause["start"] : clause["end"]] == clause["text"]
        assert clause["text"].strip()
        assert clause["start"] >= last
        last = clause["start"]
    assert render_draft_json(draft_directives(raw)) == render_draft_json(draft)


@pytest.mark.parametrize(
    "raw",
    ["", "\n\n", "。。。", "一、", "同志们：", "（" * 500, "一、要\n" * 2000, "各乡镇要" * 3000],
)
def test_hostile_texts_do_not_stop_the_drafter(raw: str) -> None:
    render_draft_json(draft_directives(raw))


def test_similarity_is_one_for_the_same_and_nothing_for_the_unlike() -> None:
    index = Index([("是否每天开展晨午检？", "checks"), ("消毒记录是否完整？", "records")])
    (best, *_) = index.best("是否每天开展晨午检？")
    assert (best.found, best.score) == ("checks", 1.0)
    assert index.best("xyz") == ()


@pytest.mark.parametrize(
    ("order", "question"),
    [
        ("每月25日前报送进展。", "每月25日前是否报送进展？"),
        ("树龄拿不准的，由县林业局派人鉴定。", "树龄拿不准的，是否由县林业局派人鉴定？"),
        ("满意率低于85%的单位由县政府约谈。", "满意率低于85%的单位是否由县政府约谈？"),
        ("收费目录上墙公示。", "收费目录是否上墙公示？"),
        ("乡镇要每周三会商一次“硬骨头”。", "乡镇是否每周三会商一次“硬骨头”？"),
        ("每周三会商一次“硬骨头”。", "每周三是否会商一次“硬骨头”？"),
        ("遗体停放一般不超过24小时。", "遗体停放一般是否不超过24小时？"),
        ("各村严禁在林区点火、焚烧秸秆。", "是否杜绝在林区点火、焚烧秸秆？"),
        ("咨询类工单2个工作日内办结。", "咨询类工单是否2个工作日内办结？"),
        ("结案情况纳入年度考核。", "结案情况是否纳入年度考核？"),
        ("发现问题线索及时移送。", "发现问题线索是否及时移送？"),
        ("要及时向社会发布提示。", "是否及时向社会发布提示？"),
        ("要形成《每月调度会议纪要》。", "是否形成《每月调度会议纪要》？"),
        ("使用校车的学校必须配备照管人员。", "使用校车的学校是否配备照管人员？"),
        ("每月开展不少于1次隐患自查。", "每月是否开展不少于1次隐患自查？"),
        ("未经评估不得擅自返回。", "是否做到未经评估不得擅自返回？"),
        ("乡镇一定要守好山头。", "乡镇是否守好山头？"),
        ("不得组织补课。", "是否做到不组织补课？"),
        ("不许留空当、不许走过场。", "是否做到不留空当、不走过场？"),
        ("切莫盲目下水。", "是否做到不盲目下水？"),
        ("引导群众不要下水。", "是否引导群众不要下水？"),
        ("任何单位和个人不得下水。", "是否做到任何单位和个人不得下水？"),
        ("以更高标准，做好巡查。", "是否以更高标准，做好巡查？"),
        ("派专人24小时盯守。", "是否派专人24小时盯守？"),
        ("一般纠纷5日内调结。", "一般纠纷是否5日内调结？"),
        ("经费由县财政保障。", "经费是否由县财政保障？"),
        ("证件过期的，请尽快补办。", "证件过期的，是否尽快补办？"),
        ("每周五下班前各街道上报进展。", "每周五下班前各街道是否上报进展？"),
        ("发生火灾的，先免职、再调查。", "发生火灾的，是否先免职、再调查？"),
        ("自查报告由矿长签字。", "自查报告是否由矿长签字？"),
        ("一道都不能少。", "是否做到一道不少？"),
        ("谁去查的谁签字。", "是否做到谁去查的谁签字？"),
        ("包保县领导27日前下沉到村。", "包保县领导27日前是否下沉到村？"),
        ("灭火器每月检查一次。", "灭火器是否每月检查一次？"),
        ("一季度内完成一次体检。", "一季度内是否完成一次体检？"),
        ("8月2日至8月5日组织自查。", "8月2日至8月5日是否组织自查？"),
        ("配备不少于2名医务人员。", "是否配备不少于2名医务人员？"),
        ("收缴率未达到80%的，不予安排资金。", "收缴率未达到80%的，是否不予安排资金？"),
        ("检测结果当日上墙公示。", "检测结果是否当日上墙公示？"),
        ("要做到应转尽转、应转早转。", "是否做到应转尽转、应转早转？"),
        ("责成县教育局对食堂开展检查。", "县教育局是否对食堂开展检查？"),
        (
            "由县应急局牵头，县住建局配合，清理杆线。",
            "是否由县应急局牵头，县住建局配合，清理杆线？",
        ),
        ("消防控制室实行24小时双人值班。", "消防控制室是否实行24小时双人值班？"),
        ("发现热点后10分钟内通知到乡镇。", "发现热点后是否10分钟内通知到乡镇？"),
        ("4月底前由县水利局统一公示。", "4月底前是否由县水利局统一公示？"),
        (
            "全县雨量站、预警广播，由运维单位每月巡检一次。",
            "全县雨量站、预警广播，是否由运维单位每月巡检一次？",
        ),
        ("各类展销活动非必要不举办。", "各类展销活动是否非必要不举办？"),
        ("让孩子们吃得安全、吃得开心。", "是否让孩子们吃得安全、吃得开心？"),
        ("村（居）委会应当天上报。", "村（居）委会是否当天上报？"),
        ("二季度末前全部拆除。", "二季度末前是否全部拆除？"),
        ("24小时内乡村道路基本畅通。", "24小时内乡村道路是否基本畅通？"),
        ("列出清单、限期整改。", "是否列出清单、限期整改？"),
        ("每名教官每年接受不少于2周的复训。", "每名教官每年是否接受不少于2周的复训？"),
        ("发现火情，请立即拨打12119。", "发现火情，是否立即拨打12119？"),
        ("请勿在楼道停放电动车。", "是否做到不在楼道停放电动车？"),
        ("发现一起，处理一起，通报一起。", "是否做到发现一起，处理一起，通报一起？"),
        ("不得以任何理由拒诊。", "是否做到不以任何理由拒诊？"),
        ("不能立即整改的制定方案。", "不能立即整改的，是否制定方案？"),
        ("加强对吸毒人员的分类管控。", "是否加强对吸毒人员的分类管控？"),
        ("抽查结果张榜公布。", "抽查结果是否张榜公布？"),
        ("宁可十防九空，不可失防万一。", "是否做到宁可十防九空，不可失防万一？"),
        ("发生火情，第一时间组织疏散。", "发生火情，是否第一时间组织疏散？"),
        ("各类预案每年修订一次。", "各类预案是否每年修订一次？"),
        ("考核合格的发给证书。", "考核合格的，是否发给证书？"),
        ("要请专业机构每月检修一次。", "是否请专业机构每月检修一次？"),
        ("每季度组织不能自理老人疏散一次。", "每季度是否组织不能自理老人疏散一次？"),
        ("县住建局负责，5月底前完成调试。", "是否由县住建局负责，5月底前完成调试？"),
        ("高校按师生比不低于1:4000配备教师。", "高校是否按师生比不低于1:4000配备教师？"),
        ("一时改不了的要封闭停用。", "一时改不了的，是否封闭停用？"),
        ("值班表于7月3日前报县教体局。", "值班表是否于7月3日前报县教体局？"),
    ],
)
def test_a_question_puts_its_whether_before_the_predicate(order: str, question: str) -> None:
    (clause,) = clauses_of(order)
    assert question_of(clause, names_party=False) == question


def test_a_limit_keeps_its_sense_and_a_breach_is_no_limit() -> None:
    (most,) = clauses_of("遗体停放一般不超过24小时。")
    found = measure_of(most, date(2025, 3, 3))
    assert (found.at_most, found.number, found.unit) == (True, 24, "小时")
    (breach,) = clauses_of("由县政府约谈满意率低于85%的单位。")
    assert measure_of(breach, date(2025, 3, 3)).number == 0


def test_nobody_named_means_whom_the_directive_speaks_to() -> None:
    schools = HEAD + "各学校要备好沙袋。各幼儿园要管好门卫。\n二、收尾\n认真总结经验。\n"
    last = draft_directives(schools).clauses[-1]
    assert (last.parties, last.four_party) == ((), (Party.UNIT,))


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("各级各类医疗机构要备好沙袋。", ("各级各类医疗机构",)),
        ("各级各部门要备好沙袋。", ("各级", "各部门")),
        ("粮食和物资储备部门要备好沙袋。", ("粮食和物资储备部门",)),
        ("县林业局和物资储备部门要备好沙袋。", ("县林业局", "物资储备部门")),
    ],
)
def test_a_list_is_divided_where_a_name_ends(words: str, parties: tuple[str, ...]) -> None:
    (clause,) = clauses_of(words)
    assert clause.parties == parties


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("各企业要落实责任，主要负责人要亲自巡查。", (Party.UNIT,)),
        ("各镇要落实责任，主要负责人要亲自巡查。", (Party.TERRITORIAL,)),
        ("县住建局要落实责任，分管领导要亲自巡查。", (Party.DEPARTMENT,)),
    ],
)
def test_an_unnamed_head_acts_for_the_body_before(words: str, parties: tuple[Party, ...]) -> None:
    assert clauses_of(words)[-1].four_party == parties


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("没有水塔的村组，由所在乡镇负责。", ("所在乡镇",)),
        ("食品加工应生熟分开。", ()),
        ("由专人负责并做好记录。", ()),
    ],
)
def test_what_is_no_party(words: str, parties: tuple[str, ...]) -> None:
    (clause,) = clauses_of(words)
    assert clause.parties == parties


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("县领导包乡镇、镇干部包村、村干部包户。", ("县领导", "镇干部", "村干部")),
        ("水塔“三个责任人”要上岗到位。", ("三个责任人",)),
        ("各村党组织书记为防火第一责任人。", ("各村党组织书记",)),
        ("门卫管理要严。", ()),
    ],
)
def test_who_is_in_charge(words: str, parties: tuple[str, ...]) -> None:
    (clause,) = clauses_of(words)
    assert clause.parties == parties


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("家长委员会每学期到食堂体验两次。", ("家长委员会",)),
        ("夏天供餐的幼儿园和托管机构，要落实陪餐。", ("夏天供餐的幼儿园", "托管机构")),
        ("乡镇主要负责同志离开本县的，须提前1天请假。", ("乡镇主要负责同志",)),
        ("全县86名护林员要全部上岗。", ("全县86名护林员",)),
        ("从3月1日起到5月1日，全县实行封山。", ("全县",)),
        ("6月底前各镇要完成整改。", ("各镇",)),
        ("违者从严处理。", ()),
        ("夜间值守人员不少于2人。", ()),
        ("留守儿童要建立台账。", ()),
        ("县“三夏”指挥部成立督导组。", ("县“三夏”指挥部",)),
    ],
)
def test_who_is_named_beside_times_counts_and_descriptions(
    words: str, parties: tuple[str, ...]
) -> None:
    (clause,) = clauses_of(words)
    assert clause.parties == parties


def test_a_line_of_its_own_heads_what_stands_below_it() -> None:
    bullets = (
        "县卫健局提醒函\n各医院：\n■ 严格预检分诊\n要设置肠道门诊。\n■ 严格用药\n处方要审核。\n"
    )
    found = draft_directives(bullets).clauses
    assert [c.role.value for c in found] == ["headline", "order"] * 2
    assert [c.section for c in found] == ["正/1", "正/1", "正/2", "正/2"]
    lines = "通知\n各校：\n1.防溺水，一刻不松。\n各校要上课。\n2.食品，把住关口。\n各校要留样。\n"
    assert [c.role.value for c in draft_directives(lines).clauses] == ["headline", "order"] * 2


def test_what_waits_is_joined_with_its_act() -> None:
    for words in (
        "各镇的落实情况，请于3月5日前报县防指。",
        "大家务必以高度负责的态度，抓好防汛。",
        "各校要在6月底前完成排查。特别是校长，必须亲自巡查校园。",
        "市安委办要从下周开始，抽调专家督导。",
    ):
        assert clauses_of(words)[-1].text.count("，") == 1


def test_short_lines_before_any_number_are_the_upper_level() -> None:
    lines = "天热了。|食堂管理|食堂每日消毒。|防溺水|1.各校要签承诺书。|2.各校要巡河。"
    text = "通知\n各校：\n" + lines.replace("|", "\n")
    found = draft_directives(text).clauses
    assert [(c.section, c.role.value) for c in found] == [
        ("正/1", "headline"),
        ("正/1", "order"),
        ("正/2", "headline"),
        ("正/2/1", "order"),
        ("正/2/2", "order"),
    ]


def test_below_an_aim_whatever_asks_is_a_goal() -> None:
    text = "通知\n各村：\n一、工作目标\n河道明显改善。\n二、工作要求\n各村要每周巡河。\n"
    asked = [c for c in draft_directives(text).clauses if c.role.asks]
    assert [c.role.value for c in asked] == ["goal", "order"]


def test_a_report_that_leads_to_points_is_no_part_of_their_heading() -> None:
    text = "县里召开防火会议\n3月3日，全县防火会议召开。\n会议要求，要抓好宣传。各村要每日广播。\n"
    heading = draft_directives(text).clauses[0]
    assert (heading.role.value, heading.text) == ("headline", "要抓好宣传")


def test_you_are_those_whom_the_letter_addresses() -> None:
    text = "致企业的一封信\n各施工企业：\n开春了。\n一、请您管好现场。\n二、请您关心工人。\n"
    found = draft_directives(text).clauses
    assert [(c.parties, c.four_party) for c in found] == [(("您",), (Party.UNIT,))] * 2


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("元旦、春节期间每日巡查。", ("元旦、春节期间",)),
        ("一季度内修好水塔。", ("一季度内",)),
        ("逐行业制定方案，各村要按时上报。", ("逐行业",)),
        ("10月20日，镇上组织评比。", ("10月20日",)),
        ("接到报告后4小时内送水。", ("接到报告后4小时内",)),
        ("按期办结率要达到100%。", ("100%",)),
    ],
)
def test_figures_are_whole(words: str, pieces: tuple[str, ...]) -> None:
    clause = clauses_of(words)[0]
    found = (*clause.deadlines, *clause.quantities)
    assert found[0].pieces == pieces


def test_who_said_it_is_no_part_of_the_clause() -> None:
    text = "县里召开防火会议\n3月3日，防火会议召开。\n赵山要求，各村要每日巡查，要备足水泵。\n"
    found = draft_directives(text).clauses
    assert [c.text for c in found] == ["各村要每日巡查", "要备足水泵"]


def test_a_sentence_counts_points() -> None:
    points = "第一句话：思想要绷紧。各村要每日巡查。\n第二句话：责任要压实。各校要上课。\n"
    text = f"在防火会上的讲话\n同志们：\n{points}"
    found = draft_directives(text).clauses
    assert [(c.section, c.role.value) for c in found] == [
        ("一", "headline"), ("一", "order"), ("二", "headline"), ("二", "order"),
    ]  # fmt: skip


def test_an_item_of_scope_asks_nothing() -> None:
    items = "一、整治范围\n全县各类养殖场。\n二、工作要求\n各村要每日巡查。\n"
    text = f"关于整治的通知\n现通知如下：\n{items}"
    found = draft_directives(text).clauses
    assert [c.text for c in found if c.role.asks] == ["各村要每日巡查"]


def test_a_quote_that_never_closes_ends_with_its_sentence() -> None:
    body = "各村要把“安全第一落到实处。各镇要杜绝“走过场”的现象。"
    assert [c.text for c in clauses_of(body)] == [s.strip("。") for s in body.split("。")[:-1]]


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("村“两委”干部要进村入户。", ("村“两委”干部",)),
        ("看护好老人不野外用火。", ()),
        ("宿舍区、水产区每日消毒。", ()),
    ],
)
def test_names_with_quotes_and_places_within(words: str, parties: tuple[str, ...]) -> None:
    assert clauses_of(words)[-1].parties == parties


def test_a_letter_to_people_is_to_them_all() -> None:
    text = "致农民的一封信\n农民朋友们：\n秋收了。\n1、自觉做到不烧秸秆。\n2、请及时劝阻他人。\n"
    found = draft_directives(text).clauses
    assert {(c.parties, c.four_party) for c in found} == {(("农民朋友们",), (Party.INDIVIDUAL,))}


def test_a_connective_is_no_part_of_the_clause() -> None:
    text = HEAD + "最后，希望各村会后立即巡查。" + TAIL
    (clause,) = [c for c in draft_directives(text).clauses if c.section == "一" and c.role.asks]
    assert (clause.text, clause.parties) == ("希望各村会后立即巡查", ("各村",))


def test_a_long_sentence_heads_nothing() -> None:
    lists = "一百二十八座水塔、六十二处山塘、三十四座小型水库"
    words = f"各村要把全镇{lists}逐一查清，列出问题清单，建立整改台账"
    found = clauses_of(f"{words}。要备足水泵。")
    assert [c.text for c in found] == [*words.split("，"), "要备足水泵"]


def test_a_ratio_is_one_figure() -> None:
    (clause,) = clauses_of("夜间值班人员与老人配比不得低于1:20。")
    assert [f.pieces for f in clause.quantities] == [("不得低于1:20",)]


def test_a_described_body_before_a_comma_is_the_party() -> None:
    (clause,) = clauses_of("下游有人居住的村，都要明确1名预警员。")
    assert clause.parties == ("下游有人居住的村",)


def test_from_when_a_notice_holds_is_no_order() -> None:
    text = HEAD + "各村要每日巡查。\n本通知自印发之日起执行。\n" + TAIL
    assert all("本通知" not in c.text for c in draft_directives(text).clauses)


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("各村组建不少于5人的巡逻队。", ("各村",)),
        ("水利局、沿河6个乡镇要联动治理。", ("水利局", "沿河6个乡镇")),
        ("成立由镇长任组长的领导小组。", ()),
    ],
)
def test_where_a_name_ends(words: str, parties: tuple[str, ...]) -> None:
    (clause,) = clauses_of(words)
    assert clause.parties == parties


def test_what_is_explained_stays_with_its_gloss() -> None:
    body = "各村要完成“四个一”建设，即一块牌、一个圈、一根绳、一根杆。"
    assert [c.text for c in clauses_of(body)] == [body.strip("。")]


def test_a_case_is_never_a_clause_by_itself() -> None:
    body = "凡是整改滞后的，县领导到会说明情况。"
    assert [c.text for c in clauses_of(body)] == [body.strip("。")]


@pytest.mark.parametrize(
    "body",
    [
        "宣传发动上，各村要进校园、进家庭。",
        "建筑施工方面，县住建局要盯紧塔吊。",
        "遇有突发事件，必须在30分钟内报告。",
        "米面油等生活必需品，各商超要备足库存。",
        "以对群众高度负责的态度，抓好各项防控措施落实。",
    ],
)
def test_what_waits_for_its_act_is_no_clause(body: str) -> None:
    assert [c.text for c in clauses_of(body)] == [body.strip("。")]
