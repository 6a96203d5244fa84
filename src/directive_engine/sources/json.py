"""JSON text → values with their places: JSON is YAML 1.2, once its grammar is checked."""

import json
import re
from typing import Any

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.sources.yaml import load_yaml

_PAIR = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def load_json(text: str, file: str) -> Any:
    """Read JSON as `load_yaml` reads YAML; an empty text is None.

    Raises InputError for what is no JSON (DE115), and for all that `load_yaml` reports.
    """
    if text.strip():
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            reason = error.msg[:1].lower() + error.msg[1:]
            words = Words(f"not valid JSON: {reason}", f"JSON 语法错误：{reason}")
            span = Span(file=file, line=error.lineno, column=error.colno)
            raise InputError(Diagnostic(code="DE115", message=words, span=span)) from error
        except RecursionError:
            pass  # the YAML reader says where it nests too deeply
    return load_yaml(_PAIR.sub(_joined, text), file)


def _joined(match: re.Match[str]) -> str:
    """Write a character that JSON spells as two surrogates as itself, for YAML's sake."""
    high, low = match["high"], match["low"]
    if high is None:
        return match.group()
    return (b"".join(int(half, 16).to_bytes(2, "big") for half in (high, low))).decode("utf-16-be")
