"""What is known of one unit: the signals sent, and the truths that the rules concluded."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from directive_engine.engines.interpreter import Evaluator, Place, generate_values
from directive_engine.engines.protocol import NOT_CONCERNED, Verdict
from directive_engine.engines.rete.formulas import ALWAYS_SENT, signal_name
from directive_engine.engines.rete.lowering import coded
from directive_engine.engines.rete.network import Network, Part, Ruleset
from directive_engine.engines.rete.process import Question, RuleProcess
from directive_engine.engines.world import World
from directive_engine.ir import CompiledRule
from directive_engine.units import Unit
from directive_engine.values import Truth


@dataclass(slots=True, kw_only=True)
class Standing:
    """Signals and truths of a unit, by the numbers they have in the network."""

    codes: dict[int, int] = field(default_factory=dict)
    truths: dict[int, Truth] = field(default_factory=dict)

    def copy(self) -> "Standing":
        """Return a standing of its own that begins as this one."""
        return Standing(codes=dict(self.codes), truths=dict(self.truths))


class Matter(NamedTuple):
    """A unit, and the world in which its conditions are asked."""

    unit: Unit
    world: World


class Reasoner:
    """Keeps standings up to date: sends what changed to the rules, reads what they conclude."""

    def __init__(self, network: Network, process: RuleProcess) -> None:
        """Reason in `network`, asking `process`."""
        self.network: Final = network
        self._process: Final = process
        exprs = [signal.expr for signal in network.signals]
        self._values: Final = generate_values(network.program, exprs)

    def standing(self, matter: Matter) -> Standing:
        """Return the standing of a unit of which nothing is known yet."""
        part = self.network.part(matter.unit.kind)
        standing = Standing()
        self._sense(standing, matter, part.signals)
        self._conclude(standing, matter, part, {r.number: r for r in part.rulesets})
        return standing

    def update(self, standing: Standing, matter: Matter, signals: Iterable[int]) -> set[int]:
        """Bring `standing` up to date where `signals` may have; return what conditions changed."""
        part = self.network.part(matter.unit.kind)
        moved = self._sense(standing, matter, (s for s in signals if s in part.by_signal))
        waiting = {r.number: r for signal in moved for r in part.by_signal[signal]}
        return self._conclude(standing, matter, part, waiting)

    def verdict(self, standing: Standing, rule: CompiledRule, kind: str) -> Verdict:
        """Return the two truths of a rule."""
        if kind not in rule.kinds:
            return NOT_CONCERNED
        applies, requires = (standing.truths[n] for n in self.network.numbers[rule.id])
        return NOT_CONCERNED if applies is Truth.FALSE else Verdict(applies, requires)

    def _sense(self, standing: Standing, matter: Matter, signals: Iterable[int]) -> list[int]:
        """Evaluate signals; return those that changed."""
        moved = []
        for signal in signals:
            value = self._values[signal](matter.world, matter.unit)
            code = None if value is None else coded(value, self.network.texts)
            if code != standing.codes.get(signal):
                moved.append(signal)
                _set(standing, signal, code)
        return moved

    def _conclude(
        self, standing: Standing, matter: Matter, part: Part, waiting: dict[int, Ruleset]
    ) -> set[int]:
        """Ask the rulesets in `waiting`, level by level, with those that their answers concern."""
        changed: set[int] = set()
        while waiting:
            lowest = min(ruleset.level for ruleset in waiting.values())
            asked = [ruleset for ruleset in waiting.values() if ruleset.level == lowest]
            answers = self._process.ask([_question(ruleset, standing) for ruleset in asked])
            for ruleset, answer in zip(asked, answers, strict=True):
                del waiting[ruleset.number]
                fired = None if answer is None else {firing.rule for firing in answer}
                for condition in ruleset.conditions:
                    truth = self._truth(condition, fired, matter)
                    if truth is standing.truths.get(condition):
                        continue
                    standing.truths[condition] = truth
                    changed.add(condition)
                    for signal in self._chain(condition, standing):
                        waiting.update((r.number, r) for r in part.by_signal.get(signal, ()))
        return changed

    def _truth(self, condition: int, fired: set[str] | None, matter: Matter) -> Truth:
        if fired is None:  # the interpreter is the referee
            expr = self.network.conditions[condition]
            return Evaluator(world=matter.world).truth(expr, Place(unit=matter.unit))
        if f"t{condition}" in fired:
            return Truth.TRUE
        return Truth.FALSE if f"f{condition}" in fired else Truth.UNKNOWN

    def _chain(self, condition: int, standing: Standing) -> Iterator[int]:
        """Yield the signals that a condition has changed by being decided."""
        code = _FLAGS[standing.truths[condition]]
        for signal in self.network.concluding.get(condition, ()):
            if code != standing.codes.get(signal):
                _set(standing, signal, code)
                yield signal


_FLAGS: Final = {Truth.TRUE: 1, Truth.FALSE: 0, Truth.UNKNOWN: None}


def _set(standing: Standing, signal: int, code: int | None) -> None:
    if code is None:
        standing.codes.pop(signal, None)
    else:
        standing.codes[signal] = code


def _question(ruleset: Ruleset, standing: Standing) -> Question:
    known = {signal_name(s): standing.codes[s] for s in ruleset.signals if s in standing.codes}
    fact = {"id": "1", "sid": "1", ALWAYS_SENT: 1, **known}
    return Question(ruleset.number, (json.dumps(fact),))
