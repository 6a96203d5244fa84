"""Operations on known values, as CEL defines them, with errors for what has no value.

Differences from CEL are documented in design.md, section 3: dividing a double by zero, and results
beyond the doubles, are errors; a date moves by whole days only.
"""

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from directive_engine.diagnostics import Words
from directive_engine.engines.world import Bounds
from directive_engine.ir import ArithmeticOperator, Comparison, StringTestKind
from directive_engine.values import INT_MAX, INT_MIN, Primitive, Value, compile_pattern

_DAY: Final = timedelta(days=1)
COMPARISONS: Final[Mapping[Comparison, Callable[[Any, Any], bool]]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.NOT_EQUAL: operator.ne,
    Comparison.LESS: operator.lt,
    Comparison.LESS_OR_EQUAL: operator.le,
    Comparison.GREATER: operator.gt,
    Comparison.GREATER_OR_EQUAL: operator.ge,
}


class EvaluationError(Exception):
    """An operation has no value on these operands."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def compare_bounds(op: Comparison, left: Bounds, right: Bounds) -> bool | None:
    """Compare two partly known numbers: decided when every pair gives the same answer."""
    if op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
        if left.high < right.low or right.high < left.low:
            return op is Comparison.NOT_EQUAL
        if left.low == left.high == right.low == right.high:
            return op is Comparison.EQUAL
        return None
    holds = COMPARISONS[op]
    outcomes = {holds(a, b) for a in left for b in right}
    return outcomes.pop() if len(outcomes) == 1 else None


def arithmetic(op: ArithmeticOperator, left: Any, right: Any) -> Value:
    """Return `left op right`; raises EvaluationError on overflow and division by zero."""
    if isinstance(left, int) and isinstance(right, int):
        return _integer(_INTEGER[op](left, right))
    if isinstance(left, float):
        return _double(op, left, right)
    if isinstance(left, str | tuple):
        joined: Value = left + right
        return joined
    return _moment(op, left, right)


def _integer(value: int) -> int:
    if not INT_MIN <= value <= INT_MAX:
        raise EvaluationError(Words("a whole number overflows 64 bits", "整数超出 64 位范围"))
    return value


def _divide(left: int, right: int) -> int:
    if right == 0:
        raise EvaluationError(_BY_ZERO)
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: int, right: int) -> int:
    return left - right * _divide(left, right)


_BY_ZERO: Final = Words("division by zero", "除数为零")
_INTEGER: Final[Mapping[ArithmeticOperator, Callable[[int, int], int]]] = {
    ArithmeticOperator.ADD: operator.add,
    ArithmeticOperator.SUBTRACT: operator.sub,
    ArithmeticOperator.MULTIPLY: operator.mul,
    ArithmeticOperator.DIVIDE: _divide,
    ArithmeticOperator.REMAINDER: _remainder,
}
_DOUBLE: Final[Mapping[ArithmeticOperator, Callable[[float, float], float]]] = {
    ArithmeticOperator.ADD: operator.add,
    ArithmeticOperator.SUBTRACT: operator.sub,
    ArithmeticOperator.MULTIPLY: operator.mul,
    ArithmeticOperator.DIVIDE: operator.truediv,
}


def _double(op: ArithmeticOperator, left: float, right: float) -> float:
    if op is ArithmeticOperator.DIVIDE and right == 0:
        raise EvaluationError(_BY_ZERO)
    value = _DOUBLE[op](left, right)
    if not math.isfinite(value):
        raise EvaluationError(Words("a number is too large", "数值过大"))
    return value


def _moment(op: ArithmeticOperator, left: Any, right: Any) -> Value:
    plain_date = next((v for v in (left, right) if type(v) is date), None)
    shift = right if isinstance(right, timedelta) else left
    if plain_date is not None and isinstance(shift, timedelta) and shift % _DAY:
        words = Words("a date moves by whole days only", "日期只能加减整天")
        raise EvaluationError(words)
    try:
        value: date | datetime | timedelta = (
            left + right if op is ArithmeticOperator.ADD else left - right
        )
    except OverflowError as error:
        raise EvaluationError(Words("a date is out of range", "日期超出范围")) from error
    return value


def negative(value: int | float) -> Value:
    """Return `-value`; raises EvaluationError on overflow."""
    return _integer(-value) if isinstance(value, int) else -value


def convert(value: int | float, type_: Primitive) -> Value:
    """Return `int(value)`, truncated towards zero, or `double(value)`."""
    if type_ is Primitive.DOUBLE:
        return float(value)
    if not math.isfinite(value):  # a literal beyond the doubles, such as 1e400
        raise EvaluationError(Words("a number is too large", "数值过大"))
    return _integer(int(value))


def days(value: timedelta) -> int:
    """Return the whole days in a duration, truncated towards zero."""
    whole = abs(value) // _DAY
    return whole if value >= timedelta(0) else -whole


def string_test(kind: StringTestKind, text: str, pattern: str) -> bool:
    """Test `text`; raises EvaluationError where the pattern is no regular expression."""
    match kind:
        case StringTestKind.STARTS_WITH:
            return text.startswith(pattern)
        case StringTestKind.ENDS_WITH:
            return text.endswith(pattern)
        case StringTestKind.CONTAINS:
            return pattern in text
        case StringTestKind.MATCHES:
            compiled = compile_pattern(pattern)
            if isinstance(compiled, str):
                raise EvaluationError(
                    Words(f"not a regular expression: {compiled}", f"不是正则表达式：{compiled}")
                )
            return compiled.search(text) is not None


def empty_share() -> EvaluationError:
    """Return the error of a share of no elements."""
    return EvaluationError(Words("a share of an empty list", "空列表没有占比"))
