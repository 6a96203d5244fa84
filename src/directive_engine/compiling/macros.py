"""Macros over a compiled list → IR: the variable that they bind, and what they give."""

from typing import Final

from directive_engine.compiling.scope import Scope, Variable
from directive_engine.diagnostics import Words
from directive_engine.ir import (
    Bound,
    Counted,
    Expr,
    Filtered,
    Mapped,
    Quantified,
    Quantifier,
    Share,
    type_of,
)
from directive_engine.syntax import Call, Extent
from directive_engine.values import ListType, Primitive

LIST_MACROS: Final = frozenset({"all", "exists", "exists_one", "filter", "map"})
COUNTS: Final = frozenset({"count", "share"})


def bind(name: str, list_type: ListType, scope: Scope) -> Scope:
    """Return the scope of a macro's body, where `name` stands for an element of the list."""
    is_unit = list_type.element is Primitive.UNIT
    subject = Bound(variable=name) if is_unit else None
    return scope.within(name, Variable(type=list_type.element, subject=subject))


def compile_predicate(
    node: Call, items: Expr, variable: str, predicate: Expr, scope: Scope
) -> Expr:
    """Return a macro whose body is a condition: all of them but `map`."""
    source = scope.source(node.at)
    match node.function:
        case "filter":
            list_type = type_of(items)
            assert isinstance(list_type, ListType)  # noqa: S101 - the caller has looked
            return Filtered(
                items=items, variable=variable, predicate=predicate, type=list_type, source=source
            )
        case "count":
            return Counted(items=items, variable=variable, predicate=predicate, source=source)
        case "share":
            return Share(items=items, variable=variable, predicate=predicate, source=source)
        case _:
            return Quantified(
                quantifier=Quantifier(node.function),
                items=items,
                variable=variable,
                predicate=predicate,
                source=source,
            )


def compile_map(
    node: Call, items: Expr, variable: str, result: Expr, body_at: Extent, scope: Scope
) -> Expr | None:
    """Return `items.map(variable, result)`."""
    type_ = type_of(result)
    if isinstance(type_, ListType):
        words = Words("a list of lists is not supported", "不支持列表的列表")
        scope.report("DE202", body_at, words)
        return None
    return Mapped(
        items=items,
        variable=variable,
        result=result,
        type=ListType(element=type_),
        source=scope.source(node.at),
    )
