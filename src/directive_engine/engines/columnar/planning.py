"""Rules → the passes over a file that they need, found out by running them on no units at all.

A condition may ask what holds for other units; that is worked out for all units in an earlier pass
and kept, two bits a unit. What such a condition asks of still others takes a pass before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from directive_engine.engines.columnar.bits import Truths, ones
from directive_engine.engines.columnar.columns import Column, dtype_of
from directive_engine.engines.columnar.evaluation import Evaluation
from directive_engine.engines.columnar.hierarchy import Hierarchy
from directive_engine.engines.columnar.lists import Lists, of_series
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.scopes import Nodes
from directive_engine.engines.world import World
from directive_engine.ir import UNITS, CompiledRule, Expr, Stratum, type_of
from directive_engine.values import FactId, ListType, Type

Form: TypeAlias = type
"""Truths, pl.Series or Lists: as what an expression is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An expression that is asked of units other than the one evaluated."""

    form: Form
    expr: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one reading of the file works out, and the facts that it needs for that."""

    asked: tuple[Asked, ...]
    own: frozenset[tuple[FactId, Type]]
    facts: frozenset[FactId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The passes, the last of which also runs the rules that ask for no findings."""

    passes: tuple[Pass, ...]
    uses_hierarchy: bool


@dataclass(slots=True, eq=False)
class _NoFacts:
    """The facts of no units; notes which were read."""

    read: set[FactId] = field(default_factory=set)

    def column(self, fact: FactId, type_: Type) -> pl.Series:
        self.read.add(fact)
        return pl.Series([], dtype=dtype_of(type_))

    def lists(self, fact: FactId, type_: ListType) -> Lists:
        return of_series(self.column(fact, type_))


@dataclass(slots=True, eq=False)
class _Nowhere:
    """Knows nothing of other units; notes what was asked."""

    asked: list[Asked] = field(default_factory=list)
    own_facts: set[tuple[FactId, Type]] = field(default_factory=set)

    def truth(self, expr: Expr) -> Truths:
        self.asked.append(Asked(form=Truths, expr=expr))
        return Truths.constant(None, 0)

    def value(self, expr: Expr) -> Column:
        self.asked.append(Asked(form=pl.Series, expr=expr))
        return pl.Series([], dtype=dtype_of(type_of(expr)))

    def lists(self, expr: Expr) -> Lists:
        self.asked.append(Asked(form=Lists, expr=expr))
        if type_of(expr) == UNITS:
            nothing = np.zeros(0, np.int64)
            return Lists(starts=nothing, ends=nothing, known=ones(0), elements=nothing)
        return of_series(pl.Series([], dtype=dtype_of(type_of(expr))))

    def own(self, fact: FactId, type_: Type) -> pl.Series:
        self.own_facts.add((fact, type_))
        return pl.Series([], dtype=dtype_of(type_))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    asked: tuple[Asked, ...]
    own: frozenset[tuple[FactId, Type]]
    facts: frozenset[FactId]


def plan_passes(world: World, rules: Sequence[CompiledRule], nodes: Nodes) -> Plan:
    """Return the passes that `rules` need."""
    planner = _Planner(world=world, nodes=nodes)
    now = [rule for rule in rules if rule.stratum is Stratum.FACTS]
    later = [rule for rule in rules if rule.stratum is not Stratum.FACTS]
    ruled = [planner.need_of_rule(rule, has_facts=True) for rule in now]
    asked_later = [planner.need_of_rule(rule, has_facts=False) for rule in later]
    for need in (*ruled, *asked_later):
        planner.add(need.asked)
    last = max(
        [planner.level(need) for need in ruled]
        + [planner.levels[a] for need in asked_later for a in need.asked],
        default=0,
    )
    passes = []
    for level in range(last + 1):
        asked = [a for a, found in planner.levels.items() if found == level]
        needs = [planner.needs[a] for a in asked] + (ruled if level == last else [])
        own = {o for n in planner.needs.values() for o in n.own} | {
            o for n in ruled for o in n.own
        }
        facts = {fact for need in needs for fact in need.facts}
        if level == 0:
            facts |= {fact for fact, _ in own}
        passes.append(
            Pass(
                asked=tuple(asked),
                own=frozenset(own) if level == 0 else frozenset(),
                facts=frozenset(facts),
            )
        )
    uses = bool(planner.levels) or bool(later) or any(need.own for need in ruled)
    return Plan(passes=tuple(passes), uses_hierarchy=uses or planner.uses_hierarchy)


@dataclass(slots=True, kw_only=True)
class _Planner:
    world: World
    nodes: Nodes
    needs: dict[Asked, _Need] = field(default_factory=dict)
    levels: dict[Asked, int] = field(default_factory=dict)
    uses_hierarchy: bool = False

    def need_of_rule(self, rule: CompiledRule, *, has_facts: bool) -> _Need:
        return self.need(lambda e, places: e.verdicts(rule, places), has_facts=has_facts)

    def need(self, run: Any, *, has_facts: bool) -> _Need:
        facts, recorder = _NoFacts(), _Nowhere()
        nobody = np.zeros(0, np.int64)
        hierarchy = Hierarchy(nobody, nobody)
        evaluation = Evaluation(
            world=self.world, hierarchy=hierarchy, elsewhere=recorder, nodes=self.nodes
        )
        run(evaluation, Root(units=nobody, facts=facts if has_facts else None))
        self.uses_hierarchy |= hierarchy.is_used
        return _Need(
            asked=tuple(dict.fromkeys(recorder.asked)),
            own=frozenset(recorder.own_facts),
            facts=frozenset(facts.read),
        )

    def add(self, asked: Iterable[Asked]) -> None:
        for one in asked:
            if one in self.needs:
                continue
            need = self.need(lambda e, places, a=one: evaluate(e, a, places), has_facts=True)
            self.needs[one] = need
            self.add(need.asked)
            self.levels[one] = self.level(need)

    def level(self, need: _Need) -> int:
        """Return the pass in which all that is needed is known."""
        below = [self.levels[asked] for asked in need.asked]
        return 1 + max([*below, 0 if need.own else -1])


def evaluate(evaluation: Evaluation, asked: Asked, places: Root) -> Any:
    """Work out what is asked, for the units of `places`."""
    if asked.form is Truths:
        return evaluation.truth(asked.expr, places)
    if asked.form is Lists:
        return evaluation.lists(asked.expr, places).compacted()
    return evaluation.series(asked.expr, places)
