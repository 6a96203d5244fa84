"""The rules of durable_rules as an engine: unit by unit, for audits that want a second opinion."""

from collections.abc import Iterable, Iterator, Sequence

from directive_engine.engines.protocol import Verdict
from directive_engine.engines.rete.network import build_network
from directive_engine.engines.rete.process import RuleProcess
from directive_engine.engines.rete.standing import Matter, Reasoner
from directive_engine.engines.world import World
from directive_engine.ir import CompiledRule
from directive_engine.units import Unit
from directive_engine.values import RuleId


class ReteEngine:
    """Runs rules in durable_rules; an instance serves one program."""

    def __init__(self) -> None:
        self._reasoners: dict[tuple[RuleId, ...], Reasoner] = {}

    def run(
        self, world: World, rules: Sequence[CompiledRule], units: Iterable[Unit]
    ) -> Iterator[Sequence[Verdict]]:
        """Yield for each unit its verdicts, in the order of `rules`."""
        reasoner = self._reasoner(world, rules)
        for unit in units:
            standing = reasoner.standing(Matter(unit, world))
            yield [reasoner.verdict(standing, rule, unit.kind) for rule in rules]

    def _reasoner(self, world: World, rules: Sequence[CompiledRule]) -> Reasoner:
        key = tuple(rule.id for rule in rules)
        if key not in self._reasoners:
            network = build_network(world.program, rules)
            self._reasoners[key] = Reasoner(network, RuleProcess(network.definitions))
        return self._reasoners[key]
