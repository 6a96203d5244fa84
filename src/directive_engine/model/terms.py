"""Closed sets of terms that rules and findings use; the values are what files contain."""

from enum import StrEnum


class Party(StrEnum):
    """Who answers: the four of the four-party responsibility (四方责任)."""

    TERRITORIAL = "territorial"
    DEPARTMENT = "department"
    UNIT = "unit"
    INDIVIDUAL = "individual"


class RuleSeverity(StrEnum):
    """How much a gap matters, worst first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    ADVISORY = "advisory"

    @property
    def rank(self) -> int:
        """0 for the worst; a lower rank is at or above a higher one."""
        return list(RuleSeverity).index(self)


class Method(StrEnum):
    """How an inspector checks (检查方式)."""

    DOCUMENTS = "查阅资料"
    ON_SITE = "现场查看"
    INTERVIEW = "访谈"
    SAMPLING = "抽查"


class Status(StrEnum):
    """What a finding says of a unit under a rule."""

    COMPLIANT = "compliant"
    GAP = "gap"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
