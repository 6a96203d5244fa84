"""Positioned YAML → validated model classes; every error with its place in the file."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from directive_engine.diagnostics import Diagnostic, Span, Words, suggest
from directive_engine.sources import SourceMapping, SourceSequence

_Model = TypeVar("_Model")


def build_model(
    model: type[_Model], data: object, file: str
) -> tuple[_Model | None, tuple[Diagnostic, ...]]:
    """Validate `data` as `model`.

    Reports all errors at once: DE110 a missing key, DE111 an unknown key, DE112 a value of the wrong
    type, DE113 a value that is not allowed.
    """
    try:
        return TypeAdapter(model).validate_python(data), ()
    except ValidationError as error:
        problems = [_diagnostic(dict(e), data, model, file) for e in error.errors()]
        return None, tuple(dict.fromkeys(problems))


def _diagnostic(error: dict[str, Any], data: object, model: type, file: str) -> Diagnostic:
    location: tuple[str | int, ...] = error["loc"]
    kind: str = error["type"]
    value, holder_span, span = _find(data, location, file)
    name = str(location[-1]) if location else ""
    match kind:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            words = Words(f"missing key `{name}`", f"缺少键 `{name}`")
            return Diagnostic(
                code="DE110",
                message=words,
                span=_head(holder_span),
                help=Words(f"add `{name}: …`", f"请补充 `{name}: …`"),
            )
        case "unexpected_keyword_argument" | "extra_forbidden":
            words = Words(f"unknown key `{name}`", f"未知的键 `{name}`")
            known = _known_keys(model, location[:-1])
            return Diagnostic(code="DE111", message=words, span=span, help=suggest(name, known))
        case _:
            code, words = _value_words(kind, error, name, value)
            return Diagnostic(code=code, message=words, span=span)


def _head(span: Span) -> Span:
    """Point at the beginning of a mapping, not at all its lines."""
    return Span(file=span.file, line=span.line, column=span.column)


def _find(data: object, location: Sequence[str | int], file: str) -> tuple[object, Span, Span]:
    """Return the value at `location`, the span of what holds it, and its own span."""
    here: object = data
    span = holder = getattr(data, "span", Span(file=file))
    for step in location:
        if isinstance(here, SourceMapping) and isinstance(step, str) and step in here:
            holder, span = here.span, here.value_spans.get(step, here.span)
            if step == location[-1] and step in here.key_spans and here[step] is None:
                span = here.key_spans[step]
            here = here[step]
        elif isinstance(here, SourceSequence) and isinstance(step, int) and step < len(here):
            holder, span = here.span, here.item_spans[step]
            here = here[step]
        elif isinstance(here, SourceMapping) and isinstance(step, str) and step in here.key_spans:
            holder, span = here.span, here.key_spans[step]
        else:
            holder = getattr(here, "span", span)
    return here, holder, span


def _value_words(kind: str, error: dict[str, Any], name: str, value: object) -> tuple[str, Words]:
    shown = _shown(value)
    context = error.get("ctx", {})
    expected = _EXPECTED.get(kind)
    if expected is not None:
        words = Words(
            f"`{name}` must be {expected.en}, found {shown.en}",
            f"`{name}` 应为{expected.zh}，实为{shown.zh}",
        )
        return "DE112", words
    if kind == "enum":
        choices = str(context.get("expected", "")).replace("'", "`")
        return "DE113", Words(
            f"`{name}` must be {choices}, found {shown.en}",
            f"`{name}` 应为 {choices.replace(' or ', ' 或 ')}，实为{shown.zh}",
        )
    if kind == "string_pattern_mismatch":
        pattern = context.get("pattern", "")
        return "DE113", Words(
            f"{shown.en} does not have the form `{pattern}`", f"{shown.zh} 不符合格式 `{pattern}`"
        )
    if kind in {"too_short", "string_too_short"}:
        return "DE113", Words(f"`{name}` must not be empty", f"`{name}` 不能为空")
    message = str(error.get("msg", "")).removeprefix("Value error, ").lower()
    return "DE113", Words(f"`{name}`: {message}", f"`{name}`:{message}")


_EXPECTED = {
    "string_type": Words("text", "文字"),
    "int_type": Words("a whole number", "整数"),
    "int_parsing": Words("a whole number", "整数"),
    "int_from_float": Words("a whole number", "整数"),
    "float_type": Words("a number", "数值"),
    "float_parsing": Words("a number", "数值"),
    "bool_type": Words("true or false", "true 或 false"),
    "bool_parsing": Words("true or false", "true 或 false"),
    "tuple_type": Words("a list", "列表"),
    "list_type": Words("a list", "列表"),
    "dict_type": Words("a mapping", "映射"),
    "mapping_type": Words("a mapping", "映射"),
    "dataclass_type": Words("a mapping", "映射"),
    "date_type": Words('a date such as "2020-10-01"', '日期，如 "2020-10-01"'),
    "date_parsing": Words('a date such as "2020-10-01"', '日期，如 "2020-10-01"'),
    "date_from_datetime_parsing": Words('a date such as "2020-10-01"', '日期，如 "2020-10-01"'),
}


def _shown(value: object) -> Words:
    if value is None:
        return Words("nothing", "空")
    if isinstance(value, dict):
        return Words("a mapping", "映射")
    if isinstance(value, list | tuple):
        return Words("a list", "列表")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    short = text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - fits a line
    return Words(f"`{short}`", f" `{short}`")


def _known_keys(model: type, location: Sequence[str | int]) -> list[str]:
    schema = TypeAdapter(model).json_schema()
    node: dict[str, Any] = schema
    for step in (*location, None):
        while "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        if step is None:
            break
        options = [node, *node.get("anyOf", [])]
        if isinstance(step, int):
            node = next((o["items"] for o in options if "items" in o), {})
        else:
            node = next(
                (o["properties"][step] for o in options if step in o.get("properties", {})), {}
            )
    return list(node.get("properties", {}))
