"""One part of RESULTS.md → the same file with that part written anew."""

import re
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
_OWN = ("Growth", "Live sessions", "Spark", "Drafter", "Folders left out", "Cold start")
"""Headings (their beginnings) of parts that have a benchmark of their own; they stand at the end."""


def keep_results(part: str, text: str) -> None:
    """Write `text` in the place of a part; the part `` is all that stands before the others."""
    pieces = re.split(r"^(?=## )", RESULTS.read_text("utf-8"), flags=re.MULTILINE)
    kept = dict.fromkeys(("", *_OWN), "")
    for piece in pieces:
        name = next((own for own in _OWN if piece.startswith(f"## {own}")), "")
        kept[name] += piece.rstrip() + "\n\n"
    kept[part] = text.strip() + "\n\n"
    RESULTS.write_text("".join(kept.values()).rstrip() + "\n", "utf-8")
