"""The bulk job in durable_rules: a unit is a fact, and each rule three rules, of which one fires or none.

A test of a property that is not there does not match, so the falsity of a test is the opposite test. It takes
about 30 rules and 60 tests a ruleset, so a unit is asserted to many; lists are one flag a word, dates numbers.
"""

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks.job import AS_OF, FACTS, TOPICS, Atom, BulkRule
from benchmarks.row_peers import Answer, units

MOST_RULES: Final = 27
MOST_TESTS: Final = 60
LISTS: Final = [name for name, type_ in FACTS.items() if type_ == "list<enum>"]
_OPERATORS: Final = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_OPPOSITES: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
Condition = dict[str, Any]


def durable_rules_counts(path: Path, rules: list[BulkRule]) -> Answer:
    """Assert each unit to all rulesets, read what fires, and retract it."""
    import durable_rules_engine as engine

    started = time.perf_counter()
    handles = [
        engine.create_ruleset(f"bulk{n}", json.dumps(ruleset))
        for n, ruleset in enumerate(rulesets(rules))
    ]
    preparing = time.perf_counter() - started
    number = {rule.id: n for n, rule in enumerate(rules)}
    counts = [[0, 0, 0] for _ in rules]
    rows = 0
    for unit in units(path, date_as=date.toordinal):
        rows += 1
        fact = json.dumps({"id": rows, "sid": "0", "z": 1, **_properties(unit)})
        for handle in handles:
            for fired in set(_fired(engine, handle, engine.assert_fact(handle, fact))):
                name, _, status = fired.partition("_")
                if name in number:
                    counts[number[name]][int(status)] += 1
            engine.retract_fact(handle, fact)
    return {
        "counts": [[c, g, rows - c - g - outside] for c, g, outside in counts],
        "preparing": preparing,
    }


def _fired(engine: Any, handle: Any, result: tuple[int, int]) -> Iterator[str]:
    code, state = result
    assert not code, code
    started = engine.start_action_for_state(handle, state)
    text = started[1] if started else None
    while text:
        yield next(iter(json.loads(text)))
        text = engine.complete_and_start_action(handle, state)


def _properties(unit: dict[str, Any]) -> dict[str, Any]:
    flags = {f"{n}_{word}": word in unit[n] for n in LISTS if n in unit for word in TOPICS}
    known = {f"{name}_known": name in unit for name in FACTS}
    return {**{n: v for n, v in unit.items() if n not in LISTS}, **flags, **known}


def rulesets(rules: list[BulkRule]) -> Iterator[dict[str, Any]]:
    """Yield rulesets as large as durable_rules takes them, each with a rule that always fires."""
    made: dict[str, Any] = {}
    tests: set[str] = set()
    for rule in rules:
        conditions = {f"{rule.id}_{n}": c for n, c in enumerate(_statuses(rule))}
        more = {test for condition in conditions.values() for test in _tests(condition)}
        if made and (len(made) + 3 > MOST_RULES or len(tests | more) > MOST_TESTS):
            yield _closed(made)
            made, tests = {}, set()
        made.update(conditions)
        tests |= more
    yield _closed(made)


def _closed(conditions: dict[str, Condition]) -> dict[str, Any]:
    # Without a rule that fires for every fact, asserting some of them is an error.
    return {n: {"all": [{"m": c}]} for n, c in {**conditions, "always": {"z": 1}}.items()}


def _tests(condition: Condition) -> Iterator[str]:
    for name, part in condition.items():
        if name in {"$and", "$or"}:
            for term in part:
                yield from _tests(term)
        else:
            yield json.dumps(condition)


def _statuses(rule: BulkRule) -> tuple[Condition, Condition, Condition]:
    concerned = [_joined("$or", [{"kind": kind} for kind in rule.kinds])]
    outside = _joined("$and", [{"$neq": {"kind": kind}} for kind in rule.kinds])
    if rule.condition is not None:
        concerned.append(_atom(rule.condition, claim=True))
        outside = {"$or": [outside, _atom(rule.condition, claim=False)]}
    met, unmet = (
        _joined(
            "$and" if rule.joins_all == claim else "$or",
            [_atom(atom, claim=claim) for atom in rule.atoms],
        )
        for claim in (True, False)
    )
    return _joined("$and", [*concerned, met]), _joined("$and", [*concerned, unmet]), outside


def _joined(joint: str, terms: list[Condition]) -> Condition:
    return terms[0] if len(terms) == 1 else {joint: terms}


def _atom(a: Atom, *, claim: bool) -> Condition:
    match a.kind:
        case "flag":
            return {a.fact: claim}
        case "int" | "double":
            return _compared(a.fact, a.operator, a.value, claim=claim)
        case "ratio":
            # A product in place of the quotient: exact for these whole numbers.
            product = {"$mul": {"$l": a.value, "$r": {"$m": a.other}}}
            there = [{"$ex": {name: 1}} for name in (a.fact, a.other)]
            nonzero = {"$neq": {a.other: 0}}
            return {"$and": [*there, nonzero, _compared(a.fact, ">=", product, claim=claim)]}
        case "enum":
            tests = [_compared(a.fact, "==", word, claim=claim) for word in a.value]
            return _joined("$or" if claim else "$and", tests)
        case "within":
            return _compared(a.fact, ">=", AS_OF.toordinal() - a.value, claim=claim)
        case "member":
            return {f"{a.fact}_{a.value}": claim}
        case _:
            return {f"{a.fact}_known": claim}


def _compared(fact: str, operator: str, value: Any, *, claim: bool) -> Condition:
    said = operator if claim else _OPPOSITES[operator]
    return {fact: value} if said == "==" else {_OPERATORS[said]: {fact: value}}
