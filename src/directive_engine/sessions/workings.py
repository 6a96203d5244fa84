"""What all sessions of a pool share."""

from dataclasses import dataclass

from directive_engine.engines.rete import Escalation, Network, Reasoner, RuleProcess
from directive_engine.findings import AuditRequest
from directive_engine.sessions.baseline import Baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Workings:
    """Rules, register, and the process that the rules run in."""

    request: AuditRequest
    network: Network
    reasoner: Reasoner
    escalation: Escalation
    process: RuleProcess
    baseline: Baseline
