"""Operators over compiled operands → IR, with the types that they take and give."""

import re
from collections.abc import Sequence
from typing import Final

from directive_engine.compiling.comparisons import check_outcome
from directive_engine.compiling.scope import Scope
from directive_engine.compiling.types import (
    are_comparable,
    are_ordered,
    arithmetic_type,
    is_empty_list,
    report_operator,
)
from directive_engine.diagnostics import Words
from directive_engine.ir import (
    Arithmetic,
    ArithmeticOperator,
    Choose,
    Compare,
    Comparison,
    Expr,
    ListOf,
    Membership,
    Negative,
    type_of,
)
from directive_engine.syntax import (
    Binary,
    BinaryOperator,
    Conditional,
    ListLiteral,
    Literal,
    Unary,
)
from directive_engine.values import ListType, Primitive, Type, is_numeric, parse_date, type_name

_COMPARISONS: Final = {
    BinaryOperator.EQUAL: Comparison.EQUAL,
    BinaryOperator.NOT_EQUAL: Comparison.NOT_EQUAL,
    BinaryOperator.LESS: Comparison.LESS,
    BinaryOperator.LESS_OR_EQUAL: Comparison.LESS_OR_EQUAL,
    BinaryOperator.GREATER: Comparison.GREATER,
    BinaryOperator.GREATER_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
}
_ARITHMETIC: Final = {
    BinaryOperator.ADD: ArithmeticOperator.ADD,
    BinaryOperator.SUBTRACT: ArithmeticOperator.SUBTRACT,
    BinaryOperator.MULTIPLY: ArithmeticOperator.MULTIPLY,
    BinaryOperator.DIVIDE: ArithmeticOperator.DIVIDE,
    BinaryOperator.REMAINDER: ArithmeticOperator.REMAINDER,
}
_EQUALITY: Final = frozenset({Comparison.EQUAL, Comparison.NOT_EQUAL})


def compile_binary(node: Binary, left: Expr, right: Expr, scope: Scope) -> Expr | None:
    """Return `left op right` for every binary operator but `in`."""
    if node.operator in _COMPARISONS:
        return _compare(_COMPARISONS[node.operator], node, left, right, scope)
    operator = _ARITHMETIC[node.operator]
    types = type_of(left), type_of(right)
    type_ = arithmetic_type(operator, *types)
    if type_ is None:
        report_operator(operator.value, types, node.at, scope)
        return None
    return Arithmetic(
        op=operator, left=left, right=right, type=type_, source=scope.source(node.at)
    )


def _compare(op: Comparison, node: Binary, left: Expr, right: Expr, scope: Scope) -> Expr | None:
    types = type_of(left), type_of(right)
    if not are_comparable(*types) or (op not in _EQUALITY and not are_ordered(*types)):
        report_operator(op.value, types, node.at, scope, _unquoted(node, types))
        return None
    compare = Compare(op=op, left=left, right=right, source=scope.source(node.at))
    check_outcome(compare, node.at, scope)
    return compare


def _unquoted(node: Binary, types: Sequence[Type]) -> Words | None:
    """Say how to write a quoted number or date beside a number or date."""
    for side, other in ((node.left, types[1]), (node.right, types[0])):
        if isinstance(side, Literal) and isinstance(side.value, str):
            if is_numeric(other) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", side.value):
                return Words(
                    f"write `{side.value}` without quotes", f"请写 `{side.value}`，不加引号"
                )
            if other is Primitive.DATE and parse_date(side.value):
                return Words(f'write `date("{side.value}")`', f'请写 `date("{side.value}")`')
    return None


def compile_membership(node: Binary, item: Expr, items: Expr, scope: Scope) -> Expr | None:
    """Return `item in items`."""
    list_type = type_of(items)
    fits = isinstance(list_type, ListType) and (
        is_empty_list(list_type) or are_comparable(type_of(item), list_type.element)
    )
    if not fits:
        report_operator("in", (type_of(item), list_type), node.at, scope)
        return None
    return Membership(item=item, items=items, source=scope.source(node.at))


def compile_negative(node: Unary, operand: Expr, scope: Scope) -> Expr | None:
    """Return `-operand`."""
    type_ = type_of(operand)
    if not is_numeric(type_):
        report_operator("-", (type_,), node.at, scope)
        return None
    return Negative(operand=operand, type=type_, source=scope.source(node.at))


def compile_choice(
    node: Conditional, condition: Expr, then: Expr, otherwise: Expr, scope: Scope
) -> Expr | None:
    """Return `condition ? then : otherwise`."""
    first, second = type_of(then), type_of(otherwise)
    if first != second and not (isinstance(first, ListType) and are_comparable(first, second)):
        names = type_name(first), type_name(second)
        words = Words(
            f"both results of `?:` must be of one type: {names[0]} and {names[1]}",
            f"`?:` 两个结果的类型须一致：{names[0]} 与 {names[1]}",
        )
        scope.report("DE202", node.at, words)
        return None
    return Choose(
        condition=condition,
        then=then,
        otherwise=otherwise,
        type=second if is_empty_list(first) else first,
        source=scope.source(node.at),
    )


def compile_list(node: ListLiteral, items: tuple[Expr, ...], scope: Scope) -> Expr | None:
    """Return a list of `items`, which must be of one type that is no list."""
    types = [type_of(item) for item in items]
    first = types[0] if types else Primitive.NOTHING
    for type_, item in zip(types, node.items, strict=True):
        if isinstance(type_, ListType) or type_ is Primitive.UNIT or type_ != first:
            names = type_name(first), type_name(type_)
            words = Words(
                f"the elements of a list must be of one type: {names[0]} and {names[1]}",
                f"列表各元素类型须一致：{names[0]} 与 {names[1]}",
            )
            scope.report("DE202", item.at, words)
            return None
    assert not isinstance(first, ListType)  # noqa: S101 - reported above
    return ListOf(items=items, type=ListType(element=first), source=scope.source(node.at))
