"""The formats of `validate`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from directive_engine.diagnostics import Diagnostic, Language
from directive_engine.reports.annotations import render_annotations
from directive_engine.reports.diagnostics import render_json, render_text
from directive_engine.reports.junit import render_junit
from directive_engine.reports.sarif import render_sarif

DiagnosticWriter: TypeAlias = Callable[[Sequence[Diagnostic], Sequence[str], Language], str]
"""Diagnostics, the files looked at, language → text."""

DIAGNOSTIC_WRITERS: Final[Mapping[str, DiagnosticWriter]] = {
    "text": render_text,
    "json": render_json,
    "sarif": render_sarif,
    "junit": render_junit,
    "github": render_annotations,
}
