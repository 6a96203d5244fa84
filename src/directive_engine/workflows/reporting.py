"""An audit → reports in a format, on the screen or in a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from directive_engine.findings import Audit
from directive_engine.reports.gap_report import GapReport, build_gap_report
from directive_engine.reports.records import render_audit_json
from directive_engine.reports.sentences import Sentences
from directive_engine.reports.summary import Summary, build_summary
from directive_engine.reports.templating import render_template
from directive_engine.reports.writing import write_text

AUDIT_FORMATS: Final = ("text", "md", "html", "json")
_TEMPLATES: Final = {
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
    match format_:
        case "json":
            return render_audit_json(audit, sentences) + "\n"
        case "text":
            return render_summary(audit, sentences, templates)
        case _:
            report = build_gap_report(audit, sentences, warnings)
            return render_template(_TEMPLATES[format_], report, templates)


def render_summary(audit: Audit, sentences: Sentences, templates: Path | None = None) -> str:
    """Return the figures of an audit for the terminal."""
    return render_figures(build_summary(audit, sentences.language), templates)


def render_figures(summary: Summary, templates: Path | None = None) -> str:
    """Return figures that are counted already, for the terminal."""
    return render_template("gap_report.txt.j2", summary, templates)


def write_audit(
    audit: Audit,
    sentences: Sentences,
    format_: str,
    folder: Path,
    warnings: Sequence[str],
    templates: Path | None = None,
) -> Path:
    """Write the county report, and for HTML one page per unit; return the report's file."""
    suffix = {"text": "txt"}.get(format_, format_)
    file = folder / f"report.{suffix}"
    if format_ != "html":
        write_text(file, render_audit(audit, sentences, format_, warnings, templates))
        return file
    return write_pages(build_gap_report(audit, sentences, warnings), folder, templates)


def write_pages(report: GapReport, folder: Path, templates: Path | None = None) -> Path:
    """Write a report as HTML with one page per unit; return the report's file."""
    file = folder / "report.html"
    write_text(file, render_template(_TEMPLATES["html"], report, templates))
    for page in report.pages:
        text = render_template("unit_page.html.j2", (report.summary, page), templates)
        write_text(folder / "units" / page.card.file, text)
    return file
