"""Changes to a text and the places in the text as read that they leave behind."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from directive_engine.diagnostics import Words


class RepairKind(StrEnum):
    """What was wrong with a place."""

    LINE_BREAK = "line_break"
    NUMBER_LOST = "number_lost"
    STRAY_STOP = "stray_stop"
    PUNCTUATION = "punctuation"
    QUOTES = "quotes"
    MISREAD = "misread"
    GLUED_HEADING = "glued_heading"
    BLANK = "blank"
    CHARACTER_FORM = "character_form"
    MARKUP = "markup"

    @property
    def label(self) -> Words:
        """Name the kind for a reader."""
        return _LABELS[self]


_LABELS: Final = {
    RepairKind.LINE_BREAK: Words("a line break inside a sentence", "句中换行"),
    RepairKind.NUMBER_LOST: Words("a number lost at a line break", "换行处数字丢失"),
    RepairKind.STRAY_STOP: Words("a stray stop", "词中多点"),
    RepairKind.PUNCTUATION: Words("half-width punctuation", "半角标点"),
    RepairKind.QUOTES: Words("unbalanced quotes", "引号不配对"),
    RepairKind.MISREAD: Words("a misread character", "字符误识"),
    RepairKind.GLUED_HEADING: Words("a heading glued to the text", "标题与正文相连"),
    RepairKind.BLANK: Words("a blank between characters", "字间空白"),
    RepairKind.CHARACTER_FORM: Words("another form of a character", "全角字母数字等字符形式"),
    RepairKind.MARKUP: Words("a mark of layout", "排版标记"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One place that reads otherwise than it stands; offsets refer to the text as read.

    `start` equals `end` where something is put in. A lost number stays lost: only its line break
    is taken out.
    """

    kind: RepairKind
    start: int
    end: int
    found: str
    read_as: str


class Edit(NamedTuple):
    """Characters `start` to `end` become `text`; without a kind it is layout and is not listed."""

    start: int
    end: int
    text: str
    kind: RepairKind | None


class Draft(NamedTuple):
    """A text on its way; `places[i]` is where its character `i` stands in the text as read."""

    text: str
    places: Sequence[int]

    def apply(self, edits: Iterable[Edit]) -> "Draft":
        """Return the draft after `edits`, which are in order and do not overlap."""
        pieces: list[str] = []
        places = array("i")
        last = 0
        for start, end, text, _ in edits:
            pieces += (self.text[last:start], text)
            places.extend(self.places[last:start])
            places.extend(self._places_of(start, end, len(text)))
            last = end
        pieces.append(self.text[last:])
        places.extend(self.places[last:])
        return Draft("".join(pieces), places)

    def _places_of(self, start: int, end: int, length: int) -> Iterable[int]:
        if length == end - start:
            return self.places[start:end]
        last = max(end - 1, start)
        return (self.places[min(start + index, last)] for index in range(length))

    def repairs(self, raw: str, edits: Iterable[Edit]) -> list[Repair]:
        """Return what `edits` mean in the text as read."""
        found: list[Repair] = []
        for start, end, text, kind in edits:
            if kind is not None:
                first = self.places[start]
                last = self.places[end - 1] + 1 if end > start else first
                repair = Repair(
                    kind=kind, start=first, end=last, found=raw[first:last], read_as=text
                )
                found.append(repair)
        return found


def begin_draft(raw: str) -> Draft:
    """Return the draft in which every character is where it was read."""
    return Draft(raw, array("i", range(len(raw) + 1)))
