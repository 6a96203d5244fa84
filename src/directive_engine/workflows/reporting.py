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
) -> list[Path]:
    """Write the county report, and for HTML one page per unit; return the files, report first."""
    suffix = {"text": "txt"}.get(format_, format_)
    report_file = folder / f"report.{suffix}"
    if format_ != "html":
        write_text(report_file, render_audit(audit, sentences, format_, warnings, templates))
        return [report_file]
    report = build_gap_report(audit, sentences, warnings)
    write_text(report_file, render_template(_TEMPLATES["html"], report, templates))
    return [report_file, *_write_pages(report, folder, templates)]


def _write_pages(report: GapReport, folder: Path, templates: Path | None) -> list[Path]:
    files = []
    for page in report.pages:
        file = folder / "units" / page.file
        write_text(file, render_template("unit_page.html.j2", (report, page), templates))
        files.append(file)
    return files
