"""The words of directives, read once from `lexicon.yaml`, and patterns made of them."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

_FILE: Final = "lexicon.yaml"


@cache
def words(name: str) -> frozenset[str]:
    """Return one list of the lexicon."""
    return frozenset(_lists()[name].split())


@cache
def one_of(*names: str) -> str:
    """Return a pattern of the words of these lists, the longest first."""
    return alternatives(word for name in names for word in words(name))


def alternatives(chosen: Iterable[str]) -> str:
    """Return a pattern that matches any of `chosen`, the longest first."""
    ordered = sorted(set(chosen), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")"


@cache
def _lists() -> dict[str, str]:
    text = files(__package__).joinpath(_FILE).read_text("utf-8")
    loaded: dict[str, str] = yaml.safe_load(text)
    return loaded


@cache
def ordinary_verbs() -> frozenset[str]:
    """Return verbs of two characters that are common in any text.

    Source: the dictionary of jieba (MIT), words tagged as verbs that occur at least 100 times.
    """
    return frozenset(files(__package__).joinpath("verbs.txt").read_text("utf-8").split())
