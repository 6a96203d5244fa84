"""An audit → reports in a format, on the screen or in a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from directive_engine.findings import Audit
from directive_engine.reports.gap_report import GapReport, build_gap_report
from directive_engine.reports.records import render_audit_json
from directive_engine.reports.sentences import Sentences
from directive_engine.reports.templating import render_template
from directive_engine.reports.writing import write_text

AUDIT_FORMATS: Final = ("text", "md", "html", "json")
_TEMPLATES: Final = {
    "text": "gap_report.txt.j2",
    "md": "gap_report.md.j2",
    "html": "gap_report.html.j2",
}


def render_audit(
    audit: Audit,
    sentences: Sentences,
    format_: str,
    warnings: Sequence[str],
    templates: Path | None = None,
) -> str:
    """Return one document of the whole audit; `warnings` are the data problems met."""
    if format_ == "json":
        return render_audit_json(audit, sentences) + "\n"
    report = build_gap_report(audit, sentences, warnings)
    return render_template(_TEMPLATES[format_], report, templates)


def write_audit(
    audit: Audit,
    sentences: Sentences,
    format_: str,
    folder: Path,
    warnings: Sequence[str],
    templates: Path | None = None,
) -> tuple[Path, str]:
    """Write the county report, and for HTML one page per unit.

    Return the report's file and the summary for the terminal.
    """
    report = build_gap_report(audit, sentences, warnings)
    suffix = {"text": "txt"}.get(format_, format_)
    file = folder / f"report.{suffix}"
    if format_ == "json":
        write_text(file, render_audit_json(audit, sentences) + "\n")
    else:
        write_text(file, render_template(_TEMPLATES[format_], report, templates))
    if format_ == "html":
        _write_pages(report, folder, templates)
    return file, render_template(_TEMPLATES["text"], report, templates)


def _write_pages(report: GapReport, folder: Path, templates: Path | None) -> None:
    for page in report.pages:
        text = render_template("unit_page.html.j2", (report, page), templates)
        write_text(folder / "units" / page.file, text)
