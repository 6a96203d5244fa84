"""The types that facts and conditions have."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str | date | datetime | timedelta
Value: TypeAlias = Scalar | tuple[Scalar, ...]
"""A known value: enums as the id of the value, lists as tuples without missing elements."""

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
"""CEL's `int` is a signed 64-bit integer."""


class Primitive(StrEnum):
    """Types without parts; the value is the type's name in YAML and in messages."""

    BOOL = "bool"
    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    DATE = "date"
    TIMESTAMP = "timestamp"
    DURATION = "duration"
    UNIT = "unit"
    NOTHING = "nothing"  # the element type of the empty list


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue:
    """One of the values that an enum fact can take."""

    id: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumType:
    """A closed set of values; two enums are the same type when their values are."""

    values: tuple[EnumValue, ...]

    def value_of(self, text: str) -> EnumValue | None:
        """Return the value whose id or label is `text`."""
        return next((v for v in self.values if text in {v.id, v.label}), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListType:
    """A list of elements of one type."""

    element: "Type"


Type: TypeAlias = Primitive | EnumType | ListType


def is_numeric(type_: Type) -> bool:
    """Tell whether values of `type_` are numbers."""
    return type_ in {Primitive.INT, Primitive.DOUBLE}


def type_name(type_: Type) -> str:
    """Name a type as YAML does: `int`, `enum`, `list<string>`."""
    match type_:
        case Primitive():
            return type_.value
        case EnumType():
            return "enum"
        case ListType():
            return f"list<{type_name(type_.element)}>"
