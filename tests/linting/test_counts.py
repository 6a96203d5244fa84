"""Headings that count have as many children as they claim, or say why not."""

from pathlib import Path
from typing import Any

import pytest

from directive_engine.diagnostics import Diagnostic
from directive_engine.values import count_in, read_numeral
from directive_engine.workflows.loading import compile_rules
from small_packs import a_pack, a_rule, write_rules

RULES = [a_rule("first"), a_rule("second"), a_rule("third")]


def found(folder: Path, *packs: Any) -> list[Diagnostic]:
    diagnostics = compile_rules([write_rules(folder, *packs)]).diagnostics
    return [d for d in diagnostics if d.code in {"DE441", "DE442"}]


def requirement(title: str = "首项", **changes: object) -> dict[str, object]:
    return {"id": "first", "anchor": "一", "title": title, "title_en": "first", **changes}


@pytest.mark.parametrize(
    ("count", "codes"),
    [
        pytest.param({"claim": 2, "of": ["first", "second"]}, [], id="as many as claimed"),
        pytest.param({"claim": 3, "of": "rules"}, [], id="all rules of the requirement"),
        pytest.param({"claim": 3, "of": ["first", "second"]}, ["DE441"], id="one too few"),
        pytest.param({"claim": 2, "of": "rules"}, ["DE441"], id="one too many"),
        pytest.param(
            {"claim": 3, "of": ["first", "second"], "why": "两项合并"}, [], id="says why"
        ),
        pytest.param({"claim": 2, "of": ["first", "forth"]}, ["DE442"], id="no such child"),
        pytest.param({"claim": 2, "of": ["first", "first"]}, ["DE442"], id="counted twice"),
    ],
)
def test_stated_counts(tmp_path: Path, count: dict[str, object], codes: list[str]) -> None:
    pack = a_pack("city", RULES, requirements=[requirement(counts=[count])])
    problems = found(tmp_path, pack)
    assert [d.code for d in problems] == codes
    for problem in problems:
        assert problem.severity == "error"
        assert problem.span is not None
        line = Path(problem.span.file).read_text("utf-8").splitlines()[problem.span.line - 1]
        assert ("claim" in line) == (problem.code == "DE441")  # else the child that is wrong


@pytest.mark.parametrize(
    ("title", "counts", "codes"),
    [
        pytest.param("守好三道防线", [], [], id="three rules"),
        pytest.param("严把四道关口", [], ["DE441"], id="three rules for four"),
        pytest.param(
            "严把四道关口", [{"claim": 4, "of": "rules", "why": "一道由他处检查"}], [], id="told"
        ),
        pytest.param("第三项措施", [], [], id="an ordinal counts nothing"),
    ],
)
def test_titles_that_count(
    tmp_path: Path, title: str, counts: list[object], codes: list[str]
) -> None:
    pack = a_pack("city", RULES, requirements=[requirement(title, counts=counts)])
    problems = found(tmp_path, pack)
    assert [d.code for d in problems] == codes
    for problem in problems:
        assert problem.severity == "warning"
        assert problem.span is not None
        line = Path(problem.span.file).read_text("utf-8").splitlines()[problem.span.line - 1]
        assert f"title: {title}" in line


def test_a_packs_title_counts_its_requirements(tmp_path: Path) -> None:
    requirements = [requirement(), {**requirement(), "id": "other", "anchor": "二"}]
    pack = a_pack("city", [a_rule("first")], title="两个方面要求", requirements=requirements)
    assert found(tmp_path / "two", pack) == []
    pack = a_pack("city", [a_rule("first")], title="三个方面要求", requirements=requirements)
    assert [d.code for d in found(tmp_path / "three", pack)] == ["DE441"]


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("八个方面要求", 8),
        ("压实四方责任", 4),
        ("三道关口", 3),
        ("做到五个到位", 5),
        ("两条底线", 2),
        ("12项任务", 12),
        ("十二项任务", 12),
        ("第三项措施", None),
        ("思想警觉", None),
        ("进一步统一思想", None),
        ("一项制度", None),
        ("十二分精神", None),
    ],
)
def test_what_a_title_claims(title: str, number: int | None) -> None:
    assert count_in(title) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("八", 8),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("7", 7),
        ("百", None),
        ("十百", None),
    ],
)
def test_numerals(text: str, number: int | None) -> None:
    assert read_numeral(text) == number
