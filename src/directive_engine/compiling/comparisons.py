"""Comparisons that leave no choice: what the types and bounds of facts already decide."""

from typing import Final

from directive_engine.compiling.scope import Scope
from directive_engine.diagnostics import Severity, Words
from directive_engine.ir import (
    Compare,
    Comparison,
    Const,
    Convert,
    Counted,
    Expr,
    FactOf,
    Share,
    Size,
    type_of,
)
from directive_engine.syntax import Extent
from directive_engine.values import Primitive

_MIRRORED: Final = {
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.NOT_EQUAL: Comparison.NOT_EQUAL,
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
}


def check_outcome(compare: Compare, at: Extent, scope: Scope) -> None:
    """Report a comparison that can never hold (error DE205) or always holds (warning DE205)."""
    op, value, constant = compare.op, compare.left, compare.right
    if isinstance(value, Const):
        op, value, constant = _MIRRORED[op], constant, value
    if not isinstance(constant, Const) or isinstance(value, Const):
        return
    number = constant.value
    if isinstance(number, bool) or not isinstance(number, int | float):
        return
    outcome = _outcome(op, number, *_bounds(value, scope))
    if outcome is None and type_of(value) is Primitive.INT and not float(number).is_integer():
        outcome = {Comparison.EQUAL: False, Comparison.NOT_EQUAL: True}.get(op)
    if outcome is False:
        words = Words("this comparison can never hold", "该比较永远不成立")
        scope.report("DE205", at, words, _range_hint(value, scope))
    elif outcome is True:
        words = Words("this comparison always holds", "该比较恒成立")
        scope.report("DE205", at, words, _range_hint(value, scope), Severity.WARNING)


def _bounds(expr: Expr, scope: Scope) -> tuple[float | None, float | None]:
    match expr:
        case FactOf(fact=fact):
            definition = scope.names.vocabulary.fact_by_id.get(fact)
            return (definition.min, definition.max) if definition else (None, None)
        case Convert(operand=operand):
            return _bounds(operand, scope)
        case Size() | Counted():
            return (0, None)
        case Share():
            return (0, 1)
        case _:
            return (None, None)


def _outcome(op: Comparison, number: float, low: float | None, high: float | None) -> bool | None:
    below = high is not None and high < number  # every possible value is below the number
    above = low is not None and low > number
    at_most = high is not None and high <= number
    at_least = low is not None and low >= number
    match op:
        case Comparison.EQUAL:
            return False if below or above else None
        case Comparison.NOT_EQUAL:
            return True if below or above else None
        case Comparison.LESS:
            return True if below else False if at_least else None
        case Comparison.LESS_OR_EQUAL:
            return True if at_most else False if above else None
        case Comparison.GREATER:
            return True if above else False if at_most else None
        case Comparison.GREATER_OR_EQUAL:
            return True if at_least else False if below else None


def _range_hint(value: Expr, scope: Scope) -> Words | None:
    low, high = _bounds(value, scope)
    if low is None and high is None:
        return None
    shown = f"{'−∞' if low is None else low} … {'+∞' if high is None else high}"
    return Words(f"its values are {shown}", f"取值范围为 {shown}")
