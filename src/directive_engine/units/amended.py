"""A register in which one unit has other facts, made without indexing it anew."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from directive_engine.units.register import Register, Unit
from directive_engine.values import UnitId


class AmendedRegister(Register):
    """`base` with `amended` in place of the unit that has its id; the hierarchy is the same."""

    def __init__(self, base: Register, amended: Unit) -> None:
        """Look everything up in `base`."""
        self._base: Final = base
        self._amended: Final = amended

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units."""
        return tuple(self._now(unit) for unit in self._base.units)

    @property
    def unit_by_id(self) -> Mapping[UnitId, Unit]:
        """All units, by their ids."""
        return self._by_id

    @cached_property
    def _by_id(self) -> Mapping[UnitId, Unit]:
        return {**self._base.unit_by_id, self._amended.id: self._amended}

    def parent(self, unit: Unit) -> Unit | None:
        """Return the unit directly above."""
        above = self._base.parent(unit)
        return None if above is None else self._now(above)

    def ancestors(self, unit: Unit) -> list[Unit]:
        """Return the units above, nearest first."""
        return [self._now(above) for above in self._base.ancestors(unit)]

    def children(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units directly below."""
        return tuple(self._now(below) for below in self._base.children(unit))

    def subordinates(self, unit: Unit) -> tuple[Unit, ...]:
        """Return all units below, each before the units below itself."""
        return tuple(self._now(below) for below in self._base.subordinates(unit))

    def supervised(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units whose competent department is `unit`."""
        return tuple(self._now(other) for other in self._base.supervised(unit))

    def _now(self, unit: Unit) -> Unit:
        return self._amended if unit.id == self._amended.id else unit
