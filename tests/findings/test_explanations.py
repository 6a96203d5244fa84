"""Explanations: what decided a finding, what would settle it, what would close it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from directive_engine.compiling import Names, Scope, compile_condition
from directive_engine.diagnostics import Language
from directive_engine.engines import World
from directive_engine.engines.interpreter import Evaluator, Place
from directive_engine.findings import Explanation, Finding
from directive_engine.findings.closing import closing_changes
from directive_engine.findings.deciding import deciding_atoms
from directive_engine.findings.missing import MissingFacts
from directive_engine.ir import CompiledRule, Const, Program, Stratum
from directive_engine.model import Condition, Status
from directive_engine.packs import load_rules
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, Primitive, RuleId, UnitId
from directive_engine.workflows.auditing import AuditOrder, audit_units, sentences_for

MATERIAL = Path(__file__).parent.parent / "material"
VOCABULARY = load_rules([MATERIAL / "rules"])[0].vocabulary
DERIVED = "double(posts_named) / double(posts)"


def compiled(text: str) -> CompiledRule:
    problems: list[Any] = []
    names = Names(vocabulary=VOCABULARY, parameters={})
    expr = compile_condition(Scope(names=names, condition=Condition(text=text), problems=problems))
    assert expr is not None, problems
    return CompiledRule(
        id=RuleId("r"),
        pack="p",
        applies=Const(value=True, type=Primitive.BOOL),
        requires=expr,
        kinds=frozenset({"reservoir"}),
        stratum=Stratum.FACTS,
    )


def world_of(facts: dict[str, Any], below: list[dict[str, Any]] | None = None) -> World:
    def unit(key: str, kind: str, known: dict[str, Any], parent: str | None) -> Unit:
        return Unit(
            id=UnitId(key),
            name=key,
            kind=kind,
            parent=UnitId(parent) if parent else None,
            facts={FactId(name): value for name, value in known.items()},
        )

    units = [unit("u", "reservoir", facts, None)]
    units += [unit(f"c{n}", "school", known, "u") for n, known in enumerate(below or [])]
    derived = compile_condition(
        Scope(
            names=Names(vocabulary=VOCABULARY, parameters={}),
            condition=Condition(text=DERIVED),
            problems=[],
        ),
        Primitive.DOUBLE,
    )
    assert derived is not None
    return World(
        program=Program(
            rules=(),
            derived={FactId("posts_share"): derived},
            inherited=frozenset(),
            fact_types={FactId(f): VOCABULARY.type_of(FactId(f)) for f in VOCABULARY.fact_by_id},
            parameters={},
        ),
        register=Register(units),
        as_of=date(2020, 11, 1),
        parameters={},
    )


def atoms(text: str, facts: dict[str, Any]) -> list[str]:
    world = world_of(facts)
    place = Place(unit=world.register.units[0])
    evaluator = Evaluator(world=world)
    return [
        atom.expr.source.text for atom in deciding_atoms(compiled(text).requires, place, evaluator)
    ]


@pytest.mark.parametrize(
    ("text", "facts", "decided"),
    [
        pytest.param(
            "on_duty && sandbags > 5",
            {"on_duty": True, "sandbags": 9},
            ["on_duty", "sandbags > 5"],
            id="a true && needs all",
        ),
        pytest.param(
            "on_duty && sandbags > 5",
            {"on_duty": True, "sandbags": 3},
            ["sandbags > 5"],
            id="a false && by what is false",
        ),
        pytest.param(
            "on_duty || sandbags > 5",
            {"sandbags": 9},
            ["sandbags > 5"],
            id="a true || by what is true",
        ),
        pytest.param(
            "on_duty || sandbags > 5",
            {"on_duty": False},
            ["sandbags > 5"],
            id="an unknown || by what is unknown",
        ),
        pytest.param(
            "!(on_duty && sandbags > 5)",
            {"sandbags": 3},
            ["sandbags > 5"],
            id="through a negation",
        ),
        pytest.param(
            "on_duty ? sandbags > 5 : posts > 1",
            {"on_duty": False, "posts": 2},
            ["posts > 1"],
            id="the branch taken",
        ),
        pytest.param(
            "on_duty ? sandbags > 5 : posts > 1",
            {"posts": 2},
            ["on_duty"],
            id="a choice that is unknown",
        ),
    ],
)
def test_deciding_atoms(text: str, facts: dict[str, Any], decided: list[str]) -> None:
    assert atoms(text, facts) == decided


@pytest.mark.parametrize(
    ("text", "facts", "found", "needed", "shortfall"),
    [
        pytest.param(
            "sandbags >= 14", {"sandbags": 9}, 9, ">= 14", 5, id="a number short of its limit"
        ),
        pytest.param(
            "14 <= sandbags", {"sandbags": 9}, 9, ">= 14", 5, id="written the other way round"
        ),
        pytest.param("!(sandbags < 14)", {"sandbags": 9}, 9, ">= 14", 5, id="under a negation"),
        pytest.param(
            "days(today - drill_date) <= 30",
            {"drill_date": date(2020, 9, 1)},
            61,
            "<= 30",
            31,
            id="days since a date",
        ),
        pytest.param(
            'drill_date >= date("2020-10-01")',
            {"drill_date": date(2020, 9, 1)},
            date(2020, 9, 1),
            ">= 2020-10-01",
            30,
            id="dates differ in days",
        ),
        pytest.param(
            '"siren" in channels',
            {"channels": ("radio",)},
            ("radio",),
            "includes siren",
            None,
            id="a list that lacks something",
        ),
        pytest.param(
            "posts_named >= posts",
            {"posts": 4, "posts_named": 1},
            1,
            ">= 4",
            3,
            id="another fact as limit",
        ),
    ],
)
def test_found_and_needed(
    text: str, facts: dict[str, Any], found: object, needed: str, shortfall: float | None
) -> None:
    world = world_of(facts)
    place = Place(unit=world.register.units[0])
    (atom,) = deciding_atoms(compiled(text).requires, place, Evaluator(world=world))
    assert atom.found == found
    assert f"{atom.needed} {atom.needed_value}" == needed
    assert atom.shortfall == shortfall


@pytest.mark.parametrize(
    ("text", "facts", "missing"),
    [
        pytest.param(
            "on_duty && sandbags > 5", {}, {"on_duty", "sandbags"}, id="whatever one of them says"
        ),
        pytest.param(
            "on_duty && sandbags > 5", {"on_duty": True}, {"sandbags"}, id="what is left"
        ),
        pytest.param("posts_named >= posts", {}, {"posts", "posts_named"}, id="both sides"),
        pytest.param(
            "posts_share > 0.5", {"posts": 4}, {"posts_named"}, id="through a derived fact"
        ),
        pytest.param(
            "on_duty ? sandbags > 5 : posts > 1",
            {"sandbags": 1, "posts": 1},
            {"on_duty"},
            id="only the choice is open",
        ),
        pytest.param(
            "has(on_duty) && sandbags > 5", {"on_duty": True}, {"sandbags"}, id="has is known"
        ),
        pytest.param('plan_name.contains("防汛")', {}, {"plan_name"}, id="a text"),
    ],
)
def test_the_smallest_missing_set(text: str, facts: dict[str, Any], missing: set[str]) -> None:
    world = world_of(facts)
    finder = MissingFacts(evaluator=Evaluator(world=world), of_findings=lambda _: ())
    found = finder.settling(compiled(text), world.register.units[0])
    assert {str(fact.fact) for fact in found} == missing


@pytest.mark.parametrize(
    ("text", "facts", "changes"),
    [
        pytest.param("sandbags >= 14", {"sandbags": 9}, {"sandbags": 14}, id="up to the limit"),
        pytest.param("sandbags > 14", {"sandbags": 9}, {"sandbags": 15}, id="past a strict limit"),
        pytest.param(
            "sandbags + posts >= 14",
            {"sandbags": 9, "posts": 1},
            {"sandbags": 13},
            id="through a sum",
        ),
        pytest.param(
            "posts_share >= 0.9",
            {"posts": 10, "posts_named": 5},
            {"posts_named": 9},
            id="through a derived quotient",
        ),
        pytest.param(
            "on_duty && sandbags >= 5",
            {"on_duty": False, "sandbags": 1},
            {"on_duty": True, "sandbags": 5},
            id="all that is false",
        ),
        pytest.param(
            "on_duty || (sandbags >= 5 && posts >= 1)",
            {"on_duty": False, "sandbags": 1, "posts": 0},
            {"on_duty": True},
            id="the cheaper way",
        ),
        pytest.param(
            '"siren" in channels',
            {"channels": ("radio",)},
            {"channels": ("radio", "siren")},
            id="what a list lacks",
        ),
        pytest.param(
            'flood_level == "none"', {"flood_level": "red"}, {"flood_level": "none"}, id="an enum"
        ),
        pytest.param(
            "days(today - drill_date) <= 30",
            {"drill_date": date(2020, 9, 1)},
            {"drill_date": date(2020, 10, 2)},
            id="the latest date that will do",
        ),
        pytest.param("!on_duty", {"on_duty": True}, {"on_duty": False}, id="a negation"),
    ],
)
def test_the_smallest_change_that_closes(
    text: str, facts: dict[str, Any], changes: dict[str, Any]
) -> None:
    world = world_of(facts)
    found = closing_changes(compiled(text), world.register.units[0], world)
    assert {str(c.fact): c.after for c in found} == changes


def test_a_share_of_units_changes_no_more_units_than_it_must() -> None:
    below = [{"on_duty": False} for _ in range(4)] + [{"on_duty": True} for _ in range(4)]
    world = world_of({}, below)
    found = closing_changes(
        compiled("share(children, c, c.on_duty) >= 0.75"), world.register.units[0], world
    )
    assert len(found) == 2
    assert all(change.after is True for change in found)


def explained(rule: str, unit: str) -> tuple[Finding, Explanation]:
    order = AuditOrder(
        units=MATERIAL / "units.csv", rules=[MATERIAL / "rules"], as_of=date(2020, 11, 1)
    )
    audit, _ = audit_units(order)
    finding = next(f for f in audit.findings if f.unit.id == unit and f.rule.id == rule)
    return finding, audit.explain(finding)


def test_a_gap_of_an_area_names_the_units_that_cause_it() -> None:
    _, explanation = explained("area_without_gaps", "T1")
    assert {atom.unit.id for atom in explanation.because} == {"R1"}


def test_an_area_waits_for_the_facts_that_its_units_wait_for() -> None:
    _, explanation = explained("area_without_gaps", "T2")
    assert {m.unit.id for m in explanation.missing} <= {"R2", "S2"}
    assert explanation.missing


def test_every_gap_that_says_what_closes_it_is_closed_by_it() -> None:
    order = AuditOrder(
        units=MATERIAL / "units.csv", rules=[MATERIAL / "rules"], as_of=date(2020, 11, 1)
    )
    audit, _ = audit_units(order)
    gaps = [f for f in audit.findings if f.status.value == "gap"]
    closable = [f for f in gaps if audit.explain(f).closes]
    assert len(closable) >= len(gaps) - 1  # an area's gap closes with those of its units


def test_an_error_in_a_derived_fact_is_told_by_every_finding_that_meets_it(tmp_path: Path) -> None:
    units = "编号,类别,值班在岗,岗位数,定人岗位数\nR,水库,是,0,0\nT,乡镇,是,0,0\n"
    (tmp_path / "units.csv").write_text(units, "utf-8")
    order = AuditOrder(
        units=tmp_path / "units.csv", rules=[MATERIAL / "rules"], as_of=date(2020, 11, 1)
    )
    audit, _ = audit_units(order)
    findings = [f for f in audit.findings if f.rule.id == "duty_kept"] * 2
    for finding in findings:
        audit.explain.__self__._known.clear()  # type: ignore[attr-defined]
        assert finding.status is Status.UNKNOWN
        assert len(audit.explain(finding).problems) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_gap_in_words(lang: Language) -> None:
    order = AuditOrder(
        units=MATERIAL / "units.csv", rules=[MATERIAL / "rules"], as_of=date(2020, 11, 1)
    )
    audit, _ = audit_units(order)
    finding = next(f for f in audit.findings if (f.unit.id, f.rule.id) == ("R1", "drills_held"))
    (sentence,) = sentences_for(audit, lang).because(finding, audit.explain(finding))
    assert (
        sentence
        == {
            "zh": "演练日期距检查日的天数应不超过 30 天，实为 61 天，差 31 天",
            "en": "days since date of the last drill must be at most 30 days; "
            "found 61 days (31 days off)",
        }[lang]
    )
