"""The register columns of a unit file → who stands above whom, with what makes the file wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.engines.columnar.hierarchy import NONE, Hierarchy
from directive_engine.engines.columnar.lists import Units
from directive_engine.engines.columnar.unit_files import UnitFile
from directive_engine.model import Vocabulary
from directive_engine.values import Primitive, read_value

TOWNSHIP: Final = "township"
_COLUMNS: Final = ("id", "name", "kind", "parent", "department")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """All units of a file: ids, kinds, hierarchy, and the township (NONE: none) of each."""

    ids: pl.Series
    names: pl.Series
    kinds: pl.Series
    hierarchy: Hierarchy
    townships: Units

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.ids)


def read_standing(
    file: UnitFile, columns: Mapping[str, str], vocabulary: Vocabulary, path: str
) -> Standing:
    """Read ids, kinds, parents and departments; raises InputError (DE610, DE612 to DE615)."""
    present = [name for name in _COLUMNS if name in columns]
    parts: dict[str, list[pl.Series]] = {name: [] for name in present}
    for batch in file.batches([columns[name] for name in present], [columns["kind"]]):
        for name in present:
            parts[name].append(_texts(batch.column(columns[name])))
    whole = {name: pl.concat(found) for name, found in parts.items() if found}
    if not whole or not len(whole["id"]):
        words = Words("the file has no units", "文件中没有单位")
        raise InputError(Diagnostic(code="DE610", message=words, span=Span(file=path)))
    ids = whole["id"]
    nothing = pl.repeat(None, len(ids), dtype=pl.String, eager=True)
    names = whole.get("name", nothing)
    names = names.zip_with(names.is_not_null(), ids)
    _check_ids(ids, path)
    kinds = _kinds(whole["kind"], vocabulary, path)
    parents, departments = (
        _positions(whole.get(column, nothing), ids, names, column, path)
        for column in ("parent", "department")
    )
    hierarchy = Hierarchy(parents, departments)
    _check_cycles(hierarchy, ids, path)
    townships = _townships(parents, kinds, vocabulary)
    return Standing(ids=ids, names=names, kinds=kinds, hierarchy=hierarchy, townships=townships)


def _texts(array: pa.Array) -> pl.Series:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if not pa.types.is_string(array.type) and not pa.types.is_large_string(array.type):
        texts = [read_value(raw, Primitive.STRING) for raw in array.to_pylist()]
        return pl.Series([t if isinstance(t, str) else None for t in texts], dtype=pl.String)
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)  # noqa: S101 - of an array
    clean = series.str.strip_chars().str.normalize("NFC")
    return clean.replace("", None)


def _error(code: str, words: Words, path: str) -> InputError:
    return InputError(Diagnostic(code=code, message=words, span=Span(file=path)))


def _check_ids(ids: pl.Series, path: str) -> None:
    if ids.null_count():
        raise _error("DE612", Words("a unit has no `id`", "有单位缺少 `id`"), path)
    if ids.n_unique() < len(ids):
        double = ids.filter(ids.is_duplicated())[0]
        words = Words(f"the id `{double}` is taken twice", f"编号 `{double}` 重复")
        raise _error("DE612", words, path)


def _kinds(written: pl.Series, vocabulary: Vocabulary, path: str) -> pl.Series:
    values = vocabulary.kind_type.values
    codes = {name: n for n, v in reversed(list(enumerate(values))) for name in (v.label, v.id)}
    kinds = written.replace_strict(
        list(codes), list(codes.values()), default=None, return_dtype=pl.UInt16
    )
    if kinds.null_count():
        wrong = written.filter(kinds.is_null())[0]
        words = Words(f"unknown kind `{wrong}`", f"没有单位类别 `{wrong}`")
        raise _error("DE613", words, path)
    return kinds


def _positions(
    written: pl.Series, ids: pl.Series, names: pl.Series, column: str, path: str
) -> Units:
    """Return the unit that each text names, by id or else by a name that only one unit has."""
    if written.null_count() == len(written):
        return np.full(len(written), NONE, np.int64)
    found = _lookup(written, ids)
    lacking = written.is_not_null() & found.is_null()
    if lacking.any():
        unique = names.is_unique()
        by_name = _lookup(written, pl.select(pl.when(unique).then(names)).to_series())
        found = found.zip_with(~lacking, by_name)
        lost = written.is_not_null() & found.is_null()
        if lost.any():
            wrong = written.filter(lost)[0]
            words = Words(f"the {column} `{wrong}` does not exist", f"单位 `{wrong}` 不存在")
            raise _error("DE614", words, path)
    return found.fill_null(NONE).to_numpy().astype(np.int64)


def _lookup(written: pl.Series, keys: pl.Series) -> pl.Series:
    index = pl.DataFrame({"key": keys, "n": pl.arange(0, len(keys), eager=True)}).drop_nulls()
    asked = written.unique().drop_nulls().to_frame("key").join(index, on="key", how="left")
    return pl.DataFrame({"key": written}).join(asked, on="key", how="left", maintain_order="left")[
        "n"
    ]


def _check_cycles(hierarchy: Hierarchy, ids: pl.Series, path: str) -> None:
    parents = hierarchy.parents
    here = parents.copy()
    steps = 1
    while steps <= len(parents) and np.any(here >= 0):  # the step doubles each time
        here = np.where(here >= 0, here[here], NONE)
        steps *= 2
    if np.any(here >= 0):
        lost = ids[int(here[here >= 0][0])]
        words = Words(
            f"units stand above one another in a cycle, among them `{lost}`",
            f"上下级关系循环，涉及 `{lost}`",
        )
        raise _error("DE615", words, path)


def _townships(parents: Units, kinds: pl.Series, vocabulary: Vocabulary) -> Units:
    names: Sequence[str] = [value.id for value in vocabulary.kind_type.values]
    if TOWNSHIP not in names:
        return np.full(len(parents), NONE, np.int64)
    is_township = kinds.to_numpy() == names.index(TOWNSHIP)
    holders = np.arange(len(parents))
    while np.any(climbing := (holders >= 0) & ~is_township[holders]):
        holders[climbing] = parents[holders[climbing]]
    return holders
