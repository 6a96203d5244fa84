"""Progress on standard error while an audit's findings are explained, where a person watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from directive_engine.diagnostics import Language, Words
from directive_engine.findings import Audit, Explanation, Finding
from directive_engine.model import Status

_WORTH_SHOWING = 5_000
"""Findings that take about a second to explain."""


@contextmanager
def explaining_progress(audit: Audit, language: Language) -> Iterator[Audit]:
    """Yield the audit so that a bar grows with every finding that is explained first."""
    concerned = len(audit.findings) - audit.count(Status.NOT_APPLICABLE)
    if concerned < _WORTH_SHOWING or not sys.stderr.isatty():
        yield audit
        return
    label = Words("explaining findings", "正在说明检查结论").in_language(language)
    seen: set[int] = set()
    with click.progressbar(length=concerned, label=label, file=sys.stderr) as bar:

        def explain(finding: Finding) -> Explanation:
            if id(finding) not in seen:
                seen.add(id(finding))
                bar.update(1)
            return audit.explain(finding)

        yield replace(audit, explain=explain)
