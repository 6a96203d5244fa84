"""An Arrow record batch → columns of facts, read as the small path reads cells.

Columns of a fact's own type pass through; all else is read by `read_value`, each distinct value
once.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from directive_engine.engines.columnar.bits import buffer_bits, ones, pack
from directive_engine.engines.columnar.columns import (
    dtype_of,
    flags,
    nulled,
    numbers,
    numeric_series,
    plain,
)
from directive_engine.engines.columnar.lists import Lists, of_series
from directive_engine.model import KIND, Vocabulary
from directive_engine.values import (
    RATIO,
    EnumType,
    FactId,
    ListType,
    Primitive,
    Type,
    ValueProblem,
    read_value,
)

_CLEAN: Final = (
    r"^[!-~\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]"
    r"(?:[ -~\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]*"
    r"[!-~\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e])?$"
)
"""Texts that reading leaves as they are: no blanks at the ends, nothing that NFC composes."""


@dataclass(slots=True, kw_only=True, eq=False)
class ArrowFacts:
    """The facts of the units of one batch; `columns` says in which column a fact stands.

    `wrong` counts the values of each fact that could not be used and are taken as missing.
    """

    batch: pa.RecordBatch
    columns: Mapping[FactId, str]
    vocabulary: Vocabulary
    wrong: Counter[FactId] = field(default_factory=Counter)
    _read: dict[tuple[FactId, Type], pl.Series] = field(default_factory=dict)
    _lists: dict[FactId, Lists] = field(default_factory=dict)

    def column(self, fact: FactId, type_: Type) -> pl.Series:
        """Return the units' own values in plain representation, null where missing."""
        key = fact, type_
        if key not in self._read:
            self._read[key] = self._column(fact, type_)
        return self._read[key]

    def lists(self, fact: FactId, type_: ListType) -> Lists:
        """Return the units' own values of a fact of list type, unknown where missing."""
        if fact not in self._lists:
            self._lists[fact] = self._list(fact, type_)
        return self._lists[fact]

    def _list(self, fact: FactId, type_: ListType) -> Lists:
        name = self.columns.get(fact)
        if name is None:
            nothing = pl.repeat(None, self.batch.num_rows, dtype=dtype_of(type_), eager=True)
            return of_series(nothing)
        read = _read_lists(self.batch.column(name), type_, self.vocabulary.measure_of(fact))
        definition = self.vocabulary.fact_by_id.get(fact)
        if definition is None or definition.kinds is None:
            return read
        allowed = self._have(definition.kinds).to_numpy()
        self.wrong[fact] += int((flags(read.known, read.rows) & ~allowed).sum())
        return read.only(allowed)

    def _have(self, kinds: Sequence[str]) -> pl.Series:
        codes = self.column(KIND, self.vocabulary.kind_type)
        names = [value.id for value in self.vocabulary.kind_type.values]
        return codes.is_in([n for n, name in enumerate(names) if name in kinds])

    def _column(self, fact: FactId, type_: Type) -> pl.Series:
        name = self.columns.get(fact)
        if name is None:
            if fact == "name" and "id" in self.columns:  # as the small path does
                return self.column(FactId("id"), type_)
            return pl.repeat(None, self.batch.num_rows, dtype=dtype_of(type_), eager=True)
        array = self.batch.column(name)
        if fact == KIND:
            kinds = self.vocabulary.kind_type
            codes = _read_array(array, kinds, "")
            if isinstance(type_, EnumType):
                return codes
            return pl.Series([v.id for v in kinds.values], dtype=pl.String).gather(codes)
        read = _read_array(array, type_, self.vocabulary.measure_of(fact))
        if fact == "name":
            return read.zip_with(read.is_not_null(), self.column(FactId("id"), type_))
        return self._allowed(fact, read, array.null_count)

    def _allowed(self, fact: FactId, read: pl.Series, nulls: int) -> pl.Series:
        """Take out values beyond the fact's bounds, and of kinds that do not have the fact."""
        definition = self.vocabulary.fact_by_id.get(fact)
        if definition is None:
            return read
        if definition.min is not None or definition.max is not None:
            low = -math.inf if definition.min is None else definition.min
            high = math.inf if definition.max is None else definition.max
            read = _only(read, read.is_between(low, high))
        if definition.kinds is not None:
            read = _only(read, self._have(definition.kinds))
        if read.null_count() > nulls:
            self.wrong[fact] += read.null_count() - nulls
        return read


def _only(series: pl.Series, allowed: pl.Series) -> pl.Series:
    if allowed.all():
        return series
    return series.zip_with(allowed, pl.repeat(None, len(series), dtype=series.dtype, eager=True))


def _read_array(array: pa.Array, type_: Type, measure: str) -> pl.Series:
    if measure != RATIO:
        reader = _direct(array.type, type_)
        if reader is not None:
            return reader(array)
    return _read_distinct(array, type_, measure)


def _direct(stored: pa.DataType, type_: Type) -> Callable[[pa.Array], pl.Series] | None:
    """Return how a column of a fact's own type is taken over, None where it must be read."""
    is_int = pa.types.is_signed_integer(stored) or stored in {pa.uint8(), pa.uint16(), pa.uint32()}
    match type_:
        case Primitive.BOOL if pa.types.is_boolean(stored):
            return _taken
        case Primitive.INT if is_int:
            return lambda array: _taken(
                array if array.type == pa.int64() else array.cast(pa.int64())
            )
        case Primitive.DOUBLE if pa.types.is_floating(stored):
            return _read_doubles
        case Primitive.DATE if pa.types.is_date32(stored):
            return lambda array: _taken(array.view(pa.int32()))
        case Primitive.STRING if pa.types.is_string(stored) or pa.types.is_large_string(stored):
            return _read_texts
        case _:
            return None


def _taken(array: pa.Array) -> pl.Series:
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)  # noqa: S101 - of an array
    return series


def _read_doubles(array: pa.Array) -> pl.Series:
    series = _taken(array if array.type == pa.float64() else array.cast(pa.float64()))
    values, _ = numbers(series)
    finite = np.isfinite(values)
    return series if finite.all() else nulled(series, finite)


def _read_texts(array: pa.Array) -> pl.Series:
    series = _taken(array)
    if series.str.contains(_CLEAN).all():
        return series
    return _read_distinct(array, Primitive.STRING, "")


def _read_distinct(array: pa.Array, type_: Type, measure: str) -> pl.Series:
    if not pa.types.is_dictionary(array.type):
        if pa.types.is_nested(array.type):
            return _read_each(array.to_pylist(), type_, measure)
        array = array.dictionary_encode()
    meanings = _read_each(array.dictionary.to_pylist(), type_, measure)
    codes = array.indices
    if len(meanings) == 0:
        return pl.repeat(None, len(array), dtype=dtype_of(type_), eager=True)
    if isinstance(type_, EnumType) and not meanings.null_count():
        return _recoded(codes, meanings.to_numpy())
    return meanings.gather(_taken(codes))


def _recoded(codes: pa.Array, meanings: np.ndarray[Any, Any]) -> pl.Series:
    values = np.frombuffer(codes.buffers()[1], codes.type.to_pandas_dtype())
    values = values[codes.offset :][: len(codes)]
    known = None
    if codes.null_count:
        known = buffer_bits(codes.buffers()[0], codes.offset, len(codes))
    # Where null, anything may stand.
    return numeric_series(meanings.take(values, mode="clip"), known)


def _read_each(raw: Sequence[object], type_: Type, measure: str) -> pl.Series:
    values = [read_value(item, type_, measure) for item in raw]
    stored = [
        None if value is None or isinstance(value, ValueProblem) else plain(value, type_)
        for value in values
    ]
    return pl.Series(stored, dtype=dtype_of(type_))


def _read_lists(array: pa.Array, type_: ListType, measure: str) -> Lists:
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        return of_series(_read_distinct(array, type_, measure))
    rows = len(array)
    elements = _read_array(array.values, type_.element, measure)
    known = ones(rows)
    if array.null_count:
        known = buffer_bits(array.buffers()[0], array.offset, rows)
    if elements.null_count():  # a missing element makes a whole list missing
        flat = _read_array(pc.list_flatten(array), type_.element, measure)
        spoilt = np.zeros(rows, np.bool_)
        spoilt[_integers(pc.list_parent_indices(array))[flat.is_null().to_numpy()]] = True
        known = known & pack(~spoilt)
    offsets = _integers(array.offsets)
    starts, ends = offsets[:-1], offsets[1:]
    if array.null_count or elements.null_count():
        ends = np.where(flags(known, rows), ends, starts)
    return Lists(starts=starts, ends=ends, known=known, elements=elements)


def _integers(array: pa.Array) -> NDArray[np.signedinteger]:
    """Return whole numbers without nulls; PyArrow's own way imports pandas where it is there."""
    width = np.dtype(f"i{array.type.byte_width}")
    return np.frombuffer(array.buffers()[1], width)[array.offset : array.offset + len(array)]
