"""Close names: "did you mean"."""

from collections.abc import Iterable
from difflib import get_close_matches

from directive_engine.diagnostics.words import Words


def suggest(name: str, known: Iterable[str]) -> Words | None:
    """Return a help text with the name nearest to `name`, or None when nothing is near."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    if not close:
        return None
    return Words(f"did you mean `{close[0]}`?", f"是否想写 `{close[0]}`?")
