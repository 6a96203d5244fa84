"""Rules that no unit can meet together are named with a unit that shows it, and no others are."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from directive_engine.cli.main import cli
from directive_engine.compiling import Names, Scope, compile_condition, compile_packs
from directive_engine.diagnostics import Diagnostic
from directive_engine.engines import World
from directive_engine.engines.interpreter import Evaluator, Place
from directive_engine.ir import CompiledRule, Expr, Program, Stratum
from directive_engine.model import Condition, VocabularyFile, complete_vocabulary
from directive_engine.packs import load_rules
from directive_engine.packs.models import build_model
from directive_engine.proofs import find_conflicts
from directive_engine.proofs.boxes import Boxes, kind_box, product
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, ParameterId, Primitive, RuleId, Truth, UnitId, Value
from small_packs import FACTS, KINDS, a_pack, a_parameter, a_rule, write_rules

AS_OF = date(2020, 11, 1)

RISK = {
    "id": "risk",
    "label": "风险",
    "label_en": "risk",
    "type": "enum",
    "inherited": True,
    "values": [{"id": v, "label": v, "label_en": v} for v in ("low", "high")],
}
GOODS = {
    "id": "goods",
    "label": "物资",
    "label_en": "goods",
    "type": "list<enum>",
    "values": [{"id": v, "label": v, "label_en": v} for v in ("bags", "boats")],
}
DONE = {
    "id": "done",
    "label": "已完成数",
    "label_en": "done",
    "type": "int",
    "min": 0,
}
RATE = {
    "id": "rate",
    "label": "折算率",
    "label_en": "rate",
    "type": "double",
    "derived": "double(done) / 10.0",
}
VOCABULARY = {"facts": [*FACTS, RISK, GOODS, DONE, RATE]}


def conflicts(
    folder: Path, *rules: dict[str, Any], **vocabulary: object
) -> list[tuple[str, str, dict[str, object]]]:
    first, *others = rules
    packs = [a_pack("city", [first]), *([a_pack("county", others)] if others else [])]
    base, problems = load_rules([write_rules(folder, *packs, **{**VOCABULARY, **vocabulary})])
    program, errors = compile_packs(base.packs, base.vocabulary)
    assert (problems, errors) == ((), ())
    parameters = {ParameterId(p.id): p.default for p in base.vocabulary_file.parameters}
    return [
        (c.first.id, c.second.id, {"kind": c.witness.kind, **dict(c.witness.facts.items())})
        for c in find_conflicts(program, parameters)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("stock >= 14", "stock <= 7", id="two limits of a number"),
        pytest.param("stock > 7", "stock < 8", id="no whole number between"),
        pytest.param("hours <= 24.0", "hours > 24.0", id="open and closed"),
        pytest.param(
            'drilled >= date("2020-10-01")', 'drilled < date("2020-09-01")', id="deadlines"
        ),
        pytest.param("ready", "!ready", id="yes and no"),
        pytest.param("days(today - drilled) <= 7", "days(today - drilled) >= 30", id="days since"),
        pytest.param(
            "stock >= 14 && ready", "ready && (stock == 3 || stock == 5)", id="in every way"
        ),
        pytest.param("stock >= (ready ? 9 : 12)", "stock < 9", id="in both branches"),
        pytest.param("stock in [1, 2]", "!(stock in [1, 2, 3])", id="choices"),
        pytest.param('"bags" in goods', '!("bags" in goods)', id="in a list"),
        pytest.param("rate >= 0.9", "rate <= 0.5", id="a derived number"),
        pytest.param("stock >= limit", "stock <= 7", id="a parameter"),
        pytest.param(
            'risk == "low" ? stock <= 3 : stock <= 30', "stock >= 10", id="where risk is low"
        ),
        pytest.param("hours > double(stock)", "hours <= double(stock)", id="two facts compared"),
    ],
)
def test_what_cannot_be_met_together(tmp_path: Path, one: str, other: str) -> None:
    rules = a_rule("one", requires=one), a_rule("other", requires=other)
    if "double(stock)" in one:
        assert conflicts(tmp_path, *rules) == []  # no witness from a difference: not reported
        return
    parameter = a_parameter("limit", 14)
    ((first, second, witness),) = conflicts(tmp_path, *rules, parameters=[parameter])
    assert {first, second} == {"one", "other"}
    assert witness["kind"] == "school"
    if "risk" in one:
        assert witness["risk"] == "low"


@pytest.mark.parametrize(
    ("one", "other", "applies"),
    [
        pytest.param("stock >= 7", "stock <= 7", "", id="exactly one value"),
        pytest.param("stock >= 14", "stock <= 7", 'kind == "hotel"', id="other kinds"),
        pytest.param(
            "stock >= 14", "stock <= 7", 'kind == "school" && ready', id="other circumstances"
        ),
        pytest.param("stock >= 14 || ready", "stock <= 7", "", id="another way"),
        pytest.param("hours >= 1.0", "stock <= 7", "", id="other facts"),
        pytest.param("stock != 7", "stock <= 7", "", id="all but one value"),
        pytest.param("size(children) > 3", "stock <= 7", "", id="what is not understood"),
        pytest.param("rate >= 0.5", "rate <= 0.5", "", id="a derived number"),
        pytest.param('risk == "low" ? stock <= 3 : stock <= 30', "stock >= 2", "", id="by risk"),
    ],
)
def test_what_can(tmp_path: Path, one: str, other: str, applies: str) -> None:
    first = a_rule(
        "one",
        requires=one,
        applies='kind == "school" && !ready' if "ready" in applies else 'kind == "school"',
    )
    second = a_rule("other", requires=other, applies=applies or 'kind == "school"')
    assert conflicts(tmp_path, first, second) == []


def test_a_rule_that_nobody_can_meet(tmp_path: Path) -> None:
    rule = a_rule("one", requires="stock >= 14 && stock < 3")
    ((first, second, witness),) = conflicts(tmp_path, rule)
    assert first == second == "one"
    assert witness["kind"] == "school"


def test_validate_reports_both_places_and_the_unit(tmp_path: Path) -> None:
    packs = [
        a_pack("city", [a_rule("answer_soon", requires="hours <= 24.0")]),
        a_pack("county", [a_rule("answer_late", requires="hours >= 48.0")]),
    ]
    rules = write_rules(tmp_path, *packs)
    result = CliRunner().invoke(cli, ["validate", str(rules), "--format", "json"])
    assert result.exit_code == 0
    (found,) = [d for d in json.loads(result.stdout) if d["code"] == "DE451"]
    assert found["severity"] == "warning"
    assert "county/01-first.yaml" in found["file"]
    assert "city/01-first.yaml:3" in found["message"]
    assert found["help"] == (
        "school, hours to respond 24 meets `answer_soon` and so misses `answer_late`"
    )
    chinese = CliRunner().invoke(cli, ["validate", str(rules), "--lang", "zh"]).stdout
    assert "任何单位都无法同时符合" in chinese
    assert "学校，响应小时 24" in chinese


def test_the_shipped_packs_have_none() -> None:
    result = CliRunner().invoke(cli, ["validate", "--format", "json"])
    assert [d for d in json.loads(result.stdout) if d["code"] in {"DE451", "DE452"}] == []


# No false alarm: where a unit meets both of two random rules, they are no conflict.

numbers = st.integers(0, 4)
atoms = st.one_of(
    st.builds("stock {} {}".format, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers),
    st.builds("done {} {}".format, st.sampled_from(["==", "<", ">="]), numbers),
    st.builds("stock {} done".format, st.sampled_from(["==", "<", ">="])),
    st.builds("stock in [{}, {}]".format, numbers, numbers),
    st.builds("rate {} 0.{}".format, st.sampled_from(["<", ">="]), numbers),
    st.sampled_from(
        ["ready", "!ready", 'risk == "low"', 'risk != "low"', '"bags" in goods', "has(stock)"]
    ),
    st.builds('kind {} "school"'.format, st.sampled_from(["==", "!="])),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    ),
    max_leaves=5,
)
facts = st.fixed_dictionaries(
    {
        "stock": numbers,
        "done": numbers,
        "ready": st.booleans(),
        "risk": st.sampled_from(["low", "high"]),
        "goods": st.sampled_from([(), ("bags",), ("boats", "bags")]),
    }
)

FILE, _ = build_model(VocabularyFile, {"kinds": KINDS, "facts": VOCABULARY["facts"]}, "<memory>")
assert FILE is not None
WORDS = complete_vocabulary(FILE, ())


def a_program(*pairs: tuple[str, str]) -> Program:
    """Rules of (applies, requires)."""
    compiled = [
        CompiledRule(
            id=RuleId(f"rule{number}"),
            pack="p",
            applies=expression(applies),
            requires=expression(requires),
            kinds=frozenset(kind.id for kind in WORDS.kinds),
            stratum=Stratum.FACTS,
        )
        for number, (applies, requires) in enumerate(pairs)
    ]
    return Program(
        rules=tuple(compiled),
        derived={FactId("rate"): expression("double(done) / 10.0", Primitive.DOUBLE)},
        inherited=frozenset({FactId("risk")}),
        fact_types={FactId(f.id): f.fact_type for f in WORDS.facts},
        parameters={},
    )


def expression(text: str, type_: Primitive = Primitive.BOOL) -> Expr:
    problems: list[Diagnostic] = []
    names = Names(vocabulary=WORDS, parameters={})
    scope = Scope(names=names, condition=Condition(text=text), problems=problems)
    expr = compile_condition(scope, type_)
    assert expr is not None, (text, problems)
    return expr


@settings(max_examples=400, deadline=None)
@given(conditions, conditions, conditions, conditions, facts, st.sampled_from(["school", "hotel"]))
def test_no_false_alarm(
    a: str, b: str, c: str, d: str, known: dict[str, Value], kind: str
) -> None:
    program = a_program((a, b), (c, d))
    unit = Unit(id=UnitId("u"), name="", kind=kind, facts={FactId(k): v for k, v in known.items()})
    found = list(find_conflicts(program, {}))
    world = World(program=program, register=Register([unit]), as_of=AS_OF, parameters={})
    evaluator, place = Evaluator(world=world), Place(unit=unit)
    truths = [
        (evaluator.truth(rule.applies, place), evaluator.truth(rule.requires, place))
        for rule in program.rules
    ]
    both = all(pair == (Truth.TRUE, Truth.TRUE) for pair in truths)
    region = (kind, known["risk"])
    for conflict in found:
        same = conflict.first.id == conflict.second.id
        index = int(conflict.first.id.removeprefix("rule"))
        here = conflict.witness.kind, conflict.witness.facts.get(FactId("risk"))
        if here in {region, (kind, None)}:
            assert not (truths[index] == (Truth.TRUE, Truth.TRUE) if same else both)


@settings(max_examples=400, deadline=None)
@given(conditions, facts, st.sampled_from(["school", "hotel"]))
def test_boxes_leave_no_unit_out(text: str, known: dict[str, Value], kind: str) -> None:
    program = a_program(("true", text))
    unit = Unit(id=UnitId("u"), name="", kind=kind, facts={FactId(k): v for k, v in known.items()})
    world = World(program=program, register=Register([unit]), as_of=AS_OF, parameters={})
    truth = Evaluator(world=world).truth(program.rules[0].requires, Place(unit=unit))
    nobody = Place(unit=unit)
    boxes = Boxes(
        constant=lambda expr: Evaluator(world=world).value(expr, nobody), derived=program.derived
    )
    for want in (True, False):
        if truth is Truth.of(want):
            assert product([kind_box(kind)], boxes.of(program.rules[0].requires, want=want))
