"""Verdicts → statuses: waivers, and what units above may ask of the findings of a unit."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from directive_engine.engines import Bounds, Compliance, Verdict
from directive_engine.model import Status, Waiver
from directive_engine.units import Unit
from directive_engine.values import RuleId, Truth


def status_of(verdict: Verdict) -> Status:
    """Return the status that the two truths give (design.md, section 3), waivers apart."""
    match verdict.applies:
        case Truth.FALSE:
            return Status.NOT_APPLICABLE
        case Truth.UNKNOWN:
            return Status.UNKNOWN
        case Truth.TRUE:
            return _OF_REQUIRES[verdict.requires]


_OF_REQUIRES = {
    Truth.TRUE: Status.COMPLIANT,
    Truth.FALSE: Status.GAP,
    Truth.UNKNOWN: Status.UNKNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidWaivers:
    """The waivers that are valid on the as-of date."""

    by_finding: Mapping[tuple[str, str], Waiver]

    @classmethod
    def on(cls, day: date, waivers: Iterable[Waiver]) -> "ValidWaivers":
        """Return those of `waivers` that are valid on `day`."""
        valid = {(w.unit, w.rule): w for w in waivers if w.is_valid_on(day)}
        return cls(by_finding=valid)

    def find(self, unit: Unit, rule: RuleId) -> Waiver | None:
        """Return the waiver of a rule for a unit."""
        return self.by_finding.get((unit.id, rule))

    def status(self, unit: Unit, rule: RuleId, verdict: Verdict) -> Status:
        """Return the status of a finding: a gap under a waiver is waived."""
        status = status_of(verdict)
        waived = status is Status.GAP and self.find(unit, rule) is not None
        return Status.WAIVED if waived else status


def compliance_of(statuses: Iterable[Status]) -> Compliance:
    """Return what is known of a unit whose findings have `statuses`."""
    counted = Counter(statuses)
    compliant, gaps = counted[Status.COMPLIANT], counted[Status.GAP]
    unknown = counted[Status.UNKNOWN]
    total = compliant + gaps + unknown
    rate = Bounds(compliant / total, (compliant + unknown) / total) if total else Bounds(1, 1)
    return Compliance(gaps=Bounds(gaps, gaps + unknown), rate=rate)
