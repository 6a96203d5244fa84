"""A pack's own cases: run them, and say what they leave out."""

from directive_engine.cases.branches import Branch, branch_coverage
from directive_engine.cases.coverage import RuleCoverage, case_coverage
from directive_engine.cases.running import CaseOutcome, check_cases, run_cases

__all__ = [
    "Branch",
    "CaseOutcome",
    "RuleCoverage",
    "branch_coverage",
    "case_coverage",
    "check_cases",
    "run_cases",
]
