"""What `validate` writes for machines: valid by the formats' schemas, at the right place."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
import xmlschema
from click.testing import CliRunner

from directive_engine.catalogue import read_pages
from directive_engine.cli.main import cli
from directive_engine.diagnostics import Diagnostic, Language, Severity, Span, Words
from directive_engine.reports.annotations import render_annotations
from directive_engine.reports.diagnostic_formats import DIAGNOSTIC_WRITERS
from directive_engine.reports.junit import render_junit
from directive_engine.reports.sarif import render_sarif
from small_rules import write_rules

SCHEMAS = Path(__file__).parent / "schemas"
MISTAKES = """\
severitty: 高<&>"'
applies: kind == “学校” || 值班电话 == "𠮷%"
requires: 值班电话 == "𠮷𠮷" && 口罩储备天书 >= 100%
"""
PLACES = ("rule", "file", "pack", "parameter", "fact")


@pytest.fixture(scope="module")
def sarif_schema() -> Any:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8"))
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def validated(folder: Path, format_: str, language: Language = "zh") -> str:
    result = CliRunner().invoke(
        cli, ["validate", str(folder / "rules"), "--format", format_, "--lang", language]
    )
    assert result.exit_code in {0, 1}
    return result.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "page", [p for p in read_pages().values() if p.place in PLACES], ids=lambda p: p.code
)
def test_sarif_is_valid_for_every_code(
    tmp_path: Path, page: Any, language: Language, sarif_schema: Any
) -> None:
    write_rules(tmp_path, page.place, page.bad)
    sarif_schema.validate(json.loads(validated(tmp_path, "sarif", language)))


def test_sarif_of_sound_rules_is_valid(sarif_schema: Any, tmp_path: Path) -> None:
    write_rules(tmp_path)
    log = json.loads(validated(tmp_path, "sarif"))
    sarif_schema.validate(log)
    assert log["runs"][0]["results"] == []
    assert len(log["runs"][0]["artifacts"]) == 4


def test_the_schema_does_refuse_what_is_wrong(sarif_schema: Any) -> None:
    log = json.loads(render_sarif([], [], "zh"))
    log["runs"][0]["results"] = [{"message": {"text": "x"}, "level": "fatal"}]
    assert not sarif_schema.is_valid(log)


def test_sarif_points_at_the_token_in_code_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "县 委,规则"
    folder.mkdir()
    write_rules(folder, "rule", MISTAKES)
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(cli, ["validate", "rules", "--format", "sarif"])
    (run,) = json.loads(result.stdout)["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    covered = []
    for found in run["results"]:
        place = found["locations"][0]["physicalLocation"]
        file, region = Path(unquote(place["artifactLocation"]["uri"])), place["region"]
        line = file.read_text("utf-8").split("\n")[region["startLine"] - 1]
        covered.append(line[region["startColumn"] - 1 : region["endColumn"] - 1])
        assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
    assert covered == ["severitty", "“", "100%"]


def test_sarif_rules_carry_their_pages(tmp_path: Path) -> None:
    write_rules(tmp_path, "rule", read_pages()["DE203"].bad)
    (run,) = json.loads(validated(tmp_path, "sarif", "en"))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    page = read_pages()["DE203"]
    assert rule["shortDescription"]["text"] == page.title.en
    assert page.good.strip() in rule["help"]["markdown"]
    assert page.bad.strip() in rule["help"]["text"]
    assert "helpUri" not in rule


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("text", [MISTAKES, "tags: [甲]\n", "cases: []\n", "title: 口\x07罩\n"])
def test_junit_is_valid(tmp_path: Path, text: str, language: Language) -> None:
    write_rules(tmp_path, "rule", text)
    out = validated(tmp_path, "junit", language)
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(out.replace(ENCODING, ""))


ENCODING = '<?xml version="1.0" encoding="UTF-8"?>\n'


def test_junit_has_one_case_a_file_with_all_its_errors(tmp_path: Path) -> None:
    write_rules(tmp_path, "rule", MISTAKES)
    root = ET.fromstring(validated(tmp_path, "junit"))  # our own output
    cases = root.findall("./testsuite/testcase")
    assert len(cases) == 4
    (failure,) = root.findall(".//failure")
    assert failure.text is not None
    assert [failure.text.count(code) for code in ("DE111", "DE201")] == [1, 2]
    assert root.get("failures") == "1"


def test_junit_drops_what_xml_cannot_hold() -> None:
    words = Words("a \x07 b \ud800", "甲 \x07 乙")
    out = render_junit([Diagnostic(code="DE101", message=words)], [], "en")
    assert ET.fromstring(out.encode("utf-8")) is not None


def test_annotations_are_escaped_as_github_wants() -> None:
    """As `escapeData` and `escapeProperty` of `@actions/core` do."""
    diagnostic = Diagnostic(
        code="DE203",
        message=Words("90% of\r\na:b,c", "九成：90%\n次行"),
        help=Words("50%", "一半"),
        span=Span(file="规则/a,b:c%\n.yaml", line=3, column=5, end_line=3, end_column=9),
        severity=Severity.WARNING,
    )
    assert render_annotations([diagnostic], [], "en") == (
        "::warning file=规则/a%2Cb%3Ac%25%0A.yaml,line=3,endLine=3,col=5,endColumn=9,title=DE203"
        "::90%25 of%0D%0Aa:b,c%0A50%25"
    )


def test_annotations_stay_on_one_line_each(tmp_path: Path) -> None:
    write_rules(tmp_path, "rule", MISTAKES)
    lines = validated(tmp_path, "github").strip().split("\n")
    assert len(lines) == 3
    assert all(line.startswith("::error file=") for line in lines)


@pytest.mark.parametrize("format_", list(DIAGNOSTIC_WRITERS))
def test_a_diagnostic_without_a_place_fits_every_format(format_: str) -> None:
    diagnostic = Diagnostic(code="DE001", message=Words("nothing", "空"))
    assert "DE001" in DIAGNOSTIC_WRITERS[format_]([diagnostic], ["a.yaml"], "en")
