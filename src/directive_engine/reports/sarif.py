"""Diagnostics → SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import directive_engine
from directive_engine.catalogue import page_of
from directive_engine.diagnostics import Diagnostic, Language, Span
from directive_engine.reports.pages import render_page, render_page_markdown

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LANGUAGE_TAGS: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}


def render_sarif(
    diagnostics: Sequence[Diagnostic], files: Sequence[str], language: Language
) -> str:
    """Return one run; its rules are the pages of the codes that occur.

    Columns count Unicode code points, as spans do (section 3.14.17, `columnKind`).
    """
    codes = sorted({d.code for d in diagnostics})
    driver = {
        "name": "directive-engine",
        "version": directive_engine.__version__,
        "semanticVersion": directive_engine.__version__,
        "language": _LANGUAGE_TAGS[language],
        "rules": [_rule(code, language) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(file)}} for file in files],
        "results": [_result(d, codes, language) for d in diagnostics],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(code: str, language: Language) -> dict[str, object]:
    page = page_of(code)
    if page is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": page.title.in_language(language)},
        "fullDescription": {"text": page.reason.in_language(language)},
        "defaultConfiguration": {"level": page.severity.value},
        "help": {
            "text": render_page(page, language),
            "markdown": render_page_markdown(page, language),
        },
    }


def _result(diagnostic: Diagnostic, codes: Sequence[str], language: Language) -> dict[str, object]:
    text = diagnostic.message.in_language(language)
    if diagnostic.help is not None:
        help_ = diagnostic.help.in_language(language)
        text = f"{text}（{help_}）" if language == "zh" else f"{text} ({help_})"
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity.value,
        "message": {"text": text},
    }
    if diagnostic.span is not None:
        result["locations"] = [{"physicalLocation": _location(diagnostic.span)}]
    return result


def _location(span: Span) -> dict[str, object]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": {"uri": _uri(span.file)}, "region": region}


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
