"""A decided (or undecided) condition → the atoms that made it so."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from directive_engine.engines import Bounds
from directive_engine.engines.interpreter import Evaluator, Place
from directive_engine.findings.finding import Atom
from directive_engine.ir import (
    SELF,
    AllOf,
    AnyOf,
    Bound,
    Choose,
    Compare,
    Comparison,
    ComplianceOf,
    Counted,
    Expr,
    FactOf,
    Has,
    Membership,
    Not,
    ParentOf,
    Quantified,
    Quantifier,
    Related,
    Share,
    StringTest,
    Subject,
    type_of,
    walk,
)
from directive_engine.units import Unit
from directive_engine.values import ListType, Primitive, Truth, Value

MIRRORED: Final = {
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.NOT_EQUAL: Comparison.NOT_EQUAL,
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
}
NEGATED: Final = {
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.LESS: Comparison.GREATER_OR_EQUAL,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER,
    Comparison.GREATER: Comparison.LESS_OR_EQUAL,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS,
}


def deciding_atoms(
    expr: Expr, place: Place, evaluator: Evaluator, *, is_wanted: bool = True
) -> Iterator[Atom]:
    """Yield the atoms that gave `expr` its truth: of a false `&&` the false terms, and so on.

    Below `all` and `exists` they are the atoms of the elements that decided; a true `all` and a
    false `exists`, which every element decided, are atoms themselves.
    """
    truth = evaluator.truth(expr, place)
    match expr:
        case Not(operand=operand):
            yield from deciding_atoms(operand, place, evaluator, is_wanted=not is_wanted)
        case AllOf(terms=terms) | AnyOf(terms=terms):
            for term in terms:
                if evaluator.truth(term, place) is truth:
                    yield from deciding_atoms(term, place, evaluator, is_wanted=is_wanted)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            chosen = evaluator.truth(condition, place)
            if not chosen.is_known:
                yield from deciding_atoms(condition, place, evaluator)
            else:
                branch = then if chosen is Truth.TRUE else otherwise
                yield from deciding_atoms(branch, place, evaluator, is_wanted=is_wanted)
        case Quantified() if truth is not _SUMMARISED[expr.quantifier]:
            yield from _elements(expr, place, evaluator, truth, is_wanted=is_wanted)
        case _:
            yield _atom(expr, place, evaluator, truth, is_wanted=is_wanted)


_SUMMARISED: Final = {
    Quantifier.ALL: Truth.TRUE,
    Quantifier.EXISTS: Truth.FALSE,
    Quantifier.EXISTS_ONE: Truth.FALSE,
}


def _elements(
    expr: Quantified, place: Place, evaluator: Evaluator, truth: Truth, *, is_wanted: bool
) -> Iterator[Atom]:
    elements = evaluator.elements(expr.items, expr.variable, place)
    inner = [p for _, p in elements or () if evaluator.truth(expr.predicate, p) is truth]
    if not inner:
        yield _atom(expr, place, evaluator, truth, is_wanted=is_wanted)
    for p in inner:
        yield from deciding_atoms(expr.predicate, p, evaluator, is_wanted=is_wanted)


def _atom(
    expr: Expr, place: Place, evaluator: Evaluator, truth: Truth, *, is_wanted: bool
) -> Atom:
    unit = _unit(expr, place, evaluator)
    measured: Expr | None = None
    against: Expr | None = None
    found: Value | Bounds | None = None
    needed = "=="
    needed_value: Value | None = None
    match expr:
        case Compare():
            return _compared(expr, place, evaluator, truth, unit, is_wanted=is_wanted)
        case Membership(item=item, items=items):
            needed, measured, against = "in", item, items
            if asks(items) and not asks(item):
                needed, measured, against = "includes", items, item
        case StringTest(kind=kind, text=text, pattern=pattern):
            needed, measured, against = kind.value, text, pattern
        case Quantified(items=items) if not _are_units(items):
            measured, needed_value = items, is_wanted
            found = _value(items, place, evaluator)
        case Has(fact=fact):
            owner = evaluator.subject(expr.subject, place)
            found = None if owner is None else evaluator.fact(owner, fact)
            needed = "known" if is_wanted else "missing"
        case _:
            found = truth is Truth.TRUE if truth.is_known else None
            needed_value = is_wanted
    if measured is not None and against is not None:
        found, needed_value = (_value(e, place, evaluator) for e in (measured, against))
        needed = needed if is_wanted else f"not {needed}"
    return Atom(
        expr=expr,
        place=place,
        unit=unit,
        truth=truth,
        is_wanted=is_wanted,
        measured=measured,
        against=against,
        found=found,
        needed=needed,
        needed_value=needed_value,
    )


def _compared(
    expr: Compare, place: Place, evaluator: Evaluator, truth: Truth, unit: Unit, *, is_wanted: bool
) -> Atom:
    op, value, limit = expr.op, expr.left, expr.right
    if not asks(value) and asks(limit):
        op, value, limit = MIRRORED[op], limit, value
    op = op if is_wanted else NEGATED[op]
    found = (
        evaluator.bounds(value, place) if _is_partly(value) else _value(value, place, evaluator)
    )
    needed_value = _value(limit, place, evaluator)
    if isinstance(found, Bounds) and found.low == found.high:
        found = found.low
    return Atom(
        expr=expr,
        place=place,
        unit=unit,
        truth=truth,
        is_wanted=is_wanted,
        measured=value,
        against=limit,
        found=found,
        needed=op.value,
        needed_value=needed_value,
        shortfall=_shortfall(found, needed_value) if truth is not Truth.of(is_wanted) else None,
    )


def _shortfall(found: Value | Bounds | None, needed: Value | None) -> float | None:
    if isinstance(found, bool | str) or isinstance(needed, bool | str):
        return None
    if isinstance(found, int | float) and isinstance(needed, int | float):
        return abs(needed - found)
    if isinstance(found, date) and isinstance(needed, date) and type(found) is type(needed):
        return abs(needed - found) / timedelta(days=1)
    return None


def asks(expr: Expr) -> bool:
    """Tell whether `expr` asks for anything about a unit: else it is the same for all."""
    asking = (FactOf, Has, Related, ComplianceOf)
    return any(isinstance(node, asking) for node in walk(expr))


def _are_units(expr: Expr) -> bool:
    type_ = type_of(expr)
    return isinstance(type_, ListType) and type_.element is Primitive.UNIT


def _is_partly(expr: Expr) -> bool:
    return isinstance(expr, Counted | Share | ComplianceOf)


def _value(expr: Expr, place: Place, evaluator: Evaluator) -> Value | None:
    """Return the value of an operand; a list of units shows as their number."""
    found: Any = evaluator.value(expr, place)
    if isinstance(found, tuple | list) and any(isinstance(element, Unit) for element in found):
        return len(found)
    value: Value | None = found
    return value


def _unit(expr: Expr, place: Place, evaluator: Evaluator) -> Unit:
    """Return the unit that an atom is about: that of the first fact it asks for."""
    for node in walk(expr):
        if isinstance(node, FactOf | Has | ComplianceOf) and _is_bound(node.subject, place):
            return evaluator.subject(node.subject, place) or place.unit
    return place.unit


def _is_bound(subject: Subject, place: Place) -> bool:
    match subject:
        case Bound(variable=variable):
            return variable in place.bindings
        case ParentOf(of=of):
            return _is_bound(of, place)
        case _:
            return subject == SELF
