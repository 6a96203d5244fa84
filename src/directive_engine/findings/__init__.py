"""Verdicts → findings: status, waiver, explanation, who answers, due date."""

from directive_engine.findings.auditing import (
    Audit,
    AuditRequest,
    check_waivers,
    run_audit,
    status_of,
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

__all__ = [
    "AnswerableBody",
    "Atom",
    "Audit",
    "AuditRequest",
    "Change",
    "Explanation",
    "Finding",
    "MissingFact",
    "asks",
    "check_waivers",
    "run_audit",
    "status_of",
]
