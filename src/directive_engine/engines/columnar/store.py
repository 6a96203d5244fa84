"""What earlier passes found out about all units, batch by batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from directive_engine.engines.columnar.bits import Truths, pack, unpack
from directive_engine.engines.columnar.columns import Column, flags
from directive_engine.engines.columnar.lists import Lists
from directive_engine.engines.columnar.planning import Asked
from directive_engine.ir import Expr
from directive_engine.values import FactId, Type


@dataclass(slots=True, eq=False)
class Store:
    """Keeps parts until a pass is over, then whole columns."""

    _parts: dict[Any, list[Any]] = field(default_factory=dict)
    _whole: dict[Any, Any] = field(default_factory=dict)

    def add(self, key: Asked | FactId, part: Any) -> None:
        """Keep what a batch gave."""
        self._parts.setdefault(key, []).append(part)

    def add_all(self, parts: Iterable[tuple[Asked | FactId, Any]]) -> None:
        """Keep all that a batch gave."""
        for key, part in parts:
            self.add(key, part)

    def finish(self) -> None:
        """Join the parts of a pass."""
        for key, parts in self._parts.items():
            self._whole[key] = _joined(parts)
        self._parts.clear()

    def truth(self, expr: Expr) -> Truths:
        """Return the truth of a condition for every unit."""
        found: Truths = self._whole[Asked(form=Truths, expr=expr)]
        return found

    def value(self, expr: Expr) -> Column:
        """Return the value of an expression for every unit."""
        found: pl.Series = self._whole[Asked(form=pl.Series, expr=expr)]
        return found

    def lists(self, expr: Expr) -> Lists:
        """Return the value of an expression of list type for every unit."""
        found: Lists = self._whole[Asked(form=Lists, expr=expr)]
        return found

    def own(self, fact: FactId, type_: Type) -> pl.Series | Lists:
        """Return the values that units have themselves for a fact that may be inherited."""
        found: pl.Series | Lists = self._whole[fact]
        return found


def join_truths(parts: list[Truths]) -> Truths:
    """Return the truths of all parts, one after another."""
    if all(part.rows % 8 == 0 for part in parts[:-1]):
        true = np.concatenate([part.true for part in parts])
        false = np.concatenate([part.false for part in parts])
    else:
        true = pack(np.concatenate([unpack(part.true, part.rows) for part in parts]).astype(bool))
        false = pack(
            np.concatenate([unpack(part.false, part.rows) for part in parts]).astype(bool)
        )
    return Truths(true=true, false=false, rows=sum(part.rows for part in parts))


def _joined(parts: list[Any]) -> Any:
    first = parts[0]
    if isinstance(first, Truths):
        return join_truths(parts)
    if isinstance(first, pl.Series):
        return pl.concat(parts)
    shifts = np.cumsum([0, *(len(part.elements) for part in parts[:-1])])
    elements = [part.elements for part in parts]
    is_units = isinstance(elements[0], np.ndarray)
    return Lists(
        starts=np.concatenate([part.starts + s for part, s in zip(parts, shifts, strict=True)]),
        ends=np.concatenate([part.ends + s for part, s in zip(parts, shifts, strict=True)]),
        known=pack(np.concatenate([flags(part.known, part.rows) for part in parts])),
        elements=np.concatenate(elements) if is_units else pl.concat(elements),
    )
