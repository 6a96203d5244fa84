"""Unit files of every format → rows of raw cells with their places."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from directive_engine.diagnostics import (
    Diagnostic,
    InputError,
    MissingExtraError,
    Severity,
    Span,
    Words,
)
from directive_engine.sources import SourceMapping, SourceSequence, load_json, load_yaml, read_text

_MAX_CELL = 1_000_000
_DELIMITERS: Final = (",", "\t", ";", "\uff0c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit as written: raw values by heading, its place, and the place of each value."""

    cells: Mapping[str, object]
    span: Span
    cell_span: Callable[[str], Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All rows of a file; `headings` are in file order where the format has a heading row."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    heading_span: Callable[[str], Span]
    problems: tuple[Diagnostic, ...] = field(default=())


def read_table(path: Path) -> Table:
    """Read a unit file by its suffix; raises InputError where that fails (DE601–604)."""
    if path.is_dir():
        words = Words(f"`{path}` is a folder: expected a file", f"`{path}` 是文件夹，应为文件")
        raise InputError(Diagnostic(code="DE601", message=words, span=Span(file=str(path))))
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(_READERS)
        words = Words(
            f"unknown kind of unit file `{path.suffix}`", f"不支持的单位文件类型 `{path.suffix}`"
        )
        hint = Words(f"use one of {kinds}", f"可用：{kinds}")
        raise InputError(
            Diagnostic(code="DE601", message=words, span=Span(file=str(path)), help=hint)
        )
    return reader(path)


def _error(code: str, words: Words, span: Span) -> InputError:
    return InputError(Diagnostic(code=code, message=words, span=span))


# YAML and JSON


def _read_mappings(path: Path) -> Table:
    file = str(path)
    text = read_text(path)
    data = load_json(text, file) if path.suffix.lower() == ".json" else load_yaml(text, file)
    if isinstance(data, SourceMapping) and "units" in data:
        data = data["units"]
    if data is None:
        data = SourceSequence()
        data.item_spans = []
    if not isinstance(data, SourceSequence):
        words = Words("expected a list of units", "应为单位列表")
        raise _error("DE602", words, getattr(data, "span", Span(file=file)))
    rows = []
    for item, span in zip(data, data.item_spans, strict=True):
        if not isinstance(item, SourceMapping):
            words = Words("expected a mapping of facts", "每个单位应为映射")
            raise _error("DE602", words, span)
        rows.append(_mapping_row(item))
    first = {name: row.cell_span(name) for row in reversed(rows) for name in row.cells}
    names = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    return Table(headings=names, rows=tuple(rows), heading_span=first.__getitem__)


def _mapping_row(item: SourceMapping) -> Row:
    cells: dict[str, object] = {}
    spans: dict[str, Span] = {}
    nested = item.get("facts")
    parts = [item, nested] if isinstance(nested, SourceMapping) else [item]
    for part in parts:
        for name, value in part.items():
            if value is nested and isinstance(nested, SourceMapping):
                continue
            cells[name] = value
            spans[name] = part.value_spans[name]
    head = Span(file=item.span.file, line=item.span.line, column=item.span.column)
    return Row(cells=cells, span=head, cell_span=spans.__getitem__)


# CSV


def _read_csv(path: Path) -> Table:
    text, file = read_text(path), str(path)
    delimiter = _delimiter(text)
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise _error("DE603", _csv_words(str(error)), Span(file=file, line=start)) from error
    raw = text.split("\n")

    def place(line: int, index: int) -> Span:
        written = raw[line - 1] if line <= len(raw) else ""
        start = _csv_column(written, index, delimiter)
        is_last = (end := _csv_column(written, index + 1, delimiter)) > len(written)
        end = max(end - (0 if is_last else 1), start + 1)
        return Span(file=file, line=line, column=start, end_line=line, end_column=end)

    return _grid(lines, file, place)


def _csv_words(problem: str) -> Words:
    if problem == "unexpected end of data":
        return Words("a quote is not closed", "引号没有闭合")
    if "expected after" in problem:
        return Words("a text goes on after its closing quote", "右引号之后还有文字")
    return Words(f"not valid CSV: {problem}", f"CSV 格式错误：{problem}")


def _delimiter(text: str) -> str:
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    return max(_DELIMITERS, key=head.count)


def _csv_column(line: str, index: int, delimiter: str) -> int:
    quoted, seen = False, 0
    for position, char in enumerate(line):
        if seen == index:
            return position + 1
        if char == '"':
            quoted = not quoted
        elif char == delimiter and not quoted:
            seen += 1
    return len(line) + 1


def _grid(
    lines: Sequence[tuple[int, Sequence[Any]]], file: str, place: Callable[[int, int], Span]
) -> Table:
    """Turn rows of cells to a table; titles of one cell may stand above the row of headings."""
    filled = [(line, cells) for line, cells in lines if any(not _is_blank(cell) for cell in cells)]
    first = next((n for n, (_, cells) in enumerate(filled) if _filled(cells) > 1), 0)
    filled = filled[first:]
    if not filled:
        return Table(headings=(), rows=(), heading_span=lambda _: Span(file=file))
    heading_line, headings = filled[0][0], [heading(cell) for cell in filled[0][1]]
    problems = _check_headings(headings, heading_line, place)
    columns = {name: index for index, name in enumerate(headings) if name}
    rows = []
    for line, cells in filled[1:]:
        for index, extra in enumerate(cells[len(headings) :], start=len(headings)):
            if not _is_blank(extra):
                words = Words(
                    f"more cells than headings: `{extra}`", f"单元格多于表头列数：`{extra}`"
                )
                problems.append(Diagnostic(code="DE604", message=words, span=place(line, index)))
        values = dict(zip(headings, cells, strict=False))
        values.pop("", None)
        rows.append(_grid_row(values, line, columns, place))
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if errors:
        raise InputError(*errors)
    return Table(
        headings=tuple(columns),
        rows=tuple(rows),
        heading_span=lambda name: place(heading_line, columns[name]),
        problems=tuple(problems),
    )


def _grid_row(
    values: Mapping[str, object],
    line: int,
    columns: Mapping[str, int],
    place: Callable[[int, int], Span],
) -> Row:
    return Row(
        cells=values,
        span=place(line, 0),
        cell_span=lambda name: place(line, columns[name]),
    )


def _check_headings(
    headings: Sequence[str], line: int, place: Callable[[int, int], Span]
) -> list[Diagnostic]:
    problems = []
    for index, name in enumerate(headings):
        if name and name in headings[:index]:
            words = Words(f"the heading `{name}` occurs twice", f"表头 `{name}` 重复")
            problems.append(Diagnostic(code="DE604", message=words, span=place(line, index)))
    return problems


def heading(cell: object) -> str:
    """Return a heading without surrounding blanks and a trailing unit of measure in brackets."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip()
    return re.sub(r"\s*\([^()]*\)$", "", text)


def _filled(cells: Sequence[Any]) -> int:
    return sum(not _is_blank(cell) for cell in cells)


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


# XLSX and Parquet


def _read_xlsx(path: Path) -> Table:
    import python_calamine  # noqa: PLC0415 - only here, and only for spreadsheets

    file = str(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        formulas = list(_blank_formulas(path))
    except (
        python_calamine.CalamineError,
        OSError,
        zipfile.BadZipFile,
        KeyError,
        IndexError,
    ) as error:
        if not path.exists():
            read_text(path)
        words = Words(
            f"`{path.name}` is not a readable XLSX file", f"`{path.name}` 不是可读取的 XLSX 文件"
        )
        raise _error("DE603", words, Span(file=file)) from error

    def place(line: int, index: int) -> Span:
        return Span(file=file, line=line, column=index + 1)

    table = _grid(list(enumerate(grid, start=1)), file, place)
    notes = [_formula_note(cell, file) for cell in formulas]
    return Table(
        headings=table.headings,
        rows=table.rows,
        heading_span=table.heading_span,
        problems=(*table.problems, *notes),
    )


def _blank_formulas(path: Path) -> Iterator[str]:
    """Yield the cells of the first sheet that hold a formula without a saved value."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
        text = archive.read(names[0]).decode("utf-8", "replace") if names else ""
    for match in re.finditer(r'<c r="([A-Z]+\d+)"[^>]*>(.*?)</c>', text, re.DOTALL):
        if "<f" in match.group(2) and not re.search(r"<v>[^<]+</v>|<is>", match.group(2)):
            yield match.group(1)


def _formula_note(cell: str, file: str) -> Diagnostic:
    letters, digits = re.sub(r"\d", "", cell), re.sub(r"\D", "", cell)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    words = Words(
        f"cell {cell} holds a formula without a saved value",
        f"单元格 {cell} 的公式没有保存计算结果",
    )
    hint = Words("open and save the file in a spreadsheet program", "请用表格软件打开并保存一次")
    span = Span(file=file, line=int(digits), column=column)
    return Diagnostic(code="DE606", message=words, span=span, help=hint, severity=Severity.WARNING)


def _read_parquet(path: Path) -> Table:
    try:
        import pyarrow  # noqa: PLC0415 - an optional extra
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError(
            Words("reading Parquet", "读取 Parquet 文件"), "parquet"
        ) from error
    file = str(path)
    try:
        records = pyarrow.parquet.read_table(path).to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        words = Words(
            f"`{path.name}` is not a readable Parquet file",
            f"`{path.name}` 不是可读取的 Parquet 文件",
        )
        raise _error("DE603", words, Span(file=file)) from error
    headings = [heading(name) for name in (records[0] if records else ())]
    grid = [[*record.values()] for record in records]

    def place(line: int, index: int) -> Span:
        return Span(file=file, line=line, column=index + 1)

    return (
        _grid(list(enumerate([headings, *grid])), file, place)
        if headings
        else _grid([], file, place)
    )


_READERS: Final[Mapping[str, Callable[[Path], Table]]] = {
    ".yaml": _read_mappings,
    ".yml": _read_mappings,
    ".json": _read_mappings,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_xlsx,
    ".parquet": _read_parquet,
}
