"""Conditions as rules of durable_rules, which runs in a process of its own.

durable_rules compares whole numbers and joins tests; it is exact there and nowhere else (texts
escape, doubles lose digits, `'1' == 1`). So flags, whole numbers, days and named values enter it
as whole numbers and are compared by it, and whatever else a condition says (texts, doubles, lists,
units, arithmetic) enters as a flag that the interpreter has decided. Each condition is two rules,
"certainly true" and "certainly false"; unknown is when neither fires. What is known of a unit goes
in as one fact a ruleset, which is taken back once its firings are read: the library keeps nothing
between two questions, so nothing is lost when it crashes, and nothing grows.
"""

from directive_engine.engines.rete.engine import ReteEngine
from directive_engine.engines.rete.escalation import Escalation
from directive_engine.engines.rete.network import Network, build_network
from directive_engine.engines.rete.process import PATIENCE_SECONDS, RuleProcess
from directive_engine.engines.rete.reading import units_that_read
from directive_engine.engines.rete.standing import Matter, Reasoner, Standing

__all__ = [
    "PATIENCE_SECONDS",
    "Escalation",
    "Matter",
    "Network",
    "Reasoner",
    "ReteEngine",
    "RuleProcess",
    "Standing",
    "build_network",
    "units_that_read",
]
