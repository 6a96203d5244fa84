"""Close names: "did you mean"."""

from collections.abc import Iterable
from difflib import get_close_matches

from directive_engine.diagnostics.words import Words

_CUTOFF, _CUTOFF_SHORT, _SHORT = 0.6, 0.75, 3
"""Of two short codes such as D01 and T01, one is seldom a slip for the other."""


def suggest(name: str, known: Iterable[str]) -> Words | None:
    """Return a help text with the name nearest to `name`, or None when nothing is near."""
    cutoff = _CUTOFF if len(name) > _SHORT else _CUTOFF_SHORT
    close = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    if not close:
        return None
    return Words(f"did you mean `{close[0]}`?", f"是否想写 `{close[0]}`?")
