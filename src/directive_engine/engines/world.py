"""What an engine is given: program, register, as-of date, parameters, known findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from directive_engine.ir import Program
from directive_engine.units import Register
from directive_engine.values import ParameterId, UnitId, Value


class Bounds(NamedTuple):
    """Between which numbers a partly known number lies, both inclusive."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """What is known of a unit's findings: number of gaps, and rate of compliance (0 to 1)."""

    gaps: Bounds | None
    rate: Bounds | None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All that decides the verdicts; a unit without `compliance` has findings not yet known."""

    program: Program
    register: Register
    as_of: date
    parameters: Mapping[ParameterId, Value]
    compliance: Mapping[UnitId, Compliance] = field(default_factory=dict)
