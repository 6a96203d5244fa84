"""Abstract syntax → text in one canonical form: parsing it again gives the same syntax."""

import json
import re
from typing import Final, assert_never

from directive_engine.syntax.nodes import (
    Binary,
    BinaryOperator,
    Call,
    Conditional,
    ListLiteral,
    Literal,
    Logic,
    LogicOperator,
    Member,
    Name,
    Node,
    Unary,
)
from directive_engine.values import Primitive

_CONDITIONAL, _OR, _AND, _RELATION, _SUM, _PRODUCT, _UNARY, _PRIMARY = range(8)
_LEVEL: Final = {
    BinaryOperator.ADD: _SUM,
    BinaryOperator.SUBTRACT: _SUM,
    BinaryOperator.MULTIPLY: _PRODUCT,
    BinaryOperator.DIVIDE: _PRODUCT,
    BinaryOperator.REMAINDER: _PRODUCT,
}
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_KEYWORDS: Final = frozenset({"true", "false", "in"})


def format_condition(node: Node) -> str:
    """Write `node` with the parentheses it needs; `parse_condition` reads the same node back."""
    match node:
        case Literal():
            return _literal(node)
        case ListLiteral(items=items):
            return f"[{', '.join(format_condition(item) for item in items)}]"
        case Name(name=name):
            return _name(name)
        case Member(operand=operand, name=name):
            return f"{_within(operand, _PRIMARY)}.{_name(name)}"
        case Call(function=function, arguments=arguments, operand=operand):
            prefix = "" if operand is None else f"{_within(operand, _PRIMARY)}."
            return f"{prefix}{function}({', '.join(format_condition(item) for item in arguments)})"
        case Unary(operator=operator, operand=operand):
            return f"{operator.value}{_operand(node, operand)}"
        case Binary(operator=operator, left=left, right=right):
            level = _level(node)
            left_level = level if level != _RELATION else _SUM
            return f"{_within(left, left_level)} {operator.value} {_within(right, level + 1)}"
        case Logic(operator=operator, terms=terms):
            # `&&` within `||` gets parentheses that it does not need: people misread it without.
            level = _RELATION if operator is LogicOperator.OR else _level(node) + 1
            return f" {operator.value} ".join(_within(term, level) for term in terms)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            parts = _within(condition, _OR), _within(then, _OR), format_condition(otherwise)
            return "{} ? {} : {}".format(*parts)
        case _:
            assert_never(node)


def _operand(node: Unary, operand: Node) -> str:
    text = _within(operand, _UNARY)
    # `-` directly before a number would be read as a negative literal.
    needs_parentheses = node.operator == "-" and text[0].isdigit()
    return f"({text})" if needs_parentheses else text


def _within(node: Node, level: int) -> str:
    text = format_condition(node)
    return f"({text})" if _level(node) < level else text


def _level(node: Node) -> int:
    match node:
        case Conditional():
            return _CONDITIONAL
        case Logic(operator=operator):
            return _OR if operator is LogicOperator.OR else _AND
        case Binary(operator=operator):
            return _LEVEL.get(operator, _RELATION)
        case Unary():
            return _UNARY
        case Literal(value=value, type=type_):
            negative = type_ in {Primitive.INT, Primitive.DOUBLE} and str(value).startswith("-")
            return _UNARY if negative else _PRIMARY
        case ListLiteral() | Name() | Member() | Call():
            return _PRIMARY
        case _:
            assert_never(node)


def _literal(node: Literal) -> str:
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if isinstance(node.value, str):
        return json.dumps(node.value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(node.value)


def _name(name: str) -> str:
    return name if _IDENTIFIER.fullmatch(name) and name not in _KEYWORDS else f"`{name}`"
