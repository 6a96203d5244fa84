"""For which units and elements a condition is evaluated: many places at once."""

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import polars as pl

from directive_engine.engines.columnar.bits import Rows
from directive_engine.engines.columnar.lists import Elements, Lists, Units
from directive_engine.values import FactId, ListType, Type


class Facts(Protocol):
    """The facts of a batch of units, one row each."""

    def column(self, fact: FactId, type_: Type) -> pl.Series:
        """Return the units' own values in plain representation, null where missing."""

    def lists(self, fact: FactId, type_: ListType) -> Lists:
        """Return the units' own values of a fact of list type, unknown where missing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Root:
    """One place for each of `units`; without `facts`, what is said of them is known already."""

    units: Units
    facts: Facts | None
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The number of places."""
        return len(self.units)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inner:
    """The places inside a macro: `elements` bound to `variable`, each at a row of `outer`."""

    outer: "Places"
    outer_rows: Rows
    variable: str
    elements: Elements
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The number of places."""
        return len(self.outer_rows)

    @property
    def binds_units(self) -> bool:
        """Whether the variable stands for units."""
        return isinstance(self.elements, np.ndarray)


Places = Root | Inner
