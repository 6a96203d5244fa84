"""Laws of an audit, on random facts of a small county: what must never change a finding."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directive_engine.engines import Verdict
from directive_engine.engines.registry import ENGINES, make_engine
from directive_engine.findings import AuditRequest, run_audit, status_of
from directive_engine.ir import Stratum
from directive_engine.model import Status, Waiver
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, Truth, UnitId
from directive_engine.workflows.auditing import chosen_parameters
from directive_engine.workflows.loading import usable_rules

MATERIAL = Path(__file__).parent.parent / "material"
COMPILED = usable_rules([MATERIAL / "rules"])
AS_OF = date(2020, 11, 1)
UNRELATED = {"plan_name": "防汛预案", "sampling_dates": (AS_OF,)}
FACTS: Mapping[str, st.SearchStrategy[Any]] = {
    "flood_level": st.sampled_from(["none", "yellow", "red"]),
    "sandbags": st.integers(0, 600),
    "drill_date": st.integers(0, 60).map(lambda days: AS_OF - timedelta(days=days)),
    "posts": st.integers(0, 3),
    "posts_named": st.integers(0, 3),
    "on_duty": st.booleans(),
    "channels": st.lists(st.sampled_from(["siren", "radio", "phone"]), unique=True).map(tuple),
}
known_facts = st.fixed_dictionaries({}, optional=FACTS)
TREE = {"T1": None, "T2": None, "R1": "T1", "R2": "T1", "R3": "T2", "S1": "R1", "S2": "T2"}
KINDS = {"T": "township", "R": "reservoir", "S": "school"}
counties = st.fixed_dictionaries(dict.fromkeys(TREE, known_facts))


def request_of(county: Mapping[str, Mapping[str, Any]]) -> AuditRequest:
    units = [
        Unit(
            id=UnitId(key),
            name=key,
            kind=KINDS[key[0]],
            parent=UnitId(above) if (above := TREE[key]) else None,
            facts={FactId(name): value for name, value in county[key].items()},
        )
        for key in TREE
    ]
    return AuditRequest(
        program=COMPILED.program,
        packs=COMPILED.base.packs,
        vocabulary=COMPILED.base.vocabulary,
        register=Register(units),
        as_of=AS_OF,
        parameters=chosen_parameters(COMPILED, (), None),
    )


def statuses(request: AuditRequest) -> dict[tuple[str, str], Status]:
    audit = run_audit(request, make_engine("interpreter"))
    return {(finding.unit.id, finding.rule.id): finding.status for finding in audit.findings}


@pytest.mark.parametrize(
    ("applies", "requires", "status"),
    [
        pytest.param(Truth.FALSE, Truth.TRUE, Status.NOT_APPLICABLE, id="not concerned"),
        pytest.param(Truth.FALSE, Truth.FALSE, Status.NOT_APPLICABLE, id="not concerned, no gap"),
        pytest.param(Truth.FALSE, Truth.UNKNOWN, Status.NOT_APPLICABLE, id="nothing to ask"),
        pytest.param(Truth.UNKNOWN, Truth.TRUE, Status.UNKNOWN, id="may not concern it"),
        pytest.param(Truth.UNKNOWN, Truth.FALSE, Status.UNKNOWN, id="never a gap on a guess"),
        pytest.param(Truth.UNKNOWN, Truth.UNKNOWN, Status.UNKNOWN, id="nothing known"),
        pytest.param(Truth.TRUE, Truth.TRUE, Status.COMPLIANT, id="met"),
        pytest.param(Truth.TRUE, Truth.FALSE, Status.GAP, id="not met"),
        pytest.param(Truth.TRUE, Truth.UNKNOWN, Status.UNKNOWN, id="missing fact never passes"),
    ],
)
def test_status(applies: Truth, requires: Truth, status: Status) -> None:
    assert status_of(Verdict(applies=applies, requires=requires)) is status


@settings(max_examples=60, deadline=None)
@given(counties, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_units_never_matters(
    county: dict[str, dict[str, Any]], random_: random.Random
) -> None:
    request = request_of(county)
    rules, units = list(request.program.rules), list(request.register.units)
    random_.shuffle(rules)
    random_.shuffle(units)
    shuffled = replace(
        request,
        program=replace(request.program, rules=tuple(rules)),
        register=Register(units),
    )
    assert statuses(shuffled) == statuses(request)


@settings(max_examples=60, deadline=None)
@given(counties)
def test_unrelated_facts_never_matter(county: dict[str, dict[str, Any]]) -> None:
    more = {unit: {**facts, **UNRELATED} for unit, facts in county.items()}
    assert statuses(request_of(more)) == statuses(request_of(county))


@settings(max_examples=60, deadline=None)
@given(counties, counties)
def test_supplying_missing_facts_never_flips_a_decided_finding(
    county: dict[str, dict[str, Any]], more: dict[str, dict[str, Any]]
) -> None:
    supplied = {unit: {**more[unit], **facts} for unit, facts in county.items()}
    for (
        unit,
        facts,
    ) in supplied.items():  # a level of one's own is no missing fact: it was inherited
        facts.pop("flood_level", None)
        facts.update({k: v for k, v in county[unit].items() if k == "flood_level"})
    before, after = statuses(request_of(county)), statuses(request_of(supplied))
    decided = {key: status for key, status in before.items() if status is not Status.UNKNOWN}
    assert {key: after[key] for key in decided} == decided


@settings(max_examples=40, deadline=None)
@given(counties)
def test_every_engine_gives_the_same_verdicts(county: dict[str, dict[str, Any]]) -> None:
    request = request_of(county)
    answers = [run_audit(request, make_engine(name)) for name in ENGINES]
    first = [finding.verdict for finding in answers[0].findings]
    assert all([f.verdict for f in answer.findings] == first for answer in answers)


@settings(max_examples=30, deadline=None)
@given(counties, st.data())
def test_supplying_what_is_missing_settles_a_finding(
    county: dict[str, dict[str, Any]], data: st.DataObject
) -> None:
    for facts in county.values():  # a division by zero would settle nothing
        facts.update({name: 1 for name in ("posts", "posts_named") if facts.get(name) == 0})
    request = request_of(county)
    audit = run_audit(request, make_engine("interpreter"))
    unknown = [f for f in audit.findings if f.status is Status.UNKNOWN]
    waiting = [f for f in unknown if audit.explain(f).missing and not audit.explain(f).problems]
    if not waiting:
        return
    finding = data.draw(st.sampled_from(waiting))
    supplied = {unit: dict(facts) for unit, facts in county.items()}
    for missing in audit.explain(finding).missing:
        values = FACTS.get(str(missing.fact), st.booleans())  # the answer to a manual rule
        if missing.fact in {"posts", "posts_named"}:
            values = st.integers(1, 3)
        supplied[missing.unit.id][str(missing.fact)] = data.draw(values)
    if finding.compiled.stratum is Stratum.FACTS:
        found = statuses(request_of(supplied))[finding.unit.id, finding.rule.id]
        assert found is not Status.UNKNOWN


@settings(max_examples=40, deadline=None)
@given(counties)
def test_what_closes_a_gap_closes_it(county: dict[str, dict[str, Any]]) -> None:
    request = request_of(county)
    audit = run_audit(request, make_engine("interpreter"))
    for finding in audit.findings:
        explanation = audit.explain(finding)
        assert explanation.because
        if finding.compiled.stratum is Stratum.FACTS:  # an error, as 0 / 0, is not missing
            waits = bool(explanation.missing or explanation.problems)
            assert waits == (finding.status is Status.UNKNOWN)
        own = [change for change in explanation.closes if not change.fact.startswith("compliance")]
        if finding.status is Status.GAP and own and len(own) == len(explanation.closes):
            closed = {unit: dict(facts) for unit, facts in county.items()}
            for change in own:
                closed[change.unit.id][str(change.fact)] = change.after
            assert (
                statuses(request_of(closed))[finding.unit.id, finding.rule.id] is Status.COMPLIANT
            )


@pytest.mark.parametrize(
    ("from_", "expires", "status"),
    [
        pytest.param(
            date(2020, 10, 1),
            date(2020, 11, 1),
            Status.WAIVED,
            id="valid to the end of its last day",
        ),
        pytest.param(
            date(2020, 11, 1), date(2020, 12, 1), Status.WAIVED, id="valid from its first day"
        ),
        pytest.param(date(2020, 9, 1), date(2020, 10, 31), Status.GAP, id="expired"),
        pytest.param(date(2020, 11, 2), date(2020, 12, 1), Status.GAP, id="not yet valid"),
    ],
)
def test_a_waiver_counts_while_it_is_valid(from_: date, expires: date, status: Status) -> None:
    fields = {"unit": "R1", "rule": "drills_held", "approver": "县防指", "reason": "施工"}
    waiver = Waiver(**fields, **{"from": from_, "expires": expires})  # type: ignore[arg-type]
    county = {key: {"drill_date": date(2020, 1, 1)} for key in TREE}
    request = replace(request_of(county), waivers=(waiver,))
    found = statuses(request)
    assert found["R1", "drills_held"] is status
    assert found["R2", "drills_held"] is Status.GAP
