"""Lines of cells, one of them of headings → a table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from directive_engine.diagnostics import Diagnostic, Severity, Span, Words
from directive_engine.units.headings import REQUIRED, find_roles, plain_heading
from directive_engine.units.tables import HEADINGS, Table, is_blank, shown, warning

Line: TypeAlias = tuple[int, Sequence[object]]
"""The number of a line in its file, from 1, and its cells."""

_MOST_TITLE_LINES: Final = 10


def build_table(
    lines: Iterable[Line],
    place: Callable[[int, int], Span],
    cell_name: Callable[[int, int], str] | None = None,
) -> Table:
    """Build a table from lines of cells; `place` and `cell_name` take a line's number and a column.

    Titles above the headings and blank lines are passed over. A heading given twice and cells beyond
    the last heading are errors (DE604), data under a blank heading a warning (DE605).
    """
    filled = [line for line in lines if not all(is_blank(cell) for cell in line[1])]
    first = _heading_index(filled)
    if not filled:
        return Table(headings=(), roles={}, rows=(), span=lambda *_: place(1, 0))
    heading_line, heading_cells = filled[first]
    headings = tuple("" if is_blank(cell) else str(cell).strip() for cell in heading_cells)
    numbers = [number for number, _ in filled[first + 1 :]]
    rows = [_fit(cells, len(headings)) for _, cells in filled[first + 1 :]]

    def line_of(row: int) -> int:
        return heading_line if row == HEADINGS else numbers[row]

    table = Table(
        headings=headings,
        roles=find_roles(headings),
        rows=rows,
        span=lambda row, column: place(line_of(row), column or 0),
        cell_name=(lambda row, column: cell_name(line_of(row), column)) if cell_name else _unnamed,
    )
    problems = (
        *_repeated_headings(table),
        *_cells_beyond(filled[first + 1 :], len(headings), place),
        *_blank_headings(table),
    )
    return with_problems(table, problems)


def with_problems(table: Table, problems: Iterable[Diagnostic]) -> Table:
    """Return `table` with more problems."""
    return Table(
        headings=table.headings,
        roles=table.roles,
        rows=table.rows,
        span=table.span,
        cell_name=table.cell_name,
        problems=(*table.problems, *problems),
    )


def has_required(headings: Sequence[object]) -> bool:
    """Tell whether these are the headings of a table of units."""
    roles = find_roles(headings)
    return all(role in roles for role in REQUIRED)


def heading_line(lines: Iterable[Line]) -> int:
    """Return the number of the line of headings; 0 where all is blank."""
    filled = [line for line in lines if not all(is_blank(cell) for cell in line[1])]
    return filled[_heading_index(filled)][0] if filled else 0


def _heading_index(filled: Sequence[Line]) -> int:
    fitting = (
        i for i, (_, cells) in enumerate(filled[:_MOST_TITLE_LINES]) if has_required(cells)
    )
    return next(fitting, 0)


def _unnamed(_row: int, _column: int) -> str:
    return ""


def _fit(cells: Sequence[object], width: int) -> Sequence[object]:
    if len(cells) == width:
        return cells
    return [*cells[:width], *[None] * (width - len(cells))]


def _repeated_headings(table: Table) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for index, heading in enumerate(table.headings):
        key = plain_heading(heading) if index in table.roles.values() else heading
        if heading and key in seen:
            words = Words(f"the heading `{heading}` occurs twice", f"表头 `{heading}` 重复")
            hint = Words("rename or delete one of the two columns", "请改名或删除其中一列")
            span = table.span(HEADINGS, index)
            yield Diagnostic(code="DE604", message=words, span=span, help=hint)
        seen.add(key)


def _cells_beyond(
    lines: Iterable[Line], width: int, place: Callable[[int, int], Span]
) -> Iterator[Diagnostic]:
    for number, cells in lines:
        if len(cells) <= width:
            continue
        for index, extra in enumerate(cells[width:], start=width):
            if not is_blank(extra):
                words = Words(
                    f"expected {width} cells as there are headings, found one more: `{shown(extra)}`",
                    f"表头只有 {width} 列，该行多出单元格 `{shown(extra)}`",
                )
                yield Diagnostic(
                    code="DE604",
                    message=words,
                    span=place(number, index),
                    help=Words(
                        'write a value that holds the separator in quotes: "…"',
                        '含分隔符的值请加引号："…"',
                    ),
                    severity=Severity.ERROR,
                )
                break


def _blank_headings(table: Table) -> Iterator[Diagnostic]:
    for index, heading in enumerate(table.headings):
        if heading:
            continue
        row = next((i for i, row in enumerate(table.rows) if not is_blank(row[index])), None)
        if row is not None:
            words = Words(
                f"column {index + 1} has values but no heading: they are not used",
                f"第 {index + 1} 列有数据但没有表头，未使用",
            )
            hint = Words("write the fact's id or label above it", "请在该列上方填写事实的编号或名称")
            yield warning("DE605", words, table.span(row, index), hint)
