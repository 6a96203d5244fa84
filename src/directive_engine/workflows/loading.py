"""Paths → compiled rules, and the register of units to audit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from directive_engine.compiling import check_conditions, compile_packs
from directive_engine.diagnostics import Diagnostic, InputError, has_errors
from directive_engine.ir import Program
from directive_engine.linting import Subject, run_checks
from directive_engine.packs import RuleBase, load_rules
from directive_engine.sources import shipped_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Rules ready to run, with every diagnostic about them, in the order of the files."""

    base: RuleBase
    program: Program
    diagnostics: tuple[Diagnostic, ...]


def compile_rules(paths: Sequence[Path]) -> Compiled:
    """Load, compile and check the packs under `paths` (none: the shipped ones).

    Without a readable vocabulary only the form of the files is checked: no name would be known.
    """
    base, problems = load_rules(paths or [shipped_folder("rules")])
    if not base.has_vocabulary:
        program, _ = compile_packs((), base.vocabulary)
        return Compiled(base=base, program=program, diagnostics=_in_order(problems))
    program, errors = compile_packs(base.packs, base.vocabulary)
    loose = (
        problem
        for pack in base.packs
        for problem in check_conditions(
            base.loose.get(pack.folder.name, ()), pack, base.vocabulary
        )
    )
    checks = run_checks(Subject(base=base, program=program))
    diagnostics = _in_order([*problems, *errors, *loose, *checks])
    return Compiled(base=base, program=program, diagnostics=diagnostics)


def _in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted({*diagnostics}, key=lambda d: d.order))


def usable_rules(paths: Sequence[Path]) -> Compiled:
    """Compile rules that are to be run; raises InputError when they have errors."""
    compiled = compile_rules(paths)
    if has_errors(compiled.diagnostics):
        raise InputError(*(d for d in compiled.diagnostics if d.severity == "error"))
    return compiled
