"""What a reader may know of a code: title, reason, and an example of wrong and of right."""

from dataclasses import dataclass

from directive_engine.diagnostics.diagnostic import Severity
from directive_engine.diagnostics.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of one code.

    `place` says what the examples are a piece of (`rule`, `fact`, `parameter`, … or `command`),
    and `line` on which line of `bad` the diagnostic stands.
    """

    code: str
    title: Words
    reason: Words
    place: str
    bad: str
    good: str
    line: int = 1
    severity: Severity = Severity.ERROR


def prose(en: str, zh: str) -> Words:
    """Return text that was written over several lines as one paragraph."""
    return Words(" ".join(en.split()), "".join(line.strip() for line in zh.splitlines()))
