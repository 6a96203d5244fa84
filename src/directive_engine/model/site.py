"""What a jurisdiction adds to the packs: parameter values and waivers."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from directive_engine.model.source import CONFIG, IN_MEMORY, CalendarDate, Positioned, SpanField

NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class ParameterOverride(Positioned):
    """A parameter's value in this jurisdiction, and on whose word."""

    value: bool | int | float | str
    basis: NonEmpty
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Site(Positioned):
    """A site file: the jurisdiction's name and its parameters."""

    jurisdiction: NonEmpty
    parameters: Mapping[str, ParameterOverride]
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Waiver(Positioned):
    """An approved exception: a unit need not meet a rule from `from` to `expires`, inclusive."""

    unit: NonEmpty
    rule: NonEmpty
    approver: NonEmpty
    reason: NonEmpty
    expires: CalendarDate
    from_: Annotated[CalendarDate | None, Field(alias="from")] = None
    span: SpanField = field(default=IN_MEMORY, compare=False)

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the waiver holds on `day`."""
        return (self.from_ is None or self.from_ <= day) and day <= self.expires


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class WaiverFile(Positioned):
    """What a waivers file holds."""

    waivers: tuple[Waiver, ...]
    span: SpanField = field(default=IN_MEMORY, compare=False)
