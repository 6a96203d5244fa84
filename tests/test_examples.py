"""The example county is one that a county inspector could take for real."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from directive_engine.findings import Audit
from directive_engine.ir import Arithmetic, ArithmeticOperator, Expr, FactOf, SelfUnit, walk
from directive_engine.model import Status
from directive_engine.values import FactId
from directive_engine.workflows.auditing import AuditOrder, audit_units

EXAMPLES = Path(__file__).parent.parent / "examples"
AS_OF = date(2020, 11, 1)
OF_A_PROVINCE = {"provincial_experts_added"}
"""Rules for bodies that no county has."""


@lru_cache(maxsize=1)
def audit() -> Audit:
    units, waivers = EXAMPLES / "qinghe.csv", EXAMPLES / "waivers.yaml"
    found, warnings = audit_units(
        AuditOrder(
            units=units, rules=(), as_of=AS_OF, site=EXAMPLES / "site.yaml", waivers=waivers
        )
    )
    assert warnings == ()
    return found


def test_a_whole_county() -> None:
    units = audit().request.register.units
    assert len(units) >= 80
    assert len({unit.kind for unit in units}) >= 15
    assert any(not unit.responsible for unit in units)


def test_every_rule_is_met_by_one_unit_and_missed_by_another() -> None:
    statuses: dict[str, Counter[Status]] = defaultdict(Counter)
    for finding in audit().findings:
        statuses[finding.rule.id][finding.status] += 1
    lacking = {
        rule
        for rule, count in statuses.items()
        if not count[Status.COMPLIANT] or not count[Status.GAP] + count[Status.WAIVED]
    }
    assert lacking == OF_A_PROVINCE


def test_waivers_are_of_real_gaps() -> None:
    assert audit().count(Status.WAIVED) == 2


def asked_of(kind: str) -> Iterator[FactId]:
    """Yield the facts that rules for units of `kind` ask of the unit itself."""
    program = audit().request.program
    waiting: list[Expr] = [
        expr
        for rule in program.rules
        if kind in rule.kinds
        for expr in (rule.applies, rule.requires)
    ]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, FactOf) and isinstance(node.subject, SelfUnit):
                if node.fact in program.derived:
                    waiting.append(program.derived[node.fact])
                elif node.fact not in {"kind", "name", "id"} | program.inherited:
                    yield node.fact


def test_about_a_quarter_of_what_rules_ask_is_missing() -> None:
    vocabulary = audit().request.vocabulary
    known = asked = 0
    for unit in audit().request.register.units:
        facts = {f for f in asked_of(unit.kind) if vocabulary.has_fact(unit.kind, f)}
        known += sum(fact in unit.facts for fact in facts)
        asked += len(facts)
    assert 0.15 <= 1 - known / asked <= 0.3


def shares() -> Iterator[tuple[FactId, FactId]]:
    """Yield the facts that derived shares divide: a part, and its whole."""
    vocabulary = audit().request.vocabulary
    for fact, expr in audit().request.program.derived.items():
        if isinstance(expr, Arithmetic) and expr.op is ArithmeticOperator.DIVIDE:
            sides = [
                [node.fact for node in walk(side) if isinstance(node, FactOf)]
                for side in (expr.left, expr.right)
            ]
            if vocabulary.measure_of(fact) == "ratio":
                ((part,), (whole,)) = sides
                yield part, whole


def test_no_part_is_more_than_its_whole() -> None:
    pairs = list(shares())
    assert len(pairs) >= 5
    for unit in audit().request.register.units:
        for part, whole in pairs:
            if part in unit.facts and whole in unit.facts:
                assert unit.facts[part] <= unit.facts[whole], (unit.id, part)  # type: ignore[operator]


@pytest.mark.parametrize("fact", ["hazards_fixed", "returnees_checked", "returnees_isolated"])
def test_no_more_is_done_than_there_is_to_do(fact: str) -> None:
    whole = {
        "hazards_fixed": "hazards_found",
        "returnees_checked": "returnees_due",
        "returnees_isolated": "returnees_to_isolate",
    }[fact]
    for unit in audit().request.register.units:
        done, due = unit.facts.get(FactId(fact)), unit.facts.get(FactId(whole))
        assert done is None or due is None or done <= due, unit.id  # type: ignore[operator]


def test_nothing_has_happened_after_the_audit() -> None:
    for unit in audit().request.register.units:
        for fact, value in unit.facts.items():
            if isinstance(value, date) and not fact.endswith("due_date"):
                assert value <= AS_OF, (unit.id, fact)
