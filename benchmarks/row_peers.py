"""The bulk job with engines that take one unit at a time; each says how long it took to prepare the rules."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, Final

from benchmarks.job import AS_OF, FACTS, Atom, BulkRule
from benchmarks.job import cel as as_cel
from benchmarks.peers import Counts, status_counts
from benchmarks.two_valued import Language, quoted

Answer = dict[str, Any]
Statuses = Callable[[dict[str, Any]], Iterator[int]]
"""The facts of a unit → for each rule 0 (complies), 1 (a gap), 2 (not concerned) or 3 (unknown)."""


def rule_engine_counts(path: Path, rules: list[BulkRule]) -> Answer:
    """Ask up to three conditions a rule, compiled once; a fact that is not there reads as null."""
    from rule_engine import Context, Rule

    context = Context(default_value=None)
    language = Language(test=_in_rule_engine, known=lambda fact: f"{fact} != null")

    def prepare() -> Statuses:
        made = [[Rule(text, context=context) for text in language.statuses(r)] for r in rules]
        return lambda unit: (_first(rule.matches(unit) for rule in three) for three in made)

    return _answer(path, rules, prepare)


def _in_rule_engine(a: Atom) -> str:
    match a.kind:
        case "flag":
            return a.fact
        case "int" | "double":
            return f"{a.fact} {a.operator} {a.value!r}"
        case "ratio":
            return f"{a.fact} / {a.other} >= {a.value!r}"
        case "enum":
            return f"{a.fact} in [{quoted(a.value)}]"
        case "within":
            return f'd"{AS_OF}" - {a.fact} <= t"P{a.value}D"'
        case _:
            return f"'{a.value}' in {a.fact}"


def zen_engine_counts(path: Path, rules: list[BulkRule]) -> Answer:
    """Evaluate a decision whose one node has three expressions a rule."""
    import zen

    language = Language(test=_in_zen, known=lambda fact: f"{fact} != null")

    def prepare() -> Statuses:
        expressions = [
            {"id": f"{r.id}_{n}", "key": f"{r.id}_{n}", "value": text}
            for r in rules
            for n, text in enumerate(language.statuses(r))
        ]
        decision = zen.ZenEngine().create_decision(json.dumps(_graph(expressions)))

        def statuses(unit: dict[str, Any]) -> Iterator[int]:
            said = decision.evaluate(unit)["result"]
            return (_first(said[f"{r.id}_{n}"] for n in range(3)) for r in rules)

        return statuses

    return _answer(path, rules, prepare, date_as=str)


def _in_zen(a: Atom) -> str:
    match a.kind:
        case "within":
            return f"date('{AS_OF}') - date({a.fact}) <= {a.value * 86_400}"
        case _:
            return _in_rule_engine(a)


def _graph(expressions: list[dict[str, str]]) -> dict[str, Any]:
    kinds = ("inputNode", "expressionNode", "outputNode")
    nodes: list[dict[str, Any]] = [{"id": kind, "type": kind, "name": kind} for kind in kinds]
    nodes[1]["content"] = {"expressions": expressions}
    edges = [
        {"id": f"e{n}", "type": "edge", "sourceId": kinds[n], "targetId": kinds[n + 1]}
        for n in range(2)
    ]
    return {"nodes": nodes, "edges": edges}


def cel_python_counts(path: Path, rules: list[BulkRule]) -> Answer:
    """Evaluate applicability and requirement as they are: an error of CEL is unknown."""
    from cel_expr_python import cel

    types = {
        "bool": cel.Type.BOOL,
        "int": cel.Type.INT,
        "double": cel.Type.DOUBLE,
        "enum": cel.Type.STRING,
        "date": cel.Type.TIMESTAMP,
        "list<enum>": cel.Type.List(cel.Type.STRING),
    }
    known = {f"{name}_known": cel.Type.BOOL for name in FACTS}
    variables = {"kind": cel.Type.STRING, **{n: types[t] for n, t in FACTS.items()}, **known}

    def prepare() -> Statuses:
        env = cel.NewEnv(variables=variables)
        made = [tuple(env.compile(text) for text in _in_cel(rule)) for rule in rules]

        def statuses(unit: dict[str, Any]) -> Iterator[int]:
            data = {**unit, **{f"{name}_known": name in unit for name in FACTS}}
            held = env.Activation(data)
            for applies, requires in made:
                concerned = applies.eval(held).value()
                if concerned is False:
                    yield 2
                    continue
                met = requires.eval(held).value()
                certain = concerned is True and isinstance(met, bool)
                yield (0 if met else 1) if certain else 3

        return statuses

    return _answer(path, rules, prepare, date_as=_midnight)


def _in_cel(rule: BulkRule) -> tuple[str, str]:
    applies = f"kind in {list(rule.kinds)}"
    if rule.condition is not None:
        applies += f" && {_atom_in_cel(rule.condition)}"
    joint = " && " if rule.joins_all else " || "
    return applies, joint.join(_atom_in_cel(atom) for atom in rule.atoms)


def _atom_in_cel(a: Atom) -> str:
    match a.kind:
        case "known":
            return f"{a.fact}_known"
        case "within":
            today = f"timestamp('{_midnight(AS_OF).isoformat()}')"
            return f"{today} - {a.fact} <= duration('{a.value * 24}h')"
        case "ratio":
            # Doubles divided by zero are infinite in CEL, whole numbers an error.
            return f"({a.other} == 0 ? 1 / {a.other} == 1 : {as_cel(a)})"
        case _:
            return as_cel(a)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time_of_day(), UTC)


def _first(said: Iterator[bool]) -> int:
    return next((n for n, holds in enumerate(said) if holds), 3)


def _answer(
    path: Path,
    rules: list[BulkRule],
    prepare: Callable[[], Statuses],
    date_as: Callable[[Any], Any] = lambda day: day,
) -> Answer:
    """Count the statuses of all units of a file."""
    started = time.perf_counter()
    statuses = prepare()
    preparing = time.perf_counter() - started
    counts = [[0, 0, 0, 0] for _ in rules]
    rows = 0
    for unit in units(path, date_as):
        rows += 1
        for found, status in zip(counts, statuses(unit), strict=True):
            found[status] += 1
    numbers: Counts = [status_counts(met, gaps, outside, rows) for met, gaps, outside, _ in counts]
    return {"counts": numbers, "preparing": preparing}


DATES: Final = [name for name, type_ in FACTS.items() if type_ == "date"]


def units(path: Path, date_as: Callable[[Any], Any]) -> Iterator[dict[str, Any]]:
    """Yield the units of a file, each with the facts that it has."""
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches(columns=["kind", *FACTS]):
        for row in batch.to_pylist():
            unit = {name: value for name, value in row.items() if value is not None}
            for name in DATES:
                if name in unit:
                    unit[name] = date_as(unit[name])
            yield unit
