"""Rules → pairs that no unit can meet together, each with a unit that shows it.

A pair is a conflict where both rules can apply to units of a kind and no box of their two
requirements is left (`boxes`). The witness is a unit to which both apply, that meets one and
misses the other; what the interpreter does not confirm is not reported.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product as every
from typing import Any, Final

from directive_engine.engines import World
from directive_engine.engines.interpreter import Evaluator, Place
from directive_engine.ir import (
    SELF,
    Arithmetic,
    ArithmeticOperator,
    CompiledRule,
    Const,
    Days,
    Expr,
    FactOf,
    Membership,
    Program,
    SelfUnit,
    Today,
    walk,
)
from directive_engine.proofs.boxes import Box, Boxes, join, kind_box, product, terms_of
from directive_engine.proofs.domains import Choices
from directive_engine.units import Register, Unit
from directive_engine.values import EnumType, FactId, ParameterId, Truth, UnitId, Value

_DAY: Final = dt.date(2020, 11, 1)
_MAX_REGIONS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """`first` and `second` cannot both be met by units of `kinds` such as `witness`.

    The witness meets `first` and misses `second`. Of a rule that nobody can meet, both are that
    rule.
    """

    first: CompiledRule
    second: CompiledRule
    kinds: tuple[str, ...]
    witness: Unit


def find_conflicts(
    program: Program, parameters: Mapping[ParameterId, Value]
) -> Iterator[Conflict]:
    """Yield rules that no unit can meet, and pairs of rules that none can meet together.

    The area's own facts (inherited ones, such as its risk level) are circumstances: rules that
    conflict for one value of them do so, whatever may hold elsewhere.
    """
    search = _Search(program=program, parameters=parameters)
    hopeless = set()
    for rule in program.rules:
        conflict = search.conflict(rule, rule)
        if conflict is not None:
            hopeless.add(rule.id)
            yield conflict
    for first, second in _related(search, [r for r in program.rules if r.id not in hopeless]):
        conflict = search.conflict(first, second) or search.conflict(second, first)
        if conflict is not None:
            yield conflict


def _related(
    search: "_Search", rules: Sequence[CompiledRule]
) -> Iterator[tuple[CompiledRule, CompiledRule]]:
    """Yield pairs whose requirements limit a common term, each once, in the order of the rules."""
    terms = {rule.id: terms_of(search.required(rule)) for rule in rules}
    for number, second in enumerate(rules):
        for first in rules[:number]:
            if first.kinds & second.kinds and terms[first.id] & terms[second.id]:
                yield first, second


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    program: Program
    parameters: Mapping[ParameterId, Value]
    boxes: Boxes = field(init=False)
    _applied: dict[str, list[Box]] = field(default_factory=dict)
    _required: dict[str, list[Box]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        evaluator = Evaluator(world=self.world([]))
        nobody = Place(unit=Unit(id=UnitId("nobody"), name="", kind=""))
        object.__setattr__(
            self,
            "boxes",
            Boxes(
                constant=lambda expr: evaluator.value(expr, nobody), derived=self.program.derived
            ),
        )

    def applied(self, rule: CompiledRule) -> list[Box]:
        """Return the ways in which a rule can apply."""
        if rule.id not in self._applied:
            self._applied[rule.id] = self.boxes.of(rule.applies)
        return self._applied[rule.id]

    def required(self, rule: CompiledRule) -> list[Box]:
        """Return the ways in which a rule can be met."""
        if rule.id not in self._required:
            self._required[rule.id] = self.boxes.of(rule.requires)
        return self._required[rule.id]

    def conflict(self, first: CompiledRule, second: CompiledRule) -> Conflict | None:
        """Return the conflict of two rules, or of one with itself; the witness meets `first`."""
        witnesses: dict[str, Unit] = {}
        for kind in sorted(first.kinds & second.kinds):
            for region in self.regions(kind, first, second):
                concerned = product([region], self.applied(first), self.applied(second))
                witness = self.of_kind(kind, concerned, first, second)
                if witness is not None:
                    witnesses.setdefault(kind, witness)
        if not witnesses:
            return None
        kinds = tuple(witnesses)
        return Conflict(first=first, second=second, kinds=kinds, witness=witnesses[kinds[0]])

    def of_kind(
        self, kind: str, concerned: Sequence[Box], first: CompiledRule, second: CompiledRule
    ) -> Unit | None:
        met = product(concerned, self.required(first))
        if first is second:
            if met:
                return None
            missed = product(concerned, self.boxes.of(first.requires, want=False))
            return self.verified(kind, missed, first, second)
        if not met or not product(concerned, self.required(second)):
            return None  # nobody meets one of them here: no matter of the pair
        if product(met, self.required(second)):
            return None
        return self.verified(kind, met, first, second)

    def regions(self, kind: str, first: CompiledRule, second: CompiledRule) -> Iterator[Box]:
        """Yield the circumstances to tell apart: the kind, and the values of inherited facts."""
        asked = {
            node
            for rule in (first, second)
            for expr in (rule.applies, rule.requires)
            for node in walk(expr)
            if isinstance(node, FactOf)
            and isinstance(node.subject, SelfUnit)
            and node.fact in self.program.inherited
            and isinstance(node.type, EnumType)
        }
        facts = sorted(asked, key=lambda node: node.fact)
        choices = [[v.id for v in f.type.values] for f in facts if isinstance(f.type, EnumType)]
        combinations = list(every(*choices))
        here = kind_box(kind)
        if len(combinations) > _MAX_REGIONS:
            combinations, facts = [()], []
        for values in combinations:
            region: Box = {
                fact: Choices(allowed=frozenset({value}))
                for fact, value in zip(facts, values, strict=True)
            }
            yield join(here, region) or here

    def verified(
        self, kind: str, boxes: Iterable[Box], first: CompiledRule, second: CompiledRule
    ) -> Unit | None:
        """Return a unit from one of `boxes` on which the interpreter confirms the conflict."""
        for box in boxes:
            unit = _unit(kind, box)
            given = {fact for fact in unit.facts if fact in self.program.derived}
            derived = {k: v for k, v in self.program.derived.items() if k not in given}
            world = self.world([unit], derived)
            evaluator, place = Evaluator(world=world), Place(unit=unit)
            wanted = [(first.applies, Truth.TRUE), (second.applies, Truth.TRUE)]
            if first is not second:
                wanted.append((first.requires, Truth.TRUE))
            wanted.append((second.requires, Truth.FALSE))
            if all(evaluator.truth(expr, place) is truth for expr, truth in wanted):
                return unit
        return None

    def world(self, units: Iterable[Unit], derived: Mapping[FactId, Expr] | None = None) -> World:
        program = self.program if derived is None else replace(self.program, derived=derived)
        return World(
            program=program, register=Register(units), as_of=_DAY, parameters=self.parameters
        )


def _unit(kind: str, box: Box) -> Unit:
    """Return a unit with one value inside each domain of `box` that is about a fact of its own."""
    facts: dict[FactId, Value] = {}
    for term, domain in box.items():
        match term:
            case FactOf(subject=SelfUnit(), fact=fact):
                value = domain.pick()
                if value is not None:
                    facts[fact] = value
            case Days(
                operand=Arithmetic(op=ArithmeticOperator.SUBTRACT, left=Today(), right=then)
            ):
                days: Any = domain.pick()
                if isinstance(then, FactOf) and then.subject == SELF and isinstance(days, int):
                    facts[then.fact] = _DAY - dt.timedelta(days=days)
            case Membership(
                item=Const(value=str() as element), items=FactOf(subject=SelfUnit(), fact=fact)
            ):
                present: Any = facts.get(fact, ())
                facts[fact] = (*present, element) if domain.pick() is True else tuple(present)
            case _:
                pass
    facts.pop(FactId("kind"), None)
    return Unit(id=UnitId("witness"), name="", kind=kind, facts=facts)
