"""Text of a condition ⇄ abstract syntax, in the typed profile of CEL (design.md, section 3)."""

from directive_engine.syntax.formatting import format_condition
from directive_engine.syntax.mistakes import SyntaxProblem
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
from directive_engine.syntax.parser import children, parse_condition

__all__ = [
    "Binary",
    "BinaryOperator",
    "Call",
    "Conditional",
    "Extent",
    "ListLiteral",
    "Literal",
    "Logic",
    "LogicOperator",
    "Member",
    "Name",
    "Node",
    "SyntaxProblem",
    "Unary",
    "UnaryOperator",
    "children",
    "format_condition",
    "parse_condition",
]
