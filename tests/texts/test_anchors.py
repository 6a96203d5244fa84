"""Clauses are found again by their fingerprints, whatever layout and OCR did to the text."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directive_engine.model import ClauseFile, DirectiveClauses
from directive_engine.packs import load_rules, render_clause_file
from directive_engine.texts.anchors import Located, locate_clauses
from directive_engine.texts.annotations import read_annotations
from directive_engine.texts.fingerprints import normalise

ROOT = Path(__file__).parent.parent.parent
FLOOD = ROOT / "examples" / "flood"
TEXT = (FLOOD / "flood-season.txt").read_text("utf-8")
TABLE = FLOOD / "flood-season.clauses.tsv"
DIRECTIVE = read_annotations(TABLE, TEXT, "flood-season")


def located(text: str, directive: DirectiveClauses = DIRECTIVE) -> Located:
    return locate_clauses(directive, normalise(text))


def words_at(text: str, found: Located) -> list[str]:
    return [normalise(text[p.start : p.end]).text for p in found.places]


ORIGINAL = words_at(TEXT, located(TEXT))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(TEXT.replace("，", ",").replace("。", "."), id="half-width punctuation"),
        pytest.param(TEXT.replace("，", "，\n"), id="hard line breaks"),
        pytest.param(TEXT.replace("\n", "\r\n"), id="line ends of Windows"),
        pytest.param(
            TEXT.replace("水库", "水.库").replace("堤坝", "堤 坝"), id="stops and spaces of OCR"
        ),
        pytest.param(TEXT.replace("、", ""), id="lost commas"),
        pytest.param("通知\n\n各单位:\n" + TEXT + "\n附件:无\n", id="words before and after"),
        pytest.param(
            TEXT.replace("同志们", "同志们，" + "今天天气不好" * 40), id="a long insertion"
        ),
    ],
)
def test_noise_does_not_matter(changed: str) -> None:
    found = located(changed)
    assert found.matching == len(found.places)
    assert words_at(changed, found) == ORIGINAL
    assert found.is_intact or "天气" in changed


@pytest.mark.parametrize("index", range(len(DIRECTIVE.clauses)))
def test_a_changed_clause_is_noticed_where_it_stands(index: int) -> None:
    place = located(TEXT).places[index]
    middle = (place.start + place.end) // 2
    changed = TEXT[:middle] + "甲乙丙" + TEXT[middle + 1 :]
    found = located(changed)
    assert [p.clause.anchor for p in found.places if not p.matches] == [
        DIRECTIVE.clauses[index].anchor
    ]
    assert not found.is_intact
    judged = found.places[index]
    assert judged.start <= middle < judged.end
    assert abs(judged.start - place.start) <= 3


def test_new_words_between_clauses_are_noticed() -> None:
    found = located(TEXT.replace("值守人员", "每座桥梁要设警示牌，值守人员"))
    assert found.matching == len(found.places)
    assert not found.is_intact


def test_of_equal_stretches_the_one_in_order_is_taken(tmp_path: Path) -> None:
    text = "一、防汛。要抓好落实。二、抗旱。要抓好落实。三、防火。要抓好落实。"
    rows = ["start\tend\tsection\trole\n"]
    for section, headline in (("一", "防汛"), ("二", "抗旱"), ("三", "防火")):
        start = text.index(headline)
        rows += [f"{start}\t{start + 2}\t{section}\theadline\n"]
        rows += [f"{start + 3}\t{start + 8}\t{section}\torder\n"]
    table = tmp_path / "t.tsv"
    table.write_text("".join(rows), "utf-8")
    directive = read_annotations(table, text, "d")
    places = located(text, directive).places
    assert [text[p.start : p.end] for p in places] == [
        "防汛",
        "要抓好落实",
        "抗旱",
        "要抓好落实",
        "防火",
        "要抓好落实",
    ]
    assert len({p.start for p in places}) == 6
    without_second = text.replace("二、抗旱。要抓好落实。", "二、抗旱。")
    found = located(without_second, directive)
    assert [p.clause.anchor for p in found.places if not p.matches] == ["二/2"]


def test_moved_paragraphs_are_found() -> None:
    lines = TEXT.split("\n")
    first, second = lines.index("一、守好三道防线"), lines.index("二、做到四个到位")
    moved = [*lines[:first], *lines[second:-3], *lines[first:second], *lines[-3:]]
    found = located("\n".join(moved))
    assert found.matching == len(found.places)


def test_another_text_holds_nothing() -> None:
    assert located("完全是另一份文件，讲的是别的事情。").matching == 0
    assert located("").matching == 0


def test_a_long_text_is_searched_in_well_under_a_second() -> None:
    text = normalise("".join(chr(0x4E00 + (i * 7919) % 20000) for i in range(15_000)) + TEXT)
    start = time.perf_counter()
    assert locate_clauses(DIRECTIVE, text).matching == len(DIRECTIVE.clauses)
    assert time.perf_counter() - start < 0.8


@given(st.text(alphabet="一二三甲乙丙Ａ，。 \n1①", max_size=60), st.data())
def test_a_window_is_found_where_it_is(text: str, data: st.DataObject) -> None:
    normalised = normalise(text)
    size = len(normalised.text)
    if size == 0:
        return
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.integers(start + 1, size))
    key = (end - start, normalised.fingerprint(start, end))
    expected = [
        i
        for i in range(size - (end - start) + 1)
        if normalised.text[i : i + end - start] == normalised.text[start:end]
    ]
    assert normalised.find([key])[key] == expected
    first, last = normalised.source_range(start, end)
    assert normalise(text[first:last]).text.find(normalised.text[start:end]) >= 0
    assert normalised.position_of(first) <= start


def test_the_clause_file_is_read_back_and_holds_no_text(tmp_path: Path) -> None:
    text = render_clause_file(ClauseFile(directives=(DIRECTIVE,)))
    base, problems = load_rules([FLOOD / "rules"])
    assert problems == ()
    assert base.packs[0].clauses == ClauseFile(directives=(DIRECTIVE,))
    assert text == (FLOOD / "rules/flood-season/clauses.yaml").read_text("utf-8")
    allowed = set("一二三四五六七八九十序结") | set("-/")
    assert {c for c in text if not c.isascii()} <= allowed
