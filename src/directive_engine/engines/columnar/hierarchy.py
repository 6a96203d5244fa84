"""Who stands above whom, as arrays: every list of units is a slice of one order of all units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

import numpy as np

from directive_engine.engines.columnar.bits import Rows, ones, pack
from directive_engine.engines.columnar.lists import Lists, Units
from directive_engine.ir import Relation
from directive_engine.units import Unit
from directive_engine.values import UnitId

NONE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Slices:
    """For each unit its related units: those from `starts` to `ends` of `order`."""

    order: Units
    starts: Rows
    ends: Rows


@dataclass(slots=True, eq=False)
class Hierarchy:
    """The parent and the competent department of each unit, as positions in the register."""

    parents: Units
    departments: Units
    is_used: bool = False
    _slices: dict[Relation, _Slices] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.parents)

    def above(self, units: Units) -> Units:
        """Return the unit directly above each; NONE where there is none."""
        self.is_used = True
        if not len(self.parents):
            return np.full(len(units), NONE)
        return np.where(units >= 0, self.parents[units], NONE)

    def related(self, relation: Relation, units: Units) -> Lists:
        """Return the units in a relation to each of `units`; of NONE the list is unknown."""
        slices = self.slices(relation)
        if not len(self.parents):
            nothing = np.zeros(len(units), np.int64)
            return Lists(starts=nothing, ends=nothing, known=ones(len(units)), elements=nothing)
        starts = slices.starts[units]
        exists = units >= 0
        ends = np.where(exists, slices.ends[units], starts)
        return Lists(starts=starts, ends=ends, known=pack(exists), elements=slices.order)

    def slices(self, relation: Relation) -> _Slices:
        """Return the order in which the units related to any unit follow one another."""
        self.is_used = True
        if relation not in self._slices:
            self._slices[relation] = self._made(relation)
        return self._slices[relation]

    def _made(self, relation: Relation) -> _Slices:
        match relation:
            case Relation.CHILDREN:
                return _grouped(self.parents)
            case Relation.SUPERVISED:
                return _grouped(self.departments)
            case Relation.SUBORDINATES:
                return self._depth_first()
            case _:
                assert_never(relation)

    def layers(self) -> list[Units]:
        """Return the units from the leaves up: those of a layer are not above one another."""
        heights = np.zeros(len(self), np.int64)
        for units in reversed(self._levels()):
            has_parent = self.parents[units] >= 0
            np.maximum.at(heights, self.parents[units[has_parent]], heights[units[has_parent]] + 1)
        return [np.flatnonzero(heights == h) for h in range(heights.max(initial=-1) + 1)]

    def _levels(self) -> list[Units]:
        """Return the units from the top down, children in the order of their parents' level."""
        children = self.slices(Relation.CHILDREN)
        level = np.flatnonzero(self.parents < 0)
        levels = []
        while len(level):
            levels.append(level)
            below = Lists(
                starts=children.starts[level],
                ends=children.ends[level],
                known=ones(len(level)),
                elements=children.order,
            )
            level = np.asarray(below.expanded()[1])
        return levels

    def _depth_first(self) -> _Slices:
        """Return the order in which each unit is followed by all units below it."""
        levels = self._levels()
        sizes = np.ones(len(self), np.int64)
        for units in reversed(levels[1:]):
            np.add.at(sizes, self.parents[units], sizes[units])
        first = np.zeros(len(self), np.int64)
        if levels:
            first[levels[0]] = np.cumsum(sizes[levels[0]]) - sizes[levels[0]]
        for units in levels[1:]:
            before = np.cumsum(sizes[units]) - sizes[units]  # siblings stand together in a level
            parents = self.parents[units]
            is_first = np.append(True, parents[1:] != parents[:-1])
            group = before[is_first][np.cumsum(is_first) - 1]
            first[units] = first[parents] + 1 + before - group
        order = np.empty(len(self), np.int64)
        order[first] = np.arange(len(self))
        return _Slices(order=order, starts=first + 1, ends=first + sizes)


def _grouped(holders: Units) -> _Slices:
    """Return the units in the order of their holder, then in that of the register."""
    order = np.argsort(holders, kind="stable")
    units = np.arange(len(holders))
    ordered = holders[order]
    return _Slices(
        order=order,
        starts=np.searchsorted(ordered, units, side="left"),
        ends=np.searchsorted(ordered, units, side="right"),
    )


def hierarchy_of(units: Sequence[Unit]) -> Hierarchy:
    """Return the hierarchy of a register."""
    position = {unit.id: n for n, unit in enumerate(units)}

    def positions(holders: Sequence[UnitId | None]) -> Units:
        return np.array([NONE if h is None else position[h] for h in holders], np.int64)

    return Hierarchy(
        positions([unit.parent for unit in units]), positions([unit.department for unit in units])
    )
