"""Diagnostics → workflow commands of GitHub Actions, shown beside the lines of a change.

Escaped as in `@actions/core`: `%`, CR and LF in the message; `:` and `,` too in properties.
"""

from collections.abc import Sequence
from typing import Final

from directive_engine.diagnostics import Diagnostic, Language, Severity

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_MESSAGE: Final = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTY: Final = (*_IN_MESSAGE, (":", "%3A"), (",", "%2C"))


def render_annotations(
    diagnostics: Sequence[Diagnostic], _: Sequence[str], language: Language
) -> str:
    """Return one line per diagnostic."""
    return "\n".join(_annotation(d, language) for d in diagnostics)


def _annotation(diagnostic: Diagnostic, language: Language) -> str:
    properties: dict[str, object] = {}
    span = diagnostic.span
    if span is not None:
        properties |= {"file": span.file, "line": span.line, "endLine": span.end_line}
        if span.end_line == span.line:  # columns of a stretch over several lines are refused
            properties |= {"col": span.column, "endColumn": span.end_column}
        else:
            properties |= {"col": span.column}
    properties["title"] = diagnostic.code
    message = diagnostic.message.in_language(language)
    if diagnostic.help is not None:
        message = f"{message}\n{diagnostic.help.in_language(language)}"
    shown = ",".join(f"{k}={_escape(str(v), _IN_PROPERTY)}" for k, v in properties.items())
    return f"::{_LEVELS[diagnostic.severity]} {shown}::{_escape(message, _IN_MESSAGE)}"


def _escape(text: str, codes: Sequence[tuple[str, str]]) -> str:
    for char, code in codes:
        text = text.replace(char, code)
    return text
