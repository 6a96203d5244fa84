"""A gap → the smallest change of facts that closes it.

The search follows the structure of the condition: a false `&&` needs all its false terms changed,
a false `||` the cheapest one, a count as many of its cheapest elements as it lacks, a comparison
the value on the other side carried back through arithmetic to a fact. Every answer is verified by
evaluating the rule with the changes.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from directive_engine.engines.interpreter import COMPLIANCE, Evaluator, Place
from directive_engine.engines.interpreter.operations import EvaluationError, arithmetic
from directive_engine.engines.world import World
from directive_engine.findings.deciding import MIRRORED, NEGATED
from directive_engine.findings.finding import Change
from directive_engine.ir import (
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticOperator,
    Bound,
    Choose,
    Compare,
    Comparison,
    CompiledRule,
    ComplianceOf,
    Convert,
    Counted,
    Days,
    ElementOf,
    Expr,
    FactOf,
    Has,
    ListOf,
    Membership,
    Negative,
    Not,
    Quantified,
    Quantifier,
    Share,
    StringTest,
    StringTestKind,
    type_of,
)
from directive_engine.units import Unit
from directive_engine.values import EnumType, FactId, Primitive, Truth, Type, UnitId, Value

_Changes: TypeAlias = Mapping[tuple[UnitId, FactId], Value]
_NOTHING: Final[_Changes] = {}
_ROUNDS: Final = 3
_UPPER: Final = {Comparison.GREATER, Comparison.GREATER_OR_EQUAL}


def closing_changes(rule: CompiledRule, unit: Unit, world: World) -> tuple[Change, ...]:
    """Return the smallest change that makes `unit` meet `rule`; nothing where none is found."""
    place = Place(unit=unit)
    changes: dict[tuple[UnitId, FactId], Value] = {}
    for _ in range(_ROUNDS):  # a fact that occurs twice may need a second look
        evaluator = Evaluator(world=world, changes=changes)
        found = _Search(evaluator=evaluator).close(rule.requires, place, want=True)
        if found is None:
            return ()
        changes.update(found)
        trial = Evaluator(world=world, changes=changes)
        if (
            trial.truth(rule.requires, place) is Truth.TRUE
            and trial.truth(rule.applies, place) is Truth.TRUE
        ):
            return tuple(_described(changes, world))
    return ()


def _described(changes: _Changes, world: World) -> Iterable[Change]:
    evaluator = Evaluator(world=world)
    for (unit_id, fact), after in changes.items():
        unit = world.register.unit_by_id[unit_id]
        before: Any
        if fact in COMPLIANCE.values():
            known = world.compliance.get(unit_id)
            bounds = None
            if known is not None:
                bounds = known.gaps if fact == "compliance.gaps" else known.rate
            before = bounds.low if bounds else None
        else:
            before = evaluator.fact(unit, fact)
        yield Change(unit=unit, fact=fact, before=before, after=after)


def _cheapest(options: Iterable[_Changes | None]) -> _Changes | None:
    return min((option for option in options if option is not None), key=len, default=None)


def _together(options: Iterable[_Changes | None]) -> _Changes | None:
    joined: dict[tuple[UnitId, FactId], Value] = {}
    for option in options:
        if option is None:
            return None
        joined.update(option)
    return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    evaluator: Evaluator

    def close(self, expr: Expr, place: Place, *, want: bool) -> _Changes | None:
        """Return changes that give `expr` the truth `want`, None where none is known."""
        if self.evaluator.truth(expr, place) is Truth.of(want):
            return _NOTHING
        match expr:
            case Not(operand=operand):
                return self.close(operand, place, want=not want)
            case AllOf(terms=terms) | AnyOf(terms=terms):
                options = [self.close(term, place, want=want) for term in terms]
                needs_all = isinstance(expr, AllOf) is want
                return _together(options) if needs_all else _cheapest(options)
            case Choose():
                return self._choose(expr, place, want=want)
            case FactOf():
                return self._set(expr, place, want)
            case Has(subject=subject, fact=fact):
                unit = self.evaluator.subject(subject, place)
                type_ = self.evaluator.world.program.fact_types.get(fact)
                sample = _sample(type_)
                if not want or unit is None or sample is None:
                    return None
                return {(unit.id, fact): sample}
            case Compare(op=op, left=left, right=right):
                op = op if want else NEGATED[op]
                return _cheapest(
                    (
                        self._reach(left, op, right, place),
                        self._reach(right, MIRRORED[op], left, place),
                    )
                )
            case Membership():
                return self._membership(expr, place, want=want)
            case StringTest():
                return self._string_test(expr, place) if want else None
            case Quantified():
                return self._quantified(expr, place, want=want)
            case _:
                return None

    def _choose(self, expr: Choose, place: Place, *, want: bool) -> _Changes | None:
        options = []
        for branch, side in ((expr.then, True), (expr.otherwise, False)):
            steps = (
                self.close(expr.condition, place, want=side),
                self.close(branch, place, want=want),
            )
            options.append(_together(steps))
        return _cheapest(options)

    def _set(self, expr: FactOf, place: Place, value: Value) -> _Changes | None:
        unit = self.evaluator.subject(expr.subject, place)
        if unit is None or expr.fact in {"kind", "id", "name"}:
            return None
        derived = self.evaluator.world.program.derived.get(expr.fact)
        if derived is None:
            return {(unit.id, expr.fact): value}
        if isinstance(value, bool):
            return self.close(derived, Place(unit=unit), want=value)
        return None

    # Comparisons: `value op limit`, changing facts in `value`

    def _reach(self, value: Expr, op: Comparison, limit: Expr, place: Place) -> _Changes | None:
        target: Any = self.evaluator.value(limit, place)
        if target is None:
            return None
        return self._solve(value, op, target, place)

    def _solve(self, expr: Expr, op: Comparison, target: Any, place: Place) -> _Changes | None:
        match expr:
            case FactOf(subject=subject, fact=fact, type=type_):
                unit = self.evaluator.subject(subject, place)
                derived = self.evaluator.world.program.derived.get(fact)
                if unit is not None and derived is not None:
                    return self._solve(derived, op, target, Place(unit=unit))
                after = self._nearest(type_, op, target)
                return None if after is None else self._set(expr, place, after)
            case Convert(operand=operand, type=type_):
                if type_ is Primitive.DOUBLE and type_of(operand) is Primitive.INT:
                    return self._solve(operand, *_whole(op, target), place)
                return self._solve(operand, op, target, place)
            case Negative(operand=operand):
                return self._solve(operand, MIRRORED[op], -target, place)
            case Days(operand=operand):
                days = target + 1 if op is Comparison.GREATER else target
                whole = Comparison.GREATER_OR_EQUAL if op is Comparison.GREATER else op
                return self._solve(operand, whole, timedelta(days=days), place)
            case Arithmetic():
                return self._arithmetic(expr, op, target, place)
            case Counted() | Share():
                return self._count(expr, op, target, place)
            case ComplianceOf(subject=Bound() as subject, measure=measure):
                unit = self.evaluator.subject(subject, place)
                after = self._nearest(type_of(expr), op, target)
                if unit is None or after is None:
                    return None
                return {(unit.id, COMPLIANCE[measure]): after}
            case Choose(condition=condition, then=then, otherwise=otherwise):
                chosen = self.evaluator.truth(condition, place)
                if not chosen.is_known:
                    return None
                return self._solve(then if chosen is Truth.TRUE else otherwise, op, target, place)
            case _:
                return None

    def _nearest(self, type_: Type, op: Comparison, target: Any) -> Value | None:
        """Return the value of `type_` nearest to `target` for which `value op target` holds."""
        nearest: Value | None = target
        if op in {Comparison.EQUAL, Comparison.LESS_OR_EQUAL, Comparison.GREATER_OR_EQUAL}:
            if type_ is Primitive.INT and isinstance(target, float):
                if op is Comparison.EQUAL and not target.is_integer():
                    return None
                return math.floor(target) if op is Comparison.LESS_OR_EQUAL else math.ceil(target)
            if type_ is Primitive.DOUBLE:
                return float(target)
            return nearest
        if isinstance(type_, EnumType):
            return next((v.id for v in type_.values if v.id != target), None)
        if target is True or target is False:
            return target is False
        step = -1 if op is Comparison.LESS else 1
        if type_ is Primitive.INT:
            base = math.ceil(target) if op is Comparison.LESS else math.floor(target)
            whole: int = base + step
            return whole
        if type_ is Primitive.DOUBLE:
            above: float = math.nextafter(float(target), math.inf * step)
            return above
        if isinstance(target, date):
            moved: date = target + timedelta(days=step)
            return moved
        return None

    def _arithmetic(
        self, expr: Arithmetic, op: Comparison, target: Any, place: Place
    ) -> _Changes | None:
        options = []
        left: Any = self.evaluator.value(expr.left, place)
        right: Any = self.evaluator.value(expr.right, place)
        try:
            if right is not None:
                options.append(self._solve_left(expr, op, target, right, place))
            if left is not None:
                options.append(self._solve_right(expr, op, target, left, place))
        except (EvaluationError, ArithmeticError, TypeError):
            return _cheapest(options)
        return _cheapest(options)

    def _solve_left(
        self, expr: Arithmetic, op: Comparison, target: Any, right: Any, place: Place
    ) -> _Changes | None:
        """Solve `x ∘ right op target` for x."""
        match expr.op:
            case ArithmeticOperator.ADD:
                needed = arithmetic(ArithmeticOperator.SUBTRACT, target, right)
                return self._solve(expr.left, op, needed, place)
            case ArithmeticOperator.SUBTRACT:
                needed = arithmetic(ArithmeticOperator.ADD, right, target)
                return self._solve(expr.left, op, needed, place)
            case ArithmeticOperator.MULTIPLY if right:
                flipped = op if right > 0 else MIRRORED[op]
                return self._solve(expr.left, flipped, _quotient(target, right, flipped), place)
            case ArithmeticOperator.DIVIDE if right:
                flipped = op if right > 0 else MIRRORED[op]
                return self._solve(expr.left, flipped, target * right, place)
            case _:
                return None

    def _solve_right(
        self, expr: Arithmetic, op: Comparison, target: Any, left: Any, place: Place
    ) -> _Changes | None:
        """Solve `left ∘ x op target` for x."""
        match expr.op:
            case ArithmeticOperator.ADD:
                needed = arithmetic(ArithmeticOperator.SUBTRACT, target, left)
                return self._solve(expr.right, op, needed, place)
            case ArithmeticOperator.SUBTRACT:
                needed = arithmetic(ArithmeticOperator.SUBTRACT, left, target)
                return self._solve(expr.right, MIRRORED[op], needed, place)
            case ArithmeticOperator.MULTIPLY if left:
                flipped = op if left > 0 else MIRRORED[op]
                return self._solve(expr.right, flipped, _quotient(target, left, flipped), place)
            case _:
                return None

    def _count(
        self, expr: Counted | Share, op: Comparison, target: Any, place: Place
    ) -> _Changes | None:
        elements = self.evaluator.elements(expr.items, expr.variable, place)
        if not elements:
            return None
        number = target * len(elements) if isinstance(expr, Share) else target
        if isinstance(expr, Share):
            number = round(number, 9)  # 0.9 * 30 is a little more than 27
        truths = [self.evaluator.truth(expr.predicate, inner) for _, inner in elements]
        want = op in _UPPER or (op is Comparison.EQUAL and truths.count(Truth.TRUE) < number)
        if op is Comparison.NOT_EQUAL:
            return None
        bound = self._nearest(Primitive.INT, op, number)
        if not isinstance(bound, int):
            return None
        if want:
            lacking = bound - truths.count(Truth.TRUE)
        else:
            lacking = len(truths) - truths.count(Truth.FALSE) - bound
        options = sorted(
            (
                option
                for (_, inner), truth in zip(elements, truths, strict=True)
                if truth is not Truth.of(want)
                and (option := self.close(expr.predicate, inner, want=want)) is not None
            ),
            key=len,
        )
        return _together(options[:lacking]) if 0 < lacking <= len(options) else None

    # Lists and texts

    def _membership(self, expr: Membership, place: Place, *, want: bool) -> _Changes | None:
        items: Any = self.evaluator.value(expr.items, place)
        item: Any = self.evaluator.value(expr.item, place)
        options: list[_Changes | None] = []
        if items is not None and isinstance(expr.item, FactOf):
            type_ = expr.item.type
            if want:
                options += [self._set(expr.item, place, candidate) for candidate in items[:1]]
            elif isinstance(type_, EnumType):
                others = [v.id for v in type_.values if v.id not in items]
                options += [self._set(expr.item, place, candidate) for candidate in others[:1]]
        if item is not None and isinstance(expr.items, FactOf):
            present = items or ()
            after = (*present, item) if want else tuple(e for e in present if e != item)
            options.append(self._set(expr.items, place, after))
        if want and item is not None and isinstance(expr.items, ListOf):
            options += [
                self._solve(element, Comparison.EQUAL, item, place) for element in expr.items.items
            ]
        return _cheapest(options)

    def _string_test(self, expr: StringTest, place: Place) -> _Changes | None:
        pattern: Any = self.evaluator.value(expr.pattern, place)
        if pattern is None or not isinstance(expr.text, FactOf):
            return None
        text: Any = self.evaluator.value(expr.text, place) or ""
        match expr.kind:
            case StringTestKind.STARTS_WITH:
                return self._set(expr.text, place, f"{pattern}{text}")
            case StringTestKind.ENDS_WITH | StringTestKind.CONTAINS:
                return self._set(expr.text, place, f"{text}{pattern}")
            case StringTestKind.MATCHES:
                return None

    def _quantified(self, expr: Quantified, place: Place, *, want: bool) -> _Changes | None:
        elements = self.evaluator.elements(expr.items, expr.variable, place)
        if elements is None or expr.quantifier is Quantifier.EXISTS_ONE:
            return None
        needs_all = (expr.quantifier is Quantifier.ALL) is want
        if isinstance(expr.items, FactOf):
            return self._list_fact(expr, expr.items, place, want=want, needs_all=needs_all)
        options = [self.close(expr.predicate, inner, want=want) for _, inner in elements]
        return _together(options) if needs_all else _cheapest(options)

    def _list_fact(
        self, expr: Quantified, items: FactOf, place: Place, *, want: bool, needs_all: bool
    ) -> _Changes | None:
        elements = self.evaluator.elements(items, expr.variable, place) or []
        if needs_all:  # take the offending elements out of the list
            kept: list[Any] = [
                element
                for element, inner in elements
                if self.evaluator.truth(expr.predicate, inner) is Truth.of(want)
            ]
            return self._set(items, place, tuple(kept))
        match expr.predicate:
            case Compare(op=Comparison.EQUAL, left=ElementOf(), right=wanted) if want:
                value: Any = self.evaluator.value(wanted, place)
                present: list[Any] = [element for element, _ in elements]
                return None if value is None else self._set(items, place, (*present, value))
            case _:
                return None


def _quotient(target: Any, factor: Any, op: Comparison) -> Any:
    if isinstance(target, int) and isinstance(factor, int):
        down = op in {Comparison.LESS_OR_EQUAL, Comparison.GREATER}
        return target // factor if down else -(-target // factor)
    return target / factor


def _whole(op: Comparison, target: Any) -> tuple[Comparison, Any]:
    """Carry a limit on `double(n)` back to the whole number n."""
    near = round(target, 9)  # a share times a whole number is off by rounding
    match op:
        case Comparison.GREATER_OR_EQUAL:
            return op, math.ceil(near)
        case Comparison.LESS_OR_EQUAL:
            return op, math.floor(near)
        case Comparison.GREATER:
            return Comparison.GREATER_OR_EQUAL, math.floor(near) + 1
        case Comparison.LESS:
            return Comparison.LESS_OR_EQUAL, math.ceil(near) - 1
        case _:
            return op, near


def _sample(type_: object) -> Value | None:
    match type_:
        case Primitive.BOOL:
            return True
        case EnumType(values=values):
            return values[0].id
        case _:
            return None
