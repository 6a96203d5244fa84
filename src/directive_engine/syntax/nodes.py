"""What a condition says: its abstract syntax, names not yet resolved.

`at` is a stretch of characters of the condition's text. Equality means: the same condition,
wherever it is written.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from directive_engine.values import Primitive

Extent: TypeAlias = tuple[int, int]
NOWHERE: Final[Extent] = (0, 0)


class LogicOperator(StrEnum):
    """Conjunction and disjunction."""

    AND = "&&"
    OR = "||"


class UnaryOperator(StrEnum):
    """Operators before one operand."""

    NOT = "!"
    NEGATIVE = "-"


class BinaryOperator(StrEnum):
    """Operators between two operands, other than `&&` and `||`."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    IN = "in"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    REMAINDER = "%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A number, text or truth value; `type` keeps `1`, `1.0` and `true` apart."""

    value: bool | int | float | str
    type: Primitive
    at: Extent = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLiteral:
    """`[a, b]`."""

    items: tuple["Node", ...]
    at: Extent = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A fact, parameter, variable or constant by its id or label."""

    name: str
    at: Extent = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`operand.name`."""

    operand: "Node"
    name: str
    name_at: Extent = field(default=NOWHERE, compare=False)
    at: Extent = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`function(arguments)`, or `operand.function(arguments)` when there is an operand."""

    function: str
    arguments: tuple["Node", ...]
    operand: "Node | None" = None
    function_at: Extent = field(default=NOWHERE, compare=False)
    at: Extent = field(default=NOWHERE, compare=False)

    @property
    def operands(self) -> tuple["Node", ...]:
        """What it is applied to: the operand where there is one, then the arguments."""
        return self.arguments if self.operand is None else (self.operand, *self.arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unary:
    """`!operand` or `-operand`; a negated number is a literal."""

    operator: UnaryOperator
    operand: "Node"
    at: Extent = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """`left operator right`."""

    operator: BinaryOperator
    left: "Node"
    right: "Node"
    at: Extent = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic:
    """`a && b && …` or `a || b || …`; no term is a Logic of the same operator."""

    operator: LogicOperator
    terms: tuple["Node", ...]
    at: Extent = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"
    at: Extent = field(default=NOWHERE, compare=False)


Node: TypeAlias = (
    Literal | ListLiteral | Name | Member | Call | Unary | Binary | Logic | Conditional
)
