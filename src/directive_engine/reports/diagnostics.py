"""Diagnostics → text with the line in question, and JSON."""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from directive_engine.diagnostics import Diagnostic, Language, Severity, Span, Words

_MAX_BEFORE: Final = 50
_HELP: Final = Words("help", "建议")
_SEVERITY: Final = {
    Severity.ERROR: Words("error", "错误"),
    Severity.WARNING: Words("warning", "警告"),
    Severity.NOTE: Words("note", "提示"),
}


def display_width(text: str) -> int:
    """Return how many terminal columns `text` takes: wide characters two, combining ones none."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


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
    line = _shown_line(lines[span.line - 1])
    if not line.strip():
        return []
    number = f"{span.line:5d}"
    end = span.end_column if span.end_line == span.line else len(line) + 1
    start = max(span.column - 1 - _MAX_BEFORE, 0)  # long lines are shown around the place
    before, marked = line[start : span.column - 1], line[span.column - 1 : end - 1]
    is_cut = len(line) > end + _MAX_BEFORE
    line = ("…" if start else "") + line[start : end + _MAX_BEFORE] + ("…" if is_cut else "")
    before = ("…" if start else "") + before
    mark = " " * display_width(before) + "^" * max(display_width(marked), 1)
    return [f"{number} │ {line}", f"{'':5} │ {mark}"]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _shown_line(line: str) -> str:
    """Return a line with every character that would move the mark below it replaced by one."""
    return "".join(
        " " if char == "\t" else char if char.isprintable() else "\ufffd"
        for char in line.rstrip("\r")
    )


def render_text(
    diagnostics: Sequence[Diagnostic], files: Sequence[str], language: Language
) -> str:
    """Return every diagnostic with its line, and a count."""
    blocks = [render_diagnostic(d, language) for d in diagnostics]
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    warnings = sum(d.severity is Severity.WARNING for d in diagnostics)
    summary = Words(
        f"{_count(len(files), 'file')} checked: "
        f"{_count(errors, 'error')}, {_count(warnings, 'warning')}",
        f"已检查 {len(files)} 个文件：{errors} 个错误，{warnings} 个警告",
    )
    lines = [*blocks, summary.in_language(language)]
    if diagnostics:
        command = f"directive-engine explain {diagnostics[0].code}"
        more = Words(f"`{command}` says more about a code", f"`{command}` 可查看代码的说明与示例")
        lines.append(more.in_language(language))
    return "\n".join(lines)


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


def render_json(diagnostics: Sequence[Diagnostic], _: Sequence[str], language: Language) -> str:
    """Return the list of records that design.md, section 7, describes."""
    records = [_record(d, language) for d in diagnostics]
    return json.dumps(records, ensure_ascii=False, indent=2)
