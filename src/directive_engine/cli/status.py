"""Findings and `--fail-on` → exit status."""

from collections.abc import Sequence
from typing import Final

from directive_engine.findings import Audit
from directive_engine.model import RuleSeverity, Status

LEVELS: Final = (*(severity.value for severity in RuleSeverity), "unknown")


def exit_status(audit: Audit, fail_on: Sequence[str]) -> int:
    """Return 1 with gaps at or above a severity of `fail_on`, else 3 with unknowns if asked."""
    ranks = [RuleSeverity(level).rank for level in fail_on if level != "unknown"]
    if ranks and any(
        f.status is Status.GAP and f.rule.severity.rank <= max(ranks) for f in audit.findings
    ):
        return 1
    return 3 if "unknown" in fail_on and audit.count(Status.UNKNOWN) else 0


def bulk_exit_status(worst: RuleSeverity | None, unknown: int, fail_on: Sequence[str]) -> int:
    """Return the same where only the worst gap and the number of unknowns are known."""
    ranks = [RuleSeverity(level).rank for level in fail_on if level != "unknown"]
    if ranks and worst is not None and worst.rank <= max(ranks):
        return 1
    return 3 if "unknown" in fail_on and unknown else 0
