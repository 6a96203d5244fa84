"""Numbered headings in the middle of a line → lines of their own, where their order says so."""

import re
from collections.abc import Iterator
from typing import Final

from directive_engine.texts.characters import HAN
from directive_engine.texts.edits import Edit, RepairKind
from directive_engine.values.numerals import read_numeral

_NUMERAL: Final = "[一二三四五六七八九十]{1,3}"
_FORMS: Final = (
    re.compile(rf"({_NUMERAL})、(?![一二三四五六七八九十\d])"),
    re.compile(rf"[（(]({_NUMERAL})[）)]"),
)
_STOP: Final = frozenset("。；：！？;:!?.”）")
_LOOK_AHEAD: Final = 40
_AFTER: Final = re.compile(rf"[{HAN}\d。；：！？”）;:.!?)\n]")
_NOT_AFTER: Final = re.compile("[第之一二三四五六七八九十零百]")


def split_headings(text: str) -> list[Edit]:
    """Find headings that follow the text before them without a line break.

    One is a heading only where its number follows that of the heading before it, which stands at
    the beginning of a line, or where it is the first and the second stands so.
    """
    edits = {edit for form in _FORMS for edit in _glued(text, form)}
    return sorted(edits)


def _glued(text: str, form: re.Pattern[str]) -> Iterator[Edit]:
    found = [
        (match.start(), read_numeral(match.group(1)) or 0)
        for match in form.finditer(text)
        if _may_begin(text, match.start())
    ]
    last = 0
    for index, (place, number) in enumerate(found):
        later = found[index + 1 : index + _LOOK_AHEAD]
        if _is_at_line(text, place):
            last = number
        elif _follows(text, number, last, later) or _is_first(text, place, number, last, later):
            last = number
            yield Edit(place, place, "\n", RepairKind.GLUED_HEADING)


def _may_begin(text: str, place: int) -> bool:
    return place == 0 or (
        _AFTER.match(text, place - 1) is not None and not _NOT_AFTER.match(text, place - 1)
    )


def _is_at_line(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] == "\n"


def _follows(text: str, number: int, last: int, later: list[tuple[int, int]]) -> bool:
    """Tell whether `number` comes next and does not come again at the beginning of a line."""
    again = any(other == number and _is_at_line(text, place) for place, other in later)
    return last > 0 and number == last + 1 and not again


def _is_first(text: str, place: int, number: int, last: int, later: list[tuple[int, int]]) -> bool:
    """Tell whether this is the first heading, after a stop, and the second begins a line."""
    return (
        (number, last) == (1, 0)
        and text[place - 1] in _STOP
        and bool(later)
        and later[0][1] == number + 1
        and _is_at_line(text, later[0][0])
    )
