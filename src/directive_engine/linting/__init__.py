"""Checks of what compiles but is wrong or careless."""

from collections.abc import Iterator

from directive_engine.diagnostics import Diagnostic
from directive_engine.linting.check import Check, Subject
from directive_engine.linting.checks import CHECKS

__all__ = ["CHECKS", "Check", "Subject", "run_checks"]


def run_checks(subject: Subject) -> Iterator[Diagnostic]:
    """Run every check on packs and vocabulary."""
    for check in CHECKS:
        yield from check.run(subject)
