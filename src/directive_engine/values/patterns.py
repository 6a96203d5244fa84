"""Regular expressions of RE2, which match in linear time whatever the pattern."""

from functools import lru_cache
from typing import Protocol

import re2


class Pattern(Protocol):
    """A compiled pattern."""

    def search(self, text: str) -> object | None:
        """Return something where the pattern occurs in `text`, None elsewhere."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Pattern | str:
    """Compile `pattern`; a text says why it is no regular expression of RE2."""
    options = re2.Options()
    options.log_errors = False
    try:
        compiled: Pattern = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return compiled
