"""Checks of what compiles but is wrong or careless."""

from collections.abc import Iterator

from directive_engine.diagnostics import Diagnostic
from directive_engine.linting.check import Check, Subject
from directive_engine.linting.checks import CHECKS, PROOFS

__all__ = ["CHECKS", "PROOFS", "Check", "Subject", "run_checks", "run_proofs"]


def run_checks(subject: Subject) -> Iterator[Diagnostic]:
    """Run every check on packs and vocabulary."""
    for check in CHECKS:
        yield from check.run(subject)


def run_proofs(subject: Subject) -> Iterator[Diagnostic]:
    """Run the checks that compare every rule with every other."""
    for check in PROOFS:
        yield from check.run(subject)
