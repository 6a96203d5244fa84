"""Diagnostics → text with the line in question, JSON, SARIF, JUnit and GitHub annotations."""

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

import directive_engine
from directive_engine.diagnostics import Diagnostic, Language, Severity, Span, Words

DiagnosticWriter: TypeAlias = Callable[[Sequence[Diagnostic], Sequence[str], Language], str]
"""Diagnostics, the files looked at, language → text."""

_MAX_BEFORE: Final = 50
_HELP: Final = Words("help", "建议")
_SEVERITY: Final = {
    Severity.ERROR: Words("error", "错误"),
    Severity.WARNING: Words("warning", "警告"),
    Severity.NOTE: Words("note", "提示"),
}


def display_width(text: str) -> int:
    """Return how many terminal columns `text` takes: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def render_diagnostic(diagnostic: Diagnostic, language: Language) -> str:
    """Return `file:line:column: severity[code]: message`, the line with a mark below, the help."""
    severity = _SEVERITY[diagnostic.severity].in_language(language)
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    head = f"{place}{severity}[{diagnostic.code}]: {diagnostic.message.in_language(language)}"
    lines = [head]
    if diagnostic.span is not None:
        lines += _excerpt(diagnostic.span)
    if diagnostic.help is not None:
        lines.append(f"   {_HELP.in_language(language)}: {diagnostic.help.in_language(language)}")
    return "\n".join(lines)


def _excerpt(span: Span) -> list[str]:
    path = Path(span.file)
    try:
        lines = path.read_text("utf-8").split("\n") if path.stat().st_size < 1 << 24 else []
    except (OSError, UnicodeDecodeError):
        return []
    if span.line > len(lines):
        return []
    line = lines[span.line - 1].replace("\t", " ").rstrip("\r")
    number = f"{span.line:5d}"
    end = span.end_column if span.end_line == span.line else len(line) + 1
    start = max(span.column - 1 - _MAX_BEFORE, 0)  # long lines are shown around the place
    before, marked = line[start : span.column - 1], line[span.column - 1 : end - 1]
    line = ("…" if start else "") + line[start : end + _MAX_BEFORE]
    before = ("…" if start else "") + before
    mark = " " * display_width(before) + "^" * max(display_width(marked), 1)
    return [f"{number} │ {line}", f"{'':5} │ {mark}"]


def _text(diagnostics: Sequence[Diagnostic], files: Sequence[str], language: Language) -> str:
    blocks = [render_diagnostic(d, language) for d in diagnostics]
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    warnings = sum(d.severity is Severity.WARNING for d in diagnostics)
    summary = Words(
        f"{len(files)} files checked: {errors} errors, {warnings} warnings",
        f"已检查 {len(files)} 个文件：{errors} 个错误，{warnings} 个警告",
    )
    return "\n".join([*blocks, summary.in_language(language)])


def _record(diagnostic: Diagnostic, language: Language) -> dict[str, object]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "message": diagnostic.message.in_language(language),
        "help": diagnostic.help.in_language(language) if diagnostic.help else None,
    }


def _json(diagnostics: Sequence[Diagnostic], _: Sequence[str], language: Language) -> str:
    records = [_record(d, language) for d in diagnostics]
    return json.dumps(records, ensure_ascii=False, indent=2)


def _sarif(diagnostics: Sequence[Diagnostic], _: Sequence[str], language: Language) -> str:
    """Write SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""
    codes = sorted({d.code for d in diagnostics})
    results = []
    for d in diagnostics:
        text = d.message.in_language(language)
        if d.help is not None:
            text = f"{text} ({d.help.in_language(language)})"
        result: dict[str, object] = {
            "ruleId": d.code,
            "ruleIndex": codes.index(d.code),
            "level": d.severity.value,
            "message": {"text": text},
        }
        if d.span is not None:
            result["locations"] = [{"physicalLocation": _location(d.span)}]
        results.append(result)
    driver = {
        "name": "directive-engine",
        "version": directive_engine.__version__,
        "rules": [{"id": code} for code in codes],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _location(span: Span) -> dict[str, object]:
    path = Path(span.file)
    uri = path.as_uri() if path.is_absolute() else path.as_posix()
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": {"uri": uri}, "region": region}


def _junit(diagnostics: Sequence[Diagnostic], files: Sequence[str], language: Language) -> str:
    failing = [d for d in diagnostics if d.severity is Severity.ERROR]
    by_file: dict[str, list[Diagnostic]] = {file: [] for file in files}
    for d in failing:
        by_file.setdefault(d.span.file if d.span else "", []).append(d)
    cases = []
    for file, problems in by_file.items():
        failures = "".join(
            f"<failure message={quoteattr(d.message.in_language(language))} type={quoteattr(d.code)}>"
            f"{escape(str(d.span or ''))}</failure>"
            for d in problems
        )
        cases.append(
            f'<testcase classname="validate" name={quoteattr(file)}>{failures}</testcase>'
        )
    failed = sum(bool(problems) for problems in by_file.values())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites><testsuite name="directive-engine" tests="{len(by_file)}" failures="{failed}">'
        f"{''.join(cases)}</testsuite></testsuites>"
    )


def _github(diagnostics: Sequence[Diagnostic], _: Sequence[str], language: Language) -> str:
    """Write workflow commands of GitHub Actions."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    lines = []
    for d in diagnostics:
        place = (
            f"file={_property(d.span.file)},line={d.span.line},col={d.span.column},"
            if d.span
            else ""
        )
        message = d.message.in_language(language)
        if d.help is not None:
            message = f"{message}\n{d.help.in_language(language)}"
        data = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{levels[d.severity]} {place}title={d.code}::{data}")
    return "\n".join(lines)


def _property(text: str) -> str:
    for char, code in (("%", "%25"), (":", "%3A"), (",", "%2C"), ("\n", "%0A")):
        text = text.replace(char, code)
    return text


DIAGNOSTIC_WRITERS: Final[Mapping[str, DiagnosticWriter]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
}
