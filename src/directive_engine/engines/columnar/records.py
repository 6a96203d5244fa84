"""Statuses on disk: every one of them in two bits, and the gaps one a row."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from directive_engine.engines.columnar.bits import unpack
from directive_engine.engines.columnar.kernel import status_columns, status_record
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.statuses import Statuses
from directive_engine.engines.columnar.territories import Territories
from directive_engine.ir import CompiledRule, Stratum
from directive_engine.model import Status
from directive_engine.values import RuleId

_DICTIONARY: Final = 64 * 1024 * 1024
"""Bytes: the ids of a batch stay a dictionary on disk, so that they are not compared again."""
STATUS_NAMES: Final = ("not_applicable", "compliant", "gap", "unknown", "waived")


class StatusWriter:
    """Writes two bits for each unit and rule as Arrow files, which are mapped rather than read."""

    def __init__(self, folder: Path, rules: Sequence[CompiledRule], id_column: str) -> None:
        """Open the files in `folder`."""
        self.columns = (id_column,)
        self._folder, self._rules = folder, rules
        self._first = [rule for rule in rules if rule.stratum is Stratum.FACTS]
        schema = pa.schema([(name, pa.bool_()) for name in status_columns(self._first)])
        self._statuses = pa.ipc.new_file(str(folder / "statuses.arrow"), schema)
        self._ids = pq.ParquetWriter(
            folder / "statuses-units.parquet", pa.schema([("id", pa.string())])
        )
        self.waived: dict[str, list[int]] = {}

    def add(self, places: Root, batch: pa.RecordBatch, statuses: Sequence[Statuses]) -> None:
        """Write a batch."""
        self._statuses.write_batch(status_record(self._first, statuses))
        ids = batch.column(self.columns[0]).cast(pa.string())
        self._ids.write_table(pa.table({"id": ids}))
        for rule, status in zip(self._first, statuses, strict=True):
            self._note_waived(rule, status, int(places.units[0]))

    def add_rule(self, rule: int, statuses: Statuses) -> None:
        """Write all units under a rule."""
        found = self._rules[rule]
        with pa.ipc.new_file(
            str(self._folder / f"statuses-{found.id}.arrow"),
            pa.schema([(name, pa.bool_()) for name in status_columns([found])]),
        ) as file:
            file.write_batch(status_record([found], [statuses]))
        self._note_waived(found, statuses, 0)

    def _note_waived(self, rule: CompiledRule, statuses: Statuses, first: int) -> None:
        if statuses.waived is None or not statuses.waived.any():
            return
        rows = np.flatnonzero(unpack(statuses.gaps & statuses.waived, statuses.rows))
        self.add_waived({rule.id: [int(first + row) for row in rows]})

    def add_waived(self, waived: Mapping[str, Sequence[int]]) -> None:
        """Take the rows of units whose gap under a rule is waived."""
        for rule, rows in waived.items():
            self.waived.setdefault(rule, []).extend(rows)

    def close(self) -> None:
        """Finish the files."""
        self._statuses.close()
        self._ids.close()
        record = {"rules": [rule.id for rule in self._rules], "waived": self.waived}
        text = json.dumps(record, ensure_ascii=False)
        (self._folder / "statuses.json").write_text(text, "utf-8")


@dataclass(slots=True, eq=False)
class StatusRecord:
    """The statuses in a folder that `StatusWriter` wrote, by rule or by unit.

    In place of each file there may be a folder of parts, in the order of their names.
    """

    folder: Path
    rules: list[str] = field(init=False)
    _waived: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Read the list of rules."""
        record = json.loads((self.folder / "statuses.json").read_text("utf-8"))
        self.rules, self._waived = record["rules"], record["waived"]

    def of_rule(self, rule: str) -> NDArray[np.uint8]:
        """Return for every unit the position of its status in STATUS_NAMES."""
        parts = [codes for _, codes in self._codes(rule)]
        return np.concatenate(parts) if parts else np.zeros(0, np.uint8)

    def rows_with(self, rule: str, status: str) -> Iterator[int]:
        """Yield the rows of the units with a status, reading no further than is asked."""
        wanted = STATUS_NAMES.index(status)
        for first, codes in self._codes(rule):
            yield from (first + int(row) for row in np.flatnonzero(codes == wanted))

    def _codes(self, rule: str) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        own = self.folder / f"statuses-{rule}.arrow"
        waived = np.array(self._waived.get(rule, []), np.int64)
        for first, batch in _batches(own if own.exists() else self.folder / "statuses.arrow"):
            comply, gap = (_flags(batch.column(f"{rule}.{b}")) for b in ("may_comply", "may_gap"))
            codes = comply + 2 * gap
            inside = waived[(waived >= first) & (waived < first + batch.num_rows)]
            codes[inside - first] = STATUS_NAMES.index("waived")
            yield first, codes

    def of_unit(self, unit: str) -> dict[str, str]:
        """Return the status of one unit under every rule; raises KeyError for an unknown unit."""
        files = parts_of(self.folder / "statuses-units.parquet")
        ids = pl.scan_parquet(files).with_row_index("row")
        found = ids.filter(pl.col("id") == unit).select("row").collect()
        if found.is_empty():
            raise KeyError(unit)
        row = int(found["row"][0])
        return {str(rule): status.value for rule, status in self.of_rows([row])[row].items()}

    def of_rows(self, rows: Sequence[int]) -> dict[int, dict[RuleId, Status]]:
        """Return the statuses of the units in some rows of the file, by rule."""
        found: dict[int, dict[RuleId, Status]] = {row: {} for row in rows}
        for path in self.folder.glob("statuses*.arrow"):
            for first, batch in _batches(path):
                self._add_batch(found, first, batch)
        order = [RuleId(rule) for rule in self.rules]
        return {row: {rule: known[rule] for rule in order} for row, known in found.items()}

    def _add_batch(
        self, found: dict[int, dict[RuleId, Status]], first: int, batch: pa.RecordBatch
    ) -> None:
        rows = [row for row in found if first <= row < first + batch.num_rows]
        if not rows:
            return
        taken = batch.take(pa.array([row - first for row in rows]))
        for n in range(0, taken.num_columns, 2):
            rule = taken.schema.names[n].removesuffix(".may_comply")
            waived = set(self._waived.get(rule, ()))
            comply, gap = taken.column(n).to_pylist(), taken.column(n + 1).to_pylist()
            for row, a, b in zip(rows, comply, gap, strict=True):
                name = "waived" if row in waived else STATUS_NAMES[a + 2 * b]
                found[row][RuleId(rule)] = Status(name)


def parts_of(path: Path) -> list[Path]:
    """Return the files of a folder of parts in order, or the one file that `path` is."""
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _batches(path: Path) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the batches of a file, or of a folder of parts, each with its first row."""
    first = 0
    for part in parts_of(path):
        with pa.memory_map(str(part)) as source:
            file = pa.ipc.open_file(source)
            for n in range(file.num_record_batches):
                batch = file.get_batch(n)
                yield first, batch
                first += batch.num_rows


def _flags(column: pa.BooleanArray) -> NDArray[np.uint8]:
    bits = np.frombuffer(column.buffers()[1], np.uint8)
    return unpack(bits, len(column))


class GapWriter:
    """Writes `gaps.parquet`: unit, rule, township and whether the gap is waived."""

    def __init__(
        self,
        path: Path,
        rules: Sequence[CompiledRule],
        id_column: str,
        *,
        territories: Territories | None = None,
        ids: pl.Series | None = None,
    ) -> None:
        """Open the file; `ids` are those of all units, for rules that ask for findings."""
        self.columns = (id_column,)
        self.rows = 0
        self._ids, self._territories = ids, territories
        self._rules = pa.array([rule.id for rule in rules], pa.string())
        self._names: pa.StringArray = pa.array([], pa.string())
        text = pa.dictionary(pa.int32(), pa.string())
        fields = [("unit", text), ("rule", text)]
        if territories is not None:
            self._names = pa.array([id_ or "" for id_ in territories.ids], pa.string())
            fields.append(("township", text))
        fields.append(("waived", pa.bool_()))
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            dictionary_pagesize_limit=_DICTIONARY,
            write_statistics=False,
            store_schema=False,
        )

    def add(self, places: Root, batch: pa.RecordBatch, statuses: Sequence[Statuses]) -> None:
        """Write the gaps of a batch, rule by rule."""
        ids = batch.column(self.columns[0]).cast(pa.string())
        rows, rules, waived = [], [], []
        for n, status in enumerate(statuses):
            if status.is_empty:
                continue
            found = np.flatnonzero(unpack(status.gaps, status.rows)).astype(np.int32)
            rows.append(found)
            rules.append(np.full(len(found), n, np.int32))
            waived.append(_waived_rows(status, found))
        if rows:
            self._write(
                ids,
                int(places.units[0]),
                np.concatenate(rows),
                np.concatenate(rules),
                np.concatenate(waived),
            )

    def add_rule(self, rule: int, statuses: Statuses) -> None:
        """Write the gaps of all units under a rule."""
        assert self._ids is not None  # noqa: S101 - such rules need the register
        found = np.flatnonzero(unpack(statuses.gaps, statuses.rows)).astype(np.int32)
        if len(found):
            ids = self._ids.gather(found).to_arrow().cast(pa.string())
            codes = np.full(len(found), rule, np.int32)
            local = np.arange(len(found), dtype=np.int32)
            self._write(ids, 0, local, codes, _waived_rows(statuses, found), units=found)

    def _write(
        self,
        ids: pa.StringArray,
        first: int,
        rows: NDArray[np.int32],
        rules: NDArray[np.int32],
        waived: NDArray[np.bool_],
        units: NDArray[np.int32] | None = None,
    ) -> None:
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(rows), ids),
            pa.DictionaryArray.from_arrays(pa.array(rules), self._rules),
        ]
        if self._territories is not None:
            codes = self._territories.codes[
                units if units is not None else rows.astype(np.int64) + first
            ]
            distinct, local = np.unique(codes, return_inverse=True)
            names = self._names.take(pa.array(distinct))
            outside = (codes == 0) & self._territories.has_outside
            indices = pa.array(local.astype(np.int32), mask=outside)
            columns.append(pa.DictionaryArray.from_arrays(indices, names))
        columns.append(pa.array(waived))
        table = pa.table(columns, schema=self._schema)
        self._writer.write_table(table, row_group_size=max(1, len(rows)))
        self.rows += len(rows)

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


def _waived_rows(statuses: Statuses, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    if statuses.waived is None:
        return np.zeros(len(rows), np.bool_)
    return unpack(statuses.waived, statuses.rows)[rows].astype(np.bool_)
