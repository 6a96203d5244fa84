"""A diagnostic: one thing that is wrong with an input, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from directive_engine.diagnostics.span import Span
from directive_engine.diagnostics.words import Words


class Severity(StrEnum):
    """How bad a diagnostic is; only errors make a run fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """What is wrong (`message`), with which code, where, and something to type (`help`)."""

    code: str
    message: Words
    span: Span | None = None
    help: Words | None = None
    severity: Severity = Severity.ERROR

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key: file, then position, then code."""
        if self.span is None:
            return ("", 0, 0, self.code)
        return (self.span.file, self.span.line, self.span.column, self.code)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any diagnostic is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
