"""All ways of running rules agree, on random worlds and on every disagreement ever found."""

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from benchmarks.agreement import Tally, check_world
from benchmarks.worlds import Shape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directive_engine.compiling import Names, Scope, compile_condition, compile_packs
from directive_engine.engines import Verdict, World
from directive_engine.engines.columnar import ColumnarEngine
from directive_engine.engines.interpreter import CompiledInterpreter, WalkingInterpreter
from directive_engine.engines.rete import ReteEngine
from directive_engine.ir import CompiledRule, Const, Program, Stratum
from directive_engine.model import Condition, FactDefinition, UnitKind, Vocabulary
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, Primitive, RuleId, Truth, UnitId

SMALL = Shape(rules=2, units=3)
WORLDS = 340  # of 600 pairs each: 200,000 pairs
AS_OF = date(2020, 11, 1)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.integers(0, 7))
def test_all_ways_agree_on_worlds_that_hypothesis_shrinks(random: Random, number: int) -> None:
    assert list(check_world(random, number, Tally(Counter(), Counter()), SMALL)) == []


@pytest.mark.parametrize("part", range(4))
def test_all_ways_agree_on_two_hundred_thousand_pairs(part: int) -> None:
    tally = Tally(Counter(), Counter())
    found = [
        difference
        for number in range(part, WORLDS, 4)
        for difference in check_world(Random(number), number, tally)
    ]
    assert found == []
    assert tally.pairs["walked"] == WORLDS // 4 * 600
    assert tally.pairs["SQL"] > 0 or part != 0
    assert min(tally.statuses.values()) > 1000  # every status is met often


FACTS = {
    "flag": "bool",
    "whole": "int",
    "other": "int",
    "ratio": "double",
    "words": "list<string>",
    "day": "date",
    "text": "string",
}
DERIVED = {"fixed": ("int", "14"), "first": ("list<string>", "[] + words")}


def a_vocabulary() -> Vocabulary:
    plain = [
        FactDefinition(id=name, label=f"事实{name}", label_en=name, type=type_)
        for name, type_ in FACTS.items()
    ]
    derived = [
        FactDefinition(
            id=name, label=f"事实{name}", label_en=name, type=type_, derived=Condition(text=text)
        )
        for name, (type_, text) in DERIVED.items()
    ]
    kinds = [UnitKind(id="school", label="学校", label_en="school")]
    return Vocabulary(kinds, [*plain, *derived])


def verdicts(engine: Any, condition: str, units: list[Unit]) -> list[Verdict]:
    vocabulary = a_vocabulary()
    program, problems = compile_packs((), vocabulary)
    assert problems == ()
    names = Names(vocabulary=vocabulary, parameters={})
    expr = compile_condition(Scope(names=names, condition=Condition(text=condition), problems=[]))
    assert expr is not None
    rule = CompiledRule(
        id=RuleId("r"),
        pack="p",
        applies=Const(value=True, type=Primitive.BOOL),
        requires=expr,
        kinds=frozenset({"school"}),
        stratum=Stratum.FACTS,
    )
    register = Register(units)
    world = World(program=program, register=register, as_of=AS_OF, parameters={})
    return [found for (found,) in engine.run(world, [rule], units)]


def a_unit(id_: str = "u", parent: str | None = None, **facts: Any) -> Unit:
    above = None if parent is None else UnitId(parent)
    held = {FactId(name): value for name, value in facts.items()}
    return Unit(id=UnitId(id_), name="一小", kind="school", parent=above, facts=held)


TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
BIG = 2**63 - 1


@pytest.mark.parametrize(
    "engine", [WalkingInterpreter, CompiledInterpreter, ColumnarEngine, ReteEngine]
)
@pytest.mark.parametrize(
    ("condition", "units", "expected"),
    [
        pytest.param(
            "parent.fixed == 14",
            [a_unit("a"), a_unit("b", "a")],
            [UNKNOWN, TRUE],
            id="a derived constant is unknown of a parent that is not there",
        ),
        pytest.param(
            "ratio > (flag ? whole : other)",
            [a_unit(ratio=2.0**63, flag=False, other=BIG)],
            [TRUE],
            id="the greatest whole number is less than the double that it rounds to",
        ),
        pytest.param(
            "whole in [1.0, 9007199254740992.0]",
            [a_unit(whole=2**53 + 1), a_unit("v", whole=2**53)],
            [FALSE, TRUE],
            id="whole numbers and doubles compare exactly in lists, too",
        ),
        pytest.param(
            "first == words && first.all(e, e != text)",
            [a_unit(words=(), text="学"), a_unit("v", words=("学",), text="学")],
            [TRUE, FALSE],
            id="the empty list joined to texts is a list of texts",
        ),
        pytest.param(
            "count(children, c, c.flag) in [1.0, 2.0]",
            [a_unit("a"), a_unit("b", "a", flag=True)],
            [TRUE, FALSE],
            id="counts are whole numbers like all others",
        ),
        pytest.param("int(1e400) == 1", [a_unit()], [UNKNOWN], id="no whole number is infinite"),
        pytest.param(
            "(flag ? children : subordinates).all(c, c.whole > whole)",
            [a_unit("a", flag=True, whole=1), a_unit("b", "a", flag=True, whole=2)],
            [TRUE, TRUE],
            id="a choice between lists of units",
        ),
        pytest.param(
            'day + duration("200000000h") < day',
            [a_unit(day=AS_OF)],
            [UNKNOWN],
            id="a duration beyond columns is left to the interpreter",
        ),
        pytest.param(
            r'text.matches("^\\d+$")',
            [a_unit(text="１２"), a_unit("v", text="12")],
            [FALSE, TRUE],
            id="a digit is an ASCII digit, as in RE2",
        ),
        pytest.param(
            'text.matches("a{,2}b")',
            [a_unit(text="aab"), a_unit("v", text="a{,2}b")],
            [FALSE, TRUE],
            id="a brace without a number is a brace, as in RE2",
        ),
        pytest.param(
            "whole * other > 0",
            [a_unit(whole=2**32, other=2**31), a_unit("v", whole=BIG, other=1)],
            [UNKNOWN, TRUE],
            id="a product just beyond 64 bits overflows, one just inside does not",
        ),
        pytest.param(
            "whole % other == 0 || whole / other > 0",
            [a_unit(whole=-(2**63), other=-1), a_unit("v", whole=1, other=0)],
            [TRUE, UNKNOWN],
            id="the least whole number by minus one has a remainder but no quotient",
        ),
    ],
)  # fmt: skip
def test_regressions(
    engine: Any, condition: str, units: list[Unit], expected: list[Truth]
) -> None:
    assert [found.requires for found in verdicts(engine(), condition, units)] == expected


def test_an_empty_register_has_no_verdicts() -> None:
    empty = Program(rules=(), derived={}, inherited=frozenset(), fact_types={}, parameters={})
    world = World(program=empty, register=Register(()), as_of=AS_OF, parameters={})
    assert list(ColumnarEngine().run(world, [], [])) == []
