"""What a condition means: names resolved, types known. Engines, words and explanations consume it.

Every node is unknown when what it needs is unknown, unless its docstring says otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from directive_engine.diagnostics import Span
from directive_engine.values import FactId, ListType, ParameterId, Primitive, Type, Value


class Comparison(StrEnum):
    """Comparisons of two values; int and double compare by their number."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class ArithmeticOperator(StrEnum):
    """Arithmetic; `/` and `%` truncate towards zero on ints, `+` also joins texts and lists."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    REMAINDER = "%"


class StringTestKind(StrEnum):
    """Tests of a text; `matches` searches with RE2."""

    STARTS_WITH = "startsWith"
    ENDS_WITH = "endsWith"
    CONTAINS = "contains"
    MATCHES = "matches"


class Quantifier(StrEnum):
    """all = minimum, exists = maximum; exists_one needs every element to be decided."""

    ALL = "all"
    EXISTS = "exists"
    EXISTS_ONE = "exists_one"


class Relation(StrEnum):
    """Lists of units around a unit."""

    CHILDREN = "children"
    SUBORDINATES = "subordinates"
    SUPERVISED = "supervised"


class Measure(StrEnum):
    """What is asked of another unit's findings."""

    GAPS = "gaps"
    RATE = "rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfUnit:
    """The unit that the rule is evaluated for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The unit that a macro's variable stands for."""

    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentOf:
    """The unit directly above; everything about it is unknown where there is none."""

    of: "Subject"


Subject: TypeAlias = SelfUnit | Bound | ParentOf
SELF: Final = SelfUnit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a node was written, and its text."""

    span: Span
    text: str


NO_SOURCE: Final = Source(span=Span(file="<memory>"), text="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Const:
    """A known value."""

    value: Value
    type: Type
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A list of scalar expressions."""

    items: tuple["Expr", ...]
    type: ListType
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactOf:
    """A fact of a unit; unknown where missing. Derived facts are evaluated at that unit."""

    subject: Subject
    fact: FactId
    type: Type
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterOf:
    """The value of a parameter."""

    parameter: ParameterId
    type: Type
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The audit's as-of date."""

    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementOf:
    """The list element that a macro's variable stands for."""

    variable: str
    type: Type
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """Is the fact known? Never unknown itself."""

    subject: Subject
    fact: FactId
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Kleene negation."""

    operand: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """The minimum of its terms in false < unknown < true."""

    terms: tuple["Expr", ...]
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """The maximum of its terms in false < unknown < true."""

    terms: tuple["Expr", ...]
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """`left op right`; with bounds on a side, decided when both ends agree."""

    op: Comparison
    left: "Expr"
    right: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """`item in items`."""

    item: "Expr"
    items: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """`left op right`; overflow and division by zero are unknown and a data problem."""

    op: ArithmeticOperator
    left: "Expr"
    right: "Expr"
    type: Type
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    """`-operand`."""

    operand: "Expr"
    type: Type
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """`condition ? then : otherwise`; unknown when the condition is."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"
    type: Type
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StringTest:
    """A test of a text against another."""

    kind: StringTestKind
    text: "Expr"
    pattern: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Characters of a text or elements of a list."""

    operand: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole days in a duration, truncated towards zero."""

    operand: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert:
    """`int(x)` (truncates towards zero) or `double(x)`."""

    operand: "Expr"
    type: Primitive
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified:
    """`items.all(variable, predicate)` and its relatives."""

    quantifier: Quantifier
    items: "Expr"
    variable: str
    predicate: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """The elements for which `predicate` is true; unknown when it is unknown for any."""

    items: "Expr"
    variable: str
    predicate: "Expr"
    type: ListType
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """`result` for every element; unknown when it is unknown for any."""

    items: "Expr"
    variable: str
    result: "Expr"
    type: ListType
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many elements meet `predicate`, between those that certainly do and those that may."""

    items: "Expr"
    variable: str
    predicate: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`Counted` divided by the size of the list; a data problem on an empty list."""

    items: "Expr"
    variable: str
    predicate: "Expr"
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The units that stand in `relation` to `subject`."""

    subject: Subject
    relation: Relation
    source: Source = field(default=NO_SOURCE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceOf:
    """A measure of another unit's findings, with bounds where some are unknown.

    gaps: from the gaps found to those plus the unknown; rate: compliant of compliant, gap and
    unknown.
    """

    subject: Subject
    measure: Measure
    source: Source = field(default=NO_SOURCE, compare=False)


Expr: TypeAlias = (
    Const
    | ListOf
    | FactOf
    | ParameterOf
    | Today
    | ElementOf
    | Has
    | Not
    | AllOf
    | AnyOf
    | Compare
    | Membership
    | Arithmetic
    | Negative
    | Choose
    | StringTest
    | Size
    | Days
    | Convert
    | Quantified
    | Filtered
    | Mapped
    | Counted
    | Share
    | Related
    | ComplianceOf
)
UNITS: Final = ListType(element=Primitive.UNIT)


def type_of(expr: Expr) -> Type:
    """Return the type of the value of `expr`."""
    match expr:
        case (
            Const(type=type_)
            | ListOf(type=type_)
            | FactOf(type=type_)
            | ParameterOf(type=type_)
            | ElementOf(type=type_)
            | Arithmetic(type=type_)
            | Negative(type=type_)
            | Choose(type=type_)
            | Convert(type=type_)
            | Filtered(type=type_)
            | Mapped(type=type_)
        ):
            return type_
        case Today():
            return Primitive.DATE
        case (
            Has()
            | Not()
            | AllOf()
            | AnyOf()
            | Compare()
            | Membership()
            | StringTest()
            | Quantified()
        ):
            return Primitive.BOOL
        case Size() | Days() | Counted():
            return Primitive.INT
        case Share():
            return Primitive.DOUBLE
        case Related():
            return UNITS
        case ComplianceOf(measure=measure):
            return Primitive.INT if measure is Measure.GAPS else Primitive.DOUBLE
        case _:
            assert_never(expr)


def operands(expr: Expr) -> tuple[Expr, ...]:
    """Return the expressions directly below `expr`."""
    match expr:
        case (
            Const()
            | FactOf()
            | ParameterOf()
            | Today()
            | ElementOf()
            | Has()
            | Related()
            | ComplianceOf()
        ):
            return ()
        case ListOf(items=items) | AllOf(terms=items) | AnyOf(terms=items):
            return items
        case (
            Not(operand=operand)
            | Negative(operand=operand)
            | Size(operand=operand)
            | Days(operand=operand)
            | Convert(operand=operand)
        ):
            return (operand,)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Membership(item=item, items=members):
            return (item, members)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case StringTest(text=text, pattern=pattern):
            return (text, pattern)
        case (
            Quantified(items=source, predicate=inner)
            | Filtered(items=source, predicate=inner)
            | Mapped(items=source, result=inner)
            | Counted(items=source, predicate=inner)
            | Share(items=source, predicate=inner)
        ):
            return (source, inner)
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and everything below it."""
    yield expr
    for operand in operands(expr):
        yield from walk(operand)
