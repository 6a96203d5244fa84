"""Values → words, with labels of enums and units of measure."""

from datetime import date, datetime, timedelta

from directive_engine.diagnostics import Language
from directive_engine.engines import Bounds
from directive_engine.values import RATIO, EnumType, ListType, Type, Value, format_duration
from directive_engine.wording.terms import measure_word

_LARGE = 1000


def value_words(
    value: Value | Bounds | None, type_: Type | None, language: Language, measure: str = ""
) -> str:
    """Say a value: `是`, `14天`, `“已投用”`, `2020-10-01`; None is said to be unknown."""
    if value is None:
        return "未知" if language == "zh" else "unknown"
    if isinstance(value, Bounds):
        low, high = (value_words(v, type_, language, measure) for v in value)
        return f"{low} 至 {high}" if language == "zh" else f"{low} to {high}"
    if isinstance(value, tuple):
        element = type_.element if isinstance(type_, ListType) else None
        inner = [value_words(v, element, language) for v in value]
        if not inner:
            return "无" if language == "zh" else "nothing"
        return ("、" if language == "zh" else ", ").join(inner)
    return _scalar(value, type_, language, measure)


def _scalar(value: object, type_: Type | None, language: Language, measure: str) -> str:
    match value:
        case bool():
            yes, no = ("是", "否") if language == "zh" else ("yes", "no")
            return yes if value else no
        case int() | float():
            return _number(value, measure, language)
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return format_duration(value)
        case str():
            known = type_.value_of(value) if isinstance(type_, EnumType) else None
            shown = value if known is None else known.label if language == "zh" else known.label_en
            return f"“{shown}”" if language == "zh" else f'"{shown}"'
        case _:
            return str(value)


def _number(value: float, measure: str, language: Language) -> str:
    if measure == RATIO:
        return f"{_digits(100 * value)}%"
    if measure == "%":
        return f"{_digits(value)}%"
    word = measure_word(measure, value, language)
    return f"{_digits(value)} {word}" if word else _digits(value)


def _digits(value: float) -> str:
    """Write a number with four significant digits, of large ones all before the point."""
    if float(value).is_integer():
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= _LARGE else f"{value:.4g}"
