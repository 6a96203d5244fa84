"""The IR → naive SQL for DuckDB: a third opinion on the part of the language that SQL can say."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, Final

import duckdb
import pyarrow as pa

from directive_engine.engines.world import World
from directive_engine.ir import (
    SELF,
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticOperator,
    Bound,
    Choose,
    Compare,
    Const,
    Days,
    Expr,
    FactOf,
    Has,
    ListOf,
    Membership,
    Not,
    ParameterOf,
    ParentOf,
    Quantified,
    Quantifier,
    Related,
    Relation,
    SelfUnit,
    Size,
    StringTest,
    StringTestKind,
    Subject,
    Today,
    type_of,
)
from directive_engine.values import ListType, Primitive, Truth

_TESTS: Final = {
    StringTestKind.STARTS_WITH: "starts_with",
    StringTestKind.ENDS_WITH: "ends_with",
    StringTestKind.CONTAINS: "contains",
    StringTestKind.MATCHES: "regexp_matches",
}
_JOINS: Final = {
    Relation.CHILDREN: "units {0} WHERE {0}.parent = {1}.id",
    Relation.SUPERVISED: "units {0} WHERE {0}.department = {1}.id",
    Relation.SUBORDINATES: "units {0} JOIN below ON below.unit = {0}.id WHERE below.above = {1}.id",
}
_QUANTIFIED: Final = {
    Quantifier.ALL: "CASE WHEN {f} > 0 THEN FALSE WHEN {u} > 0 THEN NULL ELSE TRUE END",
    Quantifier.EXISTS: "CASE WHEN {t} > 0 THEN TRUE WHEN {u} > 0 THEN NULL ELSE FALSE END",
    Quantifier.EXISTS_ONE: "CASE WHEN {u} > 0 THEN NULL ELSE {t} = 1 END",
}


class NotSaidError(Exception):
    """This translation does not cover the expression."""


@dataclass(slots=True, kw_only=True)
class SqlWriter:
    """Writes expressions in a world as SQL over the tables `units` and `below`."""

    world: World
    _names: Any = field(default_factory=count)

    def write(self, expr: Expr, at: dict[str, str]) -> str:
        """Return `expr` as SQL; `at` gives the table alias of each unit."""
        match expr:
            case Const(value=value, type=type_):
                if isinstance(type_, ListType) or type_ in {
                    Primitive.DURATION,
                    Primitive.TIMESTAMP,
                }:
                    raise NotSaidError
                return literal(value)
            case ParameterOf(parameter=parameter):
                return literal(self.world.parameters[parameter])
            case Today():
                return literal(self.world.as_of)
            case FactOf(subject=subject, fact=fact):
                return self.fact(subject, fact, at)
            case Has(subject=subject, fact=fact):
                return f"({self.fact(subject, fact, at)} IS NOT NULL)"
            case Not(operand=operand):
                return f"(NOT {self.write(operand, at)})"
            case AllOf(terms=terms):
                return f"({' AND '.join(self.write(term, at) for term in terms)})"
            case AnyOf(terms=terms):
                return f"({' OR '.join(self.write(term, at) for term in terms)})"
            case Compare(op=op, left=left, right=right):
                if type_of(left) != type_of(right):
                    raise NotSaidError
                sign = "=" if op == "==" else op.value
                return f"({self.write(left, at)} {sign} {self.write(right, at)})"
            case Choose(condition=condition, then=then, otherwise=otherwise):
                c, a, b = (self.write(e, at) for e in (condition, then, otherwise))
                return f"(CASE WHEN {c} THEN {a} WHEN NOT {c} THEN {b} END)"
            case Membership():
                return self.membership(expr, at)
            case StringTest(kind=kind, text=text, pattern=pattern):
                return f"{_TESTS[kind]}({self.write(text, at)}, {self.write(pattern, at)})"
            case Size(operand=operand) if not isinstance(operand, Related):
                function = "len" if isinstance(type_of(operand), ListType) else "length"
                return f"{function}({self.write(operand, at)})"
            case Days(operand=Arithmetic(left=left, right=right)) if (
                type_of(left) is type_of(right) is Primitive.DATE
            ):
                return f"({self.write(left, at)} - {self.write(right, at)})"
            case Arithmetic():
                return self.arithmetic(expr, at)
            case Quantified(items=Related()):
                return self.quantified(expr, at)
            case _:
                raise NotSaidError

    def fact(self, subject: Subject, fact: str, at: dict[str, str]) -> str:
        match subject:
            case SelfUnit():
                return self.fact_of(at[""], fact)
            case Bound(variable=variable):
                return self.fact_of(at[variable], fact)
            case ParentOf(of=SelfUnit() | Bound() as of):
                alias = at["" if of == SELF else of.variable]  # type: ignore[union-attr]
                above = f"u{next(self._names)}"
                value = self.fact_of(above, fact)
                return f"(SELECT {value} FROM units {above} WHERE {above}.id = {alias}.parent)"
            case _:
                raise NotSaidError

    def fact_of(self, alias: str, fact: Any) -> str:
        if fact in self.world.program.derived:
            return self.write(self.world.program.derived[fact], {"": alias})
        if fact in self.world.program.inherited:
            raise NotSaidError
        return f'{alias}."{fact}"'

    def membership(self, expr: Membership, at: dict[str, str]) -> str:
        item = self.write(expr.item, at)
        match expr.items:
            case ListOf(items=items, type=type_):
                if items and type_.element != type_of(expr.item):
                    raise NotSaidError
                members = ", ".join(self.write(member, at) for member in items)
                found = f"{item} IN ({members})" if items else "FALSE"
                return f"(CASE WHEN {item} IS NULL THEN NULL ELSE {found} END)"
            case FactOf(type=ListType(element=element)) if element == type_of(expr.item):
                held = self.write(expr.items, at)
                return (
                    f"(CASE WHEN {item} IS NULL THEN NULL ELSE list_contains({held}, {item}) END)"
                )
            case _:
                raise NotSaidError

    def arithmetic(self, expr: Arithmetic, at: dict[str, str]) -> str:
        a, b = self.write(expr.left, at), self.write(expr.right, at)
        match expr.type:
            case Primitive.STRING:
                return f"({a} || {b})"
            case Primitive.INT:
                sign = "//" if expr.op is ArithmeticOperator.DIVIDE else expr.op.value
                divisor = f"nullif({b}, 0)" if sign in {"//", "%"} else b
                value = f"(CAST({a} AS HUGEINT) {sign} CAST({divisor} AS HUGEINT))"
                return f"(CASE WHEN {value} BETWEEN {-(2**63)} AND {2**63 - 1} THEN CAST({value} AS BIGINT) END)"
            case Primitive.DOUBLE:
                divisor = f"nullif({b}, 0)" if expr.op is ArithmeticOperator.DIVIDE else b
                value = f"({a} {expr.op.value} {divisor})"
                return f"(CASE WHEN isfinite({value}) THEN {value} END)"
            case _:
                raise NotSaidError

    def quantified(self, expr: Quantified, at: dict[str, str]) -> str:
        assert isinstance(expr.items, Related)
        if not isinstance(expr.items.subject, SelfUnit) or len(at) > 1:
            raise NotSaidError
        alias = f"u{next(self._names)}"
        body = self.write(expr.predicate, {**at, expr.variable: alias})
        number = "count(*) FILTER (WHERE {})".format
        outcome = _QUANTIFIED[expr.quantifier].format(
            t=number("p"), f=number("NOT p"), u=number("p IS NULL")
        )
        rows = _JOINS[expr.items.relation].format(alias, at[""])
        return f"(SELECT {outcome} FROM (SELECT {body} AS p FROM {rows}))"


def literal(value: Any) -> str:
    """Return a value as SQL."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return f"CAST('{value}' AS BIGINT)"
        case float():
            return f"CAST('{value!r}' AS DOUBLE)"
        case date():
            return f"DATE '{value.isoformat()}'"
        case str():
            quoted = value.replace("'", "''")
            return f"'{quoted}'"
        case _:
            raise NotSaidError


def sql_verdicts(
    world: World, columns: dict[str, pa.Array]
) -> dict[str, list[tuple[Truth, Truth]]]:
    """Return the verdicts of the rules that SQL can say, as DuckDB finds them, unit by unit."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    units = pa.table({**columns, "position": pa.array(range(len(world.register.units)))})
    pairs = [
        (above.id, unit.id)
        for above in world.register.units
        for unit in world.register.subordinates(above)
    ]
    below = pa.table(
        {
            "above": pa.array([a for a, _ in pairs], pa.string()),
            "unit": pa.array([b for _, b in pairs], pa.string()),
        }
    )
    connection.register("units_read", units)
    connection.register("below_read", below)
    connection.execute("CREATE TABLE units AS SELECT * FROM units_read")
    connection.execute("CREATE TABLE below AS SELECT * FROM below_read")
    found: dict[str, list[tuple[Truth, Truth]]] = {}
    for rule in world.program.rules:
        writer = SqlWriter(world=world)
        try:
            said = [writer.write(expr, {"": "s"}) for expr in (rule.applies, rule.requires)]
        except NotSaidError:
            continue
        rows = connection.execute(
            f"SELECT {said[0]}, {said[1]} FROM units s ORDER BY s.position"
        ).fetchall()
        found[rule.id] = [(_truth(applies), _truth(requires)) for applies, requires in rows]
    connection.close()
    return found


def _truth(value: bool | None) -> Truth:  # noqa: FBT001 - a value of the database
    return Truth.UNKNOWN if value is None else Truth.of(value)
