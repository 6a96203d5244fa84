"""The IR on columns: what an expression is worth at many places; mirrors the walk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias, assert_never

import numpy as np
import polars as pl

from directive_engine.engines.columnar import lists as listing
from directive_engine.engines.columnar.arithmetic import (
    combine,
    convert,
    days_between,
    negate,
    whole_days,
)
from directive_engine.engines.columnar.bits import (
    Bits,
    Rows,
    Truths,
    all_of,
    any_of,
    choose,
    known_bits,
    ones,
    pack,
    rows_of,
    zeros,
)
from directive_engine.engines.columnar.columns import (
    Column,
    Scalar,
    dtype_of,
    flags,
    gather,
    nulled,
    numeric_series,
    plain,
    spread,
)
from directive_engine.engines.columnar.comparing import compare, compare_bounds
from directive_engine.engines.columnar.hierarchy import Hierarchy
from directive_engine.engines.columnar.lists import Elements, Lists, Units
from directive_engine.engines.columnar.places import Facts, Inner, Places, Root
from directive_engine.engines.columnar.scopes import Macro, Nodes, root_of
from directive_engine.engines.columnar.texts import test_texts
from directive_engine.engines.interpreter import Evaluator, Place
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
    Comparison,
    CompiledRule,
    ComplianceOf,
    Convert,
    Counted,
    Days,
    ElementOf,
    Expr,
    FactOf,
    Filtered,
    Has,
    ListOf,
    Mapped,
    Measure,
    Membership,
    Negative,
    Not,
    ParentOf,
    Quantified,
    Quantifier,
    Related,
    Relation,
    SelfUnit,
    Share,
    Size,
    StringTest,
    Subject,
    type_of,
)
from directive_engine.units import Unit
from directive_engine.values import FactId, ListType, Primitive, Type, UnitId

Ends: TypeAlias = tuple[Column, Column]
"""Between which numbers partly known numbers lie, both inclusive."""

_PARTLY: Final = (Counted, Share, ComplianceOf)
_NOBODY: Final = Unit(id=UnitId(""), name="", kind="")
_FEW: Final = 8


class Elsewhere(Protocol):
    """What is known of all units, in the register's order."""

    def truth(self, expr: Expr) -> Truths:
        """Return the truth of a condition for every unit."""

    def value(self, expr: Expr) -> Column:
        """Return the value of an expression for every unit."""

    def lists(self, expr: Expr) -> Lists:
        """Return the value of an expression of list type for every unit."""

    def own(self, fact: FactId, type_: Type) -> pl.Series | Lists:
        """Return the values that units have themselves for a fact that may be inherited."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """For every unit the bounds of its gaps and of its rate; null where not yet known."""

    gaps: tuple[pl.Series, pl.Series]
    rate: tuple[pl.Series, pl.Series]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """How many elements of each list make a predicate true, false and unknown."""

    true: Rows
    false: Rows
    unknown: Rows
    known: Bits


@dataclass(slots=True, kw_only=True, eq=False)
class Evaluation:
    """Evaluates expressions in a world; `elsewhere` answers for all other units."""

    world: World
    hierarchy: Hierarchy
    elsewhere: Elsewhere
    findings: Findings | None = None
    nodes: Nodes = field(default_factory=Nodes)
    _ordered: dict[tuple[Relation, int], Truths] = field(default_factory=dict)
    _inherited: dict[FactId, Any] = field(default_factory=dict)
    _constants: dict[int, Any] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Callable[..., "Evaluation"], tuple[Any, ...]]:
        """Take no numbers of expressions along: they go by the identity of objects."""
        return _anew, (self.world, self.hierarchy, self.elsewhere, self.findings)

    def verdicts(self, rule: CompiledRule, places: Places) -> tuple[Truths, Truths]:
        """Return the truths of `applies` and `requires`, unknown where not applicable."""
        applies = self.truth(rule.applies, places)
        if not np.any(applies.true | applies.unknown) and places.rows:
            return applies, Truths.constant(None, places.rows)
        concerned = applies.false ^ ones(places.rows)
        return applies, self.truth(rule.requires, places).only(concerned)

    # Where an expression is evaluated: once for each of the units and elements that it depends on

    def truth(self, expr: Expr, places: Places) -> Truths:
        """Return the truth of a condition at each place."""
        found: Truths = self._at(Truths, expr, places, self._truth)
        return found

    def value(self, expr: Expr, places: Places) -> Column:
        """Return what `expr`, which is no list, is worth at each place."""
        found: Column = self._at(pl.Series, expr, places, self._value)
        return found

    def series(self, expr: Expr, places: Places) -> pl.Series:
        """Return what `expr`, which is no list, is worth at each place, as a column."""
        return spread(self.value(expr, places), type_of(expr), places.rows)

    def lists(self, expr: Expr, places: Places) -> Lists:
        """Return what `expr`, which is a list, is worth at each place."""
        found: Lists = self._at(Lists, expr, places, self._lists)
        return found

    def _at(
        self, form: Any, expr: Expr, places: Places, direct: Callable[[Any, Places], Any]
    ) -> Any:
        key = form, self.nodes.number(expr)
        if key not in places.memo:
            places.memo[key] = self._find(form, expr, places, direct)
        return places.memo[key]

    def _find(
        self, form: Any, expr: Expr, places: Places, direct: Callable[[Any, Places], Any]
    ) -> Any:
        scope = self.nodes.scope(expr)
        if not scope.names:
            return self._constant(form, expr, places.rows)
        if isinstance(places, Inner) and places.variable not in scope.names:
            outside = self._at(form, expr, places.outer, direct)
            return _gathered(outside, places.outer_rows, type_of(expr))
        if isinstance(expr, Related):
            return direct(expr, places)
        if len(scope.names) == 1 and not scope.asks_findings:
            (name,) = scope.names
            if isinstance(places, Inner) and places.binds_units and name == places.variable:
                moved = self.nodes.about_itself(expr, name)
                return _gathered(
                    self._elsewhere(form, moved), np.asarray(places.elements), type_of(expr)
                )
            if isinstance(places, Root) and places.facts is None:
                return _gathered(self._elsewhere(form, expr), places.units, type_of(expr))
        return direct(expr, places)

    def _elsewhere(self, form: Any, expr: Expr) -> Any:
        if form is Truths:
            return self.elsewhere.truth(expr)
        return self.elsewhere.lists(expr) if form is Lists else self.elsewhere.value(expr)

    def constant(self, expr: Expr) -> Any:
        """Return the plain value of what depends on no unit, None where it is unknown."""
        number = self.nodes.number(expr)
        if number not in self._constants:
            value: Any = Evaluator(world=self.world).value(expr, Place(unit=_NOBODY))
            self._constants[number] = None if value is None else plain(value, type_of(expr))
        return self._constants[number]

    def _constant(self, form: Any, expr: Expr, rows: int) -> Any:
        known, type_ = self.constant(expr), type_of(expr)
        if form is Truths:
            return Truths.constant(known, rows)
        if not isinstance(type_, ListType):
            return Scalar(value=known)
        elements = pl.Series(known or [], dtype=dtype_of(type_.element))
        nothing = np.zeros(rows, np.int64)
        return Lists(
            starts=nothing,
            ends=nothing + len(elements),
            known=pack(nothing == (0 if known is not None else 1)),
            elements=elements,
        )

    # Units

    def units(self, subject: Subject, places: Places) -> Units:
        """Return the units that `subject` stands for, NONE where there is none above."""
        if isinstance(places, Inner) and places.variable != root_of(subject):
            return self.units(subject, places.outer)[places.outer_rows]
        match subject:
            case SelfUnit():
                assert isinstance(places, Root)  # noqa: S101 - no variable is named HERE
                return places.units
            case Bound():
                assert isinstance(places, Inner)  # noqa: S101 - the variable is bound here
                return np.asarray(places.elements)
            case ParentOf(of=of):
                return self.hierarchy.above(self.units(of, places))
            case _:
                assert_never(subject)

    def _fact(self, form: Any, expr: FactOf, places: Places) -> Any:
        fact, program = expr.fact, self.world.program
        if isinstance(expr.subject, ParentOf):
            above = self.units(expr.subject, places)
            of_itself = FactOf(subject=SELF, fact=fact, type=expr.type)
            return _gathered(self._elsewhere(form, of_itself), above, expr.type)
        if fact in program.derived:
            derived = program.derived[fact]
            if form is Truths:
                return self.truth(derived, places)
            return self.lists(derived, places) if form is Lists else self.value(derived, places)
        assert isinstance(places, Root)  # noqa: S101 - facts of bound units are found elsewhere
        assert places.facts is not None  # noqa: S101 - or else found elsewhere
        if fact in program.inherited:
            return _formed(form, self._inherit(fact, expr.type, places.units))
        return _formed(form, own_values(places.facts, fact, expr.type))

    def _inherit(self, fact: FactId, type_: Type, units: Units) -> pl.Series | Lists:
        if fact not in self._inherited:
            own = self.elsewhere.own(fact, type_)
            known = own.known if isinstance(own, Lists) else known_bits(own)
            missing = ~flags(known, len(self.hierarchy))
            holders = np.arange(len(self.hierarchy))
            while np.any(lacking := (holders >= 0) & missing[holders]):
                holders[lacking] = self.hierarchy.parents[holders[lacking]]
            self._inherited[fact] = _gathered(own, holders, type_)
        inherited: pl.Series | Lists = _gathered(self._inherited[fact], units, type_)
        return inherited

    def _has(self, expr: Has, places: Places) -> Truths:
        type_ = self.world.program.fact_types.get(expr.fact, Primitive.STRING)
        fact = FactOf(subject=expr.subject, fact=expr.fact, type=type_)
        if isinstance(type_, ListType):
            known = self.lists(fact, places).known
        elif type_ is Primitive.BOOL:
            known = self.truth(fact, places).known
        else:
            known = known_bits(self.series(fact, places))
        return Truths.of(known, ones(places.rows), places.rows)

    # Truths

    def _truth(self, expr: Expr, places: Places) -> Truths:
        match expr:
            case FactOf():
                found: Truths = self._fact(Truths, expr, places)
                return found
            case ElementOf():
                return Truths.of_series(self.series(expr, places))
            case Has():
                return self._has(expr, places)
            case Not(operand=operand):
                return ~self.truth(operand, places)
            case AllOf(terms=terms):
                return all_of(self.truth(term, places) for term in terms)
            case AnyOf(terms=terms):
                return any_of(self.truth(term, places) for term in terms)
            case Compare():
                return self._compare(expr, places)
            case Membership():
                return self._membership(expr, places)
            case Choose(condition=condition, then=then, otherwise=otherwise):
                return choose(*(self.truth(e, places) for e in (condition, then, otherwise)))
            case StringTest(kind=kind, text=text, pattern=pattern):
                texts, patterns = self.series(text, places), self.value(pattern, places)
                return test_texts(kind, texts, patterns, places.rows)
            case Quantified():
                return self._quantified(expr, places)
            case _:
                raise AssertionError(expr)  # the type checker saw to it: no other is a condition

    def _compare(self, expr: Compare, places: Places) -> Truths:
        types = type_of(expr.left), type_of(expr.right)
        if isinstance(expr.left, _PARTLY) or isinstance(expr.right, _PARTLY):
            left, right = self.bounds(expr.left, places), self.bounds(expr.right, places)
            return compare_bounds(expr.op, left, right, types, places.rows)
        if isinstance(types[0], ListType):
            equal = self._equal_lists(expr, places)
            return equal if expr.op is Comparison.EQUAL else ~equal
        values = self.value(expr.left, places), self.value(expr.right, places)
        return compare(expr.op, *values, types, places.rows)

    def _equal_lists(self, expr: Compare, places: Places) -> Truths:
        left, right = self.lists(expr.left, places), self.lists(expr.right, places)
        same, a, b = listing.pairs_of_equal_size(left, right)
        (rows, elements), (_, others) = a.expanded(), b.expanded()
        types = _element_type(expr.left), _element_type(expr.right)
        assert isinstance(elements, pl.Series)  # noqa: S101 - lists of units are not compared
        assert isinstance(others, pl.Series)  # noqa: S101
        equal = compare(Comparison.EQUAL, elements, others, types, len(rows))
        claims = pack(same & (a.count(equal.true) == a.sizes))
        return Truths.of(claims, left.known & right.known, places.rows)

    def _membership(self, expr: Membership, places: Places) -> Truths:
        item, rows = self.value(expr.item, places), places.rows
        types = type_of(expr.item), _element_type(expr.items)
        if Primitive.NOTHING in types:  # `x in []`
            known = known_bits(spread(item, types[0], rows))
            return Truths.constant(claim=False, rows=rows).only(
                known & self.lists(expr.items, places).known
            )
        if not self.nodes.scope(expr.items).names:
            members = self.constant(expr.items)
            if members is None:
                return Truths.constant(None, rows)
            return self._is_one_of(expr.item, members, types, places)
        lists = self.lists(expr.items, places)
        element_rows, elements = self._expanded(expr.items, places)
        wanted = item if isinstance(item, Scalar) else gather(item, element_rows)
        assert isinstance(elements, pl.Series)  # noqa: S101 - no unit is a member of a list
        equal = compare(Comparison.EQUAL, elements, wanted, types[::-1], len(elements))
        holds = np.zeros(rows, np.bool_)
        holds[element_rows[rows_of(equal.true, len(elements))]] = True
        return Truths.of(pack(holds), lists.known & _known(item, rows), rows)

    def _is_one_of(
        self, item: Expr, members: list[Any], types: tuple[Type, Type], places: Places
    ) -> Truths:
        series, rows = self.series(item, places), places.rows
        if not members:
            return Truths.constant(claim=False, rows=rows).only(known_bits(series))
        if len(members) > _FEW and types[0] == types[1] and types[0] is not Primitive.DOUBLE:
            return Truths.of_series(series.is_in(members))
        return any_of(self._equals(item, member, types, places) for member in members)

    def _equals(self, item: Expr, member: Any, types: tuple[Type, Type], places: Places) -> Truths:
        """Compare with one member; lists of kinds share theirs."""
        key = Comparison.EQUAL, self.nodes.number(item), type(member), member
        if key not in places.memo:
            wanted, series = Scalar(value=member), self.series(item, places)
            places.memo[key] = compare(Comparison.EQUAL, series, wanted, types, places.rows)
        found: Truths = places.memo[key]
        return found

    def _quantified(self, expr: Quantified, places: Places) -> Truths:
        counts, rows = self._counts(expr, expr.predicate, places), places.rows
        some_true, some_false = pack(counts.true > 0), pack(counts.false > 0)
        decided = pack(counts.unknown == 0)
        match expr.quantifier:
            case Quantifier.ALL:
                truths = Truths(true=decided & ~some_false, false=some_false, rows=rows)
            case Quantifier.EXISTS:
                truths = Truths(true=some_true, false=decided & ~some_true, rows=rows)
            case Quantifier.EXISTS_ONE:
                truths = Truths.of(pack(counts.true == 1), decided, rows)
            case _:
                assert_never(expr.quantifier)
        return truths.only(counts.known)

    # Macros

    def _expanded(self, items: Expr, places: Places) -> tuple[Rows, Elements]:
        key = Rows, self.nodes.number(items)
        if key not in places.memo:
            places.memo[key] = self.lists(items, places).expanded()
        found: tuple[Rows, Elements] = places.memo[key]
        return found

    def _inner(self, items: Expr, variable: str, places: Places) -> tuple[Lists, Inner]:
        key = Inner, self.nodes.number(items), variable
        if key not in places.memo:
            lists = self.lists(items, places)
            rows, elements = self._expanded(items, places)
            inner = Inner(outer=places, outer_rows=rows, variable=variable, elements=elements)
            places.memo[key] = lists, inner
        found: tuple[Lists, Inner] = places.memo[key]
        return found

    def _counts(self, expr: Macro, predicate: Expr, places: Places) -> Counts:
        scope = self.nodes.scope(predicate)
        is_own = scope.names == {expr.variable} and not scope.asks_findings
        if is_own and isinstance(expr.items, Related):
            return self._counts_of_related(expr.items, expr.variable, predicate, places)
        lists, inner = self._inner(expr.items, expr.variable, places)
        truths = self.truth(predicate, inner)
        true, false = lists.count(truths.true), lists.count(truths.false)
        return Counts(
            true=true, false=false, unknown=lists.sizes - true - false, known=lists.known
        )

    def _counts_of_related(
        self, items: Related, variable: str, predicate: Expr, places: Places
    ) -> Counts:
        """Count without a row for each pair: related units stand together in one order of all."""
        said = self.nodes.about_itself(predicate, variable)
        key = items.relation, self.nodes.number(said)
        if key not in self._ordered:
            order = self.hierarchy.slices(items.relation).order
            self._ordered[key] = self.elsewhere.truth(said).gather(order)
        truths = self._ordered[key]
        lists = self.lists(items, places)
        true, false = (lists.count_elements(bits) for bits in (truths.true, truths.false))
        return Counts(
            true=true, false=false, unknown=lists.sizes - true - false, known=lists.known
        )

    def bounds(self, expr: Expr, places: Places) -> Ends:
        """Return between which numbers the value of an operand of a comparison lies."""
        match expr:
            case Counted(predicate=predicate):
                counts = self._counts(expr, predicate, places)
                low, high = counts.true, counts.true + counts.unknown
                return _whole(low, counts.known), _whole(high, counts.known)
            case Share(predicate=predicate):
                counts = self._counts(expr, predicate, places)
                total = counts.true + counts.false + counts.unknown
                known = counts.known & pack(total > 0)
                size = np.maximum(total, 1)
                low, high = counts.true / size, (counts.true + counts.unknown) / size
                return numeric_series(low, known), numeric_series(high, known)
            case ComplianceOf(subject=subject, measure=measure):
                return self._compliance(self.units(subject, places), measure)
            case _:
                value = self.value(expr, places)
                return value, value

    def _compliance(self, units: Units, measure: Measure) -> Ends:
        if self.findings is None:
            return Scalar(value=None), Scalar(value=None)
        ends = self.findings.gaps if measure is Measure.GAPS else self.findings.rate
        return gather(ends[0], units), gather(ends[1], units)

    def _certain(self, expr: Expr, places: Places) -> pl.Series:
        type_ = type_of(expr)
        low, high = (spread(end, type_, places.rows) for end in self.bounds(expr, places))
        same = compare(Comparison.EQUAL, low, high, (type_, type_), places.rows)
        return nulled(low, flags(same.true, places.rows))

    # Values

    def _value(self, expr: Expr, places: Places) -> Column:
        match expr:
            case FactOf():
                column: Column = self._fact(pl.Series, expr, places)
                return column
            case ElementOf():
                assert isinstance(places, Inner)  # noqa: S101 - its variable is bound here
                assert isinstance(places.elements, pl.Series)  # noqa: S101 - not to a unit
                return places.elements
            case Counted() | Share() | ComplianceOf():
                return self._certain(expr, places)
            case Arithmetic(op=op, left=left, right=right):
                types = type_of(left), type_of(right)
                return combine(op, self.series(left, places), self.series(right, places), types)
            case Negative(operand=operand, type=type_):
                return negate(self.series(operand, places), type_)
            case Choose(condition=condition, then=then, otherwise=otherwise) if (
                expr.type is not Primitive.BOOL
            ):
                chosen = self.truth(condition, places)
                first, second = self.series(then, places), self.series(otherwise, places)
                mask = pl.Series(flags(chosen.true, places.rows))
                return nulled(first.zip_with(mask, second), flags(chosen.known, places.rows))
            case Size(operand=operand):
                return self._size(operand, places)
            case Days(
                operand=Arithmetic(op=ArithmeticOperator.SUBTRACT, left=left, right=right)
            ) if type_of(left) is type_of(right) is Primitive.DATE:
                return days_between(self.series(left, places), self.series(right, places))
            case Days(operand=operand):
                return whole_days(self.series(operand, places))
            case Convert(operand=operand, type=type_):
                return convert(self.series(operand, places), type_)
            case _:
                return self.truth(expr, places).series()

    def _size(self, operand: Expr, places: Places) -> pl.Series:
        if isinstance(type_of(operand), ListType):
            lists = self.lists(operand, places)
            return _whole(lists.sizes, lists.known)
        return self.series(operand, places).str.len_chars().cast(pl.Int64)

    # Lists

    def _lists(self, expr: Expr, places: Places) -> Lists:
        match expr:
            case FactOf():
                found: Lists = self._fact(Lists, expr, places)
                return found
            case Related(subject=subject, relation=relation):
                return self.hierarchy.related(relation, self.units(subject, places))
            case ListOf(items=items, type=type_):
                columns = [self.series(item, places) for item in items]
                return listing.of_columns(columns, dtype_of(type_.element), places.rows)
            case Filtered(items=items, variable=variable, predicate=predicate):
                lists, inner = self._inner(items, variable, places)
                return listing.filtered(lists, self.truth(predicate, inner))
            case Mapped(items=items, variable=variable, result=result):
                lists, inner = self._inner(items, variable, places)
                return listing.mapped(lists, self.series(result, inner))
            case Choose(condition=condition, then=then, otherwise=otherwise):
                chosen = self.truth(condition, places)
                options = self.lists(then, places), self.lists(otherwise, places)
                return listing.chosen(chosen, *options, dtype_of(_element_type(expr)))
            case Arithmetic(left=left, right=right):
                terms = self.lists(left, places), self.lists(right, places)
                return listing.joined(*terms, dtype_of(_element_type(expr)))
            case _:
                raise AssertionError(expr)  # the type checker saw to it: no other is a list


def _anew(
    world: World, hierarchy: Hierarchy, elsewhere: Elsewhere, findings: Findings | None
) -> Evaluation:
    return Evaluation(world=world, hierarchy=hierarchy, elsewhere=elsewhere, findings=findings)


def _element_type(expr: Expr) -> Type:
    type_ = type_of(expr)
    assert isinstance(type_, ListType)  # noqa: S101 - the type checker saw to it
    return type_.element


def _gathered(found: Any, rows: Rows, type_: Type) -> Any:
    if isinstance(found, pl.Series):
        return gather(found, rows)
    if isinstance(found, Scalar):  # nothing is known of nobody, not even a constant
        exists = rows >= 0
        return found if exists.all() else nulled(spread(found, type_, len(rows)), exists)
    return found.gather(rows)


def own_values(facts: Facts, fact: FactId, type_: Type) -> pl.Series | Lists:
    """Return what units themselves have for a fact."""
    if isinstance(type_, ListType):
        return facts.lists(fact, type_)
    return facts.column(fact, type_)


def _formed(form: Any, found: pl.Series | Lists) -> Any:
    return Truths.of_series(found) if form is Truths and isinstance(found, pl.Series) else found


def _known(column: Column, rows: int) -> Bits:
    if isinstance(column, Scalar):
        return zeros(rows) if column.value is None else ones(rows)
    return known_bits(column)


def _whole(numbers: Rows, known: Bits) -> pl.Series:
    return numeric_series(numbers.astype(np.int64), known)
