"""One pass over a unit file, or over a slice of it: batches → statuses and answers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from directive_engine.engines.columnar.evaluation import own_values
from directive_engine.engines.columnar.kernel import Kernel
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.planning import Asked, Pass, evaluate
from directive_engine.engines.columnar.statuses import Statuses, Tallies
from directive_engine.engines.columnar.unit_files import Readable
from directive_engine.model import KIND
from directive_engine.values import EnumType, FactId, ListType

Answer: TypeAlias = tuple[Asked | FactId, Any]
"""What a pass works out about the units of a batch, and what it answers."""
Tallied: TypeAlias = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
"""For every unit the numbers of its compliant, gap and unknown findings."""


class Sink(Protocol):
    """Takes the statuses as they are worked out."""

    @property
    def columns(self) -> Sequence[str]:
        """The columns of the file that it wants to see, too."""

    def add(self, places: Root, batch: pa.RecordBatch, statuses: Sequence[Statuses]) -> None:
        """Take a batch of units under all rules that ask for no findings."""

    def add_rule(self, rule: int, statuses: Statuses) -> None:
        """Take all units under one rule that asks for findings."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A pass `found` over `file`, whose first row is unit `first`."""

    kernel: Kernel
    found: Pass
    file: Readable
    first: int = 0

    def survey(self) -> Iterator[Answer]:
        """Yield what other units ask, batch by batch."""
        for places, _ in self._places(()):
            yield from self._answers(places)

    def audit(
        self,
        sinks: Sequence[Sink],
        keep: Callable[[Iterable[Answer]], None],
        *,
        with_tallies: bool,
    ) -> list[Tallied]:
        """Give the statuses of each batch to `sinks`, and what is asked in a later pass to `keep`.

        Returns the tallies of each batch, where they are wanted.
        """
        known = []
        for places, batch in self._places([column for sink in sinks for column in sink.columns]):
            keep(self._answers(places))
            statuses = list(self.kernel.statuses(places))
            if with_tallies:
                known.append(_tallied(statuses, places.rows))
            for sink in sinks:
                sink.add(places, batch, statuses)
        return known

    def _places(self, more: Sequence[str]) -> Iterator[tuple[Root, pa.RecordBatch]]:
        """Yield the batches with the columns of the facts that are needed, and those of `more`."""
        columns, facts = self.kernel.columns, {KIND, *self.found.facts}
        if FactId("name") in facts:
            facts.add(FactId("id"))
        names = {columns[fact] for fact in facts if fact in columns} | set(more)
        type_of = self.kernel.vocabulary.type_of
        coded = {columns[f] for f in facts if f in columns and _is_coded(type_of(f))}
        ordered = [name for name in self.file.headings if name in names]
        first = self.first
        for batch in self.file.batches(ordered, coded - set(more)):
            places = self.kernel.places(batch, first)
            yield places, batch
            places.memo.clear()  # inner places point back at these: free them at once
            first += batch.num_rows

    def _answers(self, places: Root) -> Iterator[Answer]:
        for asked in self.found.asked:
            yield asked, evaluate(self.kernel.evaluation, asked, places)
        assert places.facts is not None  # noqa: S101 - the places of a batch
        for fact, type_ in self.found.own:
            yield fact, own_values(places.facts, fact, type_)


def _is_coded(type_: object) -> bool:
    return isinstance(type_.element if isinstance(type_, ListType) else type_, EnumType)


def _tallied(statuses: Sequence[Statuses], rows: int) -> Tallied:
    """Count the findings of each of `rows` units."""
    compliant, gaps, unknown = (Tallies(rows) for _ in range(3))
    for status in statuses:
        if not status.is_empty:
            compliant.add(status.compliant)
            gaps.add(status.open_gaps)
            unknown.add(status.unknown)
    return compliant.totals(), gaps.totals(), unknown.totals()
