"""Paths → every diagnostic about the rule files there."""

from collections.abc import Sequence
from pathlib import Path

from directive_engine.cases import check_cases
from directive_engine.diagnostics import Diagnostic, has_errors
from directive_engine.linting import Subject, run_proofs
from directive_engine.workflows.loading import compile_rules


def check_rules(paths: Sequence[Path]) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """Return all diagnostics in the order of the files, and the files that were looked at."""
    compiled = compile_rules(paths)
    base = compiled.base
    if not base.has_vocabulary:
        return compiled.diagnostics, tuple(str(file) for file in base.files)
    cases = check_cases(compiled.program, base.packs, base.vocabulary)
    found = {*compiled.diagnostics, *cases}
    if not has_errors(found):  # nothing is proven of rules that are not whole
        found |= {*run_proofs(Subject(base=base, program=compiled.program))}
    diagnostics = sorted(found, key=lambda d: d.order)
    return tuple(diagnostics), tuple(str(file) for file in base.files)
