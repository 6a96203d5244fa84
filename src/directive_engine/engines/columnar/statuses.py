"""Verdicts of many units under a rule → their statuses, two bits each.

A unit may comply, may have a gap, both (unknown) or neither (not applicable).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from directive_engine.engines.columnar.bits import Bits, Truths, count, ones, zeros


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statuses:
    """The statuses of `rows` units; gaps that are `waived` are gaps with a valid waiver."""

    may_comply: Bits
    may_gap: Bits
    rows: int
    waived: Bits | None = None

    @property
    def unknown(self) -> Bits:
        """Whose status is unknown."""
        return self.may_comply & self.may_gap

    @property
    def gaps(self) -> Bits:
        """Who has a gap, waived or not."""
        return self.may_gap & ~self.may_comply

    @property
    def open_gaps(self) -> Bits:
        """Who has a gap that is not waived."""
        return self.gaps if self.waived is None else self.gaps & ~self.waived

    @property
    def compliant(self) -> Bits:
        """Who complies."""
        return self.may_comply & ~self.may_gap

    @property
    def is_empty(self) -> bool:
        """Whether the rule applies to none of the units."""
        return not self.may_comply.any() and not self.may_gap.any()

    def arrays(self) -> tuple[pa.BooleanArray, pa.BooleanArray]:
        """Return the two bits as Arrow columns, without copying."""
        made = [
            pa.BooleanArray.from_buffers(pa.bool_(), self.rows, [None, pa.py_buffer(bits)])
            for bits in (self.may_comply, self.may_gap)
        ]
        return made[0], made[1]

    def count(self) -> tuple[int, int, int, int]:
        """Return the numbers of compliant, gap, unknown and waived."""
        both = count(self.unknown)
        waived = 0 if self.waived is None else count(self.gaps & self.waived)
        gaps = count(self.may_gap) - both - waived
        return count(self.may_comply) - both, gaps, both, waived


def statuses_of(applies: Truths, requires: Truths, waived: Bits | None = None) -> Statuses:
    """Return the statuses that verdicts give (design.md, section 3)."""
    concerned = applies.false ^ ones(applies.rows)
    return Statuses(
        may_comply=concerned & ~(applies.true & requires.false),
        may_gap=concerned & ~(applies.true & requires.true),
        rows=applies.rows,
        waived=waived,
    )


def not_applicable(rows: int) -> Statuses:
    """Return the statuses of units that a rule does not concern."""
    nothing = zeros(rows)
    return Statuses(may_comply=nothing, may_gap=nothing, rows=rows)


class Tallies:
    """Counts for each row how often its bit was set, in binary across bit columns."""

    def __init__(self, rows: int) -> None:
        """Start at zero for `rows` rows."""
        self._rows = rows
        self._digits: list[Bits] = []

    def add(self, bits: Bits) -> None:
        """Count the rows whose bit is set."""
        carried = bits
        for n, digit in enumerate(self._digits):
            self._digits[n], carried = digit ^ carried, digit & carried
            if not carried.any():
                return
        self._digits.append(carried.copy())

    def totals(self) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        """Return the count of each row."""
        totals = np.zeros(self._rows, np.int32)
        for n, digit in enumerate(self._digits):
            totals += (
                np.unpackbits(digit, count=self._rows, bitorder="little").astype(np.int32) << n
            )
        return totals
