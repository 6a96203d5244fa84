"""Which facts an expression reads, and along which path of units from the unit it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias, assert_never

from directive_engine.ir import (
    UNITS,
    Bound,
    ComplianceOf,
    Counted,
    Expr,
    FactOf,
    Filtered,
    Has,
    Mapped,
    ParentOf,
    Program,
    Quantified,
    Related,
    Relation,
    SelfUnit,
    Share,
    Subject,
    operands,
    type_of,
)
from directive_engine.units import Register, Unit
from directive_engine.values import FactId


class Step(StrEnum):
    """From one unit to others."""

    CHILDREN = "children"
    SUBORDINATES = "subordinates"
    SUPERVISED = "supervised"
    PARENT = "parent"
    ANCESTORS = "ancestors"


Path: TypeAlias = tuple[Step, ...]
HERE: Final[Path] = ()


class Reading(NamedTuple):
    """A fact, or the findings (None), of the units at the end of `path`."""

    fact: FactId | None
    path: Path


_STEPS: Final = {
    Relation.CHILDREN: Step.CHILDREN,
    Relation.SUBORDINATES: Step.SUBORDINATES,
    Relation.SUPERVISED: Step.SUPERVISED,
}
_Variables: TypeAlias = Mapping[str, frozenset[Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Finds what expressions of a program read."""

    program: Program
    _derived: dict[FactId, frozenset[Reading]] = field(default_factory=dict)

    def of(self, expr: Expr, variables: _Variables | None = None) -> frozenset[Reading]:
        """Return everything that `expr` reads, derived and inherited facts traced to the end."""
        known = variables or {}
        match expr:
            case FactOf(subject=subject, fact=fact) | Has(subject=subject, fact=fact):
                paths = self._subject(subject, known)
                return frozenset(r for path in paths for r in self._fact(fact, path))
            case ComplianceOf(subject=subject):
                return frozenset(Reading(None, path) for path in self._subject(subject, known))
            case (
                Quantified(items=items, variable=variable, predicate=body)
                | Filtered(items=items, variable=variable, predicate=body)
                | Mapped(items=items, variable=variable, result=body)
                | Counted(items=items, variable=variable, predicate=body)
                | Share(items=items, variable=variable, predicate=body)
            ):
                inner = {**known, variable: self._units(items, known)}
                return self.of(items, known) | self.of(body, inner)
            case _:
                return frozenset(r for inner in operands(expr) for r in self.of(inner, known))

    def _fact(self, fact: FactId, path: Path) -> Iterable[Reading]:
        if fact in self.program.derived:
            if fact not in self._derived:
                self._derived[fact] = self.of(self.program.derived[fact])
            return [Reading(r.fact, path + r.path) for r in self._derived[fact]]
        if fact in self.program.inherited:
            return [Reading(fact, path), Reading(fact, (*path, Step.ANCESTORS))]
        return [Reading(fact, path)]

    def _subject(self, subject: Subject, known: _Variables) -> frozenset[Path]:
        match subject:
            case SelfUnit():
                return frozenset({HERE})
            case Bound(variable=variable):
                return known[variable]
            case ParentOf(of=of):
                return frozenset((*path, Step.PARENT) for path in self._subject(of, known))
            case _:
                assert_never(subject)

    def _units(self, items: Expr, known: _Variables) -> frozenset[Path]:
        """Return along which paths the elements of a list of units are reached."""
        match items:
            case Related(subject=subject, relation=relation):
                step = _STEPS[relation]
                return frozenset((*path, step) for path in self._subject(subject, known))
            case Filtered(items=inner):
                return self._units(inner, known)
            case _ if type_of(items) == UNITS:
                return frozenset(p for inner in operands(items) for p in self._units(inner, known))
            case _:
                return frozenset()


def units_that_read(unit: Unit, path: Path, register: Register) -> tuple[Unit, ...]:
    """Return the units from which `path` leads to `unit`."""
    reached = {unit.id: unit}
    for step in reversed(path):
        before = [u for one in reached.values() for u in _before(one, step, register)]
        reached = {u.id: u for u in before}
    return tuple(reached.values())


def _before(unit: Unit, step: Step, register: Register) -> Iterable[Unit]:
    match step:
        case Step.CHILDREN:
            above = register.parent(unit)
            return () if above is None else (above,)
        case Step.SUBORDINATES:
            return register.ancestors(unit)
        case Step.SUPERVISED:
            return () if unit.department is None else (register.unit_by_id[unit.department],)
        case Step.PARENT:
            return register.children(unit)
        case Step.ANCESTORS:
            return register.subordinates(unit)
        case _:
            assert_never(step)
