"""Values of many rows: Polars columns of plain representations, null where unknown.

A date is its days since 1970, timestamps and durations are microseconds, an enum is the position
of its value; so every comparison and sum below is one of numbers, texts or booleans.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from directive_engine.engines.columnar.bits import Bits, Flags, Rows, buffer_bits, pack, unpack
from directive_engine.values import EnumType, ListType, Primitive, Type

Numbers: TypeAlias = NDArray[Any]
EPOCH: Final = date(1970, 1, 1)
_EPOCH_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One plain value for all rows; None is unknown."""

    value: Any


Column: TypeAlias = Scalar | pl.Series


def dtype_of(type_: Type) -> pl.DataType:
    """Return how values of `type_` are stored."""
    match type_:
        case EnumType():
            return pl.UInt16()
        case ListType(element=element):
            return pl.List(dtype_of(element))
        case Primitive.BOOL:
            return pl.Boolean()
        case Primitive.DOUBLE:
            return pl.Float64()
        case Primitive.STRING:
            return pl.String()
        case Primitive.DATE:
            return pl.Int32()
        case _:
            return pl.Int64()


def plain(value: Any, type_: Type) -> Any:
    """Return the plain representation of a known value."""
    match type_:
        case EnumType(values=values):
            return next(n for n, v in enumerate(values) if v.id == value)
        case ListType(element=element):
            return [plain(item, element) for item in value]
        case Primitive.DATE:
            return (value - EPOCH).days
        case Primitive.TIMESTAMP:
            return (value - _EPOCH_TIME) // _MICROSECOND
        case Primitive.DURATION:
            return value // _MICROSECOND
        case _:
            return value


def spread(column: Column, type_: Type, rows: int) -> pl.Series:
    """Return a column of `rows` rows."""
    if isinstance(column, Scalar):
        return pl.Series([column.value], dtype=dtype_of(type_)).new_from_index(0, rows)
    return column


def gather(series: pl.Series, rows: Rows) -> pl.Series:
    """Return the values of `rows`; of row -1 it is null."""
    if not len(series):
        return pl.repeat(None, len(rows), dtype=series.dtype, eager=True)
    taken = series.gather(np.maximum(rows, 0))
    return taken if not len(rows) or rows.min() >= 0 else nulled(taken, rows >= 0)


def nulled(series: pl.Series, known: Flags) -> pl.Series:
    """Return the column with null outside `known`."""
    nothing = pl.repeat(None, len(series), dtype=series.dtype, eager=True)
    return series.zip_with(pl.Series(known), nothing)


def numbers(series: pl.Series) -> tuple[Numbers, Bits | None]:
    """Return numbers, arbitrary where null, and where they are known (None: everywhere)."""
    array, rows = series.to_arrow(), len(series)
    validity, data = array.buffers()
    dtype = array.type.to_pandas_dtype()
    values = np.frombuffer(data, dtype)[array.offset :][:rows] if rows else np.zeros(0, dtype)
    known = buffer_bits(validity, array.offset, rows) if series.null_count() else None
    return values, known


def numeric_series(values: Numbers, known: Bits | None) -> pl.Series:
    """Return a column of numbers, null outside `known`."""
    values = np.ascontiguousarray(values)
    buffers = [None if known is None else pa.py_buffer(known), pa.py_buffer(values)]
    made = pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), buffers)
    series = pl.from_arrow(made)
    assert isinstance(series, pl.Series)  # noqa: S101 - of an array
    return series


def both(left: Bits | None, right: Bits | None) -> Bits | None:
    """Return where both are known."""
    if left is None or right is None:
        return right if left is None else left
    return left & right


def only_where(known: Bits | None, allowed: Flags) -> Bits | None:
    """Return where it is known and allowed."""
    return known if allowed.all() else both(known, pack(allowed))


def flags(bits: Bits | None, rows: int) -> Flags:
    """Return a boolean for each row."""
    return np.ones(rows, np.bool_) if bits is None else unpack(bits, rows).astype(np.bool_)
