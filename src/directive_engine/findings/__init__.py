"""Verdicts → findings: status, waiver, explanation, who answers, due date."""

from directive_engine.findings.auditing import (
    Audit,
    AuditRequest,
    check_waivers,
    make_finding,
    run_audit,
    world_of,
)
from directive_engine.findings.deciding import asks
from directive_engine.findings.finding import (
    AnswerableBody,
    Atom,
    Change,
    Explanation,
    Finding,
    MissingFact,
)
from directive_engine.findings.statuses import ValidWaivers, compliance_of, status_of

__all__ = [
    "AnswerableBody",
    "Atom",
    "Audit",
    "AuditRequest",
    "Change",
    "Explanation",
    "Finding",
    "MissingFact",
    "ValidWaivers",
    "asks",
    "check_waivers",
    "compliance_of",
    "make_finding",
    "run_audit",
    "status_of",
    "world_of",
]
