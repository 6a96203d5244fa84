"""Rules of a program → rulesets of durable_rules, and what each of them depends on."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Final

from directive_engine.engines.rete.formulas import (
    ALWAYS_SENT,
    NEVER,
    signals_of,
    written,
)
from directive_engine.engines.rete.lowering import Lowering, Rails, Signal
from directive_engine.engines.rete.reading import Path, Readings
from directive_engine.ir import CompiledRule, Expr, Program
from directive_engine.values import FactId

MOST_RULES: Final = 28
"""Rules in a ruleset; with the catch-all rule they stay below the 30 that durable_rules bears."""
MOST_TESTS: Final = 60
"""Tests in a ruleset: durable_rules takes 64 branches at a node."""
COMPLIANCE_ASKED: Final = None
"""Stands for a fact where the findings of other units are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """Conditions that are asked together, each as the rules `tN` and `fN` for its number N."""

    number: int
    level: int
    conditions: tuple[int, ...]
    signals: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What units of one kind need of a network; `signals` are those that no rule concludes."""

    rules: tuple[CompiledRule, ...]
    signals: tuple[int, ...]
    rulesets: tuple[Ruleset, ...]
    by_signal: Mapping[int, tuple[Ruleset, ...]]


@dataclass(frozen=True, kw_only=True)
class Network:
    """Conditions, the signals they test, and the rulesets that decide them, chained by level.

    `concluded` gives the condition that decides a signal; `tested` the signals of a condition;
    `readers` the signals that read a fact (None: findings), each with the path to its unit.
    """

    rules: tuple[CompiledRule, ...]
    conditions: tuple[Expr, ...]
    condition_of: Mapping[Expr, int]
    tested: tuple[frozenset[int], ...]
    signals: tuple[Signal, ...]
    concluded: Mapping[int, int]
    texts: Mapping[str, int]
    rulesets: tuple[Ruleset, ...]
    definitions: tuple[str, ...]
    readers: Mapping[FactId | None, tuple[tuple[int, Path], ...]]
    _parts: dict[str, Part] = field(default_factory=dict)

    @cached_property
    def concluding(self) -> Mapping[int, tuple[int, ...]]:
        """Conditions that decide signals → those signals."""
        found: dict[int, tuple[int, ...]] = {}
        for signal, condition in self.concluded.items():
            found[condition] = (*found.get(condition, ()), signal)
        return found

    @cached_property
    def paths_to_findings(self) -> tuple[Path, ...]:
        """The paths along which rules ask for findings of other units."""
        return tuple(dict.fromkeys(path for _, path in self.readers.get(COMPLIANCE_ASKED, ())))

    def part(self, kind: str) -> Part:
        """Return what units of `kind` need."""
        if kind not in self._parts:
            self._parts[kind] = self._part(kind)
        return self._parts[kind]

    def _part(self, kind: str) -> Part:
        rules = tuple(rule for rule in self.rules if kind in rule.kinds)
        needed = self._needed(self.condition_of[e] for r in rules for e in (r.applies, r.requires))
        signals = frozenset(s for condition in needed for s in self.tested[condition])
        rulesets = tuple(
            Ruleset(
                number=ruleset.number,
                level=ruleset.level,
                conditions=kept,
                signals=ruleset.signals & signals,
            )
            for ruleset in self.rulesets
            if (kept := tuple(c for c in ruleset.conditions if c in needed))
        )
        return Part(
            rules=rules,
            signals=tuple(sorted(signals - self.concluded.keys())),
            rulesets=rulesets,
            by_signal={s: tuple(r for r in rulesets if s in r.signals) for s in signals},
        )

    def _needed(self, conditions: Iterable[int]) -> set[int]:
        """Return `conditions` and those of the derived flags that they test."""
        needed: set[int] = set()
        waiting = list(conditions)
        while waiting:
            condition = waiting.pop()
            if condition not in needed:
                needed.add(condition)
                waiting += [
                    self.concluded[s] for s in self.tested[condition] if s in self.concluded
                ]
        return needed


def build_network(program: Program, rules: Sequence[CompiledRule]) -> Network:
    """Lower the conditions of `rules`, and of the derived flags they need, to rulesets."""
    return _Building(program=program, rules=tuple(rules)).network()


@dataclass(slots=True, kw_only=True)
class _Building:
    program: Program
    rules: tuple[CompiledRule, ...]
    lowering: Lowering = field(init=False)
    rails: dict[Expr, Rails] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lowering = Lowering(program=self.program)

    def network(self) -> Network:
        for rule in sorted(self.rules, key=lambda rule: sorted(rule.kinds)):
            for expr in (rule.applies, rule.requires):
                self.lower(expr)
        condition_of = {expr: n for n, expr in enumerate(self.rails)}
        signals = self.lowering.collected()
        concluded = {
            n: condition_of[self.program.derived[fact]]
            for n, signal in enumerate(signals)
            if (fact := signal.concludes) is not None
        }
        tested = tuple(
            signals_of(rails.true) | signals_of(rails.false) for rails in self.rails.values()
        )
        rulesets, definitions = self.rulesets(tested, concluded)
        return Network(
            rules=self.rules,
            conditions=tuple(self.rails),
            condition_of=condition_of,
            tested=tested,
            signals=signals,
            concluded=concluded,
            texts=self.lowering.texts,
            rulesets=tuple(rulesets),
            definitions=tuple(definitions),
            readers=self.readers(signals),
        )

    def lower(self, expr: Expr) -> None:
        if expr in self.rails:
            return
        self.rails[expr] = self.lowering.rails(expr)
        for signal in self.lowering.collected():
            if signal.concludes is not None:
                self.lower(self.program.derived[signal.concludes])

    def readers(
        self, signals: Sequence[Signal]
    ) -> Mapping[FactId | None, tuple[tuple[int, Path], ...]]:
        readings = Readings(program=self.program)
        found: dict[FactId | None, list[tuple[int, Path]]] = {}
        for n, signal in enumerate(signals):
            if signal.concludes is None:
                for reading in readings.of(signal.expr):
                    found.setdefault(reading.fact, []).append((n, reading.path))
        return {fact: tuple(pairs) for fact, pairs in found.items()}

    def rulesets(
        self, tested: Sequence[frozenset[int]], concluded: Mapping[int, int]
    ) -> tuple[list[Ruleset], list[str]]:
        """Fill rulesets level by level: a condition stands above those of the flags it tests."""
        levels: dict[int, int] = {}

        def level(condition: int) -> int:
            if condition not in levels:
                below = [level(concluded[s]) for s in tested[condition] if s in concluded]
                levels[condition] = 1 + max(below, default=-1)
            return levels[condition]

        rulesets: list[Ruleset] = []
        definitions: list[str] = []
        rails = list(self.rails.values())
        for height, members in _in_fitting_groups(rails, level):
            rulesets.append(
                Ruleset(
                    number=len(rulesets),
                    level=height,
                    conditions=tuple(members),
                    signals=frozenset(s for c in members for s in tested[c]),
                )
            )
            definitions.append(_definition({c: rails[c] for c in members}))
        return rulesets, definitions


def _in_fitting_groups(
    rails: Sequence[Rails], level: Callable[[int], int]
) -> Iterator[tuple[int, list[int]]]:
    for height, same in groupby(sorted(range(len(rails)), key=level), key=level):
        group: list[int] = []
        size = 0
        for condition in same:
            more = 2 * rails[condition].size
            if group and (2 * len(group) + 2 > MOST_RULES or size + more > MOST_TESTS):
                yield height, group
                group, size = [], 0
            group.append(condition)
            size += more
        if group:
            yield height, group


def _definition(conditions: Mapping[int, Rails]) -> str:
    """Write a ruleset; the catch-all rule lets every fact match something."""
    rules: dict[str, object] = {"all": {ALWAYS_SENT: 1}}
    for number, rails in conditions.items():
        for name, formula in (("t", rails.true), ("f", rails.false)):
            if formula != NEVER:
                rules[f"{name}{number}"] = written(formula)
    return json.dumps({name: {"all": [{"m": test}]} for name, test in rules.items()})
