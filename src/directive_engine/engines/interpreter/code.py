"""The same IR as one Python function per pack, for speed; the walking interpreter is its referee.

In generated code a truth is True, False or None (unknown), as every other unknown is None.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, assert_never

from directive_engine.engines.interpreter.evaluation import BUILT_IN
from directive_engine.engines.interpreter.operations import (
    EvaluationError,
    arithmetic,
    compare_bounds,
    convert,
    days,
    negative,
    string_test,
)
from directive_engine.engines.protocol import NOT_CONCERNED, Verdict
from directive_engine.engines.world import Bounds, World
from directive_engine.ir import (
    AllOf,
    AnyOf,
    Arithmetic,
    Bound,
    Choose,
    Compare,
    CompiledRule,
    ComplianceOf,
    Const,
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
    ParameterOf,
    ParentOf,
    Program,
    Quantified,
    Quantifier,
    Related,
    SelfUnit,
    Share,
    Size,
    StringTest,
    Subject,
    Today,
)
from directive_engine.units import Unit
from directive_engine.values import FactId, Truth, Value

ValueFunction: TypeAlias = Callable[[World, Unit], Value | None]
"""World and unit → the value of an expression, None when unknown."""
RuleFunction: TypeAlias = Callable[[World, Unit], list[Verdict]]
"""World and unit → one verdict per rule."""

_PARTLY: Final = (Counted, Share, ComplianceOf)


def generate(program: Program, rules: Sequence[CompiledRule]) -> RuleFunction:
    """Compile `rules`, and the derived facts of `program`, to one Python function."""
    writer = _Writer(program=program)
    lines = [*writer.derived_facts(), "def run(w, u):", "    k = u.kind", "    r = []"]
    for rule in rules:
        kinds = writer.constant(rule.kinds)
        lines += [
            f"    a = {writer.code(rule.applies)} if k in {kinds} else False",
            "    if a is False:",
            "        r.append(NOT_CONCERNED)",
            "    else:",
            f"        r.append(verdict(a, {writer.code(rule.requires)}))",
        ]
    lines.append("    return r")
    run: RuleFunction = writer.executed(lines)["run"]
    return run


def generate_values(program: Program, exprs: Sequence[Expr]) -> tuple[ValueFunction, ...]:
    """Compile each of `exprs` to a function of its own."""
    writer = _Writer(program=program)
    lines = list(writer.derived_facts())
    for number, expr in enumerate(exprs):
        lines += [f"def value_{number}(w, u):", f"    return {writer.code(expr)}", ""]
    names = writer.executed(lines)
    return tuple(names[f"value_{number}"] for number in range(len(exprs)))


@dataclass(slots=True, kw_only=True)
class _Writer:
    program: Program
    constants: dict[str, Any] = field(default_factory=dict)
    temporaries: int = 0
    variables: list[tuple[str, str]] = field(default_factory=list)

    def derived_facts(self) -> Iterator[str]:
        for fact, expr in self.program.derived.items():
            yield f"def {self.derived_name(fact)}(w, u):"
            yield f"    return {self.code(expr)}"

    def executed(self, lines: Sequence[str]) -> dict[str, Any]:
        """Return the names that `lines` define."""
        names: dict[str, Any] = {**_RUNTIME, **self.constants}
        # Only this module's own text is executed: user text enters as constants, never as code.
        exec(compile("\n".join(lines), "<rules>", "exec"), names)  # noqa: S102
        return names

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def temporary(self) -> str:
        self.temporaries += 1
        return f"t{self.temporaries}"

    def derived_name(self, fact: FactId) -> str:
        return f"derived_{list(self.program.derived).index(fact)}"

    def variable(self, name: str) -> str:
        return next(code for source, code in reversed(self.variables) if source == name)

    def subject(self, subject: Subject) -> str:
        match subject:
            case SelfUnit():
                return "u"
            case Bound(variable=variable):
                return self.variable(variable)
            case ParentOf(of=of):
                return f"above(w, {self.subject(of)})"
            case _:
                assert_never(subject)

    def fact(self, subject: Subject, fact: FactId) -> str:
        unit = self.subject(subject)
        if isinstance(subject, ParentOf):
            name = self.temporary()
            return f"(None if ({name} := {unit}) is None else {self.fact_of(name, fact)})"
        return self.fact_of(unit, fact)

    def fact_of(self, unit: str, fact: FactId) -> str:
        if fact in BUILT_IN:
            return f"{unit}.{fact}"
        if fact in self.program.derived:
            return f"{self.derived_name(fact)}(w, {unit})"
        if fact in self.program.inherited:
            return f"inherited(w, {unit}, {fact!r})"
        return f"{unit}.facts.get({fact!r})"

    def body(self, variable: str, body: Expr) -> str:
        """Write a macro's body as a function of the element."""
        name = f"v{len(self.variables)}_{self.temporary()}"
        self.variables.append((variable, name))
        code = self.code(body)
        self.variables.pop()
        return f"lambda {name}: {code}"

    def bounds(self, expr: Expr) -> str:
        match expr:
            case Counted(items=items, variable=variable, predicate=predicate):
                return f"count({self.code(items)}, {self.body(variable, predicate)})"
            case Share(items=items, variable=variable, predicate=predicate):
                return f"share({self.code(items)}, {self.body(variable, predicate)})"
            case ComplianceOf(subject=subject, measure=measure):
                return f"{_MEASURES[measure]}(w, {self.subject(subject)})"
            case _:
                return f"exactly({self.code(expr)})"

    def all_known(self, operands: Sequence[Expr], result: str) -> str:
        """Write `result`, with `{0}`, `{1}` … for the operands, or None where one is unknown."""
        names = [self.temporary() for _ in operands]
        tests = " or ".join(
            f"({name} := {self.code(operand)}) is None"
            for name, operand in zip(names, operands, strict=True)
        )
        return f"(None if {tests} else {result.format(*names)})"

    def code(self, expr: Expr) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a node
        match expr:
            case Const(value=value):
                return repr(value) if isinstance(value, bool | int) else self.constant(value)
            case FactOf(subject=subject, fact=fact):
                return self.fact(subject, fact)
            case ParameterOf(parameter=parameter):
                return f"w.parameters[{parameter!r}]"
            case Today():
                return "w.as_of"
            case ElementOf(variable=variable):
                return self.variable(variable)
            case Has(subject=subject, fact=fact):
                return f"({self.fact(subject, fact)} is not None)"
            case Not(operand=operand):
                return self.all_known((operand,), "not {0}")
            case AllOf(terms=terms):
                return self.joined(terms, absorbing="False", neutral="True")
            case AnyOf(terms=terms):
                return self.joined(terms, absorbing="True", neutral="False")
            case Compare(op=op, left=left, right=right):
                if isinstance(left, _PARTLY) or isinstance(right, _PARTLY):
                    sides = f"{self.bounds(left)}, {self.bounds(right)}"
                    return f"compared({self.constant(op)}, {sides})"
                return self.all_known((left, right), f"{{0}} {op.value} {{1}}")
            case Choose(condition=condition, then=then, otherwise=otherwise):
                name = self.temporary()
                test = f"({name} := {self.code(condition)}) is None"
                chosen = f"{self.code(then)} if {name} else {self.code(otherwise)}"
                return f"(None if {test} else {chosen})"
            case Related(subject=subject, relation=relation):
                return f"related(w, {self.subject(subject)}, {relation.value!r})"
            case Quantified(quantifier=quantifier, items=items, variable=variable, predicate=body):
                return (
                    f"{_QUANTIFIERS[quantifier]}({self.code(items)}, {self.body(variable, body)})"
                )
            case Filtered(items=items, variable=variable, predicate=body):
                return f"filtered({self.code(items)}, {self.body(variable, body)})"
            case Mapped(items=items, variable=variable, result=body):
                return f"mapped({self.code(items)}, {self.body(variable, body)})"
            case Counted() | Share() | ComplianceOf():
                return f"certain({self.bounds(expr)})"
            case _:
                return self.operation(expr)

    def operation(
        self,
        expr: ListOf | Membership | Arithmetic | Negative | StringTest | Size | Days | Convert,
    ) -> str:
        match expr:
            case ListOf(items=items):
                if all(isinstance(item, Const) for item in items):
                    return self.constant(
                        tuple(item.value for item in items if isinstance(item, Const))
                    )
                return f"complete([{', '.join(self.code(item) for item in items)}])"
            case Membership(item=item, items=items):
                return self.all_known((item, items), "{0} in {1}")
            case Arithmetic(op=op, left=left, right=right):
                name = self.constant(op)
                return self.all_known((left, right), f"tried(arithmetic, {name}, {{0}}, {{1}})")
            case StringTest(kind=kind, text=text, pattern=pattern):
                name = self.constant(kind)
                return self.all_known((text, pattern), f"tried(string_test, {name}, {{0}}, {{1}})")
            case Negative(operand=operand):
                return self.all_known((operand,), "tried(negative, {0})")
            case Size(operand=operand):
                return self.all_known((operand,), "len({0})")
            case Days(operand=operand):
                return self.all_known((operand,), "days({0})")
            case Convert(operand=operand, type=type_):
                return self.all_known((operand,), f"tried(convert, {{0}}, {self.constant(type_)})")
            case _:
                assert_never(expr)

    def joined(self, terms: Sequence[Expr], *, absorbing: str, neutral: str) -> str:
        names = [self.temporary() for _ in terms]
        decided = " or ".join(
            f"({name} := {self.code(term)}) is {absorbing}"
            for name, term in zip(names, terms, strict=True)
        )
        unknown = " or ".join(f"{name} is None" for name in names)
        return f"({absorbing} if {decided} else None if {unknown} else {neutral})"


# What generated code calls


def _verdict(applies: bool | None, requires: bool | None) -> Verdict:  # noqa: FBT001
    return Verdict(_TRUTHS[applies], _TRUTHS[requires])


_TRUTHS: Final = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}


def _above(world: World, unit: Unit | None) -> Unit | None:
    return None if unit is None else world.register.parent(unit)


def _inherited(world: World, unit: Unit, fact: FactId) -> Any:
    value = unit.facts.get(fact)
    if value is not None:
        return value
    above = (ancestor.facts.get(fact) for ancestor in world.register.ancestors(unit))
    return next((value for value in above if value is not None), None)


def _related(world: World, unit: Unit | None, relation: str) -> Sequence[Unit] | None:
    if unit is None:
        return None
    units: Sequence[Unit] = getattr(world.register, relation)(unit)
    return units


def _tried(function: Callable[..., Any], *arguments: object) -> Any:
    try:
        return function(*arguments)
    except EvaluationError:
        return None


_Predicate: TypeAlias = Callable[[Any], bool | None]


def _every(items: Sequence[Any] | None, predicate: _Predicate) -> bool | None:
    if items is None:
        return None
    outcome: bool | None = True
    for item in items:
        truth = predicate(item)
        if truth is False:
            return False
        if truth is None:
            outcome = None
    return outcome


def _some(items: Sequence[Any] | None, predicate: _Predicate) -> bool | None:
    if items is None:
        return None
    outcome: bool | None = False
    for item in items:
        truth = predicate(item)
        if truth is True:
            return True
        if truth is None:
            outcome = None
    return outcome


def _one(items: Sequence[Any] | None, predicate: _Predicate) -> bool | None:
    bounds = _count(items, predicate)
    return None if bounds is None or bounds.low != bounds.high else bounds.low == 1


def _filtered(items: Sequence[Any] | None, predicate: _Predicate) -> tuple[Any, ...] | None:
    if items is None:
        return None
    truths = [predicate(item) for item in items]
    if None in truths:
        return None
    return tuple(item for item, truth in zip(items, truths, strict=True) if truth)


def _mapped(items: Sequence[Any] | None, result: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    return None if items is None else _complete([result(item) for item in items])


def _complete(values: list[Any]) -> tuple[Any, ...] | None:
    return None if any(value is None for value in values) else tuple(values)


def _count(items: Sequence[Any] | None, predicate: _Predicate) -> Bounds | None:
    if items is None:
        return None
    truths = [predicate(item) for item in items]
    certain = truths.count(True)
    return Bounds(certain, certain + truths.count(None))


def _share(items: Sequence[Any] | None, predicate: _Predicate) -> Bounds | None:
    counted = _count(items, predicate)
    if counted is None or not items:
        return None
    return Bounds(counted.low / len(items), counted.high / len(items))


def _exactly(value: Any) -> Bounds | None:
    return None if value is None else Bounds(value, value)


def _certain(bounds: Bounds | None) -> float | None:
    return bounds.low if bounds is not None and bounds.low == bounds.high else None


def _compared(op: Any, left: Bounds | None, right: Bounds | None) -> bool | None:
    return None if left is None or right is None else compare_bounds(op, left, right)


def _gaps(world: World, unit: Unit) -> Bounds | None:
    known = world.compliance.get(unit.id)
    return None if known is None else known.gaps


def _rate(world: World, unit: Unit) -> Bounds | None:
    known = world.compliance.get(unit.id)
    return None if known is None else known.rate


_MEASURES: Final = {Measure.GAPS: "gaps", Measure.RATE: "rate"}
_QUANTIFIERS: Final = {
    Quantifier.ALL: "every",
    Quantifier.EXISTS: "some",
    Quantifier.EXISTS_ONE: "one",
}
_RUNTIME: Final[Mapping[str, object]] = {
    "NOT_CONCERNED": NOT_CONCERNED,
    "above": _above,
    "arithmetic": arithmetic,
    "certain": _certain,
    "compared": _compared,
    "complete": _complete,
    "convert": convert,
    "count": _count,
    "days": days,
    "every": _every,
    "exactly": _exactly,
    "filtered": _filtered,
    "gaps": _gaps,
    "inherited": _inherited,
    "mapped": _mapped,
    "negative": negative,
    "one": _one,
    "rate": _rate,
    "related": _related,
    "share": _share,
    "some": _some,
    "string_test": string_test,
    "tried": _tried,
    "verdict": _verdict,
}
