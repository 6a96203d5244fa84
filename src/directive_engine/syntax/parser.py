"""Text of a condition → abstract syntax."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, VisitError

from directive_engine.diagnostics import Words
from directive_engine.syntax.mistakes import SyntaxProblem, explain_mistake
from directive_engine.syntax.nodes import (
    Binary,
    BinaryOperator,
    Call,
    Conditional,
    Extent,
    ListLiteral,
    Literal,
    Logic,
    LogicOperator,
    Member,
    Name,
    Node,
    Unary,
    UnaryOperator,
)
from directive_engine.values import INT_MAX, INT_MIN, Primitive

MAX_LENGTH: Final = 10_000
MAX_DEPTH: Final = 60
_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[abfnrtv\\?\"'`])|\\."
)
_SIMPLE_ESCAPES: Final = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))


class _ProblemError(Exception):
    def __init__(self, problem: SyntaxProblem) -> None:
        super().__init__(problem.message.en)
        self.problem = problem


def parse_condition(text: str) -> Node | SyntaxProblem:
    """Parse `text`; never raises, whatever the text."""
    if len(text) > MAX_LENGTH:
        words = Words(
            f"the condition has {len(text)} characters; the limit is {MAX_LENGTH}",
            f"条件长 {len(text)} 个字符，超过上限 {MAX_LENGTH}",
        )
        return SyntaxProblem(message=words, at=(MAX_LENGTH, len(text)))
    if not text.strip():
        return SyntaxProblem(
            message=Words("the condition is empty", "条件为空"), at=(0, len(text))
        )
    try:
        node = _parser().parse(text)
    except _ProblemError as error:
        return error.problem
    except VisitError as error:
        if isinstance(error.orig_exc, _ProblemError):
            return error.orig_exc.problem
        raise
    except UnexpectedInput as error:
        return explain_mistake(error, text, _parses)
    assert isinstance(node, Node)  # noqa: S101 - lark's parse is untyped
    return _too_deep(node) or node


def _parses(text: str) -> bool:
    try:
        _parser().parse(text)
    except (_ProblemError, VisitError, UnexpectedInput):
        return False
    return True


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = (files("directive_engine.syntax") / "condition.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", transformer=_Build(), maybe_placeholders=False)


class _Build(Transformer[Token, Node]):
    """Builds nodes bottom up while the parser runs, so that no tree is walked recursively."""

    def choose(self, items: list[Any]) -> Node:
        condition, then, otherwise = items
        return Conditional(
            condition=condition, then=then, otherwise=otherwise, at=_around(condition, otherwise)
        )

    def any_of(self, items: list[Any]) -> Node:
        return _logic(LogicOperator.OR, items)

    def all_of(self, items: list[Any]) -> Node:
        return _logic(LogicOperator.AND, items)

    def binary(self, items: list[Any]) -> Node:
        left, operator, right = items
        return Binary(
            operator=BinaryOperator(str(operator)), left=left, right=right, at=_around(left, right)
        )

    def unary(self, items: list[Any]) -> Node:
        operator, operand = items
        at = _around(operator, operand)
        if operator == "-" and isinstance(operand, Literal) and _can_negate(operand):
            assert not isinstance(operand.value, str)  # noqa: S101 - _can_negate says so
            return Literal(value=-operand.value, type=operand.type, at=at)
        if isinstance(operand, Literal) and operand.value == INT_MAX + 1:
            raise _ProblemError(_out_of_range(operand.at))
        return Unary(operator=UnaryOperator(str(operator)), operand=operand, at=at)

    def member(self, items: list[Any]) -> Node:
        operand, name = items
        return Member(
            operand=operand, name=_unquoted(name), name_at=_at(name), at=_around(operand, name)
        )

    def method(self, items: list[Any]) -> Node:
        operand, name, _, arguments, closing = items
        return Call(
            function=str(name),
            arguments=tuple(arguments),
            operand=operand,
            function_at=_at(name),
            at=_around(operand, closing),
        )

    def call(self, items: list[Any]) -> Node:
        name, _, arguments, closing = items
        return Call(
            function=str(name),
            arguments=tuple(arguments),
            function_at=_at(name),
            at=_around(name, closing),
        )

    def name(self, items: list[Token]) -> Node:
        return Name(name=_unquoted(items[0]), at=_at(items[0]))

    def parenthesised(self, items: list[Any]) -> Node:
        opening, inner, closing = items
        return _moved(inner, _around(opening, closing))

    def list_literal(self, items: list[Any]) -> Node:
        opening, arguments, closing = items
        return ListLiteral(items=tuple(arguments), at=_around(opening, closing))

    def arguments(self, items: list[Any]) -> Any:
        return items

    def literal(self, items: list[Token]) -> Node:
        return _literal(items[0])


def _literal(token: Token) -> Literal:
    at = _at(token)
    match token.type:
        case "TRUE" | "FALSE":
            return Literal(value=token == "true", type=Primitive.BOOL, at=at)
        case "FLOAT":
            return Literal(value=float(token), type=Primitive.DOUBLE, at=at)
        case "INT":
            # Invariant: 2**63 lives only until the minus sign before it is read.
            value = int(token, 16) if token.startswith("0x") else int(token[:30])
            if value > INT_MAX + 1 or len(token) > 30:
                raise _ProblemError(_out_of_range(at))
            return Literal(value=value, type=Primitive.INT, at=at)
        case _:
            return Literal(value=_text_value(token), type=Primitive.STRING, at=at)


def _can_negate(operand: Literal) -> bool:
    if operand.type not in {Primitive.INT, Primitive.DOUBLE}:
        return False
    return not str(operand.value).startswith("-")


def _text_value(token: Token) -> str:
    raw = token[:1] in {"r", "R"}
    body = str(token)[1:] if raw else str(token)
    width = 3 if body[:3] in {'"""', "'''"} else 1
    body = body[width:-width]
    if raw:
        return unicodedata.normalize("NFC", body)
    start = token.start_pos or 0

    def unescape(match: re.Match[str]) -> str:
        escape = match.group()[1:]
        simple = _SIMPLE_ESCAPES.get(escape)
        if simple is not None:
            return simple
        code = -1
        if len(escape) > 1:
            code = int(escape[1:], 16) if escape[0] in "xuU" else int(escape, 8)
        if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            place = (start + width + match.start(), start + width + match.end())
            words = Words(f"unknown escape `\\{escape}`", f"无法识别的转义 `\\{escape}`")
            hint = Words(
                'write `\\\\` for a backslash, or a raw text r"…"', '反斜杠写作 `\\\\`,或使用 r"…"'
            )
            raise _ProblemError(SyntaxProblem(message=words, at=place, help=hint))
        return chr(code)

    return unicodedata.normalize("NFC", _ESCAPE.sub(unescape, body))


def _logic(operator: LogicOperator, items: Iterable[Node]) -> Node:
    nodes = list(items)
    terms: list[Node] = []
    for node in nodes:
        if isinstance(node, Logic) and node.operator is operator:
            terms.extend(node.terms)
        else:
            terms.append(node)
    return Logic(operator=operator, terms=tuple(terms), at=_around(nodes[0], nodes[-1]))


def _at(item: Any) -> Extent:
    if isinstance(item, Token):
        return (item.start_pos or 0, item.end_pos or 0)
    at: Extent = item.at
    return at


def _around(first: Any, last: Any) -> Extent:
    return (_at(first)[0], _at(last)[1])


def _moved(node: Node, at: Extent) -> Node:
    return replace(node, at=at)


def _unquoted(name: Token) -> str:
    return unicodedata.normalize("NFC", str(name).strip("`"))


def _out_of_range(at: Extent) -> SyntaxProblem:
    words = Words(
        f"the whole number is outside {INT_MIN} … {INT_MAX}",
        f"整数超出 {INT_MIN} 至 {INT_MAX} 的范围",
    )
    return SyntaxProblem(message=words, at=at)


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly below `node`."""
    match node:
        case Literal() | Name():
            return
        case ListLiteral(items=items) | Logic(terms=items):
            yield from items
        case Member(operand=operand) | Unary(operand=operand):
            yield operand
        case Call(operand=operand, arguments=arguments):
            if operand is not None:
                yield operand
            yield from arguments
        case Binary(left=left, right=right):
            yield left
            yield right
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            yield condition
            yield then
            yield otherwise


def _too_deep(root: Node) -> SyntaxProblem | None:
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            words = Words(
                f"the condition nests deeper than {MAX_DEPTH} levels",
                f"条件嵌套超过 {MAX_DEPTH} 层",
            )
            hint = Words("move a part of it to a derived fact", "请把其中一部分定义为派生事实")
            return SyntaxProblem(message=words, at=node.at, help=hint)
        if isinstance(node, Literal) and node.value == INT_MAX + 1 and node.type is Primitive.INT:
            return _out_of_range(node.at)
        waiting.extend((child, depth + 1) for child in children(node))
    return None
