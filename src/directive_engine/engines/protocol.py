"""What every engine answers."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from directive_engine.engines.world import World
from directive_engine.ir import CompiledRule
from directive_engine.units import Unit
from directive_engine.values import Truth


class Verdict(NamedTuple):
    """Two truths on a unit under a rule; `requires` is unknown where `applies` is false."""

    applies: Truth
    requires: Truth


NOT_CONCERNED = Verdict(Truth.FALSE, Truth.UNKNOWN)


class Engine(Protocol):
    """Facts and IR → verdicts."""

    def run(
        self, world: World, rules: Sequence[CompiledRule], units: Iterable[Unit]
    ) -> Iterable[Sequence[Verdict]]:
        """Yield for each of `units` one verdict per rule of `rules`, in their order."""
