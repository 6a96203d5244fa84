"""Every code has a page, every page a code, and the examples do what the page says."""

import ast
import json
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import directive_engine
from directive_engine.catalogue import read_pages
from directive_engine.cli.main import cli
from directive_engine.diagnostics import Diagnostic, DirectiveEngineError, Page
from directive_engine.workflows.auditing import AuditOrder, audit_units
from directive_engine.workflows.explaining import explain_codes
from directive_engine.workflows.testing import run_pack_cases
from directive_engine.workflows.validating import check_rules
from small_rules import Written, write_rules

CODE = re.compile("`[^`]*`")
ROOT = Path(__file__).parent.parent.parent
PAGES = read_pages()
ELSEWHERE = {code: page for code, page in PAGES.items() if page.place in {"none", "template"}} | {
    code: PAGES[code]
    for code in ("DE003", "DE007")  # DE007: tests/engines/test_spark.py
}


def emitted_codes() -> set[str]:
    """Codes that stand as texts in the source (the linter's stand in their pages)."""
    codes = set()
    for file in Path(directive_engine.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if len(text) == 5 and text.startswith("DE") and text[2:].isdigit():
                    codes.add(text)
    return codes


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert emitted_codes() == set(PAGES)


def test_the_document_is_current() -> None:
    """`directive-engine explain codes > docs/diagnostics.md` writes it."""
    assert (ROOT / "docs" / "diagnostics.md").read_text("utf-8") == explain_codes()


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_both_languages_say_something(page: Page) -> None:
    for words in (page.title, page.reason):
        assert words.zh.strip()
        assert words.en.strip()
        assert any("\u4e00" <= char <= "\u9fff" for char in words.zh)
        assert not any("\u4e00" <= char <= "\u9fff" for char in CODE.sub("", words.en))
    assert page.bad != page.good


def caught(run: Callable[[], Sequence[Diagnostic]]) -> list[Diagnostic]:
    try:
        return list(run())
    except DirectiveEngineError as error:
        return list(error.diagnostics)


def of_rules(folder: Path) -> list[Diagnostic]:
    """Everything that `validate`, `test` and an empty form say of the rules in `folder`."""
    rules = [folder / "rules"]
    found = caught(lambda: check_rules(rules)[0])
    if not any(d.severity == "error" for d in found):
        found += caught(lambda: [p for o in run_pack_cases(rules).outcomes for p in o.diagnostics])
        form = ["checklist", "--rules", str(rules[0]), "--kind", "school"]
        found += of_command(form)
    return found


def of_command(arguments: Sequence[str]) -> list[Diagnostic]:
    result = CliRunner().invoke(cli, arguments)
    error = result.exception
    return list(error.diagnostics) if isinstance(error, DirectiveEngineError) else []


def of_units(
    folder: Path, units: Path, *, site: Path | None = None, waivers: Path | None = None
) -> list[Diagnostic]:
    rules, day = [folder / "rules"], date(2020, 11, 1)
    order = AuditOrder(units=units, rules=rules, as_of=day, site=site, waivers=waivers)
    return caught(lambda: audit_units(order)[1])


def diagnostics_of(
    page: Page, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Written, list[Diagnostic]]:
    place = page.place
    if place == "command":
        write_rules(folder)
        monkeypatch.chdir(folder)
        program, *arguments = shlex.split(text)
        assert program == "directive-engine"
        return Written(folder), of_command(arguments)
    if place.startswith("units.") or place in {"site", "waivers"}:
        write_rules(folder)
        file = folder / (place if "." in place else f"{place}.yaml")
        file.write_text(text, "utf-8")
        if place.startswith("units."):
            return Written(file), of_units(folder, file)
        return Written(file), of_units(folder, folder / "units.csv", **{place: file})
    written = write_rules(folder, place, text)
    return written, of_rules(folder)


@pytest.mark.parametrize(
    "page", [p for c, p in PAGES.items() if c not in ELSEWHERE], ids=lambda page: page.code
)
def test_the_examples_do_what_the_page_says(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "good").mkdir()
    written, found = diagnostics_of(page, page.bad, tmp_path / "bad", monkeypatch)
    hits = [d for d in found if d.code == page.code]
    assert hits, f"found {[(d.code, str(d.span), d.message.en) for d in found]}"
    assert hits[0].severity is page.severity
    if hits[0].span is not None and page.place != "command" and page.code != "DE005":
        assert Path(hits[0].span.file) == written.file
        assert hits[0].span.line == written.line + page.line
        assert hits[0].span.column > written.column or page.place != "rule"
    _, found = diagnostics_of(page, page.good, tmp_path / "good", monkeypatch)
    assert page.code not in {d.code for d in found}


def test_a_pack_without_rules_or_vocabulary(tmp_path: Path) -> None:
    write_rules(tmp_path)
    (tmp_path / "rules" / "county-push" / "05-supplies.yaml").unlink()
    (tmp_path / "rules" / "vocabulary.yaml").unlink()
    assert {"DE106", "DE107"} <= {d.code for d in of_rules(tmp_path)}


def test_files_that_are_too_large_or_no_text(tmp_path: Path) -> None:
    written = write_rules(tmp_path, "rule", "tags: [甲]\n")
    assert of_rules(tmp_path) == []
    written.file.write_bytes(b"# " + b"x" * (5 << 20))
    assert [d.code for d in of_rules(tmp_path)] == ["DE011"]
    written.file.write_bytes(b"PK\x03\x04\0\0\xff\xff")
    assert [d.code for d in of_rules(tmp_path)] == ["DE012"]


def test_a_formula_without_a_saved_value(tmp_path: Path) -> None:
    write_rules(tmp_path)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "类别", "口罩储备天数"])
    sheet.append(["S01", "学校", "=1+2"])
    book.save(tmp_path / "units.xlsx")
    (found,) = of_units(tmp_path, tmp_path / "units.xlsx")
    assert (found.code, str(found.span)) == ("DE606", f"{tmp_path / 'units.xlsx'}:2:3")


def test_a_missing_extra_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rules(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "units.parquet").write_bytes(b"PAR1")
    (found,) = of_units(tmp_path, tmp_path / "units.parquet")
    assert found.code == "DE003"
    assert found.help is not None
    assert found.help.en == PAGES["DE003"].good.strip()


@pytest.mark.parametrize(("kind", "code"), [("bad", "DE030"), ("good", "")])
def test_a_template_of_ones_own(tmp_path: Path, kind: str, code: str) -> None:
    write_rules(tmp_path)
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "checklist.txt.j2").write_text(getattr(PAGES["DE030"], kind), "utf-8")
    arguments = ["checklist", "--rules", str(tmp_path / "rules"), "--kind", "school"]
    found = of_command([*arguments, "--templates", str(templates)])
    assert [d.code for d in found] == ([code] if code else [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_explain_prints_the_page_of_a_code(language: str) -> None:
    result = CliRunner().invoke(cli, ["explain", "DE203", "--lang", language])
    assert result.exit_code == 0
    page = PAGES["DE203"]
    assert page.title.in_language("zh" if language == "zh" else "en") in result.stdout
    assert page.bad.strip() in result.stdout
    assert page.good.strip() in result.stdout


def test_explain_of_an_unknown_code_is_a_usage_error() -> None:
    (found,) = of_command(["explain", "DE999"])
    assert found.code == "DE006"


def test_validate_names_the_command_that_explains(tmp_path: Path) -> None:
    write_rules(tmp_path, "rule", PAGES["DE203"].bad)
    result = CliRunner().invoke(cli, ["validate", str(tmp_path / "rules")])
    assert result.exit_code == 1
    assert "directive-engine explain DE203" in result.stdout


def test_json_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    write_rules(tmp_path, "rule", PAGES["DE203"].bad)
    result = CliRunner().invoke(cli, ["validate", str(tmp_path / "rules"), "--format", "json"])
    (record,) = json.loads(result.stdout)
    assert list(record) == ["code", "severity", "file", "line", "column", "message", "help"]
