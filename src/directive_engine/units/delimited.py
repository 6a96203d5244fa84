"""CSV and TSV text → a table."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from directive_engine.diagnostics import Span, Words
from directive_engine.sources import read_text
from directive_engine.units.grids import Line, build_table, has_required
from directive_engine.units.tables import Table, file_error

_DELIMITERS: Final = (",", "\t", ";", "\uff0c")
_MOST_TITLE_LINES: Final = 10
_LONGEST_CELL: Final = 1_000_000


def read_delimited(path: Path) -> Table:
    """Read a file whose cells are parted by commas, tabs or semicolons, whichever its headings use.

    Raises InputError for broken quoting and monstrous cells (DE603).
    """
    lines = list(io.StringIO(read_text(path), newline=""))
    written = _Written(file=str(path), lines=lines, delimiter=_delimiter(lines))
    return build_table(written.cells(), written.place)


def _delimiter(lines: Sequence[str]) -> str:
    heads = [line for line in lines[: 2 * _MOST_TITLE_LINES] if line.strip()][:_MOST_TITLE_LINES]
    for head in heads:
        for delimiter in _DELIMITERS:
            if has_required([cell.strip(' "\r\n') for cell in head.split(delimiter)]):
                return delimiter
    return max(_DELIMITERS, key=heads[0].count) if heads else _DELIMITERS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    file: str
    lines: Sequence[str]
    delimiter: str

    def cells(self) -> Iterator[Line]:
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(self.lines, delimiter=self.delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                yield start, cells
                start = reader.line_num + 1
        except csv.Error as error:
            raise file_error("DE603", *self.reason(str(error), start)) from error

    def reason(self, message: str, line: int) -> tuple[Words, Span, Words | None]:
        span = Span(file=self.file, line=line)
        if "end of data" in message:
            words = Words(
                "a quote that opens in this row is never closed", "该行的引号没有结束"
            )
            return words, span, Words('write the closing `"`', '请补上结尾的 `"`')
        if "expected after" in message:
            words = Words(
                "found text behind a closing quote: expected the next cell",
                "引号结束后还有文字，应为下一个单元格",
            )
            return words, span, Words('write a quote inside quotes twice: `""`', '引号内的引号请写两次：`""`')
        if "field limit" in message:
            words = Words(
                f"a cell in this row has over {_LONGEST_CELL} characters",
                f"该行有单元格超过 {_LONGEST_CELL} 个字符",
            )
            return words, span, Words("look for a missing quote", "请检查是否缺少引号")
        return Words(f"not valid CSV: {message}", f"CSV 格式错误：{message}"), span, None

    def place(self, line: int, column: int) -> Span:
        """Return the place of a cell of the row that begins on `line`, found by reading the row again."""
        seen, quoted, at_start = 0, False, True
        start = end = (line, 1)
        for number in range(line, len(self.lines) + 1):
            text = self.lines[number - 1].rstrip("\r\n")
            for position, char in enumerate(text, start=1):
                if char == '"' and (quoted or at_start):
                    quoted = not quoted
                elif char == self.delimiter and not quoted:
                    if seen == column:
                        return self.span(start, end)
                    seen, start, at_start = seen + 1, (number, position + 1), True
                    end = start
                    continue
                # A doubled quote inside quotes closes and at once opens again.
                at_start = char == '"' and not quoted and start != (number, position)
                end = (number, position + 1)
            if not quoted:
                break
            at_start = False
        return self.span(start, end) if seen == column else self.span(end, end)

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        if end <= start:
            return Span(file=self.file, line=start[0], column=start[1])
        return Span(
            file=self.file,
            line=start[0],
            column=start[1],
            end_line=end[0],
            end_column=end[1],
        )
