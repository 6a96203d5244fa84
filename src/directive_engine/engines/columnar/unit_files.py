"""Unit files of any size → a stream of Arrow record batches, read for the columns asked for."""

import queue
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.sources import read_text
from directive_engine.units.tables import read_table

ROWS: Final = 131_072
"""Rows of a batch: its columns fit the processor's caches, and its truths a few kilobytes."""
_AHEAD: Final = 2
_MAX_CSV: Final = 8 * 1024**3


class Readable(Protocol):
    """Rows that can be read again and again."""

    @property
    def headings(self) -> Sequence[str]:
        """The names of the columns."""

    def batches(
        self, columns: Sequence[str], coded: Collection[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows in order, with these columns; texts of `coded` may come as codes."""


class UnitSlice(Readable, Protocol):
    """Rows of a unit file that follow one another, which can be read alone."""

    @property
    def first(self) -> int:
        """The row of the file that the slice begins with."""

    @property
    def rows(self) -> int:
        """How many rows it has."""


class UnitFile(Readable, Protocol):
    """A file, or a folder of parts."""

    def slices(self, rows: int) -> Sequence[UnitSlice]:
        """Cut the file into slices of about `rows` rows, as far as it can be cut."""


def open_unit_file(path: Path) -> UnitFile:
    """Open a unit file, or a folder of Parquet parts; raises InputError (DE601, DE603)."""
    if path.is_dir():
        parts = sorted(path.rglob("*.parquet"))
        if not parts:
            words = Words(f"no Parquet files in `{path}`", f"`{path}` 中没有 Parquet 文件")
            raise InputError(Diagnostic(code="DE601", message=words, span=Span(file=str(path))))
        return ParquetParts(paths=tuple(parts))
    if path.suffix.lower() == ".parquet":
        return ParquetParts(paths=(path,))
    return _table_of(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetParts:
    """Parquet files read one after another; texts come as codes with their dictionary."""

    paths: tuple[Path, ...]

    @property
    def headings(self) -> Sequence[str]:
        """The names of the columns of the first part."""
        return list(_opened(self.paths[0]).schema_arrow.names)

    def batches(
        self, columns: Sequence[str], coded: Collection[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows in order, with these columns; a thread reads ahead."""
        groups = ((path, None) for path in self.paths)
        return _read_ahead(_read(groups, columns, coded))

    def slices(self, rows: int) -> list["ParquetSlice"]:
        """Cut the parts into slices of at least `rows` rows: row groups are never cut."""
        found: list[ParquetSlice] = []
        groups: list[tuple[Path, int]] = []
        first = held = 0
        for path in self.paths:
            metadata = _opened(path).metadata
            for group in range(metadata.num_row_groups):
                groups.append((path.absolute(), group))  # others may read them elsewhere
                held += metadata.row_group(group).num_rows
                if held >= rows:
                    found.append(ParquetSlice(groups=tuple(groups), first=first, rows=held))
                    first, held, groups = first + held, 0, []
        if held:
            found.append(ParquetSlice(groups=tuple(groups), first=first, rows=held))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetSlice:
    """Row groups that follow one another, from row `first` of all parts on."""

    groups: tuple[tuple[Path, int], ...]
    first: int
    rows: int

    @property
    def headings(self) -> Sequence[str]:
        """The names of the columns of its first part."""
        return list(_opened(self.groups[0][0]).schema_arrow.names)

    def batches(
        self, columns: Sequence[str], coded: Collection[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows in order, with these columns; a thread reads ahead."""
        parts = (
            (path, [group for _, group in found])
            for path, found in groupby(self.groups, key=itemgetter(0))
        )
        return _read_ahead(_read(parts, columns, coded))


def _read(
    parts: Iterable[tuple[Path, Sequence[int] | None]],
    columns: Sequence[str],
    coded: Collection[str],
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of some row groups (None: all) of each part."""
    for path, groups in parts:
        file = _opened(path, _coded_paths(_opened(path), coded))
        for group in range(file.num_row_groups) if groups is None else groups:
            if file.metadata.row_group(group).num_rows <= 2 * ROWS:
                table = file.read_row_group(group, columns=list(columns))
                yield from table.combine_chunks().to_batches()
            else:
                yield from file.iter_batches(ROWS, row_groups=[group], columns=list(columns))


def _opened(path: Path, dictionaries: Sequence[str] = ()) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, read_dictionary=list(dictionaries), pre_buffer=True)
    except (pa.ArrowException, OSError) as error:
        words = Words(
            f"`{path.name}` is not a readable Parquet file",
            f"`{path.name}` 不是可读取的 Parquet 文件",
        )
        span = Span(file=str(path))
        raise InputError(Diagnostic(code="DE603", message=words, span=span)) from error


def _coded_paths(file: pq.ParquetFile, coded: Collection[str]) -> list[str]:
    """Return the leaves of the columns `coded` that hold texts."""
    leaves = [file.schema.column(n) for n in range(len(file.schema.names))]
    return [
        leaf.path
        for leaf in leaves
        if leaf.path.split(".")[0] in coded and leaf.logical_type.type == "STRING"
    ]


def _read_ahead(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches that another thread reads, a few ahead."""
    waiting: queue.Queue[Any] = queue.Queue(maxsize=_AHEAD)
    stopped = threading.Event()

    def put(item: object) -> bool:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def read() -> None:
        try:
            for batch in batches:
                if not put(batch):
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001 - raised again where the batches are used
            put(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        reader.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class _InMemory:
    table: pa.Table
    first: int = 0

    @property
    def rows(self) -> int:
        return int(self.table.num_rows)

    def slices(self, rows: int) -> list["_InMemory"]:
        return [
            _InMemory(table=self.table.slice(first, rows), first=first)
            for first in range(0, self.rows, rows)
        ]

    @property
    def headings(self) -> Sequence[str]:
        return list(self.table.column_names)

    def batches(
        self,
        columns: Sequence[str],
        coded: Collection[str] = (),
    ) -> Iterator[pa.RecordBatch]:
        yield from self.table.select(list(columns)).combine_chunks().to_batches(ROWS)


def _table_of(path: Path) -> _InMemory:
    """Read CSV, XLSX, YAML or JSON as texts, as a person wrote them."""
    if path.suffix.lower() in {".csv", ".tsv"}:
        return _csv(path)
    table = read_table(path)
    columns = {
        name: pa.array([_text(row.cells.get(name)) for row in table.rows], pa.string())
        for name in table.headings
    }
    return _InMemory(table=pa.table(columns))


def _csv(path: Path) -> _InMemory:
    text = read_text(path, max_bytes=_MAX_CSV)
    first = text.split("\n", 1)[0]
    delimiter = max((",", "\t", ";"), key=first.count)
    source = pa.py_buffer(text.encode())
    del text
    parse = pa.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    try:
        with pa.csv.open_csv(source, parse_options=parse) as reader:
            names = reader.schema.names
        convert = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        )
        table = pa.csv.read_csv(source, parse_options=parse, convert_options=convert)
    except pa.ArrowException as error:
        words = Words(f"not valid CSV: {error}", f"CSV 格式错误：{error}")
        span = Span(file=str(path))
        raise InputError(Diagnostic(code="DE603", message=words, span=span)) from error
    return _InMemory(table=table)


def _text(cell: object) -> str | None:
    match cell:
        case None:
            return None
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.date().isoformat()
        case list() | tuple():
            return "、".join(str(_text(item) or "") for item in cell) or "[]"
        case _:
            return str(cell)
