"""A bulk request → files of statuses, gaps and counts, and the numbers for a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from directive_engine.engines.bulk import RANKED, SHOWN, BulkOutcome, StatusCounts
from directive_engine.engines.columnar.bulk import BulkRequest, BulkRun
from directive_engine.engines.columnar.counting import COUNTED, Counts, TownshipCounts, UnitGaps
from directive_engine.engines.columnar.lists import Units
from directive_engine.engines.columnar.records import (
    STATUS_NAMES,
    GapWriter,
    StatusRecord,
    StatusWriter,
)
from directive_engine.engines.columnar.standing import Standing
from directive_engine.ir import CompiledRule, Related, Relation, walk
from directive_engine.values import RuleId

_RELATIVES: Final = 2_000
"""Units below one unit beyond which its findings are counted but not explained."""
_AROUND: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sinks:
    counts: Counts
    townships: TownshipCounts
    statuses: StatusWriter
    gaps: GapWriter
    units: UnitGaps


def run_bulk(request: BulkRequest, folder: Path, rank: Mapping[RuleId, int]) -> BulkOutcome:
    """Run all rules and write their files into `folder`; `rank` orders rules, worst first."""
    run = BulkRun(request=request)
    standing = run.standing
    assert standing is not None  # noqa: S101 - it is always read for the townships
    id_column = request.register_columns["id"]
    sinks = _Sinks(
        counts=Counts(len(run.rules)),
        townships=TownshipCounts(len(run.rules), standing.townships),
        statuses=StatusWriter(folder, run.rules, id_column),
        gaps=GapWriter(
            folder / "gaps.parquet", run.rules, id_column, standing.ids, standing.townships
        ),
        units=UnitGaps(),
    )
    run.run([sinks.counts, sinks.townships, sinks.statuses, sinks.gaps, sinks.units])
    sinks.statuses.close()
    sinks.gaps.close()
    _write_counts(folder / "counts.parquet", run.rules, sinks.townships, standing)
    return _outcome(run, sinks, standing, StatusRecord(folder), rank)


def _write_counts(
    path: Path, rules: Sequence[CompiledRule], counts: TownshipCounts, standing: Standing
) -> None:
    rule, township, status = np.nonzero(counts.numbers)
    ids, names = (
        [None if holder < 0 else column[int(holder)] for holder in counts.holders]
        for column in (standing.ids, standing.names)
    )
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
    sinks: _Sinks,
    standing: Standing,
    record: StatusRecord,
    rank: Mapping[RuleId, int],
) -> BulkOutcome:
    gaps = sinks.units.totals()
    most = np.argsort(-gaps, kind="stable")[:RANKED]
    ranked = [int(row) for row in most if gaps[row]]
    shown = [
        *_shown(record, run.rules, rank, STATUS_NAMES.index("gap")),
        *_shown(record, run.rules, rank, STATUS_NAMES.index("unknown")),
    ]
    wanted = sorted({row for row, _ in shown} | set(ranked))
    asks = any(_asks_others(rule) for rule in run.rules)
    totals = sinks.townships.numbers.sum(axis=0)
    names = ["" if h < 0 else str(standing.names[int(h)]) for h in sinks.townships.holders]
    return BulkOutcome(
        units=len(standing),
        by_rule={rule.id: _counted(sinks.counts.numbers[n]) for n, rule in enumerate(run.rules)},
        by_township={name: _counted(n) for name, n in zip(names, totals, strict=True)},
        shown=tuple(shown),
        ranked=tuple(ranked),
        statuses=record.of_rows(wanted),
        around=tuple(sorted(_around(standing, wanted, with_related=asks))),
        unused=dict(run.kernel.wrong),
    )


def _counted(numbers: Sequence[int]) -> StatusCounts:
    compliant, gaps, unknown, waived = (int(n) for n in numbers)
    return StatusCounts(compliant=compliant, gaps=gaps, unknown=unknown, waived=waived)


def _shown(
    record: StatusRecord, rules: Sequence[CompiledRule], rank: Mapping[RuleId, int], code: int
) -> list[tuple[int, RuleId]]:
    """Return the first findings of one status: by severity, then by unit, then by rule."""
    found: list[tuple[int, RuleId]] = []
    order = {rule: n for n, rule in enumerate(rank)}
    for severity in sorted(set(rank.values())):
        pairs = [
            (int(row), rule.id)
            for rule in rules
            if rank[rule.id] == severity
            for row in islice(np.flatnonzero(record.of_rule(rule.id) == code), SHOWN)
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
    first = 0
    for batch in request.file.batches(request.file.headings):
        inside = wanted[(wanted >= first) & (wanted < first + batch.num_rows)] - first
        if len(inside):
            found += batch.take(pa.array(inside)).to_pylist()
        first += batch.num_rows
    return found
