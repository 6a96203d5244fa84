"""A bulk request → files of statuses, gaps and counts, and the numbers for a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from directive_engine.engines.bulk import RANKED, SHOWN, BulkOutcome, StatusCounts
from directive_engine.engines.columnar.bulk import BulkRequest, BulkRun
from directive_engine.engines.columnar.counting import COUNTED, TownshipCounts, UnitGaps
from directive_engine.engines.columnar.lists import Units
from directive_engine.engines.columnar.records import (
    GapWriter,
    StatusRecord,
    StatusWriter,
)
from directive_engine.engines.columnar.standing import Standing
from directive_engine.engines.columnar.territories import Territories, territories_of
from directive_engine.engines.columnar.unit_files import ROWS
from directive_engine.ir import CompiledRule, Related, Relation, walk
from directive_engine.values import RuleId

_RELATIVES: Final = 2_000
"""Units below one unit beyond which its findings are counted but not explained."""
_AROUND: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What is counted and written of a run, or of a slice of it."""

    townships: TownshipCounts
    statuses: StatusWriter
    gaps: GapWriter
    units: UnitGaps

    @property
    def sinks(self) -> tuple[TownshipCounts, StatusWriter, GapWriter, UnitGaps]:
        """All of them."""
        return self.townships, self.statuses, self.gaps, self.units

    def close(self) -> None:
        """Finish the files."""
        self.statuses.close()
        self.gaps.close()


def open_outputs(
    folder: Path,
    rules: Sequence[CompiledRule],
    id_column: str,
    territories: Territories,
    ids: pl.Series | None = None,
) -> Outputs:
    """Begin to write into `folder`; `ids` of all units are for rules that ask for findings."""
    return Outputs(
        townships=TownshipCounts(len(rules), territories),
        statuses=StatusWriter(folder, rules, id_column),
        gaps=GapWriter(
            folder / "gaps.parquet", rules, id_column, territories=territories, ids=ids
        ),
        units=UnitGaps(),
    )


def run_bulk(request: BulkRequest, folder: Path, rank: Mapping[RuleId, int]) -> BulkOutcome:
    """Run all rules and write their files into `folder`; `rank` orders rules, worst first."""
    run = BulkRun(request=request)
    standing = run.known_standing
    territories = territories_of(standing)
    id_column = request.register_columns["id"]
    outputs = open_outputs(folder, run.rules, id_column, territories, standing.ids)
    run.run(outputs.sinks)
    outputs.close()
    return conclude(run, outputs, folder, rank)


def conclude(
    run: BulkRun, outputs: Outputs, folder: Path, rank: Mapping[RuleId, int]
) -> BulkOutcome:
    """Write the counts into `folder`, where all else is written, and return the numbers."""
    standing = run.known_standing
    _write_counts(folder / "counts.parquet", run.rules, outputs.townships, standing)
    return _outcome(run, outputs, standing, StatusRecord(folder), rank)


def _write_counts(
    path: Path, rules: Sequence[CompiledRule], counts: TownshipCounts, standing: Standing
) -> None:
    rule, township, status = np.nonzero(counts.numbers)
    ids = counts.territories.ids
    names = [None if h < 0 else standing.names[int(h)] for h in counts.territories.holders]
    table = pa.table(
        {
            "rule": pa.array([rules[int(n)].id for n in rule], pa.string()),
            "status": pa.array([COUNTED[int(n)] for n in status], pa.string()),
            "township": pa.array([ids[n] for n in township], pa.string()),
            "township_name": pa.array([names[n] for n in township], pa.string()),
            "units": pa.array(counts.numbers[rule, township, status].astype(np.int64)),
        }
    )
    pq.write_table(table, path)


def _outcome(
    run: BulkRun,
    outputs: Outputs,
    standing: Standing,
    record: StatusRecord,
    rank: Mapping[RuleId, int],
) -> BulkOutcome:
    gaps = outputs.units.totals()
    most = np.argsort(-gaps, kind="stable")[:RANKED]
    ranked = [int(row) for row in most if gaps[row]]
    shown = [
        *_shown(record, run.rules, rank, "gap"),
        *_shown(record, run.rules, rank, "unknown"),
    ]
    wanted = sorted({row for row, _ in shown} | set(ranked))
    asks = any(_asks_others(rule) for rule in run.rules)
    counts = outputs.townships
    by_rule, by_township = counts.numbers.sum(axis=1), counts.numbers.sum(axis=0)
    names = ["" if h < 0 else str(standing.names[int(h)]) for h in counts.territories.holders]
    return BulkOutcome(
        units=len(standing),
        by_rule={rule.id: _counted(n) for rule, n in zip(run.rules, by_rule, strict=True)},
        by_township={name: _counted(n) for name, n in zip(names, by_township, strict=True)},
        shown=tuple(shown),
        ranked=tuple(ranked),
        statuses=record.of_rows(wanted),
        around=tuple(sorted(_around(standing, wanted, with_related=asks))),
        unused={fact: n for fact, n in sorted(run.wrong.items()) if n},
    )


def _counted(numbers: Sequence[int]) -> StatusCounts:
    compliant, gaps, unknown, waived = (int(n) for n in numbers)
    return StatusCounts(compliant=compliant, gaps=gaps, unknown=unknown, waived=waived)


def _shown(
    record: StatusRecord, rules: Sequence[CompiledRule], rank: Mapping[RuleId, int], status: str
) -> list[tuple[int, RuleId]]:
    """Return the first findings of one status: by severity, then by unit, then by rule."""
    found: list[tuple[int, RuleId]] = []
    order = {rule: n for n, rule in enumerate(rank)}
    for severity in sorted(set(rank.values())):
        pairs = [
            (row, rule.id)
            for rule in rules
            if rank[rule.id] == severity
            for row in islice(record.rows_with(rule.id, status), SHOWN)
        ]
        found += sorted(pairs, key=lambda pair: (pair[0], order[pair[1]]))
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _asks_others(rule: CompiledRule) -> bool:
    return any(
        isinstance(node, Related) for e in (rule.applies, rule.requires) for node in walk(e)
    )


def _around(standing: Standing, wanted: Sequence[int], *, with_related: bool) -> set[int]:
    """Return the rows of units, of those above and related to them, and of departments."""
    hierarchy = standing.hierarchy
    around = set(wanted)
    for relation in Relation if with_related else ():
        slices = hierarchy.slices(relation)
        for row in wanted:
            related: Units = slices.order[slices.starts[row] : slices.ends[row]]
            if len(related) <= _RELATIVES and len(around) < _AROUND:
                around |= {int(unit) for unit in related}
    waiting = list(around)
    while waiting:
        row = waiting.pop()
        for above in (int(hierarchy.parents[row]), int(hierarchy.departments[row])):
            if above >= 0 and above not in around:
                around.add(above)
                waiting.append(above)
    return around


def read_rows(request: BulkRequest, rows: Sequence[int]) -> list[dict[str, object]]:
    """Return the cells of some rows of the file, in its order."""
    wanted = np.array(rows, np.int64)
    found: list[dict[str, object]] = []
    for part in request.file.slices(ROWS):
        first = part.first
        if not np.any((wanted >= first) & (wanted < first + part.rows)):
            continue
        for batch in part.batches(request.file.headings):
            inside = wanted[(wanted >= first) & (wanted < first + batch.num_rows)] - first
            if len(inside):
                found += batch.take(pa.array(inside)).to_pylist()
            first += batch.num_rows
    return found
