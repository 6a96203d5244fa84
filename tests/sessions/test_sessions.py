"""What a session tells of changed findings is what an audit from scratch would find."""

import os
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from benchmarks.worlds import Shape, made_pack, made_rule, random_request, random_value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directive_engine.compiling import compile_packs
from directive_engine.diagnostics import UsageError
from directive_engine.engines.interpreter import WalkingInterpreter
from directive_engine.findings import AuditRequest, run_audit
from directive_engine.model import Condition, Status, Waiver
from directive_engine.sessions import FindingChange, SessionPool, open_session
from directive_engine.units import Register, load_units
from directive_engine.values import FactId, UnitId, Value
from directive_engine.workflows.auditing import chosen_parameters
from directive_engine.workflows.loading import usable_rules

MATERIAL = Path(__file__).parent.parent / "material"
COMPILED = usable_rules([MATERIAL / "rules"])
SHAPE = Shape(rules=12, units=12)


ASKING = (
    "children.all(c, c.compliance.gaps <= 1)",
    "share(subordinates, u, u.compliance.rate >= 0.5) >= 0.5",
    "supervised.exists(s, s.compliance.gaps > 2)",
    "children.all(c, c.children.all(d, d.compliance.gaps == 0)) || bool_0",
    "count(supervised, s, s.children.exists(c, c.compliance.rate < 1.0)) <= 1",
    "children.exists_one(c, c.compliance.gaps == 0)",
)


def asking(request: AuditRequest) -> AuditRequest:
    """Add rules that ask for the findings of other units, of all strata."""
    (pack,) = request.packs
    added = [made_rule(f"asking_{n}", None, Condition(text=text)) for n, text in enumerate(ASKING)]
    more = made_pack([*pack.rules, *added], list(pack.manifest.parameters))
    program, _ = compile_packs([more], request.vocabulary)
    assert len(program.rules) == len(more.rules)
    return replace(request, packs=(more,), program=program)


def statuses(request: AuditRequest) -> dict[tuple[str, str], Status]:
    audit = run_audit(request, WalkingInterpreter())
    return {(f.unit.id, f.rule.id): f.status for f in audit.findings}


def told(changes: tuple[FindingChange, ...]) -> dict[tuple[str, str], tuple[Status, Status]]:
    return {(c.finding.unit.id, c.finding.rule.id): (c.before, c.after) for c in changes}


def differences(
    before: Mapping[tuple[str, str], Status], after: Mapping[tuple[str, str], Status]
) -> dict[tuple[str, str], tuple[Status, Status]]:
    return {key: (before[key], now) for key, now in after.items() if now is not before[key]}


def a_request(**changes: object) -> AuditRequest:
    register, _ = load_units(MATERIAL / "units.csv", COMPILED.base.vocabulary)
    request = AuditRequest(
        program=COMPILED.program,
        packs=COMPILED.base.packs,
        vocabulary=COMPILED.base.vocabulary,
        register=register,
        as_of=date(2020, 11, 1),
        parameters=chosen_parameters(COMPILED, (), None),
    )
    return replace(request, **changes)  # type: ignore[arg-type]  # fields of a request


@pytest.fixture(scope="module")
def pool() -> Iterator[SessionPool]:
    with SessionPool(a_request()) as made:
        yield made


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.booleans())
def test_changes_are_those_of_an_audit_from_scratch(random: Random, kill: bool) -> None:
    request = asking(random_request(random, SHAPE))
    plain = [fact for fact in request.vocabulary.facts if fact.derived is None]
    unit = random.choice(request.register.units)
    before = statuses(request)
    with SessionPool(request) as pool:
        session = pool.session(unit.id)
        for step in range(6):
            if kill and step == 3 and pool.process.pid is not None:
                os.kill(pool.process.pid, signal.SIGKILL)
            fact = random.choice(plain)
            if random.random() < 0.3:
                changes = session.withdraw(fact.id)
            else:
                changes = session.set_fact(fact.id, random_value(random, fact.type))
            units = [session.unit if u.id == unit.id else u for u in request.register.units]
            after = statuses(replace(request, register=Register(units)))
            assert told(changes) == differences(before, after)
            assert {(unit.id, f.rule.id): f.status for f in session.findings()}.items() <= (
                after.items()
            )
            before = after
        assert pool.process.given_up == set()


def test_gaps_escalate_and_are_answered_for(pool: SessionPool) -> None:
    session = pool.session("S1")
    changes = session.set_fact("演练日期", "2020-01-20")
    assert told(changes) == differences(
        statuses(a_request()),
        statuses(a_request(register=with_facts("S1", drill_date=date(2020, 1, 20)))),
    )
    own = changes[0].finding
    assert (own.unit.id, own.rule.id, own.status) == ("S1", "drills_held", Status.GAP)
    assert [(body.party.value, body.name) for body in own.accountable] == [
        ("unit", "上河中学"),
        ("department", "平川县教育局"),
    ]
    assert own.due == date(2020, 11, 15)


def test_the_township_answers_for_the_gaps_below_it(pool: SessionPool) -> None:
    session = pool.session("S2")
    above = ("T2", "area_without_gaps")
    assert told(session.set_fact("演练日期", "2020-01-20"))[above] == (
        Status.UNKNOWN,
        Status.GAP,
    )
    assert told(session.withdraw("演练日期"))[above] == (Status.GAP, Status.UNKNOWN)


def with_facts(unit: str, **facts: Value) -> Register:
    known = {FactId(name): value for name, value in facts.items()}
    return Register(
        replace(u, facts={**u.facts, **known}) if u.id == unit else u
        for u in a_request().register.units
    )


def test_an_inherited_fact_reaches_the_units_below(pool: SessionPool) -> None:
    session = pool.session("上河镇")
    changes = session.set_fact("flood_level", "黄色")
    assert told(changes)[("R1", "sandbags_stocked")] == (Status.GAP, Status.COMPLIANT)
    assert told(session.set_fact("flood_level", "红色"))[("R1", "sandbags_stocked")] == (
        Status.COMPLIANT,
        Status.GAP,
    )


def test_withdrawing_takes_back_what_the_register_says(pool: SessionPool) -> None:
    session = pool.session("R2")
    (change,) = session.withdraw("drill_date")[:1]
    assert (change.before, change.after) == (Status.COMPLIANT, Status.UNKNOWN)
    assert session.withdraw("drill_date") == ()
    assert FactId("drill_date") not in session.unit.facts
    explanation = session.explain(change.finding)
    assert [(m.unit.id, m.fact) for m in explanation.missing] == [("R2", "drill_date")]
    assert told(session.set_fact("drill_date", "2020-10-30"))[("R2", "drills_held")] == (
        Status.UNKNOWN,
        Status.COMPLIANT,
    )


def test_derived_facts_follow(pool: SessionPool) -> None:
    session = pool.session("R1")
    session.set_fact("值班在岗", "是")
    assert told(session.set_fact("定人岗位数", 1))[("R1", "duty_kept")] == (
        Status.COMPLIANT,
        Status.GAP,
    )
    assert told(session.set_fact("posts", 1))[("R1", "duty_kept")] == (
        Status.GAP,
        Status.COMPLIANT,
    )


def test_sessions_do_not_see_each_other(pool: SessionPool) -> None:
    one, other = pool.session("S1"), pool.session("S1")
    assert one.set_fact("drill_date", "2020-01-20")
    assert other.set_fact("drill_date", "2020-10-03") == ()  # as the register says
    changed = [f.rule.id for f in one.findings() if f.status is Status.GAP]
    unchanged = [f.rule.id for f in other.findings() if f.status is Status.GAP]
    assert changed != unchanged
    assert one.findings(UnitId("T1")) != other.findings(UnitId("T1"))


def test_a_waived_gap_is_no_gap_above() -> None:
    waiver = Waiver(
        unit="S1",
        rule="drills_held",
        approver="县防指",
        reason="施工",
        expires=date(2020, 12, 1),
    )
    request = a_request(waivers=(waiver,))
    with open_session(request, "S1") as session:
        changes = told(session.set_fact("drill_date", date(2020, 1, 20)))
        assert changes[("S1", "drills_held")] == (Status.COMPLIANT, Status.WAIVED)
    register = with_facts("S1", drill_date=date(2020, 1, 20))
    assert changes == differences(statuses(request), statuses(replace(request, register=register)))


def test_a_session_outlives_the_process_of_the_rules(pool: SessionPool) -> None:
    session = pool.session("S1")
    session.set_fact("drill_date", "2020-01-20")
    assert pool.process.pid is not None
    os.kill(pool.process.pid, signal.SIGKILL)
    changes = told(session.set_fact("drill_date", "2020-10-20"))
    assert changes[("S1", "drills_held")] == (Status.GAP, Status.COMPLIANT)
    assert {f.unit.id: f.status for f in session.findings()}.keys() == {"S1"}


def test_without_durable_rules_a_session_says_the_same(
    pool: SessionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directive_engine.engines.rete.process.find_spec", lambda _: None)
    with open_session(a_request(), "S2") as session:
        found = [told(session.set_fact("drill_date", day)) for day in ("2020-01-20", None)]
    other = pool.session("S2")
    assert found == [told(other.set_fact("drill_date", day)) for day in ("2020-01-20", None)]


def test_threads_share_a_pool(pool: SessionPool) -> None:
    def said(unit: str) -> list[object]:
        session = pool.session(unit)
        days = ["2020-01-20", "2020-10-20", "", "2020-10-30", "2020-02-01"]
        return [told(session.set_fact("drill_date", day)) for day in days]

    units = ["S1", "S2", "R1", "R2", "T1", "T2"] * 3
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(said, units))
    assert found == [said(unit) for unit in units]


def test_a_closed_pool_has_no_process() -> None:
    with open_session(a_request(), "S1") as session:
        session.set_fact("drill_date", None)
        pool_process = session._workings.process
        assert pool_process.pid is not None
    assert pool_process.pid is None


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        pytest.param("沙袋書", 3, "DE024", id="no such fact"),
        pytest.param("岗位定人率", 1, "DE024", id="a derived fact"),
        pytest.param("kind", "school", "DE024", id="a kind does not change"),
        pytest.param("沙袋数", 3, "DE024", id="not of schools"),
        pytest.param("演练日期", "去年", "DE025", id="no date"),
        pytest.param("岗位数", -1, "DE025", id="below its bounds"),
        pytest.param("岗位数", True, "DE025", id="a flag is no number"),
        pytest.param("汛情等级", "紫色", "DE025", id="no such level"),
    ],
)
def test_what_cannot_be_said_changes_nothing(
    pool: SessionPool, name: str, value: object, code: str
) -> None:
    session = pool.session("S1")
    before = session.unit
    with pytest.raises(UsageError) as caught:
        session.set_fact(name, value)
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert session.unit == before


def test_an_unknown_unit_is_named(pool: SessionPool) -> None:
    with pytest.raises(UsageError) as caught:
        pool.session("上河中")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "DE004"
    assert diagnostic.help is not None
    assert "上河中学" in diagnostic.help.zh
