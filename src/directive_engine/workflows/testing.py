"""Paths → the outcome of every case in the packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from directive_engine.cases import (
    Branch,
    CaseOutcome,
    RuleCoverage,
    branch_coverage,
    case_coverage,
    run_cases,
)
from directive_engine.diagnostics import Diagnostic, Language, UsageError, Words
from directive_engine.engines.registry import make_engine
from directive_engine.reports.diagnostics import render_diagnostic
from directive_engine.values import Truth
from directive_engine.wording import term
from directive_engine.workflows.loading import usable_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """All outcomes, what the cases of each rule show, and the branches of its conditions."""

    outcomes: tuple[CaseOutcome, ...]
    coverage: tuple[RuleCoverage, ...]
    branches: tuple[Branch, ...]

    @property
    def passed(self) -> bool:
        """True when every case gave its expected status."""
        return all(outcome.passed for outcome in self.outcomes)

    def render(self, language: Language) -> str:
        """Return the failures, what no case shows where that was looked at, and a count."""
        lines = [_failure(o, language) for o in self.outcomes if not o.passed]
        if self.branches:
            lines += [_lacking(entry, language) for entry in self.coverage if entry.lacking]
            lines += [_untaken(b, language) for b in self.branches if not b.is_taken]
            taken, number = sum(b.is_taken for b in self.branches), len(self.branches)
            share = Words(
                f"{taken} of {number} branches of the conditions are taken ({taken / number:.0%})",
                f"条件分支 {number} 个，用例走到 {taken} 个（{taken / number:.0%}）",
            )
            lines.append(share.in_language(language))
        failed = sum(not outcome.passed for outcome in self.outcomes)
        whole = sum(not entry.lacking for entry in self.coverage)
        total = Words(
            f"{len(self.outcomes)} cases of {len(self.coverage)} rules: {failed} failed; "
            f"{whole} rules show compliant, gap and unknown",
            f"{len(self.coverage)} 条规则 {len(self.outcomes)} 个用例：{failed} 个未通过；"
            f"{whole} 条规则的用例覆盖符合、不符合与待核实",
        )
        return "\n".join([*lines, total.in_language(language)])


def run_pack_cases(paths: Sequence[Path], *, with_branches: bool = False) -> CaseReport:
    """Run all cases; raises UsageError for none (DE002), InputError for broken rules."""
    compiled = usable_rules(paths)
    program, packs, vocabulary = compiled.program, compiled.base.packs, compiled.base.vocabulary
    outcomes = run_cases(program, packs, vocabulary, make_engine("interpreter"))
    if not outcomes:
        words = Words("the packs have no cases", "规则包中没有用例")
        raise UsageError(Diagnostic(code="DE002", message=words))
    return CaseReport(
        outcomes=outcomes,
        coverage=case_coverage(packs, outcomes),
        branches=branch_coverage(program, packs, vocabulary) if with_branches else (),
    )


def _lacking(entry: RuleCoverage, language: Language) -> str:
    statuses = Words(
        ", ".join(status.value for status in entry.lacking),
        "、".join(term("status", status.value).zh for status in entry.lacking),
    )
    words = Words(f"no case is {statuses.en}", f"没有{statuses.zh}的用例")
    return f"{entry.rule.where('id')}: {entry.rule.id}: {words.in_language(language)}"


def _untaken(branch: Branch, language: Language) -> str:
    outcome = Words(branch.outcome.word, "真" if branch.outcome is Truth.TRUE else "假")
    words = Words(f"never {outcome.en} in a case", f"没有用例使其为{outcome.zh}")
    source = branch.part.source
    return f"{source.span}: {branch.rule}: {words.in_language(language)}: `{source.text}`"


def _failure(outcome: CaseOutcome, language: Language) -> str:
    return "\n".join(render_diagnostic(problem, language) for problem in outcome.diagnostics)
