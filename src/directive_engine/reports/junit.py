"""Diagnostics → JUnit XML: one test case per file, failed where the file has errors."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from directive_engine.diagnostics import Diagnostic, Language, Severity
from directive_engine.reports.diagnostics import render_diagnostic

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(
    diagnostics: Sequence[Diagnostic], files: Sequence[str], language: Language
) -> str:
    """Return a test suite; all errors of a file are one failure, warnings are its output."""
    by_file: dict[str, list[Diagnostic]] = {file: [] for file in files}
    for diagnostic in diagnostics:
        file = diagnostic.span.file if diagnostic.span else "rules"
        by_file.setdefault(file, []).append(diagnostic)
    cases = [_case(file, found, language) for file, found in by_file.items()]
    failed = sum("<failure" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="directive-engine validate" {counts}>',
            f'  <testsuite name="directive-engine validate" {counts} skipped="0" time="0">',
            *cases,
            "  </testsuite>",
            "</testsuites>",
        ]
    )


def _case(file: str, diagnostics: Sequence[Diagnostic], language: Language) -> str:
    errors = [d for d in diagnostics if d.severity is Severity.ERROR]
    others = [d for d in diagnostics if d.severity is not Severity.ERROR]
    body = ""
    if errors:
        message = "; ".join(f"{d.code} {d.message.in_language(language)}" for d in errors)
        attributes = f"message={_attribute(message)} type={_attribute(errors[0].code)}"
        body += f"\n      <failure {attributes}>{_text(errors, language)}</failure>"
    if others:
        body += f"\n      <system-out>{_text(others, language)}</system-out>"
    name = f'    <testcase classname="validate" name={_attribute(file)} time="0">'
    return f"{name}{body}\n    </testcase>"


def _text(diagnostics: Sequence[Diagnostic], language: Language) -> str:
    text = "\n".join(render_diagnostic(d, language) for d in diagnostics)
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
