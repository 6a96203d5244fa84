"""The commands as a stranger runs them."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from directive_engine.cli.main import cli
from directive_engine.diagnostics import InputError, UsageError

ROOT = Path(__file__).parent.parent.parent
UNITS = str(ROOT / "examples" / "qinghe.csv")
AS_OF = ["--as-of", "2020-11-01"]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def audit_object(*arguments: str) -> dict[str, object]:
    _, out = run("audit", *AS_OF, "--format", "json", *arguments)
    loaded: dict[str, object] = json.loads(out)
    return loaded


def test_the_same_units_from_csv_and_yaml_give_the_same_findings() -> None:
    assert audit_object("--units", UNITS) == audit_object("--units", UNITS.replace("csv", "yaml"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_a_csv_do_not_matter(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "清河县.csv"
    file.write_text(Path(UNITS).read_text("utf-8"), encoding)
    assert audit_object("--units", str(file)) == audit_object("--units", UNITS)


def test_the_two_interpreters_agree_on_the_example() -> None:
    walked = audit_object("--units", UNITS, "--engine", "walk")
    assert walked == audit_object("--units", UNITS)


@pytest.mark.parametrize(
    ("options", "status"),
    [
        pytest.param([], 0, id="gaps alone do not fail"),
        pytest.param(["--fail-on", "advisory"], 1, id="gaps at or above the level"),
        pytest.param(["--fail-on", "unknown"], 3, id="missing facts, if asked"),
        pytest.param(["--fail-on", "advisory", "--fail-on", "unknown"], 1, id="gaps come first"),
    ],
)
def test_exit_status(options: list[str], status: int) -> None:
    assert run("audit", "--units", UNITS, *AS_OF, *options)[0] == status


def test_reports_are_self_contained(tmp_path: Path) -> None:
    run("audit", "--units", UNITS, *AS_OF, "-o", str(tmp_path))
    pages = [tmp_path / "report.html", *(tmp_path / "units").iterdir()]
    with Path(UNITS).open(encoding="utf-8", newline="") as file:
        assert len(pages) == 1 + sum(1 for _ in csv.DictReader(file))
    for page in pages:
        text = page.read_text("utf-8")
        assert "http://" not in text
        assert "https://" not in text
        assert "<script" not in text


def test_waivers_turn_gaps_to_waived_and_not_more() -> None:
    plain = audit_object("--units", UNITS)["summary"]
    waived = audit_object("--units", UNITS, "--waivers", str(ROOT / "examples/waivers.yaml"))[
        "summary"
    ]
    assert isinstance(plain, dict)
    assert isinstance(waived, dict)
    assert waived["waived"] > 0
    assert plain["gap"] == waived["gap"] + waived["waived"]


def test_a_setting_changes_the_answer() -> None:
    summary = audit_object("--units", UNITS, "--set", "medical_stock_days=1000")["summary"]
    assert isinstance(summary, dict)
    plain = audit_object("--units", UNITS)["summary"]
    assert isinstance(plain, dict)
    assert summary["gap"] > plain["gap"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("", ["DE610"], id="empty file"),
        pytest.param("name\nx\n", ["DE611", "DE611"], id="missing columns"),
        pytest.param("id,kind\nA,学效\n", ["DE613"], id="unknown kind"),
        pytest.param("id,kind,parent\nA,学校,B\n", ["DE614"], id="unknown parent"),
        pytest.param("id,kind,parent\nA,学校,B\nB,学校,A\n", ["DE615"], id="cycle"),
        pytest.param("id,kind\nA,学校\nA,学校\n", ["DE612"], id="id twice"),
        pytest.param('id,kind\nA,"学校\n', ["DE603"], id="quote not closed"),
    ],
)
def test_structural_errors_stop_the_audit(tmp_path: Path, text: str, codes: list[str]) -> None:
    file = tmp_path / "units.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        run("audit", "--units", str(file))
    assert [d.code for d in caught.value.diagnostics] == codes


def test_a_cell_of_the_wrong_type_is_missing_and_named(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("编号,类别,医用口罩储备天数\nH,医疗机构,很多\n", "utf-8")
    result = CliRunner().invoke(cli, ["audit", "--units", str(file), *AS_OF])
    assert result.exit_code == 0
    assert f"{file}:2:8" in result.stderr
    assert "DE621" in result.stderr


def test_checklists_leave_out_what_does_not_apply() -> None:
    _, out = run("checklist", "--units", UNITS, *AS_OF, "--format", "json", "--unit", "S12")
    (form,) = json.loads(out)
    findings = audit_object("--units", UNITS)["findings"]
    assert isinstance(findings, list)
    concerned = {
        f["rule"] for f in findings if f["unit"] == "S12" and f["status"] != "not_applicable"
    }
    assert {line["rule"] for line in form["lines"]} == concerned


def test_an_unknown_unit_is_a_usage_error_with_a_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        run("checklist", "--units", UNITS, "--unit", "S122")
    assert caught.value.diagnostics[0].help is not None


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "junit", "github"])
def test_validate_finds_every_mistake_of_a_file(tmp_path: Path, format_: str) -> None:
    for name in ("vocabulary.yaml", "county-push/pack.yaml", "county-push/05-supplies.yaml"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text((ROOT / "rules" / name).read_text("utf-8"), "utf-8")
    broken = tmp_path / "county-push" / "05-supplies.yaml"
    text = broken.read_text("utf-8").replace("severity:", "severitty:", 1)
    broken.write_text(text, "utf-8")
    status, out = run("validate", str(tmp_path), "--format", format_)
    assert status == 1
    assert "severitty" in out
    if format_ == "sarif":
        log = json.loads(out)
        assert log["version"] == "2.1.0"
        assert log["runs"][0]["results"]


@pytest.mark.parametrize("format_", ["text", "md", "html", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_checklists_and_reports_in_every_format(format_: str, lang: str) -> None:
    options = [*AS_OF, "--units", UNITS, "--format", format_, "--lang", lang]
    for arguments in (["checklist", "--kind", "学校"], ["checklist", "--unit", "S12"], ["audit"]):
        status, out = run(*arguments, *options)
        assert status == 0
        assert out.strip()


def test_a_gap_says_found_needed_and_what_closes_it() -> None:
    _, out = run(
        "explain", "unit_supplies", "--units", UNITS, "--unit", "S14", *AS_OF, "--format", "json"
    )
    finding = json.loads(out)
    assert finding["status"] == "gap"
    (atom,) = finding["because"]
    assert (atom["found"], atom["needed"], atom["shortfall"]) == (3, ">= 7", 4)
    (change,) = finding["closes"]
    assert (change["fact"], change["from"], change["to"]) == ("disinfectant_stock_days", 3, 7)
    assert finding["due"] == "2020-11-08"


def test_a_spreadsheet_gives_the_same_findings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    with Path(UNITS).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(tmp_path / "清河县.xlsx")
    assert audit_object("--units", str(tmp_path / "清河县.xlsx")) == audit_object("--units", UNITS)
