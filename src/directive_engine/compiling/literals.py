"""Literals in a condition → constants, checked against the enum or the calendar."""

from collections.abc import Callable, Mapping
from typing import Final

from directive_engine.compiling.scope import Scope
from directive_engine.diagnostics import Words, suggest
from directive_engine.ir import Const, Expr, type_of
from directive_engine.syntax import Call, Literal, Name, Node
from directive_engine.values import (
    EnumType,
    Primitive,
    Type,
    Value,
    parse_date,
    parse_duration,
    parse_timestamp,
)

TIMES: Final[Mapping[str, tuple[Primitive, Callable[[str], Value | None], str]]] = {
    "date": (Primitive.DATE, parse_date, 'date("2020-10-01")'),
    "timestamp": (Primitive.TIMESTAMP, parse_timestamp, 'timestamp("2020-10-01T08:00:00Z")'),
    "duration": (Primitive.DURATION, parse_duration, 'duration("72h")'),
}


def compile_literal(node: Literal, scope: Scope, wanted: Type | None) -> Expr | None:
    """Return a constant; a text where an enum is wanted must be one of its values (DE204)."""
    source = scope.source(node.at)
    if not isinstance(wanted, EnumType) or not isinstance(node.value, str):
        return Const(value=node.value, type=node.type, source=source)
    value = wanted.value_of(node.value)
    if value is not None:
        return Const(value=value.id, type=wanted, source=source)
    names = [name for v in wanted.values for name in (v.id, v.label)]
    choices = [f"{v.id} ({v.label})" for v in wanted.values[:12]]
    words = Words(f"`{node.value}` is not one of the values", f"没有取值 `{node.value}`")
    hint = suggest(node.value, names)
    hint = hint or Words(f"use one of: {', '.join(choices)}", f"可用取值：{'、'.join(choices)}")
    scope.report("DE204", node.at, words, hint)
    return None


def compile_enum_word(node: Node, other: Expr | None, scope: Scope) -> Expr | None:
    """Read a bare word beside an enum as a slip: report that it lacks quotes (DE204)."""
    if other is None or not isinstance(node, Name):
        return None
    type_ = type_of(other)
    if not isinstance(type_, EnumType) or type_.value_of(node.name) is None:
        return None
    names = scope.names
    if node.name in scope.variables or names.vocabulary.find(node.name):
        return None
    if names.parameter(node.name):
        return None
    words = Words(f"the value `{node.name}` must be quoted", f"取值 `{node.name}` 须加引号")
    scope.report("DE204", node.at, words, Words(f'write `"{node.name}"`', f'请写 `"{node.name}"`'))
    return Const(value=node.name, type=type_, source=scope.source(node.at))


def compile_time(node: Call, text: Literal, scope: Scope) -> Expr | None:
    """Return the `date`, `timestamp` or `duration` that `text` writes (DE207 where it is none)."""
    type_, parse, usage = TIMES[node.function]
    value = parse(str(text.value))
    if value is None:
        words = Words(
            f"`{text.value}` is not a {node.function}",
            f"`{text.value}` 不是有效的 {node.function}",
        )
        hint = Words(f"write it like `{usage}`", f"写法如 `{usage}`")
        scope.report("DE207", text.at, words, hint)
        return None
    return Const(value=value, type=type_, source=scope.source(node.at))
