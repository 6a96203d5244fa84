"""One checklist from many packs: what several rules ask is asked once, and no verdict changes."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from directive_engine.checklists.merging import normal
from directive_engine.cli.main import cli
from directive_engine.compiling import Names, Scope, compile_condition
from directive_engine.diagnostics import Diagnostic
from directive_engine.engines import World
from directive_engine.engines.interpreter import Evaluator, Place
from directive_engine.ir import Expr, Program
from directive_engine.model import Condition, VocabularyFile, complete_vocabulary
from directive_engine.packs.models import build_model
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, UnitId, Value
from directive_engine.workflows.auditing import AuditOrder, audit_units
from directive_engine.workflows.testing import run_pack_cases
from small_packs import FACTS, KINDS, a_pack, a_rule, write_rules

ROOT = Path(__file__).parent.parent.parent
UNITS = ROOT / "examples" / "qinghe.csv"
AS_OF = "2020-11-01"
FILE, _ = build_model(VocabularyFile, {"kinds": KINDS, "facts": FACTS}, "<memory>")
assert FILE is not None
WORDS = complete_vocabulary(FILE, ())


def expression(text: str) -> Expr:
    problems: list[Diagnostic] = []
    names = Names(vocabulary=WORDS, parameters={})
    expr = compile_condition(Scope(names=names, condition=Condition(text=text), problems=problems))
    assert expr is not None, (text, problems)
    return expr


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("ready && stock >= 7", "stock >= 7 && ready", True, id="order"),
        pytest.param("ready && ready", "ready", True, id="repetition"),
        pytest.param("stock >= 7", "7 <= stock", True, id="side of the limit"),
        pytest.param("!(stock < 7)", "stock >= 7", True, id="negation"),
        pytest.param("!(ready || stock < 7)", "!ready && stock >= 7", True, id="de Morgan"),
        pytest.param(
            'kind == "school" && ready', 'kind in ["school", "hotel"] && ready', True, id="kind"
        ),
        pytest.param(
            'kind == "hotel" ? stock > 3 : ready', "ready", True, id="branch of the kind"
        ),
        pytest.param(
            "ready && (stock > 1 && hours < 2.0)",
            "(ready && stock > 1) && hours < 2.0",
            True,
            id="brackets",
        ),
        pytest.param("stock >= 7", "stock > 7", False, id="another limit"),
        pytest.param("stock >= 7", "stock <= 7", False, id="another way"),
        pytest.param("ready || stock > 1", "ready && stock > 1", False, id="or and and"),
        pytest.param(
            'kind == "school" || ready', 'kind == "hotel" || ready', False, id="another kind"
        ),
    ],
)
def test_what_is_the_same(one: str, other: str, *, same: bool) -> None:
    assert (normal(expression(one), "school") == normal(expression(other), "school")) is same


numbers = st.integers(0, 2)
atoms = st.one_of(
    st.builds("stock {} {}".format, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers),
    st.builds("{} {} stock".format, numbers, st.sampled_from(["<", ">="])),
    st.sampled_from(["ready", 'kind == "school"', 'kind in ["hotel"]', "hours > double(stock)"]),
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
known = st.fixed_dictionaries(
    {
        "stock": st.none() | numbers,
        "ready": st.none() | st.booleans(),
        "hours": st.none() | st.sampled_from([0.0, 1.5]),
    }
)


@settings(max_examples=500, deadline=None)
@given(conditions, conditions, known, st.sampled_from(["school", "hotel"]))
def test_what_is_the_same_has_one_truth(
    one: str, other: str, facts: dict[str, Value | None], kind: str
) -> None:
    first, second = expression(one), expression(other)
    forms = [normal(first, kind), normal(second, kind)]
    unit = Unit(
        id=UnitId("u"),
        name="",
        kind=kind,
        facts={FactId(k): v for k, v in facts.items() if v is not None},
    )
    program = Program(rules=(), derived={}, inherited=frozenset(), fact_types={}, parameters={})
    world = World(program=program, register=Register([unit]), as_of=_day(AS_OF), parameters={})
    truths = [Evaluator(world=world).truth(e, Place(unit=unit)) for e in (first, second)]
    if forms[0] == forms[1]:
        assert truths[0] is truths[1]
    for form, truth in zip(forms, truths, strict=True):
        if isinstance(form, bool):
            assert truth.word == str(form).lower()


def forms(*arguments: object) -> list[dict[str, Any]]:
    result = CliRunner().invoke(cli, ["checklist", *map(str, arguments), "--format", "json"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    loaded: list[dict[str, Any]] = json.loads(result.stdout)
    return loaded


@pytest.fixture
def two_packs(tmp_path: Path) -> Path:
    """Two packs, of which two rules ask the same of schools."""
    city = a_pack(
        "city",
        [
            a_rule(
                "stock_city", requires="stock >= 7 && ready", accountable={"lead": "department"}
            ),
            a_rule("drill_city", requires='drilled >= date("2020-09-01")', methods=["查阅资料"]),
        ],
    )
    county = a_pack(
        "county",
        [
            a_rule(
                "stock_county",
                applies='kind in ["school", "hotel"]',
                requires="ready && 7 <= stock",
                methods=["抽查"],
                place="库房",
                evidence=["台账"],
            ),
            a_rule("hours_county", requires="hours <= 24.0", methods=["访谈"]),
        ],
    )
    (tmp_path / "units.csv").write_text(
        "id,name,kind,stock,ready\nS1,一中,school,9,true\nS2,二中,school,,true\nH1,宾馆,hotel,9,true\n",
        "utf-8",
    )
    return write_rules(tmp_path, city, county)


def test_a_question_of_two_packs_is_asked_once_and_names_both(two_packs: Path) -> None:
    options = ["--rules", two_packs, "--units", two_packs.parent / "units.csv"]
    (form,) = forms(*options, "--unit", "S1")
    asked = {tuple(line["rules"]): line for line in form["lines"]}
    assert set(asked) == {("stock_city", "stock_county"), ("drill_city",), ("hours_county",)}
    line = asked["stock_city", "stock_county"]
    assert line["demanded"] == "①一/1；②一/1"
    assert form["basis"] == ["①会议city", "②会议county"]
    assert line["status"] == "compliant"
    assert line["methods"] == "现场查看、抽查"
    assert line["evidence"] == "库房实物、台账"
    (blank,) = forms("--rules", two_packs, "--kind", "school")
    assert ["stock_city", "stock_county"] in [line["rules"] for line in blank["lines"]]
    (hotel,) = forms(*options, "--unit", "H1")
    assert [line["rules"] for line in hotel["lines"]] == [["stock_county"]]
    assert hotel["lines"][0]["demanded"] == "一/1"


@pytest.mark.parametrize(
    ("grouping", "groups"),
    [
        pytest.param("requirement", ["首项"] * 3, id="requirement"),
        pytest.param("party", ["部门", "单位", "单位"], id="party"),
        pytest.param("place", ["现场", "资料查阅", "访谈"], id="place"),
    ],
)
def test_grouping(two_packs: Path, grouping: str, groups: list[str]) -> None:
    options = ["--rules", two_packs, "--kind", "school"]
    (form,) = forms(*options, "--group-by", grouping)
    assert [line["group"] for line in form["lines"]] == groups
    assert [line["number"] for line in form["lines"]] == [1, 2, 3]
    for format_ in ("text", "md", "html"):
        arguments = ["checklist", *map(str, options), "--group-by", grouping, "--format", format_]
        text = CliRunner().invoke(cli, arguments).stdout
        heads = [group for group in dict.fromkeys(groups) if group in text]
        assert heads == list(dict.fromkeys(groups))
    (hotel,) = forms("--rules", two_packs, "--kind", "hotel", "--group-by", "place")
    assert [line["group"] for line in hotel["lines"]] == ["库房"]


def test_every_finding_is_in_exactly_one_line_with_its_status() -> None:
    order = AuditOrder(units=UNITS, rules=(), as_of=_day(AS_OF))
    audit, _ = audit_units(order)
    expected = Counter(
        (f.unit.id, f.rule.id, f.status.value)
        for f in audit.findings
        if f.status.value != "not_applicable"
    )
    shown = Counter(
        (form["unit_id"], rule, line["status"])
        for form in forms("--units", UNITS, "--as-of", AS_OF)
        for line in form["lines"]
        for rule in line["rules"]
    )
    assert shown == expected


def test_packs_loaded_together_give_the_verdicts_of_each_alone() -> None:
    """Rules that ask for findings see those of every pack, so they are left out."""
    day = _day(AS_OF)
    together, _ = audit_units(AuditOrder(units=UNITS, rules=(), as_of=day))
    statuses = {(f.unit.id, f.rule.id): f.status for f in together.findings}
    for pack in together.request.packs:
        alone, _ = audit_units(AuditOrder(units=UNITS, rules=(pack.folder,), as_of=day))
        for finding in alone.findings:
            if finding.compiled.stratum == 0:
                assert statuses[finding.unit.id, finding.rule.id] is finding.status
    assert run_pack_cases(()).passed


def test_a_school_is_asked_no_question_twice() -> None:
    for form in forms("--units", UNITS, "--as-of", AS_OF):
        points = [re.sub(r"\W", "", line["point"]) for line in form["lines"]]
        assert len(points) == len(set(points)), form["unit"]


def _day(text: str) -> date:
    return date.fromisoformat(text)
