"""Paths → compiled rules, and the register of units to audit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from directive_engine.compiling import compile_packs
from directive_engine.diagnostics import Diagnostic, InputError, has_errors
from directive_engine.ir import Program
from directive_engine.linting import (
    check_clauses,
    check_conflicts,
    check_counts,
    check_packs,
    check_parameters,
    check_vocabulary,
)
from directive_engine.packs import RuleBase, load_rules
from directive_engine.sources import shipped_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Rules ready to run, with every diagnostic about them, in the order of the files."""

    base: RuleBase
    program: Program
    diagnostics: tuple[Diagnostic, ...]


def compile_rules(paths: Sequence[Path]) -> Compiled:
    """Load, compile and check the packs under `paths` (none: the shipped ones)."""
    base, problems = load_rules(paths or [shipped_folder("rules")])
    program, errors = compile_packs(base.packs, base.vocabulary)
    checks = (
        *check_vocabulary(base.vocabulary_file, base.vocabulary),
        *check_packs(base.packs, program, base.vocabulary),
        *check_clauses(base.packs),
        *check_counts(base.packs),
        *check_parameters(base.packs, program, base.vocabulary),
    )
    diagnostics = tuple(sorted({*problems, *errors, *checks}, key=lambda d: d.order))
    return Compiled(base=base, program=program, diagnostics=diagnostics)


def validate_rules(paths: Sequence[Path]) -> Compiled:
    """Compile and check rules, and prove which of them no unit can meet, alone or together."""
    compiled = compile_rules(paths)
    base = compiled.base
    conflicts = check_conflicts(base.packs, compiled.program, base.vocabulary)
    diagnostics = sorted({*compiled.diagnostics, *conflicts}, key=lambda d: d.order)
    return replace(compiled, diagnostics=tuple(diagnostics))


def usable_rules(paths: Sequence[Path]) -> Compiled:
    """Compile rules that are to be run; raises InputError when they have errors."""
    compiled = compile_rules(paths)
    if has_errors(compiled.diagnostics):
        raise InputError(*(d for d in compiled.diagnostics if d.severity == "error"))
    return compiled
