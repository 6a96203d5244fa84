"""Functions over compiled arguments → IR."""

from collections.abc import Callable, Mapping
from typing import Final

from directive_engine.compiling.scope import Scope
from directive_engine.compiling.types import report_operator
from directive_engine.diagnostics import Words, suggest
from directive_engine.ir import (
    Const,
    Convert,
    Counted,
    Days,
    Expr,
    FactOf,
    Filtered,
    Has,
    Size,
    StringTest,
    StringTestKind,
    type_of,
)
from directive_engine.syntax import Call
from directive_engine.values import ListType, Primitive, compile_pattern, is_numeric

STRING_TESTS: Final = frozenset(kind.value for kind in StringTestKind)
USAGE: Final = {
    "has": "has(fact)",
    "size": "size(x)",
    "days": "days(today - date)",
    "date": 'date("2020-10-01")',
    "timestamp": 'timestamp("2020-10-01T08:00:00Z")',
    "duration": 'duration("72h")',
    "int": "int(x)",
    "double": "double(x)",
    "count": "count(list, x, condition)",
    "share": "share(list, x, condition)",
    "all": "list.all(x, condition)",
    "exists": "list.exists(x, condition)",
    "exists_one": "list.exists_one(x, condition)",
    "filter": "list.filter(x, condition)",
    "map": "list.map(x, result)",
    **{kind.value: f"text.{kind.value}(…)" for kind in StringTestKind},
}
"""Every function and macro, as it is used."""

_ELSEWHERE: Final = {
    "len": "size",
    "length": "size",
    "any": "exists",
    "some": "exists",
    "every": "all",
    "exist": "exists",
    "in": "contains",
    "includes": "contains",
    "regex": "matches",
    "match": "matches",
    "float": "double",
    "percent": "share",
    "rate": "share",
    "defined": "has",
}
"""What other languages call these functions."""


def report_unknown_function(node: Call, scope: Scope) -> None:
    """Report a function that does not exist (DE206)."""
    words = Words(f"unknown function `{node.function}`", f"没有函数 `{node.function}`")
    meant = _ELSEWHERE.get(node.function)
    hint = Words(f"write `{USAGE[meant]}`", f"请写 `{USAGE[meant]}`") if meant else None
    hint = hint or suggest(node.function, USAGE)
    hint = hint or Words(f"there are {', '.join(USAGE)}", f"现有函数：{'、'.join(USAGE)}")
    scope.report("DE206", node.function_at, words, hint)


def report_usage(node: Call, scope: Scope) -> None:
    """Report a function that is called otherwise than it is used (DE206)."""
    usage = USAGE[node.function]
    words = Words(f"`{node.function}` is not used like this", f"`{node.function}` 的用法不对")
    scope.report("DE206", node.function_at, words, Words(f"write `{usage}`", f"请写 `{usage}`"))


def compile_has(node: Call, fact: Expr, scope: Scope) -> Expr | None:
    """Return `has(fact)`."""
    if not isinstance(fact, FactOf):
        report_usage(node, scope)
        return None
    return Has(subject=fact.subject, fact=fact.fact, source=scope.source(node.at))


def compile_string_test(node: Call, text: Expr, pattern: Expr, scope: Scope) -> Expr | None:
    """Return `text.startsWith(pattern)` and the like; `matches` takes RE2 (DE207)."""
    kind = StringTestKind(node.function)
    if kind is StringTestKind.MATCHES and isinstance(pattern, Const):
        compiled = compile_pattern(str(pattern.value))
        if isinstance(compiled, str):
            words = Words(
                f"not a regular expression of RE2: {compiled}", f"不是 RE2 正则表达式：{compiled}"
            )
            scope.report("DE207", node.operands[-1].at, words)
            return None
    return StringTest(kind=kind, text=text, pattern=pattern, source=scope.source(node.at))


def compile_function(node: Call, operand: Expr, scope: Scope) -> Expr | None:
    """Return a function of one argument, of whatever types it takes."""
    built = _UNARY[node.function](node, operand, scope)
    if built is None:
        report_operator(node.function, (type_of(operand),), node.at, scope)
    return built


def _size(node: Call, operand: Expr, scope: Scope) -> Expr | None:
    source = scope.source(node.at)
    if isinstance(operand, Filtered):
        return Counted(
            items=operand.items,
            variable=operand.variable,
            predicate=operand.predicate,
            source=source,
        )
    if isinstance(type_of(operand), ListType) or type_of(operand) is Primitive.STRING:
        return Size(operand=operand, source=source)
    return None


def _days(node: Call, operand: Expr, scope: Scope) -> Expr | None:
    if type_of(operand) is not Primitive.DURATION:
        return None
    return Days(operand=operand, source=scope.source(node.at))


def _convert(node: Call, operand: Expr, scope: Scope) -> Expr | None:
    if not is_numeric(type_of(operand)):
        return None
    type_ = Primitive(node.function)
    return Convert(operand=operand, type=type_, source=scope.source(node.at))


_UNARY: Final[Mapping[str, Callable[[Call, Expr, Scope], Expr | None]]] = {
    "size": _size,
    "days": _days,
    "int": _convert,
    "double": _convert,
}
