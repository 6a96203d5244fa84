"""What a run over a unit file of any size found: numbers, and where to look for the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from directive_engine.model import Status
from directive_engine.values import FactId, RuleId

SHOWN: Final = 200
"""Gaps, and as many unknown findings, that a report lists; all gaps are in `gaps.parquet`."""
RANKED: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCounts:
    """How many findings have each status; the rest do not apply."""

    compliant: int
    gaps: int
    unknown: int
    waived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOutcome:
    """The numbers of a run.

    `shown` are the pairs (row of a unit in the file, rule) that a report lists, worst first;
    `ranked` the rows of the units with most gaps; `statuses` those of all these units by rule;
    `around` all rows that explaining them needs; `unused` counts for each fact the values that
    are beyond its bounds or of a kind that does not have it.
    """

    units: int
    by_rule: Mapping[RuleId, StatusCounts]
    by_township: Mapping[str, StatusCounts]
    shown: tuple[tuple[int, RuleId], ...]
    ranked: tuple[int, ...]
    around: tuple[int, ...]
    statuses: Mapping[int, Mapping[RuleId, Status]]
    unused: Mapping[FactId, int]
