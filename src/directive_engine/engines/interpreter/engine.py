"""The two forms of the interpreter as engines: generated code, and the walk that referees it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from directive_engine.engines.interpreter.code import RuleFunction, generate
from directive_engine.engines.interpreter.evaluation import Evaluator, Place
from directive_engine.engines.protocol import NOT_CONCERNED, Verdict
from directive_engine.engines.world import World
from directive_engine.ir import CompiledRule
from directive_engine.units import Unit
from directive_engine.values import RuleId, Truth


class CompiledInterpreter:
    """Runs one generated Python function per pack; an instance serves one program."""

    def __init__(self) -> None:
        self._functions: dict[tuple[RuleId, ...], RuleFunction] = {}

    def run(
        self, world: World, rules: Sequence[CompiledRule], units: Iterable[Unit]
    ) -> Iterator[Sequence[Verdict]]:
        """Yield for each unit its verdicts, in the order of `rules`."""
        packs = [tuple(group) for _, group in groupby(rules, key=lambda rule: rule.pack)]
        functions = [self._function(world, pack) for pack in packs]
        for unit in units:
            yield [verdict for function in functions for verdict in function(world, unit)]

    def _function(self, world: World, rules: tuple[CompiledRule, ...]) -> RuleFunction:
        key = tuple(rule.id for rule in rules)
        if key not in self._functions:
            self._functions[key] = generate(world.program, rules)
        return self._functions[key]


class WalkingInterpreter:
    """Walks the IR; slower, and the meaning of every other engine."""

    def run(
        self, world: World, rules: Sequence[CompiledRule], units: Iterable[Unit]
    ) -> Iterator[Sequence[Verdict]]:
        """Yield for each unit its verdicts, in the order of `rules`."""
        evaluator = Evaluator(world=world)
        for unit in units:
            yield [self._verdict(evaluator, rule, unit) for rule in rules]

    def _verdict(self, evaluator: Evaluator, rule: CompiledRule, unit: Unit) -> Verdict:
        place = Place(unit=unit)
        applies = evaluator.truth(rule.applies, place)
        if applies is Truth.FALSE:
            return NOT_CONCERNED
        return Verdict(applies, evaluator.truth(rule.requires, place))
