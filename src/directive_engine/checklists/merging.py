"""Conditions → a form in which two that ask the same of units of a kind are equal.

The order and repetition of terms, the side on which a limit stands, double negation and what the
kind alone decides do not matter; each step keeps the three-valued meaning.
"""

from collections.abc import Hashable, Iterable
from typing import Final, TypeAlias

from directive_engine.ir import (
    SELF,
    AllOf,
    AnyOf,
    Choose,
    Compare,
    Comparison,
    CompiledRule,
    Const,
    Expr,
    FactOf,
    ListOf,
    Membership,
    Not,
    ParameterOf,
    Today,
)
from directive_engine.model import KIND

Normal: TypeAlias = Hashable
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


def asked_of(rule: CompiledRule, kind: str) -> Normal:
    """Return what `rule` asks of units of `kind`; equal where two ask the same."""
    return normal(rule.applies, kind), normal(rule.requires, kind)


def normal(expr: Expr, kind: str, *, want: bool = True) -> Normal:
    """Return the normal form of `expr`, or of its negation, for units of `kind`."""
    match expr:
        case Const(value=bool() as value):
            return value is want
        case Not(operand=operand):
            return normal(operand, kind, want=not want)
        case AllOf(terms=terms) | AnyOf(terms=terms):
            forms = [normal(term, kind, want=want) for term in terms]
            return _joined("all" if isinstance(expr, AllOf) is want else "any", forms)
        case Compare(op=op, left=left, right=right):
            return _comparison(op if want else _NEGATED[op], left, right, kind)
        case Membership(item=item, items=ListOf(items=items)) if _is_kind(item):
            return (kind in {c.value for c in items if isinstance(c, Const)}) is want
        case Membership(item=item, items=ListOf(items=items)):
            form: Normal = ("in", item, frozenset(items))
        case Choose(condition=condition, then=then, otherwise=otherwise):
            chosen = normal(condition, kind)
            branches = (normal(then, kind, want=want), normal(otherwise, kind, want=want))
            if isinstance(chosen, bool):
                return branches[0 if chosen else 1]
            return ("choose", chosen, *branches)
        case _:
            form = expr
    return form if want else ("not", form)


def _is_kind(expr: Expr) -> bool:
    return isinstance(expr, FactOf) and expr.fact == KIND and expr.subject == SELF


def _comparison(op: Comparison, left: Expr, right: Expr, kind: str) -> Normal:
    for one, other in ((left, right), (right, left)):
        if (
            _is_kind(one)
            and isinstance(other, Const)
            and op in {Comparison.EQUAL, Comparison.NOT_EQUAL}
        ):
            return (other.value == kind) is (op is Comparison.EQUAL)
    if isinstance(left, Const | ParameterOf | Today):
        left, op, right = right, _MIRRORED[op], left
    if op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
        return (op, frozenset({left, right}))
    if op in {Comparison.GREATER, Comparison.GREATER_OR_EQUAL} and not isinstance(
        right, Const | ParameterOf | Today
    ):
        left, op, right = right, _MIRRORED[op], left  # of two facts, the lesser stands first
    return (op, left, right)


def _joined(how: str, forms: Iterable[Normal]) -> Normal:
    """Join terms: nested ones of the same sort flattened, what changes nothing left out."""
    neutral = how == "all"
    terms: set[Normal] = set()
    for form in forms:
        if form is (not neutral):
            return form
        if isinstance(form, tuple) and form[0] == how:
            terms |= form[1]
        elif form is not neutral:
            terms.add(form)
    if not terms:
        return neutral
    return next(iter(terms)) if len(terms) == 1 else (how, frozenset(terms))
