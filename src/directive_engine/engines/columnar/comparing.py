"""Comparisons of columns, exact between whole numbers and doubles of any size."""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from directive_engine.engines.columnar.bits import Bits, Truths, all_of, any_of, ones, pack
from directive_engine.engines.columnar.columns import Column, Scalar, both, numbers, spread
from directive_engine.ir import Comparison
from directive_engine.values import INT_MAX, INT_MIN, Primitive, Type

OPERATORS: Final[Mapping[Comparison, Callable[[Any, Any], Any]]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.NOT_EQUAL: operator.ne,
    Comparison.LESS: operator.lt,
    Comparison.LESS_OR_EQUAL: operator.le,
    Comparison.GREATER: operator.gt,
    Comparison.GREATER_OR_EQUAL: operator.ge,
}
_MIRRORED: Final = {
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.NOT_EQUAL: Comparison.NOT_EQUAL,
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
}
_EXACT: Final = 2**53  # doubles hold every whole number up to here


def compare(
    op: Comparison, left: Column, right: Column, types: tuple[Type, Type], rows: int
) -> Truths:
    """Return `left op right`; unknown where either is."""
    if Primitive.NOTHING in types:  # an element of `[]`: there is none
        return Truths.constant(None, rows)
    if isinstance(left, Scalar) and not isinstance(right, Scalar):
        return compare(_MIRRORED[op], right, left, types[::-1], rows)
    if isinstance(left, Scalar):
        left = spread(left, types[0], rows)
    if isinstance(right, Scalar) and right.value is None:
        return Truths.constant(None, rows)
    if types[0] != types[1]:
        return _mixed(op, left, right, types, rows)
    other = right.value if isinstance(right, Scalar) else right
    return Truths.of_series(OPERATORS[op](left, other))


def _mixed(
    op: Comparison, left: pl.Series, right: Column, types: tuple[Type, Type], rows: int
) -> Truths:
    if isinstance(right, Scalar):
        number = right.value
        if types[0] is Primitive.INT:
            return _int_with_number(op, left, float(number), rows)
        if abs(number) <= _EXACT:
            return Truths.of_series(OPERATORS[op](left, float(number)))
    right = spread(right, types[1], rows)
    if types[0] is Primitive.INT:
        return _int_with_double(op, left, right, rows)
    return _int_with_double(_MIRRORED[op], right, left, rows)


def _int_with_number(op: Comparison, left: pl.Series, number: float, rows: int) -> Truths:
    """Compare whole numbers with one double by moving it to a whole number first."""
    up = op in {Comparison.LESS, Comparison.GREATER_OR_EQUAL}
    if math.isfinite(number):
        limit = math.ceil(number) if up else math.floor(number)
        is_whole = limit == number
        if INT_MIN <= limit <= INT_MAX and (
            is_whole or op not in {Comparison.EQUAL, Comparison.NOT_EQUAL}
        ):
            return Truths.of_series(OPERATORS[op](left, limit))
    outcome = OPERATORS[op](0, number)  # no whole number of 64 bits is equal to it or beyond it
    if op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
        outcome = op is Comparison.NOT_EQUAL
    constant = Truths.constant(outcome, rows)
    return constant.only(_known(left, rows))


def _known(series: pl.Series, rows: int) -> Bits:
    known = numbers(series)[1]
    return ones(rows) if known is None else known


def _int_with_double(op: Comparison, left: pl.Series, right: pl.Series, rows: int) -> Truths:
    whole, known_left = numbers(left)
    double, known_right = numbers(right)
    double = np.where(np.isfinite(double), double, 0.0)  # where null, anything may stand
    nearest = np.trunc(np.clip(double, -(2.0**63), 2.0**63 - 1024))
    rest = double - nearest
    limit = nearest.astype(np.int64)
    # left ? right is left ? limit, and where those are equal 0 ? rest.
    sign = np.where(whole == limit, 0 - np.sign(rest), np.where(whole < limit, -1, 1))
    sign = np.where(double >= 2.0**63, -1, sign)
    claims = pack(OPERATORS[op](sign, 0))
    known = both(known_left, known_right)
    return Truths.of(claims, ones(rows) if known is None else known, rows)


def compare_bounds(
    op: Comparison,
    left: tuple[Column, Column],
    right: tuple[Column, Column],
    types: tuple[Type, Type],
    rows: int,
) -> Truths:
    """Compare partly known numbers (low, high): decided where every pair gives the same answer."""

    def holds(comparison: Comparison, a: Column, b: Column) -> Truths:
        return compare(comparison, a, b, types, rows)

    if op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
        below = holds(Comparison.LESS, left[1], right[0])
        above = holds(Comparison.GREATER, left[0], right[1])
        apart = any_of([below, above])
        ends = [holds(Comparison.EQUAL, a, b) for a in left for b in right]
        same = all_of(ends)
        equal = Truths(true=same.true, false=apart.true, rows=rows)
        return equal if op is Comparison.EQUAL else ~equal
    outcomes = [holds(op, a, b) for a in left for b in right]
    every, some = all_of(outcomes), any_of(outcomes)
    return Truths(true=every.true, false=some.false, rows=rows)
