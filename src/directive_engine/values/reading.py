"""Values as people write them in cells, YAML and JSON → typed values."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias, assert_never

from directive_engine.diagnostics import Words
from directive_engine.values.times import parse_date, parse_timestamp
from directive_engine.values.types import (
    INT_MAX,
    INT_MIN,
    EnumType,
    ListType,
    Primitive,
    Scalar,
    Type,
    Value,
    type_name,
)

Raw: TypeAlias = object
"""Whatever a reader of YAML, JSON or table cells hands over."""

_TRUE: Final = frozenset(
    [
        "true",
        "yes",
        "y",
        "t",
        "1",
        "是",
        "有",
        "对",
        "√",
        "✓",
        "✔",
        "☑",
        "符合",
        "落实",
        "已落实",
        "达标",
        "合格",
    ]
)
_FALSE: Final = frozenset(
    [
        "false",
        "no",
        "n",
        "f",
        "0",
        "否",
        "无",
        "没有",
        "错",
        "×",
        "✗",
        "✘",
        "x",
        "不符合",
        "未落实",
        "不达标",
        "不合格",
    ]
)
_SEPARATORS = re.compile("[;\uff1b\u3001,\uff0c|\uff5c\n]")
_FLOAT = re.compile(r"[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?")
_INT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.0*)?|[+-]?\d+(?:\.0*)?")
_NOT_A_NUMBER: Final = frozenset({"nan", "#n/a"})
"""How programs write a missing number as text."""


RATIO: Final = "ratio"
"""The unit of measure of a share between 0 and 1, which people read as a percentage."""
_SHARE: Final = Words(
    "a share between 0 and 1, such as 0.9 or 90%", "0 到 1 之间的比例，如 0.9 或 90%"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueProblem:
    """Why a raw value is not of the type: what was expected."""

    expected: Words


def read_value(raw: Raw, type_: Type, measure: str = "") -> Value | ValueProblem | None:
    """Read one raw value as `type_`, a number in the unit of measure `measure`.

    None, blank text and NaN (also as text) are missing (None). Text is NFC; numbers, dates,
    booleans and enums may be written in full-width characters. A missing element makes a whole
    list missing. `95%` is 95 where numbers are percentages and 0.95 elsewhere.
    """
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return None
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFC", raw).strip()
        if not raw or (type_ is not Primitive.STRING and raw.lower() in _NOT_A_NUMBER):
            return None
    if isinstance(type_, ListType):
        return _read_list(raw, type_, measure)
    value = _read_scalar(raw, type_, measure)
    if measure == RATIO and isinstance(value, int | float) and not 0 <= value <= 1:
        return ValueProblem(expected=_SHARE)
    return ValueProblem(expected=_expected(type_)) if value is None else value


def _read_list(raw: Raw, type_: ListType, measure: str) -> Value | ValueProblem | None:
    if raw in ("无", "[]"):  # a cell cannot hold an empty list otherwise
        return ()
    if isinstance(raw, str):
        items: Sequence[Raw] = [
            part for part in _SEPARATORS.split(raw.strip("[]")) if part.strip()
        ]
    elif isinstance(raw, list | tuple):
        items = raw
    else:
        items = [raw]
    values: list[Scalar] = []
    for item in items:
        value = read_value(item, type_.element, measure)
        if value is None or isinstance(value, tuple):
            return None
        if isinstance(value, ValueProblem):
            return ValueProblem(expected=_expected(type_))
        values.append(value)
    return tuple(values)


def _read_scalar(raw: Raw, type_: Primitive | EnumType, measure: str) -> Scalar | None:
    text = unicodedata.normalize("NFKC", raw).strip() if isinstance(raw, str) else None
    match type_:
        case EnumType():
            found = type_.value_of(str(raw)) or type_.value_of(text or "")
            return found.id if found else None
        case Primitive.BOOL:
            return _read_bool(raw, text)
        case Primitive.INT:
            return _read_int(raw, text)
        case Primitive.DOUBLE:
            return _read_double(raw, text, measure)
        case Primitive.STRING:
            return _read_string(raw)
        case Primitive.DATE:
            return _read_date(raw, text)
        case Primitive.TIMESTAMP:
            return parse_timestamp(text) if text else None
        case Primitive.DURATION | Primitive.UNIT | Primitive.NOTHING:
            return None
        case _:
            assert_never(type_)


def _read_bool(raw: Raw, text: str | None) -> bool | None:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float) and raw in {0, 1}:  # spreadsheets write booleans as numbers
        return bool(raw)
    word = (text or "").lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _read_int(raw: Raw, text: str | None) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, float):
        value = int(raw) if raw.is_integer() else None
    elif isinstance(raw, int):
        value = raw
    else:
        value = int(text.replace(",", "").split(".")[0]) if text and _INT.fullmatch(text) else None
    return value if value is not None and INT_MIN <= value <= INT_MAX else None


def _read_double(raw: Raw, text: str | None, measure: str) -> float | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        value = float(raw)
    elif text and _FLOAT.fullmatch(text):
        value = float(text.replace(",", "").removesuffix("%"))
        if text.endswith("%") and measure != "%":
            value /= 100
    else:
        return None
    return value + 0.0 if math.isfinite(value) else None


def _read_string(raw: Raw) -> str | None:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def _read_date(raw: Raw, text: str | None) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    return parse_date(text) if text else None


def _expected(type_: Type) -> Words:
    match type_:
        case EnumType():
            ids = ", ".join(v.id for v in type_.values)
            return Words(f"one of {ids}", f"以下之一：{'、'.join(v.label for v in type_.values)}")
        case ListType():
            inner = _expected(type_.element)
            return Words(f"a list, each element {inner.en}", f"列表，每个元素为{inner.zh}")
        case Primitive():
            return _EXPECTED.get(type_, Words(type_name(type_), type_name(type_)))
        case _:
            assert_never(type_)


_EXPECTED: Final = {
    Primitive.BOOL: Words("true or false (是/否)", "是或否"),
    Primitive.INT: Words("a whole number", "整数"),
    Primitive.DOUBLE: Words("a number", "数值"),
    Primitive.STRING: Words("text", "文字"),
    Primitive.DATE: Words("a date such as 2020-10-01", "日期，如 2020-10-01"),
    Primitive.TIMESTAMP: Words(
        "a timestamp such as 2020-10-01T08:00:00Z", "时间，如 2020-10-01T08:00:00Z"
    ),
}
