"""Whole documents as golden files, one each, to be read in review.

`pytest tests/reports --snapshot-update` writes them anew.
"""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from directive_engine.cli.main import cli

MATERIAL = Path(__file__).parent.parent / "material"
ENDING = {"text": "txt", "md": "md", "html": "html", "json": "json"}
DOCUMENTS = {
    "audit": ["audit"],
    "checklist-unit": ["checklist", "--unit", "R1"],
    "checklist-kind": ["checklist", "--kind", "水库"],
}


class Golden(SingleFileSnapshotExtension):
    """One text file for each document."""

    _write_mode = WriteMode.TEXT


def document(arguments: list[str], *options: str) -> str:
    common = ["--rules", "rules", "--units", "units.csv", "--as-of", "2020-11-01"]
    result = CliRunner().invoke(cli, [*arguments, *common, *options])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def _in_the_material(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(MATERIAL)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format_", list(ENDING))
@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_document(name: str, format_: str, lang: str, snapshot: SnapshotAssertion) -> None:
    text = document(DOCUMENTS[name], "--format", format_, "--lang", lang)
    golden: Any = type("Golden", (Golden,), {"file_extension": ENDING[format_]})
    assert text == snapshot(extension_class=golden)


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_templates_of_the_users_own_come_first(name: str, tmp_path: Path) -> None:
    template = "checklist.txt.j2" if name.startswith("checklist") else "gap_report.txt.j2"
    (tmp_path / template).write_text("本单位自定模板\n", "utf-8")
    text = document(DOCUMENTS[name], "--format", "text", "--templates", str(tmp_path))
    assert text == "本单位自定模板\n"


def test_what_a_unit_is_called_cannot_break_a_page(tmp_path: Path) -> None:
    units = (MATERIAL / "units.csv").read_text("utf-8")
    hostile = '"<script>alert(1)</script>|{{ 7 * 7 }}"'
    (tmp_path / "units.csv").write_text(units.replace("上河水库", hostile), "utf-8")
    options = ["--units", str(tmp_path / "units.csv")]
    page = document(["audit"], "--format", "html", *options)
    assert "<script" not in page
    assert "49" not in page.partition("{{ 7 * 7 }}")[0][-40:]
    table = document(["audit"], "--format", "md", *options)
    assert "</script>\\|{{" in table
