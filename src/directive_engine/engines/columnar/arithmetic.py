"""Arithmetic on columns as CEL has it: what overflows or divides by zero is null."""

from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from directive_engine.engines.columnar.bits import Flags, pack
from directive_engine.engines.columnar.columns import (
    EPOCH,
    Numbers,
    both,
    numbers,
    numeric_series,
    only_where,
)
from directive_engine.ir import ArithmeticOperator
from directive_engine.values import INT_MIN, Primitive, Type

DAY: Final = timedelta(days=1) // timedelta(microseconds=1)
_DATES: Final = (date.min - EPOCH).days, (date.max - EPOCH).days
_TIMES: Final = tuple(
    (limit - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001 - plain limits
    for limit in (datetime.min, datetime.max)  # noqa: DTZ901
)
_SAFE: Final = 2.0**62
_ADD, _SUBTRACT = ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT


def combine(
    op: ArithmeticOperator, left: pl.Series, right: pl.Series, types: tuple[Type, Type]
) -> pl.Series:
    """Return `left op right` for numbers, texts, dates, timestamps and durations."""
    if types[0] is Primitive.STRING:
        return left + right
    (a, known_a), (b, known_b) = numbers(left), numbers(right)
    with np.errstate(all="ignore"):  # where null, anything may stand
        if types[0] is Primitive.INT:
            values, allowed = _integers(op, a, b)
        elif types[0] is Primitive.DOUBLE:
            values, allowed = _doubles(op, a, b)
        else:
            values, allowed = _moments(op, a, b, types)
    return numeric_series(values, only_where(both(known_a, known_b), allowed))


def _integers(op: ArithmeticOperator, a: Numbers, b: Numbers) -> tuple[Numbers, Flags]:
    if op in {ArithmeticOperator.DIVIDE, ArithmeticOperator.REMAINDER}:
        return _quotients(op, a, b)
    x, y = a.astype(np.float64), b.astype(np.float64)
    if op is _ADD:
        values, estimate = a + b, x + y
        overflows = ((a ^ values) & (b ^ values)) < 0
    elif op is _SUBTRACT:
        values, estimate = a - b, x - y
        overflows = ((a ^ b) & (a ^ values)) < 0
    else:
        values, estimate = a * b, x * y
        overflows = np.abs(estimate) >= _SAFE
        for row in np.flatnonzero(overflows):
            overflows[row] = int(a[row]) * int(b[row]) != int(values[row])
    return values, ~overflows


def _quotients(op: ArithmeticOperator, a: Numbers, b: Numbers) -> tuple[Numbers, Flags]:
    divides = b != 0
    divisor = np.where(divides, b, 1)
    is_edge = (a == INT_MIN) & (divisor == -1)  # the quotient overflows, the remainder is 0
    divisor = np.where(is_edge, 1, divisor)
    floor = a // divisor
    inexact = floor * divisor != a
    quotient = floor + (inexact & ((a < 0) != (divisor < 0)))
    if op is ArithmeticOperator.DIVIDE:
        return quotient, divides & ~is_edge
    return a - quotient * divisor, divides


def _doubles(op: ArithmeticOperator, a: Numbers, b: Numbers) -> tuple[Numbers, Flags]:
    match op:
        case ArithmeticOperator.ADD:
            values = a + b
        case ArithmeticOperator.SUBTRACT:
            values = a - b
        case ArithmeticOperator.MULTIPLY:
            values = a * b
        case _:
            values = a / b
    return values, np.isfinite(values)


def _moments(
    op: ArithmeticOperator, a: Numbers, b: Numbers, types: tuple[Type, Type]
) -> tuple[Numbers, Flags]:
    a, b = a.astype(np.int64), b.astype(np.int64)
    if types == (Primitive.DATE, Primitive.DATE):
        return (a - b) * DAY, np.ones(len(a), np.bool_)
    if types[0] is Primitive.DURATION and types[1] is not Primitive.DURATION:
        a, b, types = b, a, types[::-1]
    if types[0] is Primitive.DATE:
        shift = b // DAY
        values = a + shift if op is _ADD else a - shift
        allowed = (b % DAY == 0) & (values >= _DATES[0]) & (values <= _DATES[1])
        return values.astype(np.int32), allowed
    values = a + b if op is _ADD else a - b
    if types == (Primitive.TIMESTAMP, Primitive.DURATION):
        return values, (values >= _TIMES[0]) & (values <= _TIMES[1])
    return values, np.ones(len(a), np.bool_)


def negate(operand: pl.Series, type_: Type) -> pl.Series:
    """Return `-operand`."""
    values, known = numbers(operand)
    allowed = values != INT_MIN if type_ is Primitive.INT else np.ones(len(values), np.bool_)
    with np.errstate(all="ignore"):
        return numeric_series(-values, only_where(known, allowed))


def whole_days(operand: pl.Series) -> pl.Series:
    """Return the whole days in durations, truncated towards zero."""
    values, known = numbers(operand)
    return numeric_series(np.sign(values) * (np.abs(values) // DAY), known)


def days_between(later: pl.Series, earlier: pl.Series) -> pl.Series:
    """Return `days(later - earlier)` of dates."""
    (a, known_a), (b, known_b) = numbers(later), numbers(earlier)
    return numeric_series(a.astype(np.int64) - b, both(known_a, known_b))


def convert(operand: pl.Series, type_: Primitive) -> pl.Series:
    """Return `int(operand)`, truncated towards zero, or `double(operand)`."""
    values, known = numbers(operand)
    if type_ is Primitive.DOUBLE:
        return numeric_series(values.astype(np.float64), known)
    if values.dtype == np.int64:
        return operand
    fits = (values >= -(2.0**63)) & (values < 2.0**63)
    whole = np.where(fits, values, 0.0).astype(np.int64)
    return numeric_series(whole, both(known, None if fits.all() else pack(fits)))
