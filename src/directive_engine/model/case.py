"""Cases: a rule's own tests, as facts of a unit (and of units around it) → expected status."""

from collections.abc import Mapping
from dataclasses import dataclass as plain_dataclass
from dataclasses import field
from datetime import date
from typing import Annotated, Any, Final

from pydantic import PlainValidator, StringConstraints, WithJsonSchema
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from directive_engine.diagnostics import Span
from directive_engine.model.source import CONFIG, IN_MEMORY, CalendarDate, Positioned, SpanField
from directive_engine.model.terms import Status
from directive_engine.sources import SourceMapping
from directive_engine.values.reading import Raw

DEFAULT_AS_OF: Final = date(2020, 11, 1)
RELATIONS: Final = frozenset({"children", "supervised", "parent", "compliance"})


@plain_dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One stated fact: its name as written, its raw value, and where the two stand."""

    name: str
    raw: Raw
    name_span: Span = field(default=IN_MEMORY, compare=False)
    span: Span = field(default=IN_MEMORY, compare=False)


@plain_dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnit:
    """A unit in a case: stated facts, units around it, and its own findings where given."""

    entries: tuple[CaseEntry, ...]
    children: tuple["CaseUnit", ...] = ()
    supervised: tuple["CaseUnit", ...] = ()
    parent: "CaseUnit | None" = None
    compliance: tuple[CaseEntry, ...] | None = None
    span: Span = field(default=IN_MEMORY, compare=False)


def case_unit(raw: object) -> CaseUnit:
    """Read a case's nested mapping; raises PydanticCustomError for one of the wrong shape."""
    if isinstance(raw, CaseUnit):
        return raw
    if not isinstance(raw, Mapping):
        raise PydanticCustomError("mapping_type", "expected a mapping of facts")
    compliance, parent = raw.get("compliance"), raw.get("parent")
    return CaseUnit(
        entries=_entries(raw, skip=RELATIONS),
        children=_units(raw, "children"),
        supervised=_units(raw, "supervised"),
        parent=None if parent is None else case_unit(parent),
        compliance=_entries(compliance) if isinstance(compliance, Mapping) else None,
        span=raw.span if isinstance(raw, SourceMapping) else IN_MEMORY,
    )


def _entries(raw: Mapping[str, Any], skip: frozenset[str] = frozenset()) -> tuple[CaseEntry, ...]:
    names = raw.key_spans if isinstance(raw, SourceMapping) else {}
    values = raw.value_spans if isinstance(raw, SourceMapping) else {}
    return tuple(
        CaseEntry(
            name=name,
            raw=value,
            name_span=names.get(name, IN_MEMORY),
            span=values.get(name, IN_MEMORY),
        )
        for name, value in raw.items()
        if name not in skip
    )


def _units(raw: Mapping[str, Any], relation: str) -> tuple[CaseUnit, ...]:
    units = raw.get(relation, ())
    if not isinstance(units, list | tuple):
        raise PydanticCustomError("units_type", "expected a list of units", {"key": relation})
    return tuple(case_unit(unit) for unit in units)


CaseUnitField = Annotated[
    CaseUnit,
    PlainValidator(case_unit),
    WithJsonSchema({"type": "object", "description": "facts by id"}),
]


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Case(Positioned):
    """Facts and the status that the rule must give on them."""

    name: Annotated[str, StringConstraints(min_length=1)]
    facts: CaseUnitField
    expect: Status
    as_of: CalendarDate = DEFAULT_AS_OF
    parameters: Mapping[str, bool | int | float | str] = field(default_factory=dict)
    span: SpanField = field(default=IN_MEMORY, compare=False)
