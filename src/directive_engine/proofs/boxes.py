"""Conditions → boxes: the ways in which they can be true, each a domain for some terms.

A term is whatever a condition compares: a fact, the days since a date, the difference of two
facts. What is not understood is a term of its own that may be true or false, so that boxes allow
too much, never too little: where no box is left, no unit can exist.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from directive_engine.ir import (
    SELF,
    AllOf,
    AnyOf,
    Choose,
    Compare,
    Comparison,
    ComplianceOf,
    Const,
    ElementOf,
    Expr,
    FactOf,
    Has,
    ListOf,
    Membership,
    Not,
    Related,
    SelfUnit,
    Today,
    type_of,
    walk,
)
from directive_engine.proofs.domains import Choices, Domain, interval, meet
from directive_engine.values import EnumType, FactId, Primitive, Type

Term: TypeAlias = Expr | tuple[Expr, Expr]
"""An expression, or the difference of two."""

Box: TypeAlias = Mapping[Term, Domain]
_ANYTHING: Final[Box] = {}
_KIND: Final = FactOf(subject=SELF, fact=FactId("kind"), type=Primitive.STRING)
_MAX_BOXES: Final = 256
_BOTH: Final = frozenset({True, False})
_MIRRORED: Final = {
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.NOT_EQUAL: Comparison.NOT_EQUAL,
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
}
_NEGATED: Final = {
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.LESS: Comparison.GREATER_OR_EQUAL,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER,
    Comparison.GREATER: Comparison.LESS_OR_EQUAL,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS,
}


def join(one: Box, other: Box) -> Box | None:
    """Return the box of what both allow, None where that is nothing."""
    joined = dict(one)
    for term, domain in other.items():
        met = meet(joined[term], domain) if term in joined else domain
        if met.is_empty:
            return None
        joined[term] = met
    return joined


def product(*ways: Sequence[Box]) -> list[Box]:
    """Return the boxes in which one way of each is true."""
    boxes: list[Box] = [_ANYTHING]
    for some in ways:
        boxes = [
            joined for one in boxes for other in some if (joined := join(one, other)) is not None
        ]
        if len(boxes) > _MAX_BOXES:  # too many to tell apart: allow everything
            return [_ANYTHING]
    return boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """Finds boxes.

    `constant` gives the value of an expression that names no fact, `derived` the definition of a
    derived fact.
    """

    constant: Callable[[Expr], Any]
    derived: Mapping[FactId, Expr]

    def of(self, expr: Expr, *, want: bool = True) -> list[Box]:
        """Return the ways in which `expr` can have the truth `want`."""
        match expr:
            case Const(value=bool() as value):
                return [_ANYTHING] if value is want else []
            case Not(operand=operand):
                return self.of(operand, want=not want)
            case AllOf(terms=terms) | AnyOf(terms=terms):
                ways = [self.of(term, want=want) for term in terms]
                if isinstance(expr, AllOf) is want:
                    return product(*ways)
                return _limited([box for some in ways for box in some])
            case Choose(condition=condition, then=then, otherwise=otherwise):
                return self._branches(
                    condition, self.of(then, want=want), self.of(otherwise, want=want)
                )
            case FactOf(subject=SelfUnit(), fact=fact) if fact in self.derived:
                return self.of(self.derived[fact], want=want)
            case Compare():
                return self._compare(expr, want=want)
            case Membership(item=item, items=ListOf(items=items)) if _is_term(item):
                values = [self._value(choice) for choice in items]
                if None not in values:
                    return _membership(item, values, want=want)
            case _:
                pass
        return [{expr: Choices(allowed=frozenset({want}))}]

    def _branches(self, condition: Expr, then: list[Box], otherwise: list[Box]) -> list[Box]:
        chosen = product(self.of(condition), then)
        return _limited([*chosen, *product(self.of(condition, want=False), otherwise)])

    def _value(self, expr: Expr) -> Any:
        """Return the value of an expression that is the same for every unit on every day."""
        asks = FactOf | Has | ComplianceOf | Related | ElementOf | Today
        if any(isinstance(node, asks) for node in walk(expr)):
            return None
        return self.constant(expr)

    def _compare(self, expr: Compare, *, want: bool) -> list[Box]:
        op = expr.op if want else _NEGATED[expr.op]
        left, right = expr.left, expr.right
        if isinstance(right, Choose):
            return self._chosen_limit(left, op, right)
        if isinstance(left, Choose):
            return self._chosen_limit(right, _MIRRORED[op], left)
        limit = self._value(right)
        if limit is not None and _is_term(left):
            return [_limited_term(left, op, limit)]
        limit = self._value(left)
        if limit is not None and _is_term(right):
            return [_limited_term(right, _MIRRORED[op], limit)]
        return [_difference(left, op, right)]

    def _chosen_limit(self, term: Expr, op: Comparison, limit: Choose) -> list[Box]:
        """Take `x >= (c ? 7 : 14)` for `c && x >= 7 || !c && x >= 14`."""
        then, otherwise = (
            self._compare(Compare(op=op, left=term, right=side), want=True)
            for side in (limit.then, limit.otherwise)
        )
        return self._branches(limit.condition, then, otherwise)


def _limited(boxes: list[Box]) -> list[Box]:
    return boxes if len(boxes) <= _MAX_BOXES else [_ANYTHING]


def _term(expr: Expr) -> Expr:
    """Give the kind one type, so that it is one term."""
    is_kind = isinstance(expr, FactOf) and expr.fact == _KIND.fact and expr.subject == SELF
    return _KIND if is_kind else expr


def _is_term(expr: Expr) -> bool:
    return not isinstance(expr, Const | ListOf)


def _limited_term(expr: Expr, op: Comparison, limit: Any) -> Box:
    term, type_ = _term(expr), type_of(expr)
    if isinstance(limit, bool | str) and op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
        return _choice(term, frozenset({limit}), want=op is Comparison.EQUAL)
    if isinstance(limit, bool | str | tuple):
        return {Compare(op=op, left=term, right=Const(value=limit, type=type_)): _truth(want=True)}
    return {term: interval(op, limit, type_)}


def _membership(term: Expr, values: Sequence[Any], *, want: bool) -> list[Box]:
    if all(isinstance(value, bool | str) for value in values):
        return [_choice(_term(term), frozenset(values), want=want)]
    if want:
        return [_limited_term(term, Comparison.EQUAL, value) for value in values]
    return product(*[[_limited_term(term, Comparison.NOT_EQUAL, value)] for value in values])


def _choice(term: Expr, values: frozenset[Any], *, want: bool) -> Box:
    if want:
        return {term: Choices(allowed=values)}
    return {term: Choices(allowed=_universe(type_of(term)), excluded=values)}


def _truth(*, want: bool) -> Choices:
    return Choices(allowed=frozenset({want}))


def _universe(type_: Type) -> frozenset[Any] | None:
    if isinstance(type_, EnumType):
        return frozenset(value.id for value in type_.values)
    return _BOTH if type_ is Primitive.BOOL else None


def _difference(left: Expr, op: Comparison, right: Expr) -> Box:
    """Compare two terms by the sign of their difference, whichever stands first."""
    if repr(left) > repr(right):
        left, op, right = right, _MIRRORED[op], left
    return {(left, right): interval(op, 0, Primitive.DOUBLE)}


def kind_box(kind: str) -> Box:
    """Return the box of the units of one kind."""
    return {_KIND: Choices(allowed=frozenset({kind}))}


def terms_of(boxes: Iterable[Box]) -> set[Term]:
    """Return every term that the boxes limit."""
    return {term for box in boxes for term in box}
