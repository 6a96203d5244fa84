"""Lists of many rows: slices of one run of elements, which are values or units."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from directive_engine.engines.columnar.bits import (
    Bits,
    Flags,
    Rows,
    Truths,
    count_before,
    known_bits,
    ones,
    pack,
    unpack,
)
from directive_engine.engines.columnar.columns import dtype_of, flags, gather
from directive_engine.values import ListType

Units: TypeAlias = NDArray[np.int64]
"""Units as their positions in the register; -1 for none."""
Elements: TypeAlias = pl.Series | Units


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lists:
    """For each row the elements from `starts` to `ends`; unknown lists are empty."""

    starts: Rows
    ends: Rows
    known: Bits
    elements: Elements

    @property
    def rows(self) -> int:
        """The number of lists."""
        return len(self.starts)

    @property
    def sizes(self) -> Rows:
        """The number of elements of each list."""
        return self.ends - self.starts

    def gather(self, rows: Rows) -> "Lists":
        """Return the lists of `rows`; of row -1 it is unknown."""
        if not self.rows:
            nothing = np.zeros(len(rows), np.int64)
            return Lists(
                starts=nothing,
                ends=nothing,
                known=pack(np.zeros(len(rows), np.bool_)),
                elements=self.elements,
            )
        inside = rows >= 0
        known = unpack(self.known, self.rows)[rows].astype(np.bool_) & inside
        starts, ends = self.starts[rows], self.ends[rows]
        return Lists(
            starts=starts,
            ends=np.where(inside, ends, starts),
            known=pack(known),
            elements=self.elements,
        )

    def only(self, allowed: Flags) -> "Lists":
        """Return these lists, unknown outside `allowed`."""
        ends = np.where(allowed, self.ends, self.starts)
        known = self.known & pack(allowed)
        return Lists(starts=self.starts, ends=ends, known=known, elements=self.elements)

    def expanded(self) -> tuple[Rows, Elements]:
        """Return for every element its row, and the elements in order."""
        sizes = self.sizes
        rows = np.repeat(np.arange(self.rows), sizes)
        if self._is_plain(len(rows)):
            return rows, self.elements
        shift = self.starts - (np.cumsum(sizes) - sizes)
        return rows, take(self.elements, np.arange(len(rows)) + np.repeat(shift, sizes))

    def compacted(self) -> "Lists":
        """Return the same lists with no other elements than theirs."""
        _, elements = self.expanded()
        ends = np.cumsum(self.sizes)
        return Lists(starts=ends - self.sizes, ends=ends, known=self.known, elements=elements)

    def _is_plain(self, total: int) -> bool:
        """Tell whether the elements follow one another without gaps, as read from a file."""
        if total != len(self.elements):
            return False
        ends = np.cumsum(self.sizes)
        return bool(np.array_equal(ends, self.ends) or not total)

    def count(self, bits: Bits) -> Rows:
        """Return how many bits are set for each list, of one bit for each element expanded."""
        return np.diff(count_before(bits, np.cumsum(self.sizes)), prepend=0)

    def count_elements(self, bits: Bits) -> Rows:
        """Return how many bits are set for each list, of one bit for each of `elements`."""
        ends = count_before(bits, self.ends)
        if np.array_equal(self.starts[1:], self.ends[:-1]):  # one list after another
            return np.diff(ends, prepend=count_before(bits, self.starts[:1]))
        return ends - count_before(bits, self.starts)

    def series(self, type_: ListType) -> pl.Series:
        """Return a column of lists of values, null where unknown."""
        assert isinstance(self.elements, pl.Series)  # noqa: S101 - the type checker saw to it
        rows, elements = self.expanded()
        frame = pl.DataFrame({"row": rows, "element": elements})
        lists = frame.group_by("row", maintain_order=True).agg("element")
        found = pl.DataFrame({"row": np.arange(self.rows)}).join(lists, on="row", how="left")
        empty = pl.Series([[]], dtype=dtype_of(type_))
        filled = found["element"].cast(dtype_of(type_)).fill_null(empty)
        return filled.set(pl.Series(~flags(self.known, self.rows)), None)


def take(elements: Elements, positions: Rows) -> Elements:
    """Return the elements at `positions`."""
    if isinstance(elements, pl.Series):
        return gather(elements, positions)
    return elements[positions]


def of_series(series: pl.Series) -> Lists:
    """Read a column of lists without null elements."""
    array, rows = series.to_arrow(), len(series)
    known = known_bits(series)
    if not rows:
        return Lists(
            starts=np.zeros(0, np.int64),
            ends=np.zeros(0, np.int64),
            known=known,
            elements=series.explode(),
        )
    offsets: NDArray[Any] = np.frombuffer(array.buffers()[1], np.int64)[array.offset :][: rows + 1]
    elements = pl.from_arrow(array.values)
    assert isinstance(elements, pl.Series)  # noqa: S101 - of an array
    starts, ends = offsets[:-1], offsets[1:]
    if series.null_count():
        ends = np.where(unpack(known, rows) == 1, ends, starts)
    return Lists(starts=starts, ends=ends, known=known, elements=elements)


def of_columns(items: list[pl.Series], dtype: pl.DataType, rows: int) -> Lists:
    """Return lists of one element from each column; unknown where one is."""
    if not items:
        nothing = np.zeros(rows, np.int64)
        empty = pl.Series([], dtype=dtype)
        return Lists(starts=nothing, ends=nothing, known=ones(rows), elements=empty)
    width = len(items)
    positions = np.arange(rows * width).reshape(width, rows).T.reshape(-1)
    elements = pl.concat([item.cast(dtype) for item in items]).gather(positions)
    starts = np.arange(rows) * width
    known = ones(rows)
    for item in items:
        known = known & known_bits(item)
    ends = np.where(flags(known, rows), starts + width, starts)
    return Lists(starts=starts, ends=ends, known=known, elements=elements)


def filtered(lists: Lists, truths: Truths) -> Lists:
    """Return the elements whose predicate is true; unknown where one is unknown."""
    unknown = lists.count(truths.unknown)
    known = lists.known & pack(unknown == 0)
    sizes = np.where(flags(known, lists.rows), lists.count(truths.true), 0)
    rows, elements = lists.expanded()
    chosen = unpack(truths.true, truths.rows).astype(np.bool_)
    kept = np.flatnonzero(chosen & flags(known, lists.rows)[rows])
    ends = np.cumsum(sizes)
    return Lists(starts=ends - sizes, ends=ends, known=known, elements=take(elements, kept))


def mapped(lists: Lists, results: pl.Series) -> Lists:
    """Return the result for every element; unknown where one is unknown."""
    unknown = lists.count(known_bits(results) ^ ones(len(results)))
    known = lists.known & pack(unknown == 0)
    ends = np.cumsum(lists.sizes)
    starts = ends - lists.sizes
    ends = np.where(flags(known, lists.rows), ends, starts)
    return Lists(starts=starts, ends=ends, known=known, elements=results)


def chosen(condition: Truths, then: Lists, otherwise: Lists, dtype: pl.DataType) -> Lists:
    """Return `condition ? then : otherwise`."""
    elements, shift = _side_by_side(then.elements, otherwise.elements, dtype)
    takes_first = flags(condition.true, then.rows)
    known = condition.true & then.known | condition.false & otherwise.known
    starts = np.where(takes_first, then.starts, otherwise.starts + shift)
    ends = np.where(takes_first, then.ends, otherwise.ends + shift)
    ends = np.where(flags(known, then.rows), ends, starts)
    return Lists(starts=starts, ends=ends, known=known, elements=elements)


def joined(left: Lists, right: Lists, dtype: pl.DataType) -> Lists:
    """Return `left + right`."""
    known = left.known & right.known
    (rows_a, a), (rows_b, b) = left.expanded(), right.expanded()
    elements, _ = _side_by_side(a, b, dtype)
    order = np.argsort(np.concatenate([rows_a, rows_b]), kind="stable")
    ends = np.cumsum(left.sizes + right.sizes)
    starts = np.append(0, ends[:-1])[: left.rows]
    ends = np.where(flags(known, left.rows), ends, starts)
    return Lists(starts=starts, ends=ends, known=known, elements=take(elements, order))


def _side_by_side(a: Elements, b: Elements, dtype: pl.DataType) -> tuple[Elements, int]:
    if isinstance(a, pl.Series) and isinstance(b, pl.Series):
        # The literal `[]` has no element type of its own.
        parts = [part if len(part) else pl.Series([], dtype=dtype) for part in (a, b)]
        return pl.concat(parts), len(a)
    return np.concatenate([np.asarray(a), np.asarray(b)]), len(a)


def pairs_of_equal_size(left: Lists, right: Lists) -> tuple[Flags, Lists, Lists]:
    """Return where two known lists have one size, and those lists (empty elsewhere)."""
    same = (left.sizes == right.sizes) & flags(left.known & right.known, left.rows)
    return same, _emptied(left, same), _emptied(right, same)


def _emptied(lists: Lists, kept: Flags) -> Lists:
    ends = np.where(kept, lists.ends, lists.starts)
    return Lists(starts=lists.starts, ends=ends, known=lists.known, elements=lists.elements)
