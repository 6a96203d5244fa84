"""IR + facts → verdicts, and nothing else."""

from directive_engine.engines.protocol import NOT_CONCERNED, Engine, Verdict
from directive_engine.engines.world import Bounds, Compliance, World

__all__ = ["NOT_CONCERNED", "Bounds", "Compliance", "Engine", "Verdict", "World"]
