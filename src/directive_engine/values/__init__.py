"""Values: fact types, Kleene truth, dates and durations, and how people write them."""

from directive_engine.values.names import FactId, ParameterId, RuleId, UnitId
from directive_engine.values.numerals import count_in, read_numeral
from directive_engine.values.patterns import Pattern, compile_pattern
from directive_engine.values.reading import RATIO, ValueProblem, read_value
from directive_engine.values.times import (
    format_duration,
    parse_date,
    parse_duration,
    parse_timestamp,
)
from directive_engine.values.truth import Truth
from directive_engine.values.types import (
    INT_MAX,
    INT_MIN,
    EnumType,
    EnumValue,
    ListType,
    Primitive,
    Type,
    Value,
    is_numeric,
    type_name,
)

__all__ = [
    "INT_MAX",
    "INT_MIN",
    "RATIO",
    "EnumType",
    "EnumValue",
    "FactId",
    "ListType",
    "ParameterId",
    "Pattern",
    "Primitive",
    "RuleId",
    "Truth",
    "Type",
    "UnitId",
    "Value",
    "ValueProblem",
    "compile_pattern",
    "count_in",
    "format_duration",
    "is_numeric",
    "parse_date",
    "parse_duration",
    "parse_timestamp",
    "read_numeral",
    "read_value",
    "type_name",
]
