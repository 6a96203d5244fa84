"""Whose territory each unit is in: townships as small numbers, for counts and for columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directive_engine.engines.columnar.lists import Units
from directive_engine.engines.columnar.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Territories:
    """For each unit the number of its township in `holders`, which are units.

    A first holder below 0 stands for no township; it has no id.
    """

    holders: Units
    ids: tuple[str | None, ...]
    codes: NDArray[np.int32]

    @property
    def has_outside(self) -> bool:
        """Whether some units are in no township."""
        return len(self.holders) > 0 and int(self.holders[0]) < 0


def territories_of(standing: Standing) -> Territories:
    """Return the territories of all units of a file."""
    holders, codes = np.unique(standing.townships, return_inverse=True)
    ids = tuple(None if holder < 0 else str(standing.ids[int(holder)]) for holder in holders)
    return Territories(holders=holders, ids=ids, codes=codes.astype(np.int32))
