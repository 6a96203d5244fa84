"""A condition → the formulas of whole numbers that make it certainly true and certainly false."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from directive_engine.engines.rete.formulas import (
    ALWAYS,
    NEVER,
    OPPOSITES,
    Formula,
    Test,
    every,
    sequence_length,
    some,
    tests,
)
from directive_engine.ir import (
    AllOf,
    AnyOf,
    Choose,
    Compare,
    Comparison,
    Const,
    Expr,
    FactOf,
    ListOf,
    Membership,
    Not,
    ParameterOf,
    Program,
    SelfUnit,
    Today,
    type_of,
)
from directive_engine.values import EnumType, FactId, Primitive, Type, Value

MOST_TESTS: Final = 24
LONGEST: Final = 30
"""Expressions in sequence; at 32 durable_rules gives up."""


class Rails(NamedTuple):
    """When a condition is certainly true, and when certainly false."""

    true: Formula
    false: Formula

    @property
    def size(self) -> int:
        """The number of tests of the larger one."""
        return max(sum(1 for _ in tests(formula)) for formula in self)

    @property
    def fit(self) -> bool:
        """Whether durable_rules takes both."""
        longest = max(sequence_length(formula) for formula in self)
        return self.size <= MOST_TESTS and longest <= LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A whole number about a unit: the coded value of `expr`, absent where it is unknown.

    A derived flag, `concludes`, is decided by rules for its own condition: rules are chained.
    """

    expr: Expr
    concludes: FactId | None


@dataclass(slots=True, kw_only=True)
class Lowering:
    """Lowers conditions of one program, and collects the signals that they test."""

    program: Program
    signals: dict[Expr, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    """Codes of the texts and enumerated values that conditions name; all others are 0."""

    def rails(self, expr: Expr) -> Rails:
        """Lower a condition; one that is too long for the library becomes a single signal."""
        match expr:
            case Const(value=bool(value)):
                return Rails(ALWAYS, NEVER) if value else Rails(NEVER, ALWAYS)
            case Not(operand=operand):
                inner = self.rails(operand)
                return Rails(inner.false, inner.true)
            case AllOf(terms=terms):
                lowered = self._fitting(terms)
                found = Rails(every(r.true for r in lowered), some(r.false for r in lowered))
            case AnyOf(terms=terms):
                lowered = self._fitting(terms)
                found = Rails(some(r.true for r in lowered), every(r.false for r in lowered))
            case Choose(condition=condition, then=then, otherwise=otherwise):
                found = self._chosen(*self._fitting((condition, then, otherwise)))
            case Compare():
                found = self._compared(expr) or self._flagged(expr)
            case Membership():
                found = self._listed(expr) or self._flagged(expr)
            case _:
                found = self._flagged(expr)
        return found if found.fit else self._flagged(expr)

    def _fitting(self, terms: Sequence[Expr]) -> list[Rails]:
        """Lower `terms`; as many of the longest as must become flags."""
        lowered = [self.rails(term) for term in terms]
        while sum(rails.size for rails in lowered) > MOST_TESTS:
            longest = max(range(len(terms)), key=lambda n: lowered[n].size)
            if lowered[longest].size <= 1:
                break
            lowered[longest] = self._flagged(terms[longest])
        return lowered

    def _chosen(self, condition: Rails, then: Rails, otherwise: Rails) -> Rails:
        true = (every((condition.true, then.true)), every((condition.false, otherwise.true)))
        false = (every((condition.true, then.false)), every((condition.false, otherwise.false)))
        return Rails(some(true), some(false))

    def _compared(self, expr: Compare) -> Rails | None:
        left, right, op = expr.left, expr.right, expr.op
        if isinstance(left, Const):
            left, right, op = right, left, _MIRRORED[op]
        kind = _coded_as(type_of(left))
        if kind is None or _coded_as(type_of(right)) != kind or not _is_plain(left):
            return None
        if kind == "text" and op not in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
            return None
        if isinstance(right, Const):
            code = self._code(right.value)
            return _tested(Test(left=self._signal(left), op=op, number=code))
        if kind == "text" or not _is_plain(right):
            # Codes tell only texts that conditions name apart.
            return None
        return _tested(Test(left=self._signal(left), op=op, other=self._signal(right)))

    def _listed(self, expr: Membership) -> Rails | None:
        values = _constants(expr.items)
        item, type_ = expr.item, type_of(expr.item)
        if values is None or not _is_plain(item) or _coded_as(type_) is None:
            return None
        if any(not _is_of(value, type_) for value in values):
            return None
        known = self._signal(item)
        pairs = [
            _tested(Test(left=known, op=Comparison.EQUAL, number=self._code(value)))
            for value in values
        ]
        if not pairs:
            return None
        return Rails(some(p.true for p in pairs), every(p.false for p in pairs))

    def _flagged(self, expr: Expr) -> Rails:
        return _flag(self._signal(expr))

    def _signal(self, expr: Expr) -> int:
        return self.signals.setdefault(expr, len(self.signals))

    def _code(self, value: object) -> int:
        """Return the number for a value that a condition names."""
        if isinstance(value, str):
            return self.texts.setdefault(value, len(self.texts) + 1)
        return coded(value, self.texts)

    def collected(self) -> tuple[Signal, ...]:
        """Return the signals, in the order of their numbers."""
        return tuple(Signal(expr=expr, concludes=self._concluded(expr)) for expr in self.signals)

    def _concluded(self, expr: Expr) -> FactId | None:
        """Return the derived flag that `expr` is."""
        if isinstance(expr, FactOf) and expr.subject == SelfUnit():
            derived = self.program.derived.get(expr.fact)
            if derived is not None and type_of(derived) is Primitive.BOOL:
                return expr.fact
        return None


def coded(value: object, texts: Mapping[str, int]) -> int:
    """Return the number that stands for a value in the library."""
    match value:
        case bool():
            return int(value)
        case int():
            return value
        case str():
            return texts.get(value, 0)
        case date():
            return value.toordinal()
        case _:
            raise TypeError(value)


_MIRRORED: Final = {
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.NOT_EQUAL: Comparison.NOT_EQUAL,
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
}


def _tested(test: Test) -> Rails:
    opposite = Test(left=test.left, op=OPPOSITES[test.op], number=test.number, other=test.other)
    return Rails(test, opposite)


def _flag(signal: int) -> Rails:
    true = Test(left=signal, op=Comparison.EQUAL, number=1)
    return Rails(true, Test(left=signal, op=Comparison.EQUAL, number=0))


def _is_plain(expr: Expr) -> bool:
    return isinstance(expr, FactOf | ParameterOf | Today)


def _coded_as(type_: Type) -> str | None:
    """Return what numbers stand for values of `type_`; values coded alike can be compared."""
    if isinstance(type_, EnumType) or type_ is Primitive.STRING:
        return "text"
    return type_.value if type_ in _NUMBERED and isinstance(type_, Primitive) else None


_NUMBERED: Final = frozenset({Primitive.BOOL, Primitive.INT, Primitive.DATE})


def _constants(items: Expr) -> tuple[Value, ...] | None:
    match items:
        case Const(value=tuple(values)):
            return values
        case ListOf(items=elements):
            constants = tuple(e.value for e in elements if isinstance(e, Const))
            return constants if len(constants) == len(elements) else None
        case _:
            return None


def _is_of(value: Value, type_: Type) -> bool:
    match _coded_as(type_):
        case "text":
            return isinstance(value, str)
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case _:
            return type(value) is date
