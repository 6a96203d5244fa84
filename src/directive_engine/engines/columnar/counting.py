"""Statuses → how many units have each, by rule, by township, and by unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from directive_engine.engines.columnar.bits import Bits, count_before, pack, unpack
from directive_engine.engines.columnar.lists import Units
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.statuses import Statuses, Tallies
from directive_engine.engines.columnar.territories import Territories

COUNTED: Final = ("compliant", "gap", "unknown", "waived")
"""The statuses that are counted; all other units are not applicable."""


@dataclass(slots=True, eq=False)
class Counts:
    """For each rule the numbers of compliant, gap, unknown and waived."""

    rules: int
    columns: Sequence[str] = ()
    units: int = 0
    numbers: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Start at zero."""
        self.numbers = np.zeros((self.rules, len(COUNTED)), np.int64)

    def add(self, places: Root, batch: pa.RecordBatch, statuses: Sequence[Statuses]) -> None:
        """Count a batch."""
        self.units += places.rows
        for n, status in enumerate(statuses):
            if not status.is_empty:
                self.numbers[n] += status.count()

    def add_rule(self, rule: int, statuses: Statuses) -> None:
        """Count all units under a rule."""
        self.numbers[rule] += statuses.count()


@dataclass(slots=True, eq=False)
class TownshipCounts:
    """For each rule and township the numbers of compliant, gap, unknown and waived."""

    rules: int
    territories: Territories
    columns: Sequence[str] = ()
    numbers: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        """Start at zero."""
        shape = self.rules, len(self.territories.holders), len(COUNTED)
        self.numbers = np.zeros(shape, np.int32)

    def add(self, places: Root, batch: pa.RecordBatch, statuses: Sequence[Statuses]) -> None:
        """Count a batch."""
        groups = _Groups.of(self.territories.codes[places.units])
        for n, status in enumerate(statuses):
            if not status.is_empty:
                self._count(n, status, groups)

    def add_rule(self, rule: int, statuses: Statuses) -> None:
        """Count all units under a rule."""
        self._count(rule, statuses, _Groups.of(self.territories.codes))

    def _count(self, rule: int, statuses: Statuses, groups: "_Groups") -> None:
        columns = [statuses.compliant, statuses.open_gaps, statuses.unknown]
        if statuses.waived is not None:
            columns.append(statuses.gaps & statuses.waived)
        for n, bits in enumerate(columns):
            if bits.any():
                self.numbers[rule, groups.codes, n] += groups.count(bits).astype(np.int32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Groups:
    """Rows in the order of their group; `order` is None where they stand in it already."""

    codes: NDArray[np.int32]
    ends: Units
    order: Units | None

    @classmethod
    def of(cls, codes: NDArray[np.int32]) -> "_Groups":
        order = None
        if np.any(codes[1:] < codes[:-1]):
            order = np.argsort(codes, kind="stable")
            codes = codes[order]
        found, starts = np.unique(codes, return_index=True)
        return cls(codes=found, ends=np.append(starts[1:], len(codes)), order=order)

    def count(self, bits: Bits) -> Units:
        if self.order is not None:
            bits = pack(unpack(bits, len(self.order))[self.order].astype(np.bool_))
        before = count_before(bits, self.ends)
        return np.diff(before, prepend=0)


@dataclass(slots=True, eq=False)
class UnitGaps:
    """The number of gaps that are not waived, for each unit."""

    columns: Sequence[str] = ()
    _parts: list[NDArray[np.int32]] = field(default_factory=list)

    def add(self, places: Root, batch: pa.RecordBatch, statuses: Sequence[Statuses]) -> None:
        """Count a batch."""
        tallies = Tallies(places.rows)
        for status in statuses:
            if not status.is_empty:
                tallies.add(status.open_gaps)
        self.add_totals(tallies.totals())

    def add_totals(self, totals: NDArray[np.int32]) -> None:
        """Take the counts of the units that follow those known so far."""
        self._parts.append(totals)

    def add_rule(self, rule: int, statuses: Statuses) -> None:
        """Count all units under a rule."""
        whole = self.totals()
        whole += unpack(statuses.open_gaps, statuses.rows)
        self._parts = [whole]

    def totals(self) -> NDArray[np.int32]:
        """Return the count of each unit."""
        return np.concatenate(self._parts)
