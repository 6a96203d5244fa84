"""Which units and elements a condition speaks of, and the same condition said of another unit."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from directive_engine.ir import (
    SELF,
    Bound,
    ComplianceOf,
    Counted,
    ElementOf,
    Expr,
    FactOf,
    Filtered,
    Has,
    Mapped,
    ParentOf,
    Quantified,
    Related,
    SelfUnit,
    Share,
    Subject,
    operands,
)

HERE: Final = ""
"""The name of the unit that the rule is evaluated for, beside the variables of macros."""

Macro = Quantified | Filtered | Mapped | Counted | Share
"""The nodes that bind a variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The units and elements that an expression depends on, and whether it asks for findings."""

    names: frozenset[str]
    asks_findings: bool


@dataclass(slots=True)
class Nodes:
    """Numbers the distinct expressions, so that each is looked up without hashing it again."""

    _numbers: dict[Expr, int] = field(default_factory=dict)
    _seen: dict[int, tuple[Expr, int]] = field(default_factory=dict)
    _scopes: dict[int, Scope] = field(default_factory=dict)
    _moved: dict[tuple[int, str], Expr] = field(default_factory=dict)

    def number(self, expr: Expr) -> int:
        """Return the number of `expr`; equal expressions have the same."""
        seen = self._seen.get(id(expr))
        if seen is not None:
            return seen[1]
        number = self._numbers.setdefault(expr, len(self._numbers))
        self._seen[id(expr)] = expr, number  # the reference keeps the id from being used again
        return number

    def scope(self, expr: Expr) -> Scope:
        """Return what `expr` depends on."""
        number = self.number(expr)
        if number not in self._scopes:
            self._scopes[number] = self._scope(expr)
        return self._scopes[number]

    def _scope(self, expr: Expr) -> Scope:
        names: set[str] = set()
        inner = [self.scope(operand) for operand in operands(expr)]
        match expr:
            case FactOf(subject=subject) | Has(subject=subject) | Related(subject=subject):
                names.add(root_of(subject))
            case ComplianceOf(subject=subject):
                return Scope(names=frozenset({root_of(subject)}), asks_findings=True)
            case ElementOf(variable=variable):
                names.add(variable)
            case (
                Quantified(variable=variable)
                | Filtered(variable=variable)
                | Mapped(variable=variable)
                | Counted(variable=variable)
                | Share(variable=variable)
            ):
                items, body = inner
                names |= items.names | (body.names - {variable})
            case _:
                names.update(*(scope.names for scope in inner))
        asks = any(scope.asks_findings for scope in inner)
        return Scope(names=frozenset(names), asks_findings=asks)

    def about_itself(self, expr: Expr, variable: str) -> Expr:
        """Return what `expr` says of the unit `variable`, said of the unit evaluated."""
        if variable == HERE:
            return expr
        key = self.number(expr), variable
        if key not in self._moved:
            self._moved[key] = _replaced(expr, variable)
        return self._moved[key]


def root_of(subject: Subject) -> str:
    """Return the variable that a unit is reached from, HERE for the unit evaluated."""
    match subject:
        case SelfUnit():
            return HERE
        case Bound(variable=variable):
            return variable
        case ParentOf(of=of):
            return root_of(of)
        case _:
            assert_never(subject)


def _replaced(part: Any, variable: str) -> Any:
    match part:
        case Bound():
            return SELF if part.variable == variable else part
        case tuple():
            return tuple(_replaced(item, variable) for item in part)
        case Quantified() | Filtered() | Mapped() | Counted() | Share() if (
            part.variable == variable
        ):
            return dataclasses.replace(part, items=_replaced(part.items, variable))
        case _ if dataclasses.is_dataclass(part) and not isinstance(part, type):
            parts = {
                f.name: _replaced(getattr(part, f.name), variable)
                for f in dataclasses.fields(part)
                if f.name not in {"source", "type", "value"}
            }
            return dataclasses.replace(part, **parts)
        case _:
            return part
