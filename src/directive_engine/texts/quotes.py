"""Quotes that do not match → pairs, where it is certain which were meant."""

import re
from collections.abc import Iterator
from typing import Final

from directive_engine.texts.characters import HAN
from directive_engine.texts.edits import Edit, RepairKind

_QUOTE: Final = re.compile('[“”"‘’]')
_QUOTED: Final = re.compile(rf"“([{HAN}]{{2,12}})”")
_COUNT: Final = re.compile(
    rf"[一二两三四五六七八九十]个[{HAN}]{{2,4}}$|(?<=[、，：])(?:[一二两三四五六七八九十][{HAN}]){{2,3}}$"
)
_LONGEST: Final = 12
_MAX_PAIR: Final = 200


def balance_quotes(text: str) -> list[Edit]:
    """Find straight quotes, pairs of two kinds, and closing quotes whose opening one is lost."""
    known: frozenset[str] | None = None
    edits: list[Edit] = []
    start = 0
    for line in text.split("\n"):
        quotes = [(start + q.start(), q.group()) for q in _QUOTE.finditer(line)]
        if any(quote != "“”"[index % 2] for index, (_, quote) in enumerate(quotes)):
            if known is None:
                known = frozenset(_QUOTED.findall(text))
            edits += _balanced(text, start, quotes, known)
        start += len(line) + 1
    return sorted(edits)


def _balanced(
    text: str, line_start: int, quotes: list[tuple[int, str]], known: frozenset[str]
) -> Iterator[Edit]:
    opened: tuple[int, str] | None = None
    for place, quote in quotes:
        if quote == "“" or (opened is None and quote in '"‘'):
            opened = (place, quote)
        elif quote == "‘" or (quote == "’" and (opened is None or opened[1] != "‘")):
            continue  # quotes inside quotes, apostrophes
        elif opened is None:
            before = text[max(place - _LONGEST, line_start) : place]
            yield from _opening(before, place, known)
        else:
            yield from _pair(opened, place, quote)
            opened = None


def _pair(opened: tuple[int, str], place: int, quote: str) -> Iterator[Edit]:
    start, first = opened
    if place - start > _MAX_PAIR or (first, quote) == ("‘", "’"):
        return
    if first != "“":
        yield Edit(start, start + 1, "“", RepairKind.QUOTES)
    if quote != "”":
        yield Edit(place, place + 1, "”", RepairKind.QUOTES)


def _opening(before: str, place: int, known: frozenset[str]) -> Iterator[Edit]:
    """Yield the lost opening quote of a phrase quoted elsewhere, or of a counted slogan."""
    lengths = [length for length in range(_LONGEST, 1, -1) if before[-length:] in known]
    counted = _COUNT.search(before)
    if lengths or counted:
        length = lengths[0] if lengths else len(before) - (counted.start() if counted else 0)
        start = place - min(length, len(before))
        yield Edit(start, start, "“", RepairKind.QUOTES)
