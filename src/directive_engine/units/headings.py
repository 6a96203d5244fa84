"""Headings as people write them → what a column says of a unit."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from directive_engine.sources import load_yaml

REQUIRED: Final = ("id", "kind")
_UNIT_OF_MEASURE: Final = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕)$")


def plain_heading(cell: object) -> str:
    """Return a heading without white space, marks of required cells and a unit of measure at its end."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell))
    text = re.sub(r"\s+", "", text).strip("*:")
    return _UNIT_OF_MEASURE.sub("", text) or text


def find_roles(headings: Sequence[object]) -> Mapping[str, int]:
    """Return the columns that identify a unit and place it, by role: `id`, `name`, `kind` and so on."""
    found: dict[str, tuple[int, int]] = {}
    for index, heading in enumerate(headings):
        entry = _ranks().get(plain_heading(heading).lower())
        if entry is not None:
            role, rank = entry
            found[role] = min(found.get(role, (rank, index)), (rank, index))
    return {role: index for role, (_, index) in found.items()}


def role_of(heading: str) -> str | None:
    """Return the role that a heading can have; None also for those that only serve as fallbacks."""
    role, rank = _ranks().get(plain_heading(heading).lower(), (None, 0))
    return role if rank < _FALLBACK else None


def is_fallback(heading: str) -> bool:
    """Tell whether a heading only serves where nothing better is there, such as a running number."""
    return _ranks().get(plain_heading(heading).lower(), ("", 0))[1] >= _FALLBACK


def names_of(role: str) -> list[str]:
    """Return the headings by which `role` is known."""
    return [name for name, (known, _) in _ranks().items() if known == role]


_FALLBACK: Final = 1000


@lru_cache(maxsize=1)
def _ranks() -> Mapping[str, tuple[str, int]]:
    text = (files("directive_engine.units") / "headings.yaml").read_text("utf-8")
    loaded: Any = load_yaml(text, "headings.yaml")
    ranks: dict[str, tuple[str, int]] = {}
    for role, entry in loaded.items():
        ranks |= {str(name): (role, rank) for rank, name in enumerate(entry["names"])}
        ranks |= {str(name): (role, _FALLBACK) for name in entry.get("fallbacks", ())}
    return ranks
