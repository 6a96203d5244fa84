"""Questions about the IR that no single unit answers: can two rules be met together?"""

from directive_engine.proofs.conflicts import Conflict, find_conflicts

__all__ = ["Conflict", "find_conflicts"]
