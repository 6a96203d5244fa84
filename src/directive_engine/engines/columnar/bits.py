"""Kleene truths of many rows, two bits each: certainly true, certainly false."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bits: TypeAlias = NDArray[np.uint8]
"""One bit a row, the lowest bit of a byte first, as Arrow packs them; padding bits are zero."""
Flags: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.int64]


_BELOW: Final = np.array([(1 << n) - 1 for n in range(8)], np.uint8)


def pack(flags: Flags) -> Bits:
    """Return one bit for each of `flags`."""
    return np.packbits(flags, bitorder="little")


def unpack(bits: Bits, rows: int) -> NDArray[np.uint8]:
    """Return 0 or 1 for each row."""
    return np.unpackbits(bits, count=rows, bitorder="little")


@lru_cache(maxsize=8)
def ones(rows: int) -> Bits:
    """Return set bits for `rows` rows; not to be written to."""
    bits = np.full((rows + 7) // 8, 255, np.uint8)
    if rows % 8:
        bits[-1] = (1 << rows % 8) - 1
    bits.flags.writeable = False
    return bits


@lru_cache(maxsize=8)
def zeros(rows: int) -> Bits:
    """Return clear bits for `rows` rows; not to be written to."""
    bits = np.zeros((rows + 7) // 8, np.uint8)
    bits.flags.writeable = False
    return bits


def count(bits: Bits) -> int:
    """Return the number of set bits."""
    words = len(bits) // 8 * 8
    whole = np.bitwise_count(bits[:words].view(np.uint64)).sum(dtype=np.int64)
    return int(whole + np.bitwise_count(bits[words:]).sum(dtype=np.int64))


def rows_of(bits: Bits, rows: int) -> Rows:
    """Return the rows whose bit is set."""
    return np.flatnonzero(unpack(bits, rows).view(np.bool_))


def count_before(bits: Bits, positions: Rows) -> Rows:
    """Return for each position the number of set bits before it."""
    padded = np.append(bits, np.uint8(0))
    before = np.zeros(len(padded), np.int32)
    np.cumsum(np.bitwise_count(bits), out=before[1:])
    byte = positions >> 3
    inside = padded[byte] & _BELOW[positions & 7]
    counted: Rows = before[byte] + np.bitwise_count(inside)
    return counted


def buffer_bits(buffer: object, offset: int, rows: int) -> Bits:
    """Return the bits of an Arrow bitmap from row `offset` on."""
    data: Bits = np.frombuffer(buffer, np.uint8)[offset // 8 : (offset + rows + 7) // 8]  # type: ignore[call-overload]
    if offset % 8:
        return pack(np.unpackbits(data, bitorder="little")[offset % 8 :][:rows].astype(np.bool_))
    if rows % 8 and data[-1] >> rows % 8:
        data = data.copy()
        data[-1] &= (1 << rows % 8) - 1
    return data


def known_bits(series: pl.Series) -> Bits:
    """Return which rows of a column are not null."""
    if not series.null_count():
        return ones(len(series))
    array = series.to_arrow()
    return buffer_bits(array.buffers()[0], array.offset, len(array))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truths:
    """A truth for each of `rows` rows; unknown where neither bit is set."""

    true: Bits
    false: Bits
    rows: int

    @classmethod
    def of(cls, claims: Bits, known: Bits, rows: int) -> "Truths":
        """Return truths that are known where `known`, and true where `claims`."""
        return cls(true=claims & known, false=~claims & known, rows=rows)

    @classmethod
    def of_series(cls, series: pl.Series) -> "Truths":
        """Read a boolean column; null is unknown."""
        array, rows = series.to_arrow(), len(series)
        validity, data = array.buffers()
        claims = buffer_bits(data, array.offset, rows) if rows else zeros(0)
        if validity is None or not rows:
            return cls(true=claims, false=claims ^ ones(rows), rows=rows)
        return cls.of(claims, buffer_bits(validity, array.offset, rows), rows)

    @classmethod
    def constant(cls, claim: bool | None, rows: int) -> "Truths":  # noqa: FBT001 - a value
        """Return one truth for all rows; None is unknown."""
        return cls(
            true=ones(rows) if claim is True else zeros(rows),
            false=ones(rows) if claim is False else zeros(rows),
            rows=rows,
        )

    @property
    def known(self) -> Bits:
        """Where the truth is not unknown."""
        return self.true | self.false

    @property
    def unknown(self) -> Bits:
        """Where the truth is unknown."""
        return self.known ^ ones(self.rows)

    def __invert__(self) -> "Truths":
        """Kleene negation."""
        return Truths(true=self.false, false=self.true, rows=self.rows)

    def only(self, known: Bits) -> "Truths":
        """Return these truths, unknown outside `known`."""
        return Truths(true=self.true & known, false=self.false & known, rows=self.rows)

    def gather(self, rows: Rows) -> "Truths":
        """Return the truths of `rows`; of row -1 it is unknown."""
        return Truths(
            true=_gather(self.true, self.rows, rows),
            false=_gather(self.false, self.rows, rows),
            rows=len(rows),
        )

    def series(self) -> pl.Series:
        """Return a boolean column, null where unknown."""
        claims = pl.Series(unpack(self.true, self.rows).astype(np.bool_))
        if not np.any(self.unknown):
            return claims
        known = pl.Series(unpack(self.known, self.rows).astype(np.bool_))
        return claims.zip_with(known, pl.repeat(None, self.rows, dtype=pl.Boolean, eager=True))


def _gather(bits: Bits, size: int, rows: Rows) -> Bits:
    if not size:
        return zeros(len(rows))
    flags = unpack(bits, size)[rows]
    flags[rows < 0] = 0
    return np.packbits(flags, bitorder="little")


def all_of(terms: Iterable[Truths]) -> Truths:
    """Return the minimum of the terms in false < unknown < true."""
    return reduce(
        lambda a, b: Truths(true=a.true & b.true, false=a.false | b.false, rows=a.rows), terms
    )


def any_of(terms: Iterable[Truths]) -> Truths:
    """Return the maximum of the terms in false < unknown < true."""
    return reduce(
        lambda a, b: Truths(true=a.true | b.true, false=a.false & b.false, rows=a.rows), terms
    )


def choose(condition: Truths, then: Truths, otherwise: Truths) -> Truths:
    """Return `condition ? then : otherwise`; unknown where the condition is."""
    return Truths(
        true=condition.true & then.true | condition.false & otherwise.true,
        false=condition.true & then.false | condition.false & otherwise.false,
        rows=condition.rows,
    )
