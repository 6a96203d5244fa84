"""A check of the linter: its page, and the function that finds where it is broken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from directive_engine.diagnostics import Diagnostic, Page, Severity, Span, Words
from directive_engine.ir import Program
from directive_engine.model import Rule, Vocabulary
from directive_engine.packs import RuleBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is checked: packs and vocabulary as written, and the program compiled from them."""

    base: RuleBase
    program: Program

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary with the answers to manual rules."""
        return self.base.vocabulary

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule of every pack."""
        return (rule for pack in self.base.packs for rule in pack.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place where a check is broken; `severity` where it is another than the page's."""

    message: Words
    span: Span
    help: Words | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A page and its function."""

    page: Page
    find: Callable[[Subject], Iterator[Found]]

    def run(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield a diagnostic for every place that `find` finds."""
        for found in self.find(subject):
            yield Diagnostic(
                code=self.page.code,
                message=found.message,
                span=found.span,
                help=found.help,
                severity=found.severity or self.page.severity,
            )
