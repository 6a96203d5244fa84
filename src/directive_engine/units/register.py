"""The register of units: who is inspected, who stands above whom, and the facts known of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from directive_engine.diagnostics import Span
from directive_engine.values import FactId, UnitId, Value

IN_MEMORY: Final = Span(file="<memory>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A body inspected; `facts` holds known values only: an absent fact is a missing one."""

    id: UnitId
    name: str
    kind: str
    parent: UnitId | None = None
    department: UnitId | None = None
    responsible: str = ""
    facts: Mapping[FactId, Value] = field(default_factory=dict, hash=False)
    span: Span = field(default=IN_MEMORY, compare=False)


class Register:
    """Units in the order of their file, with the hierarchy resolved.

    Expects what the readers check: ids are unique, parents and departments exist, no cycles.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        """Index `units` by id, and the units below and supervised by each."""
        self._units: Final = tuple(units)
        self._unit_by_id: Final[Mapping[UnitId, Unit]] = {unit.id: unit for unit in self._units}
        self._children: dict[UnitId, list[Unit]] = {}
        self._supervised: dict[UnitId, list[Unit]] = {}
        for unit in self._units:
            if unit.parent is not None:
                self._children.setdefault(unit.parent, []).append(unit)
            if unit.department is not None:
                self._supervised.setdefault(unit.department, []).append(unit)
        self._subordinates: dict[UnitId, tuple[Unit, ...]] = {}

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units."""
        return self._units

    @property
    def unit_by_id(self) -> Mapping[UnitId, Unit]:
        """All units, by their ids."""
        return self._unit_by_id

    def parent(self, unit: Unit) -> Unit | None:
        """Return the unit directly above."""
        return None if unit.parent is None else self._unit_by_id[unit.parent]

    def ancestors(self, unit: Unit) -> list[Unit]:
        """Return the units above, nearest first."""
        above: list[Unit] = []
        while unit.parent is not None:
            unit = self._unit_by_id[unit.parent]
            above.append(unit)
        return above

    def children(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units directly below."""
        return tuple(self._children.get(unit.id, ()))

    def subordinates(self, unit: Unit) -> tuple[Unit, ...]:
        """Return all units below, each before the units below itself."""
        known = self._subordinates.get(unit.id)
        if known is not None:
            return known
        below: list[Unit] = []
        waiting = list(reversed(self._children.get(unit.id, ())))
        while waiting:
            current = waiting.pop()
            below.append(current)
            waiting.extend(reversed(self._children.get(current.id, ())))
        return self._subordinates.setdefault(unit.id, tuple(below))

    def supervised(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units whose competent department is `unit`."""
        return tuple(self._supervised.get(unit.id, ()))

    def by_depth(self) -> list[tuple[Unit, ...]]:
        """Return the units in layers, the deepest first; none is above another of its layer."""
        height: dict[UnitId, int] = {}
        for unit in self.units:
            chain = [unit, *self.ancestors(unit)]
            for steps, above in enumerate(chain):
                if height.get(above.id, -1) >= steps and steps:
                    break
                height[above.id] = max(height.get(above.id, 0), steps)
        layers: dict[int, list[Unit]] = {}
        for unit in self.units:
            layers.setdefault(height[unit.id], []).append(unit)
        return [tuple(layers[level]) for level in sorted(layers)]
