"""Applicability → the unit kinds to which a rule can apply at all."""

from directive_engine.ir import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Const,
    Expr,
    FactOf,
    ListOf,
    Membership,
    Not,
    SelfUnit,
)
from directive_engine.model import KIND, Vocabulary
from directive_engine.values import Truth


def possible_kinds(applies: Expr, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the kinds for which `applies` is not certainly false when only the kind is known."""
    kinds = (kind.id for kind in vocabulary.kinds)
    return frozenset(kind for kind in kinds if _truth(applies, kind) is not Truth.FALSE)


def _truth(expr: Expr, kind: str) -> Truth:
    match expr:
        case Const(value=bool() as value):
            return Truth.of(value)
        case Not(operand=operand):
            return ~_truth(operand, kind)
        case AllOf(terms=terms):
            return min(_truth(term, kind) for term in terms)
        case AnyOf(terms=terms):
            return max(_truth(term, kind) for term in terms)
        case Compare(op=op, left=left, right=right):
            values = _kind_value(left, kind), _kind_value(right, kind)
            if None in values or op not in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
                return Truth.UNKNOWN
            return Truth.of((values[0] == values[1]) is (op is Comparison.EQUAL))
        case Membership(item=item, items=ListOf(items=items)):
            found, choices = (
                _kind_value(item, kind),
                [_kind_value(choice, kind) for choice in items],
            )
            if found is None or None in choices:
                return Truth.UNKNOWN
            return Truth.of(found in choices)
        case _:
            return Truth.UNKNOWN


def _kind_value(expr: Expr, kind: str) -> str | None:
    match expr:
        case FactOf(subject=SelfUnit(), fact=fact) if fact == KIND:
            return kind
        case Const(value=str() as value):
            return value
        case _:
            return None
