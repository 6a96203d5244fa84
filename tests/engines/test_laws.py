"""Laws of the language, on random conditions and facts with missing values."""

from datetime import date
from typing import Any

import pytest
from cel_expr_python import cel
from hypothesis import given, settings
from hypothesis import strategies as st

from directive_engine.compiling import Names, Scope, compile_condition
from directive_engine.engines import World
from directive_engine.engines.interpreter import Evaluator, Place, WalkingInterpreter
from directive_engine.engines.interpreter.code import generate
from directive_engine.engines.rete import ReteEngine
from directive_engine.ir import CompiledRule, Const, Expr, Program, Stratum
from directive_engine.model import Condition, FactDefinition, UnitKind, Vocabulary
from directive_engine.syntax import format_condition, parse_condition
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, Primitive, RuleId, Truth, UnitId

AS_OF = date(2020, 11, 1)
TYPES = {
    "a": "bool",
    "b": "bool",
    "c": "bool",
    "m": "int",
    "n": "int",
    "x": "double",
    "y": "double",
    "s": "string",
    "t": "string",
    "numbers": "list<int>",
}
VOCABULARY = Vocabulary(
    [UnitKind(id="school", label="学校", label_en="school")],
    [
        FactDefinition(id=name, label=f"事实{name}", label_en=name, type=type_)
        for name, type_ in TYPES.items()
    ],
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int": st.integers(-3, 3),
    "double": st.sampled_from([-1.5, 0.0, 0.5, 2.0]),
    "string": st.sampled_from(["", "学校", "学", "ab"]),
    "list<int>": st.lists(st.integers(-2, 2), max_size=3).map(tuple),
}
FACTS = st.fixed_dictionaries({name: st.none() | VALUES[type_] for name, type_ in TYPES.items()})

numbers = st.sampled_from(["m", "n", "1", "0", "-2", "size(s)", "size(numbers)"])
sums = numbers | st.builds("({} {} {})".format, numbers, st.sampled_from(["+", "-", "*"]), numbers)
comparisons = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
atoms = st.one_of(
    st.sampled_from(["a", "b", "c", "true", "false"]),
    st.builds("{} {} {}".format, sums, comparisons, sums.filter(lambda text: "size" not in text)),
    st.builds("{} {} {}".format, st.just("x"), comparisons, st.sampled_from(["y", "0.5"])),
    st.builds("{} {} {}".format, st.just("s"), comparisons, st.sampled_from(["t", '"学"'])),
    st.builds("s.{}({})".format, st.sampled_from(["startsWith", "contains"]), st.just('"学"')),
    st.builds("{} in {}".format, st.just("m"), st.sampled_from(["numbers", "[1, 2]"])),
    st.builds(
        "numbers.{}(e, e {} {})".format,
        st.sampled_from(["all", "exists", "exists_one"]),
        comparisons,
        st.sampled_from(["0", "n"]),
    ),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("!({})".format, inner),
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    ),
    max_leaves=8,
)


def compiled(text: str) -> Expr | None:
    """Compile; None for conditions that the checker rightly refuses, such as `size(s) < 0`."""
    names = Names(vocabulary=VOCABULARY, parameters={})
    return compile_condition(Scope(names=names, condition=Condition(text=text), problems=[]))


def world(facts: dict[str, Any]) -> tuple[World, Unit]:
    known = {FactId(name): value for name, value in facts.items() if value is not None}
    unit = Unit(id=UnitId("u"), name="一小", kind="school", facts=known)
    program = Program(rules=(), derived={}, inherited=frozenset(), fact_types={}, parameters={})
    return World(program=program, register=Register([unit]), as_of=AS_OF, parameters={}), unit


def walked(expr: Expr, facts: dict[str, Any]) -> Truth:
    here, unit = world(facts)
    return Evaluator(world=here).truth(expr, Place(unit=unit))


def generated(expr: Expr, facts: dict[str, Any]) -> Truth:
    here, unit = world(facts)
    return generate(here.program, [a_rule("r", expr)])(here, unit)[0].requires


def a_rule(id_: str, requires: Expr) -> CompiledRule:
    return CompiledRule(
        id=RuleId(id_),
        pack="p",
        applies=Const(value=True, type=Primitive.BOOL),
        requires=requires,
        kinds=frozenset({"school"}),
        stratum=Stratum.FACTS,
    )


@settings(max_examples=400, deadline=None)
@given(conditions, FACTS)
def test_generated_code_equals_the_walk(text: str, facts: dict[str, Any]) -> None:
    expr = compiled(text)
    if expr is not None:
        assert generated(expr, facts) is walked(expr, facts)


@settings(max_examples=60, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=12), st.lists(FACTS, min_size=1, max_size=6))
def test_rules_of_durable_rules_equal_the_walk(
    texts: list[str], several: list[dict[str, Any]]
) -> None:
    exprs = [expr for text in texts if (expr := compiled(text)) is not None]
    rules = [a_rule(f"r{n}", expr) for n, expr in enumerate(exprs)]
    engine = ReteEngine()
    for here, unit in map(world, several):
        (found,) = engine.run(here, rules, [unit])
        (expected,) = WalkingInterpreter().run(here, rules, [unit])
        assert found == expected


@settings(max_examples=400, deadline=None)
@given(conditions, FACTS, FACTS)
def test_supplying_a_missing_fact_never_flips_a_decided_answer(
    text: str, facts: dict[str, Any], more: dict[str, Any]
) -> None:
    expr = compiled(text)
    if expr is None:
        return
    before = walked(expr, facts)
    supplied = {name: more[name] if value is None else value for name, value in facts.items()}
    if before.is_known:
        assert walked(expr, supplied) is before


@settings(max_examples=300, deadline=None)
@given(conditions)
def test_formatting_and_parsing_are_inverse(text: str) -> None:
    node = parse_condition(text)
    assert parse_condition(format_condition(node)) == node  # type: ignore[arg-type]


CEL_TYPES = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "double": cel.Type.DOUBLE,
    "string": cel.Type.STRING,
}


def official(text: str, facts: dict[str, Any]) -> Truth:
    """Ask Google's evaluator; an error is unknown."""
    variables = {
        name: cel.Type.List(cel.Type.INT) if type_ == "list<int>" else CEL_TYPES[type_]
        for name, type_ in TYPES.items()
    }
    env = cel.NewEnv(variables=variables)
    known = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in facts.items()
        if value is not None
    }
    result = env.compile(text).eval(data=known)
    value = result.value()
    return Truth.of(value) if isinstance(value, bool) else Truth.UNKNOWN


@settings(max_examples=400, deadline=None)
@given(conditions, FACTS)
def test_agrees_with_the_official_evaluator(text: str, facts: dict[str, Any]) -> None:
    expr = compiled(text)
    if expr is not None:
        assert walked(expr, facts) is official(text, facts)


@pytest.mark.parametrize(
    ("text", "facts", "truth"),
    [
        pytest.param("a && b", {"a": False}, Truth.FALSE, id="false absorbs the unknown"),
        pytest.param("a || b", {"a": True}, Truth.TRUE, id="true absorbs the unknown"),
        pytest.param("a && b", {"a": True}, Truth.UNKNOWN, id="missing is never false"),
        pytest.param("has(a)", {}, Truth.FALSE, id="has turns missing to false"),
        pytest.param("a ? b : b", {"b": True}, Truth.UNKNOWN, id="unknown choice is unknown"),
        pytest.param("m / n == 1", {"m": 1, "n": 0}, Truth.UNKNOWN, id="division by zero"),
        pytest.param("-7 / 2 == -3", {}, Truth.TRUE, id="integer division truncates"),
        pytest.param("m == 1.0", {"m": 1}, Truth.TRUE, id="int and double compare"),
        pytest.param("[].all(e, e == 1)", {}, Truth.TRUE, id="all of nothing"),
        pytest.param('days(today - date("2020-10-01")) == 31', {}, Truth.TRUE, id="days"),
    ],
)
def test_table(text: str, facts: dict[str, Any], truth: Truth) -> None:
    expr = compiled(text)
    assert expr is not None
    assert walked(expr, facts) is truth
    assert generated(expr, facts) is truth
