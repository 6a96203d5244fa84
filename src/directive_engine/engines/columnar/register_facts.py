"""Units in memory → columns of their facts, each made when it is first read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from directive_engine.engines.columnar.columns import dtype_of, plain
from directive_engine.engines.columnar.lists import Lists, of_series
from directive_engine.units import Unit
from directive_engine.values import EnumType, FactId, ListType, Type

_BUILT_IN: Final[dict[FactId, Callable[[Unit], str]]] = {
    FactId("kind"): lambda unit: unit.kind,
    FactId("id"): lambda unit: unit.id,
    FactId("name"): lambda unit: unit.name,
}


@dataclass(slots=True, kw_only=True, eq=False)
class RegisterFacts:
    """The facts of units in memory."""

    units: Sequence[Unit]
    _columns: dict[tuple[FactId, Type], pl.Series] = field(default_factory=dict)

    def column(self, fact: FactId, type_: Type) -> pl.Series:
        """Return the units' own values in plain representation, null where missing."""
        key = fact, type_
        if key not in self._columns:
            read = _BUILT_IN.get(fact)
            values: list[Any] = [
                read(unit) if read else unit.facts.get(fact) for unit in self.units
            ]
            made = _plain_reader(type_)
            stored = [None if value is None else made(value) for value in values]
            self._columns[key] = pl.Series(stored, dtype=dtype_of(type_))
        return self._columns[key]

    def lists(self, fact: FactId, type_: ListType) -> Lists:
        """Return the units' own values of a fact of list type, unknown where missing."""
        return of_series(self.column(fact, type_))


def _plain_reader(type_: Type) -> Callable[[Any], Any]:
    match type_:
        case EnumType(values=values):
            return {value.id: n for n, value in enumerate(values)}.__getitem__
        case ListType(element=element):
            read = _plain_reader(element)
            return lambda items: [read(item) for item in items]
        case _:
            return lambda value: plain(value, type_)
