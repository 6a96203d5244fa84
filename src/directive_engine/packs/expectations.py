"""What pydantic expected of a value → words, and the likely mend of what was found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from directive_engine.diagnostics import Words, suggest

_MAX_SHOWN: Final = 40
_FALSE_WORDS: Final = frozenset({"no", "off", "n", "否", "无"})
_TRUE_WORDS: Final = frozenset({"yes", "on", "y", "是", "有"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a value should be: `kind` as pydantic calls it, and the choices where they are few."""

    words: Words
    kind: str
    choices: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    pattern: str = ""


_TEXT: Final = Words("text", "文字")
_NUMBER: Final = Words("a number", "数值")
_WHOLE: Final = Words("a whole number", "整数")
_BOOLEAN: Final = Words("true or false", " true 或 false")
_LIST: Final = Words("a list", "列表")
_MAPPING: Final = Words("a mapping", "映射")
_TYPES: Final[Mapping[str, Words]] = {
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "units_type": Words("a list of units", "单位列表"),
    "condition_type": Words("a condition", "条件"),
    "calendar_date": Words("a date such as 2020-10-01", "日期，如 2020-10-01"),
}
_TIME_ALLOWED: Final = r"^\d{1,4}[dh]$"
_FORMS: Final[Mapping[str, Words]] = {
    r"^[a-z][a-z0-9_]*$": Words(
        "an id of small letters, digits and _, a letter first",
        "以小写字母开头、由小写字母、数字和 _ 组成的编号",
    ),
    r"^[a-z][a-z0-9-]*$": Words(
        "an id of small letters, digits and -, a letter first",
        "以小写字母开头、由小写字母、数字和 - 组成的编号",
    ),
    r"^[0-9a-f]{12}$": Words("a fingerprint of 12 digits 0-9 a-f", "12 位十六进制指纹"),
    _TIME_ALLOWED: Words("days or hours such as 7d or 24h", "天数或小时数，如 7d、24h"),
    r"^(bool|int|double|string|enum|date|list<(bool|int|double|string|enum|date)>)$": Words(
        "a type: bool, int, double, string, enum, date or list<…> of one",
        "类型：bool、int、double、string、enum、date 或它们的 list<…>",
    ),
}
_FACT_TYPES: Final = ("bool", "int", "double", "string", "enum", "date")
_CHOICE = re.compile(r"'([^']*)'")


def expected_type(
    kinds: Sequence[str], required: Sequence[str], pattern: str
) -> Expectation | None:
    """Return the types that pydantic's `kinds` of errors ask for, None where it is no type.

    A text of a given form (`pattern`) is called by that.
    """
    found = list(dict.fromkeys(_TYPES[kind] for kind in kinds if kind in _TYPES))
    if not found:
        return None
    if kinds[0] == "string_type" and pattern in _FORMS:
        return Expectation(words=_FORMS[pattern], kind=kinds[0], pattern=pattern)
    if _NUMBER in found and _WHOLE in found:
        found.remove(_WHOLE)
    words = Words(" or ".join(w.en for w in found), "或".join(w.zh for w in found))
    return Expectation(words=words, kind=kinds[0], required=tuple(required))


def expected_form(kind: str, context: Mapping[str, Any], value: object) -> Expectation:
    """Return the choices or the form that a value of the right type should have."""
    if kind in {"enum", "literal_error"}:
        choices = tuple(_CHOICE.findall(str(context.get("expected", ""))))
        return Expectation(words=_one_of(choices), kind=kind, choices=choices)
    pattern = str(context.get("pattern", ""))
    if pattern in _FORMS:
        choices = _FACT_TYPES if "list<" in pattern else ()
        return Expectation(words=_FORMS[pattern], kind=kind, choices=choices, pattern=pattern)
    return Expectation(words=Words(f"of another form ({kind})", f"其他形式（{kind}）"), kind=kind)


def _one_of(choices: Sequence[str]) -> Words:
    quoted = [f"`{choice}`" for choice in choices]
    return Words(
        " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0],
        " " + "、".join(quoted) + " 之一",
    )


def how_to_write(expectation: Expectation, value: object, text: str | None) -> Words | None:
    """Return what to type instead of `value`, where that is likely; `text` is it as written."""
    if expectation.pattern == _TIME_ALLOWED:
        return _time_allowed(str(value))
    match expectation.kind:
        case "string_type" if text is not None and value is not None:
            return _write(f'"{text}"')
        case "bool_type" | "bool_parsing" if str(value).lower() in _FALSE_WORDS:
            return _write("false")
        case "bool_type" | "bool_parsing" if str(value).lower() in _TRUE_WORDS:
            return _write("true")
        case "float_type" | "int_type" if isinstance(value, str) and _is_number(value):
            return Words(f"write `{value}` without quotes", f"请写 `{value}`，不加引号")
        case "tuple_type" | "list_type" if isinstance(value, str):
            return _write(f"[{value}]")
        case "dataclass_type" if expectation.required:
            return _write("{" + ", ".join(f"{key}: …" for key in expectation.required) + "}")
        case _ if expectation.choices and isinstance(value, str):
            return suggest(value, expectation.choices)
        case _:
            return None


def _time_allowed(text: str) -> Words | None:
    found = re.fullmatch(r"(\d{1,3})\s*(天|日|个?小时|周|days?|hours?|weeks?)?", text)
    if found is None:
        return None
    amount, unit = int(found.group(1)), found.group(2) or "天"
    if unit in {"周", "week", "weeks"}:
        return _write(f"{amount * 7}d")
    return _write(f"{amount}h" if "时" in unit or "hour" in unit else f"{amount}d")


def _write(text: str) -> Words:
    return Words(f"write `{text}`", f"请写 `{text}`")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text) is not None


def shown(value: object) -> Words:
    """Return a value as a message shows it."""
    if value is None:
        return Words("nothing", "空")
    if isinstance(value, dict):
        return Words("a mapping", "映射")
    if isinstance(value, list | tuple):
        return Words("a list", "列表")
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    short = text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
    return Words(f"`{short}`", f" `{short}`")
