"""What is wrong with a file: spans, diagnostics, the pages of their codes, "did you mean"."""

from directive_engine.diagnostics.diagnostic import Diagnostic, Severity, has_errors
from directive_engine.diagnostics.errors import (
    DirectiveEngineError,
    InputError,
    MissingExtraError,
    UsageError,
)
from directive_engine.diagnostics.page import Page, prose
from directive_engine.diagnostics.span import Span
from directive_engine.diagnostics.suggestion import suggest
from directive_engine.diagnostics.words import Language, Words

__all__ = [
    "Diagnostic",
    "DirectiveEngineError",
    "InputError",
    "Language",
    "MissingExtraError",
    "Page",
    "Severity",
    "Span",
    "UsageError",
    "Words",
    "has_errors",
    "prose",
    "suggest",
]
