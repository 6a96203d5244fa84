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
from directive_engine.values import FactId, RuleId

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
    by_condition: Mapping[int, tuple[CompiledRule, ...]]


@dataclass(frozen=True, kw_only=True)
class Network:
    """Conditions, the signals they test, and the rulesets that decide them, chained by level.

    `numbers` gives the two conditions of a rule; `concluded` the condition that decides a signal;
    `tested` the signals of a condition; `readers` the signals that read a fact (None: findings),
    each with the path to its unit.
    """

    program: Program
    rules: tuple[CompiledRule, ...]
    conditions: tuple[Expr, ...]
    numbers: Mapping[RuleId, tuple[int, int]]
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
        needed = self._needed(number for rule in rules for number in self.numbers[rule.id])
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
            by_condition=self._by_condition(rules),
        )

    def _by_condition(
        self, rules: Iterable[CompiledRule]
    ) -> Mapping[int, tuple[CompiledRule, ...]]:
        found: dict[int, tuple[CompiledRule, ...]] = {}
        for rule in rules:
            for condition in set(self.numbers[rule.id]):
                found[condition] = (*found.get(condition, ()), rule)
        return found

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
            program=self.program,
            rules=self.rules,
            conditions=tuple(self.rails),
            numbers={
                rule.id: (condition_of[rule.applies], condition_of[rule.requires])
                for rule in self.rules
            },
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
        for height, members in _in_fitting_groups(rails, tested, level):
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
    rails: Sequence[Rails], tested: Sequence[frozenset[int]], level: Callable[[int], int]
) -> Iterator[tuple[int, list[int]]]:
    """Yield levels, each with conditions for one ruleset: those that test the same signals.

    The fewer rulesets test a signal, the fewer are asked when it changes.
    """
    for height, same in groupby(sorted(range(len(rails)), key=level), key=level):
        waiting = dict.fromkeys(same)
        while waiting:
            group: list[int] = []
            signals: set[int] = set()
            left = MOST_TESTS
            while waiting and len(group) < MOST_RULES // 2:
                fitting = (c for c in waiting if not group or 2 * rails[c].size <= left)
                best = max(fitting, key=lambda c: len(tested[c] & signals), default=None)
                if best is None:
                    break
                del waiting[best]
                group.append(best)
                signals |= tested[best]
                left -= 2 * rails[best].size
            yield height, group


def _definition(conditions: Mapping[int, Rails]) -> str:
    """Write a ruleset; the catch-all rule lets every fact match something."""
    rules: dict[str, object] = {"all": {ALWAYS_SENT: 1}}
    for number, rails in conditions.items():
        for name, formula in (("t", rails.true), ("f", rails.false)):
            if formula != NEVER:
                rules[f"{name}{number}"] = written(formula)
    return json.dumps({name: {"all": [{"m": test}]} for name, test in rules.items()})
