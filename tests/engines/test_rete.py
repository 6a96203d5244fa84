"""The limits of durable_rules are kept, and nothing is lost when its process dies or hangs."""

import json
import os
import signal
from datetime import date
from random import Random
from typing import Any

import pytest
from benchmarks.worlds import Shape, random_request

from directive_engine.compiling import Names, Scope, compile_condition, compile_packs
from directive_engine.diagnostics import UsageError
from directive_engine.engines import Verdict, World, registry
from directive_engine.engines.interpreter import WalkingInterpreter
from directive_engine.engines.rete import Matter, Reasoner, ReteEngine, RuleProcess, build_network
from directive_engine.engines.rete.process import Firing, Question, _Running
from directive_engine.ir import CompiledRule, Const, Program, Stratum
from directive_engine.model import Condition, FactDefinition, UnitKind, Vocabulary
from directive_engine.model.vocabulary import EnumValueEntry
from directive_engine.units import Register, Unit
from directive_engine.values import INT_MAX, INT_MIN, FactId, Primitive, RuleId, Truth, UnitId

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
LEVELS = tuple(EnumValueEntry(id=v, label=f"级{v}", label_en=v) for v in ("low", "high"))
TYPES = {"flag": "bool", "whole": "int", "other": "int", "text": "string", "day": "date"}


def a_vocabulary(**derived: str) -> Vocabulary:
    plain = [
        FactDefinition(id=name, label=f"事实{name}", label_en=name, type=type_)
        for name, type_ in TYPES.items()
    ]
    level = FactDefinition(id="level", label="等级", label_en="level", type="enum", values=LEVELS)
    flags = [
        FactDefinition(
            id=name, label=f"派生{name}", label_en=name, type="bool", derived=Condition(text=text)
        )
        for name, text in derived.items()
    ]
    kinds = [UnitKind(id="school", label="学校", label_en="school")]
    return Vocabulary(kinds, [*plain, level, *flags])


def rules_of(texts: list[str], vocabulary: Vocabulary) -> list[CompiledRule]:
    """Return a rule for each condition that compiles."""
    names = Names(vocabulary=vocabulary, parameters={})
    exprs = [
        compile_condition(Scope(names=names, condition=Condition(text=text), problems=[]))
        for text in texts
    ]
    return [
        CompiledRule(
            id=RuleId(f"r{n}"),
            pack="p",
            applies=Const(value=True, type=Primitive.BOOL),
            requires=expr,
            kinds=frozenset({"school"}),
            stratum=Stratum.FACTS,
        )
        for n, expr in enumerate(exprs)
        if expr is not None
    ]


def a_unit(number: int = 0, **facts: Any) -> Unit:
    held = {FactId(name): value for name, value in facts.items() if value is not None}
    return Unit(id=UnitId(f"u{number}"), name="一小", kind="school", facts=held)


def a_world(vocabulary: Vocabulary, units: list[Unit]) -> World:
    program, problems = compile_packs((), vocabulary)
    assert problems == ()
    register = Register(units)
    return World(program=program, register=register, as_of=date(2020, 11, 1), parameters={})


def requires_of(text: str, *units: Unit, **derived: str) -> list[Truth]:
    vocabulary = a_vocabulary(**derived)
    rules = rules_of([text], vocabulary)
    world = a_world(vocabulary, list(units))
    return [verdict.requires for (verdict,) in ReteEngine().run(world, rules, units)]


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        pytest.param("whole < other", {"whole": 1}, UNKNOWN, id="an absent operand is no number"),
        pytest.param("whole < other", {"other": 1}, UNKNOWN, id="nor is the left one"),
        pytest.param(
            "whole == other", {"whole": INT_MAX, "other": INT_MAX - 1}, FALSE, id="all 64 bits"
        ),
        pytest.param("whole < other", {"whole": INT_MIN, "other": INT_MAX}, TRUE, id="extremes"),
        pytest.param(
            "whole == -9223372036854775807", {"whole": INT_MIN}, FALSE, id="next to the least"
        ),
        pytest.param('text == "1"', {"text": "01"}, FALSE, id="texts are no numbers"),
        pytest.param('"low" != level', {"level": "low"}, FALSE, id="a constant on the left"),
        pytest.param('level in ["high"]', {"level": "low"}, FALSE, id="one of none"),
        pytest.param(r'text == "高\"\\"', {"text": '高"\\'}, TRUE, id="quotes in a text"),
        pytest.param(r'text == "一\n二"', {"text": "一\n二"}, TRUE, id="a line break in a text"),
        pytest.param('text != "乙"', {"text": "甲"}, TRUE, id="a text that no condition names"),
        pytest.param('text < "乙"', {"text": "丙"}, TRUE, id="texts are ordered as texts"),
        pytest.param("flag == false", {"flag": False}, TRUE, id="flags compare"),
        pytest.param("flag || whole == 1", {"whole": 1, "flag": True}, TRUE, id="two reasons"),
        pytest.param("day <= today", {"day": date(2020, 11, 1)}, TRUE, id="days compare"),
        pytest.param(
            "flag ? whole > 0 : other > 0", {"whole": 1, "other": 1}, UNKNOWN, id="no choice"
        ),
        pytest.param("whole / other == 1 || flag", {"whole": 1, "other": 0}, UNKNOWN, id="by 0"),
    ],
)
def test_table(condition: str, facts: dict[str, Any], expected: Truth) -> None:
    assert requires_of(condition, a_unit(**facts)) == [expected]


def test_derived_flags_are_chained() -> None:
    derived = {"first": "whole > 3", "second": "first && flag", "third": "!second || other > 9"}
    vocabulary = a_vocabulary(**derived)
    rules = rules_of(["third && has(text)"], vocabulary)
    network = build_network(a_world(vocabulary, []).program, rules)
    assert max(ruleset.level for ruleset in network.rulesets) == len(derived)
    units = [
        a_unit(0, whole=4, flag=True, other=9, text=""),
        a_unit(1, whole=4, flag=True, other=10, text=""),
        a_unit(2, flag=True, text=""),
        a_unit(3, whole=3, text=""),
    ]
    found = requires_of("third && has(text)", *units, **derived)
    assert found == [FALSE, TRUE, UNKNOWN, TRUE]


def test_a_condition_too_long_for_the_library_is_one_flag() -> None:
    text = " || ".join(f"(whole == {n} && other == {n})" for n in range(60))
    units = [a_unit(0, whole=59, other=59), a_unit(1, whole=59, other=58), a_unit(2, whole=59)]
    assert requires_of(text, *units) == [TRUE, FALSE, UNKNOWN]


@pytest.mark.parametrize("seed", range(8))
def test_every_ruleset_keeps_the_measured_limits(seed: int) -> None:
    program = random_request(Random(seed), Shape(rules=60, units=2)).program
    network = build_network(program, program.rules)
    for definition in network.definitions:
        rules = json.loads(definition)
        assert len(rules) < 30
        assert rules["all"] == {"all": [{"m": {"z": 1}}]}
        assert all(joints(rule["all"][0]["m"]) <= 30 for rule in rules.values())


def joints(test: Any) -> int:
    """Count what durable_rules keeps in one sequence for a test: at 32 it gives up."""
    if isinstance(test, list):
        return sum(joints(one) for one in test)
    ((name, inner),) = test.items()
    return 2 + joints(inner) if name in {"$and", "$or"} else int('"$m"' in json.dumps(test))


ASKS_FLAG = json.dumps({"yes": {"all": [{"m": {"s0": 1}}]}, "all": {"all": [{"m": {"z": 1}}]}})
YES = Question(0, ('{"id":"1","sid":"1","z":1,"s0":1}',))
NO = ('{"id":"1","sid":"1","z":1}',)
FIRED = {Firing("yes", ()), Firing("all", ())}


@pytest.fixture
def process() -> Any:
    made = RuleProcess([ASKS_FLAG, "no ruleset", ASKS_FLAG], patience_seconds=1)
    yield made
    made.close()


def fired(answers: list[Any]) -> list[set[Firing] | None]:
    return [None if answer is None else set(answer) for answer in answers]


def test_a_killed_process_is_replaced(process: RuleProcess) -> None:
    assert fired(process.ask([YES])) == [FIRED]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert fired(process.ask([YES])) == [FIRED]
    assert (process.starts, process.given_up) == (2, set())


def test_a_hanging_process_is_replaced(process: RuleProcess) -> None:
    process.ask([YES])
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    assert fired(process.ask([YES])) == [FIRED]
    assert (process.starts, process.given_up) == (2, set())


def test_a_ruleset_that_kills_every_process_is_given_up(process: RuleProcess) -> None:
    broken, sound = Question(1, YES.facts), Question(2, YES.facts)
    assert fired(process.ask([YES, broken, sound])) == [FIRED, None, FIRED]
    assert process.given_up == {1}
    starts = process.starts
    assert fired(process.ask([YES, broken, sound])) == [FIRED, None, FIRED]
    assert process.starts == starts


def test_a_closed_process_starts_again_when_asked(process: RuleProcess) -> None:
    process.ask([YES])
    process.close()
    assert process.pid is None
    assert fired(process.ask([YES])) == [FIRED]


def test_without_the_library_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directive_engine.engines.rete.process.find_spec", lambda _: None)
    process = RuleProcess([ASKS_FLAG])
    assert process.ask([YES]) == [None]
    assert (process.starts, process.pid) == (0, None)


def test_an_interrupted_question_leaves_no_answer_for_the_next(
    process: RuleProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(_Running):
        def exchange(self, lines: Any, patience_seconds: float) -> str:
            super().exchange(lines, patience_seconds)
            raise KeyboardInterrupt

    monkeypatch.setattr("directive_engine.engines.rete.process._Running", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        process.ask([YES])
    monkeypatch.undo()
    assert fired(process.ask([Question(2, NO), YES])) == [{Firing("all", ())}, FIRED]


def test_without_a_process_nothing_is_answered(
    process: RuleProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "no-such-python")
    assert process.ask([YES]) == [None]
    assert process.given_up == {0}


def test_what_is_given_up_is_left_to_the_interpreter() -> None:
    vocabulary = a_vocabulary(second="flag || whole > 3")
    rules = rules_of(["second && whole < 9", "flag"], vocabulary)
    units = [a_unit(0, whole=4), a_unit(1, whole=9, flag=True), a_unit(2)]
    world = a_world(vocabulary, units)
    network = build_network(world.program, rules)
    process = RuleProcess(["no ruleset" for _ in network.definitions])
    reasoner = Reasoner(network, process)
    standings = [reasoner.standing(Matter(unit, world)) for unit in units]
    found: list[list[Verdict]] = [
        [reasoner.verdict(standing, rule, "school") for rule in rules] for standing in standings
    ]
    assert process.given_up == set(range(len(network.definitions)))
    assert found == list(WalkingInterpreter().run(world, rules, units))
    process.close()


def test_without_durable_rules_one_sentence_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as caught:
        registry.make_engine("rete")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "DE009"
    assert "3.11" in diagnostic.message.en


def test_no_rules_no_questions() -> None:
    empty = Program(rules=(), derived={}, inherited=frozenset(), fact_types={}, parameters={})
    world = World(program=empty, register=Register([]), as_of=date(2020, 11, 1), parameters={})
    assert list(ReteEngine().run(world, [], [a_unit()])) == [[]]
