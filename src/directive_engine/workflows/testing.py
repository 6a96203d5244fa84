"""Paths → the outcome of every case in the packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from directive_engine.cases import CaseOutcome, RuleCoverage, case_coverage, run_cases
from directive_engine.diagnostics import Diagnostic, Language, UsageError, Words
from directive_engine.engines.registry import make_engine
from directive_engine.reports.diagnostics import render_diagnostic
from directive_engine.workflows.loading import usable_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """All outcomes, and what the cases of each rule show."""

    outcomes: tuple[CaseOutcome, ...]
    coverage: tuple[RuleCoverage, ...]

    @property
    def passed(self) -> bool:
        """True when every case gave its expected status."""
        return all(outcome.passed for outcome in self.outcomes)

    def render(self, language: Language, *, with_coverage: bool) -> str:
        """Return the failures, what is not covered where asked for, and a count."""
        lines = [_failure(o, language) for o in self.outcomes if not o.passed]
        if with_coverage:
            for entry in self.coverage:
                lacking = ", ".join(status.value for status in entry.lacking)
                if lacking:
                    lines.append(f"{entry.rule.span}: {entry.rule.id}: no case is {lacking}")
        failed = sum(not outcome.passed for outcome in self.outcomes)
        whole = sum(not entry.lacking for entry in self.coverage)
        total = Words(
            f"{len(self.outcomes)} cases of {len(self.coverage)} rules: {failed} failed; "
            f"{whole} rules show compliant, gap and unknown",
            f"{len(self.coverage)} 条规则 {len(self.outcomes)} 个用例：{failed} 个未通过；"
            f"{whole} 条规则的用例覆盖符合、不符合与待核实",
        )
        return "\n".join([*lines, total.in_language(language)])


def run_pack_cases(paths: Sequence[Path]) -> CaseReport:
    """Run all cases; raises UsageError for none (DE002), InputError for broken rules."""
    compiled = usable_rules(paths)
    base = compiled.base
    outcomes = run_cases(compiled.program, base.packs, base.vocabulary, make_engine("interpreter"))
    if not outcomes:
        words = Words("the packs have no cases", "规则包中没有用例")
        raise UsageError(Diagnostic(code="DE002", message=words))
    return CaseReport(outcomes=outcomes, coverage=case_coverage(base.packs, outcomes))


def _failure(outcome: CaseOutcome, language: Language) -> str:
    return "\n".join(render_diagnostic(problem, language) for problem in outcome.diagnostics)
