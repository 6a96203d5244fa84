"""The IR itself, walked: what an expression is worth for a unit; the referee of all engines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, assert_never, cast

from directive_engine.diagnostics import Words
from directive_engine.engines.interpreter.operations import (
    COMPARISONS,
    EvaluationError,
    arithmetic,
    compare_bounds,
    convert,
    days,
    empty_share,
    negative,
    string_test,
)
from directive_engine.engines.world import Bounds, World
from directive_engine.ir import (
    AllOf,
    AnyOf,
    Arithmetic,
    Bound,
    Choose,
    Compare,
    ComplianceOf,
    Const,
    Convert,
    Counted,
    Days,
    ElementOf,
    Expr,
    FactOf,
    Filtered,
    Has,
    ListOf,
    Mapped,
    Measure,
    Membership,
    Negative,
    Not,
    ParameterOf,
    ParentOf,
    Quantified,
    Quantifier,
    Related,
    Relation,
    SelfUnit,
    Share,
    Size,
    Source,
    StringTest,
    Subject,
    Today,
)
from directive_engine.units import Unit
from directive_engine.values import FactId, Truth, UnitId, Value

Element: TypeAlias = Unit | Value
Result: TypeAlias = Value | Sequence[Element] | None
"""A known value or list, or None: unknown."""

COMPLIANCE: Final = {
    Measure.GAPS: FactId("compliance.gaps"),
    Measure.RATE: FactId("compliance.rate"),
}
"""How another unit's findings are named among missing facts and changes."""

BUILT_IN: Final[Mapping[FactId, Callable[[Unit], str]]] = {
    FactId("kind"): lambda unit: unit.kind,
    FactId("id"): lambda unit: unit.id,
    FactId("name"): lambda unit: unit.name,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A run-time error: what went wrong, and in which part of a condition."""

    words: Words
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """For which unit an expression is evaluated, with what the macros around it bind."""

    unit: Unit
    bindings: Mapping[str, Element] = field(default_factory=dict)

    def within(self, variable: str, element: Element) -> "Place":
        """Return the place inside a macro for one element."""
        return Place(unit=self.unit, bindings={**self.bindings, variable: element})


@dataclass(slots=True, kw_only=True)
class Evaluator:
    """Evaluates expressions in a world, with `changes` of facts on trial (None takes a fact away).

    `problems` collects the run-time errors met on the way.
    """

    world: World
    changes: Mapping[tuple[UnitId, FactId], Value | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _derived: dict[tuple[UnitId, FactId], tuple[Value | None, tuple[Problem, ...]]] = field(
        default_factory=dict
    )

    def truth(self, expr: Expr, place: Place) -> Truth:
        """Return the truth of a condition."""
        value = self.value(expr, place)
        return Truth.UNKNOWN if value is None else Truth.of(bool(value))

    def fact(self, unit: Unit, fact: FactId) -> Value | None:
        """Return the value that `unit` has for `fact`: its own, derived or inherited."""
        changed = self.changes.get((unit.id, fact))
        if changed is not None:
            return changed
        if fact in BUILT_IN:
            return BUILT_IN[fact](unit)
        if fact in self.world.program.derived:
            return self._derive(unit, fact)
        own = None if (unit.id, fact) in self.changes else unit.facts.get(fact)
        if own is None and fact in self.world.program.inherited:
            above = self.world.register.parent(unit)
            return None if above is None else self.fact(above, fact)
        return own

    def _derive(self, unit: Unit, fact: FactId) -> Value | None:
        known = self._derived.get((unit.id, fact))
        if known is not None:
            value, problems = known
            self.problems.extend(problems)
            return value
        before = len(self.problems)
        found = self.value(self.world.program.derived[fact], Place(unit=unit))
        assert not isinstance(found, list)  # noqa: S101 - a derived fact has a fact's type
        value = cast("Value | None", found)
        self._derived[unit.id, fact] = (value, tuple(self.problems[before:]))
        return value

    def subject(self, subject: Subject, place: Place) -> Unit | None:
        """Return the unit that `subject` stands for, None where there is none above."""
        match subject:
            case SelfUnit():
                return place.unit
            case Bound(variable=variable):
                element = place.bindings[variable]
                assert isinstance(element, Unit)  # noqa: S101 - the type checker saw to it
                return element
            case ParentOf(of=of):
                below = self.subject(of, place)
                return None if below is None else self.world.register.parent(below)
            case _:
                assert_never(subject)

    def related(self, expr: Related, place: Place) -> Sequence[Unit] | None:
        """Return the units in a relation."""
        unit = self.subject(expr.subject, place)
        if unit is None:
            return None
        match expr.relation:
            case Relation.CHILDREN:
                return self.world.register.children(unit)
            case Relation.SUBORDINATES:
                return self.world.register.subordinates(unit)
            case Relation.SUPERVISED:
                return self.world.register.supervised(unit)
            case _:
                assert_never(expr.relation)

    def elements(
        self, items: Expr, variable: str, place: Place
    ) -> list[tuple[Element, Place]] | None:
        """Return the elements of a list, each with the place where a macro's body is evaluated."""
        found: Any = self.value(items, place)
        return None if found is None else [(e, place.within(variable, e)) for e in found]

    def bounds(self, expr: Expr, place: Place) -> Bounds | None:
        """Return between which numbers the value of an operand of a comparison lies."""
        match expr:
            case Counted():
                return self._count(expr, place)[0]
            case Share():
                counted, total = self._count(expr, place)
                if counted is None:
                    return None
                if total == 0:
                    raise empty_share()
                return Bounds(counted.low / total, counted.high / total)
            case ComplianceOf(subject=subject, measure=measure):
                unit = self.subject(subject, place)
                return None if unit is None else self._compliance(unit, measure)
            case _:
                value: Any = self.value(expr, place)
                return None if value is None else Bounds(value, value)

    def _count(self, expr: Counted | Share, place: Place) -> tuple[Bounds | None, int]:
        elements = self.elements(expr.items, expr.variable, place)
        if elements is None:
            return None, 0
        truths = [self.truth(expr.predicate, inner) for _, inner in elements]
        certain, unknown = truths.count(Truth.TRUE), truths.count(Truth.UNKNOWN)
        return Bounds(certain, certain + unknown), len(truths)

    def _compliance(self, unit: Unit, measure: Measure) -> Bounds | None:
        changed: Any = self.changes.get((unit.id, COMPLIANCE[measure]))
        if changed is not None:
            return Bounds(changed, changed)
        known = self.world.compliance.get(unit.id)
        if known is None:
            return None
        return known.gaps if measure is Measure.GAPS else known.rate

    def value(self, expr: Expr, place: Place) -> Result:
        """Return what `expr` is worth, None when unknown."""
        try:
            return self._value(expr, place)
        except EvaluationError as error:
            self.problems.append(Problem(words=error.words, source=expr.source))
            return None

    def _value(  # noqa: C901, PLR0911, PLR0912 - one arm a node
        self, expr: Expr, place: Place
    ) -> Result:
        match expr:
            case Const(value=value):
                return value
            case FactOf(subject=subject, fact=fact):
                unit = self.subject(subject, place)
                return None if unit is None else self.fact(unit, fact)
            case ParameterOf(parameter=parameter):
                return self.world.parameters[parameter]
            case Today():
                return self.world.as_of
            case ElementOf(variable=variable):
                element = place.bindings[variable]
                assert not isinstance(element, Unit)  # noqa: S101 - the type checker saw to it
                return element
            case Has(subject=subject, fact=fact):
                unit = self.subject(subject, place)
                return unit is not None and self.fact(unit, fact) is not None
            case Not(operand=operand):
                negated = self.truth(operand, place)
                return _known(~negated)
            case AllOf(terms=terms):
                return _known(min(self.truths(terms, place)))
            case AnyOf(terms=terms):
                return _known(max(self.truths(terms, place)))
            case Compare():
                return self._compare(expr, place)
            case Choose(condition=condition, then=then, otherwise=otherwise):
                chosen = self.value(condition, place)
                return None if chosen is None else self.value(then if chosen else otherwise, place)
            case Related():
                return self.related(expr, place)
            case Quantified():
                return self._quantified(expr, place)
            case Filtered():
                return self._filtered(expr, place)
            case Mapped(items=items, variable=variable, result=result):
                return self._mapped(items, variable, result, place)
            case Counted() | Share() | ComplianceOf():
                bounds = self.bounds(expr, place)
                return bounds.low if bounds is not None and bounds.low == bounds.high else None
            case _:
                return self._operation(expr, place)

    def _operation(
        self,
        expr: ListOf | Membership | Arithmetic | Negative | StringTest | Size | Days | Convert,
        place: Place,
    ) -> Result:
        """Evaluate what needs all its operands known."""
        values: Any
        match expr:
            case ListOf(items=items):
                return _complete([self.value(item, place) for item in items])
            case Membership(item=item, items=items):
                values = self.known((item, items), place)
                return None if values is None else values[0] in values[1]
            case Arithmetic(op=op, left=left, right=right):
                values = self.known((left, right), place)
                return None if values is None else arithmetic(op, *values)
            case StringTest(kind=kind, text=text, pattern=pattern):
                values = self.known((text, pattern), place)
                return None if values is None else string_test(kind, *values)
            case Negative(operand=operand):
                values = self.known((operand,), place)
                return None if values is None else negative(*values)
            case Size(operand=operand):
                values = self.known((operand,), place)
                return None if values is None else len(values[0])
            case Days(operand=operand):
                values = self.known((operand,), place)
                return None if values is None else days(*values)
            case Convert(operand=operand, type=type_):
                values = self.known((operand,), place)
                return None if values is None else convert(values[0], type_)
            case _:
                assert_never(expr)

    def truths(self, terms: Sequence[Expr], place: Place) -> Iterator[Truth]:
        """Yield the truth of each term."""
        return (self.truth(term, place) for term in terms)

    def known(self, operands: Sequence[Expr], place: Place) -> list[Result] | None:
        """Return the values of operands that are all needed, None when one is unknown."""
        values = [self.value(operand, place) for operand in operands]
        return None if None in values else values

    def _compare(self, expr: Compare, place: Place) -> bool | None:
        partly = (Counted, Share, ComplianceOf)
        if isinstance(expr.left, partly) or isinstance(expr.right, partly):
            left, right = self.bounds(expr.left, place), self.bounds(expr.right, place)
            return None if left is None or right is None else compare_bounds(expr.op, left, right)
        values = self.known((expr.left, expr.right), place)
        return None if values is None else COMPARISONS[expr.op](*values)

    def _quantified(self, expr: Quantified, place: Place) -> bool | None:
        elements = self.elements(expr.items, expr.variable, place)
        if elements is None:
            return None
        truths = [self.truth(expr.predicate, inner) for _, inner in elements]
        match expr.quantifier:
            case Quantifier.ALL:
                return _known(min(truths, default=Truth.TRUE))
            case Quantifier.EXISTS:
                return _known(max(truths, default=Truth.FALSE))
            case Quantifier.EXISTS_ONE:
                return None if Truth.UNKNOWN in truths else truths.count(Truth.TRUE) == 1
            case _:
                assert_never(expr.quantifier)

    def _mapped(self, items: Expr, variable: str, result: Expr, place: Place) -> Result:
        elements = self.elements(items, variable, place)
        if elements is None:
            return None
        return _complete([self.value(result, inner) for _, inner in elements])

    def _filtered(self, expr: Filtered, place: Place) -> Result:
        elements = self.elements(expr.items, expr.variable, place)
        if elements is None:
            return None
        truths = [self.truth(expr.predicate, inner) for _, inner in elements]
        if Truth.UNKNOWN in truths:
            return None
        return tuple(
            e for (e, _), truth in zip(elements, truths, strict=True) if truth is Truth.TRUE
        )


def _known(truth: Truth) -> bool | None:
    return truth is Truth.TRUE if truth.is_known else None


def _complete(values: Sequence[Any]) -> Result:
    return None if any(value is None for value in values) else tuple(values)
