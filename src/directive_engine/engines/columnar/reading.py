"""One pass over a unit file, or over a slice of it: batches → places, and what is kept of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from directive_engine.engines.columnar.evaluation import own_values
from directive_engine.engines.columnar.kernel import Kernel
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.planning import Asked, Pass, evaluate
from directive_engine.engines.columnar.statuses import Statuses, Tallies
from directive_engine.engines.columnar.unit_files import UnitFile
from directive_engine.model import KIND
from directive_engine.values import EnumType, FactId, ListType


def read_places(
    kernel: Kernel, found: Pass, file: UnitFile, more: Sequence[str] = (), first: int = 0
) -> Iterator[tuple[Root, pa.RecordBatch]]:
    """Yield the batches of `file`, whose first row is unit `first`, read for a pass.

    They have the columns of the facts that the pass needs, and those of `more`.
    """
    columns, facts = kernel.columns, {KIND, *found.facts}
    if FactId("name") in facts:
        facts.add(FactId("id"))
    names = {columns[fact] for fact in facts if fact in columns} | set(more)
    type_of = kernel.vocabulary.type_of
    coded = {columns[f] for f in facts if f in columns and _is_coded(type_of(f))}
    ordered = [name for name in file.headings if name in names]
    for batch in file.batches(ordered, coded - set(more)):
        places = kernel.places(batch, first)
        yield places, batch
        places.memo.clear()  # inner places point back at these: free them at once
        first += batch.num_rows


def _is_coded(type_: object) -> bool:
    return isinstance(type_.element if isinstance(type_, ListType) else type_, EnumType)


def answers(kernel: Kernel, found: Pass, places: Root) -> Iterator[tuple[Asked | FactId, Any]]:
    """Yield what a pass works out about the units of a batch, for other units to ask."""
    for asked in found.asked:
        yield asked, evaluate(kernel.evaluation, asked, places)
    assert places.facts is not None  # noqa: S101 - the places of a batch
    for fact, type_ in found.own:
        yield fact, own_values(places.facts, fact, type_)


Tallied = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
"""For every unit the numbers of its compliant, gap and unknown findings."""


def tallied(statuses: Sequence[Statuses], rows: int) -> Tallied:
    """Count the findings of each of `rows` units."""
    compliant, gaps, unknown = (Tallies(rows) for _ in range(3))
    for status in statuses:
        if not status.is_empty:
            compliant.add(status.compliant)
            gaps.add(status.open_gaps)
            unknown.add(status.unknown)
    return compliant.totals(), gaps.totals(), unknown.totals()
