"""The one shape that unit files of every format are read into."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directive_engine.diagnostics import Diagnostic, InputError, Severity, Span, Words

HEADINGS: Final = -1
"""In place of a row's index: the row of headings."""


def _no_cell_name(_row: int, _column: int) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Raw values by row and column; places are worked out when somebody asks.

    Every row has as many cells as there are headings; None is a cell that is not there. `span` takes
    the indexes of a row (or HEADINGS) and of a column (or None for the row as a whole).
    """

    headings: tuple[str, ...]
    roles: Mapping[str, int]
    rows: Sequence[Sequence[object]]
    span: Callable[[int, int | None], Span]
    cell_name: Callable[[int, int], str] = _no_cell_name
    problems: tuple[Diagnostic, ...] = ()


def is_blank(cell: object) -> bool:
    """Tell whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: object) -> str:
    """Return a cell as a message quotes it: on one line, and not too long."""
    text = " ".join(str(cell)[:200].split())
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - as much as a line can bear


def file_error(
    code: str, words: Words, span: Span, hint: Words | None = None
) -> InputError:
    """Return the exception that says why a file cannot be read."""
    return InputError(Diagnostic(code=code, message=words, span=span, help=hint))


def warning(code: str, words: Words, span: Span, hint: Words | None = None) -> Diagnostic:
    """Return a warning."""
    return Diagnostic(code=code, message=words, span=span, help=hint, severity=Severity.WARNING)
