"""Rules and cases → which outcomes of each rule no case shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from directive_engine.cases.running import CaseOutcome
from directive_engine.model import Pack, Rule, Status

WANTED = (Status.COMPLIANT, Status.GAP, Status.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCoverage:
    """The statuses that a rule's cases reach, and which of the wanted three they do not."""

    rule: Rule
    reached: tuple[Status, ...]
    lacking: tuple[Status, ...]


def case_coverage(
    packs: Sequence[Pack], outcomes: Sequence[CaseOutcome]
) -> tuple[RuleCoverage, ...]:
    """Return for every rule what its cases show."""
    reached: dict[str, set[Status]] = {}
    for outcome in outcomes:
        if outcome.found is not None:
            reached.setdefault(outcome.rule.id, set()).add(outcome.found)
    return tuple(
        RuleCoverage(
            rule=rule,
            reached=tuple(s for s in Status if s in reached.get(rule.id, ())),
            lacking=tuple(s for s in WANTED if s not in reached.get(rule.id, ())),
        )
        for pack in packs
        for rule in pack.rules
    )
