"""An unknown condition → the facts that nobody supplied and that together settle it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from directive_engine.engines.interpreter import COMPLIANCE, Evaluator, Place
from directive_engine.engines.world import World
from directive_engine.findings.finding import MissingFact
from directive_engine.ir import (
    Choose,
    CompiledRule,
    ComplianceOf,
    Const,
    Counted,
    Expr,
    FactOf,
    Filtered,
    Mapped,
    ParameterOf,
    Quantified,
    Related,
    Share,
    operands,
    walk,
)
from directive_engine.units import Unit
from directive_engine.values import EnumType, FactId, Primitive, Truth, Type, UnitId, Value

_MAX_FACTS = 5
_MAX_TRIALS = 1_000
_Key = tuple[UnitId, FactId]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFacts:
    """Finds missing facts; `of_findings` gives those of a unit's own unknown findings."""

    evaluator: Evaluator
    of_findings: Callable[[Unit], Sequence[MissingFact]]

    def settling(self, rule: CompiledRule, unit: Unit) -> tuple[MissingFact, ...]:
        """Return the smallest set of facts that settles `rule` whatever their values.

        Where each fact occurs once, that is every missing fact that still matters. Where one
        occurs again, smaller sets are tried with values around the constants it is compared with.
        """
        place = Place(unit=unit)
        conditions = [rule.applies]
        if self.evaluator.truth(rule.applies, place) is not Truth.FALSE:
            conditions.append(rule.requires)
        occurrences = [fact for expr in conditions for fact in self.within(expr, place)]
        facts = tuple(dict.fromkeys(occurrences))
        if len(occurrences) == len(facts) or len(facts) > _MAX_FACTS:
            return facts
        return _smallest(rule, unit, facts, self.evaluator.world)

    def within(self, expr: Expr, place: Place) -> Iterator[MissingFact]:
        """Yield the missing facts of an unknown expression, again for each occurrence."""
        if self.evaluator.value(expr, place) is not None:
            return
        match expr:
            case FactOf(subject=subject, fact=fact):
                unit = self.evaluator.subject(subject, place)
                if unit is not None:
                    yield from self.within_fact(unit, fact)
            case ComplianceOf(subject=subject, measure=measure):
                unit = self.evaluator.subject(subject, place)
                if unit is not None:
                    known = self.of_findings(unit)
                    yield from known or [MissingFact(unit=unit, fact=COMPLIANCE[measure])]
            case Choose(condition=condition, then=then, otherwise=otherwise):
                chosen = self.evaluator.truth(condition, place)
                yield from self.within(condition, place)
                if chosen is not Truth.FALSE:
                    yield from self.within(then, place)
                if chosen is not Truth.TRUE:
                    yield from self.within(otherwise, place)
            case (
                Quantified(items=items, variable=variable, predicate=body)
                | Filtered(items=items, variable=variable, predicate=body)
                | Mapped(items=items, variable=variable, result=body)
                | Counted(items=items, variable=variable, predicate=body)
                | Share(items=items, variable=variable, predicate=body)
            ):
                yield from self.within(items, place)
                for _, inner in self.evaluator.elements(items, variable, place) or ():
                    yield from self.within(body, inner)
            case Related():
                return
            case _:
                for operand in operands(expr):
                    yield from self.within(operand, place)

    def within_fact(self, unit: Unit, fact: FactId) -> Iterator[MissingFact]:
        """Yield `fact` itself, or what is missing of what it is derived from."""
        derived = self.evaluator.world.program.derived.get(fact)
        if derived is None:
            yield MissingFact(unit=unit, fact=fact)
        else:
            yield from self.within(derived, Place(unit=unit))


def _smallest(
    rule: CompiledRule, unit: Unit, facts: tuple[MissingFact, ...], world: World
) -> tuple[MissingFact, ...]:
    choices = {fact: _representatives(fact, rule, world) for fact in facts}
    if not all(choices.values()):
        return facts
    for size in range(1, len(facts)):
        for subset in combinations(facts, size):
            if prod(len(choices[fact]) for fact in subset) > _MAX_TRIALS:
                continue
            keys = [(fact.unit.id, fact.fact) for fact in subset]
            if all(
                _is_settled(rule, unit, world, dict(zip(keys, values, strict=True)))
                for values in product(*(choices[fact] for fact in subset))
            ):
                return subset
    return facts


def _is_settled(
    rule: CompiledRule, unit: Unit, world: World, changes: Mapping[_Key, Value]
) -> bool:
    evaluator, place = Evaluator(world=world, changes=changes), Place(unit=unit)
    applies = evaluator.truth(rule.applies, place)
    if applies is not Truth.TRUE:
        return applies is Truth.FALSE
    return evaluator.truth(rule.requires, place).is_known


def _with_derived(expr: Expr, world: World) -> Iterator[Expr]:
    for node in walk(expr):
        yield node
        derived = world.program.derived.get(node.fact) if isinstance(node, FactOf) else None
        if derived is not None:
            yield from _with_derived(derived, world)


def _representatives(fact: MissingFact, rule: CompiledRule, world: World) -> list[Value]:
    """Return values on both sides of every constant that the fact's type can be compared with."""
    type_: Type | None = world.program.fact_types.get(fact.fact)
    constants = [
        node.value
        for expr in (rule.applies, rule.requires)
        for node in _with_derived(expr, world)
        if isinstance(node, Const)
    ]
    constants += [
        world.parameters[node.parameter]
        for expr in (rule.applies, rule.requires)
        for node in _with_derived(expr, world)
        if isinstance(node, ParameterOf)
    ]
    match type_:
        case Primitive.BOOL:
            return [True, False]
        case EnumType(values=values):
            return [value.id for value in values]
        case Primitive.INT:
            numbers = sorted({int(c) for c in constants if isinstance(c, int | float)} | {0})
            return sorted({n + d for n in numbers for d in (-1, 0, 1)})
        case Primitive.DOUBLE:
            numbers = sorted({int(c) for c in constants if isinstance(c, int | float)} | {0})
            return sorted({n + d for n in numbers for d in (-0.5, 0.0, 0.5)})
        case _:
            return []
