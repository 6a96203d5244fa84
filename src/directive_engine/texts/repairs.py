"""The text as read → the text to work on: whole sentences, one form of each character.

In the mended text every paragraph is one line, blank lines are gone, letters and digits are
half-width and punctuation beside Chinese is full-width. No letter, digit or Chinese character is
lost or invented; what is not certain stays as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from directive_engine.texts.characters import unify_characters
from directive_engine.texts.edits import Edit, Repair, RepairKind, begin_draft
from directive_engine.texts.joining import join_lines
from directive_engine.texts.layout import drop_blanks, drop_marks, trim_lines
from directive_engine.texts.misreadings import mend_misreadings
from directive_engine.texts.punctuation import widen_punctuation
from directive_engine.texts.quotes import balance_quotes
from directive_engine.texts.stops import mend_stops
from directive_engine.texts.unglueing import split_headings

__all__ = ["MendedText", "Repair", "RepairKind", "mend"]

_STAGES: Final[tuple[Callable[[str], list[Edit]], ...]] = (
    unify_characters,
    trim_lines,
    drop_marks,
    trim_lines,
    drop_blanks,
    split_headings,
    join_lines,
    mend_misreadings,
    mend_stops,
    widen_punctuation,
    balance_quotes,
)
_MAX_ROUNDS: Final = 5  # a repair can make the next one certain; in practice two rounds are enough


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedText:
    """A text as read, as it should read, and the way back.

    `offsets[i]` is the place in `raw` of character `i` of `text`; it has one entry more than
    `text` has characters.
    """

    raw: str
    text: str
    offsets: Sequence[int]
    repairs: tuple[Repair, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of `raw` that characters `start` to `end` of `text` come from."""
        first = self.offsets[start]
        return (first, self.offsets[end - 1] + 1) if end > start else (first, first)


def mend(raw: str) -> MendedText:
    """Repair what copying and recognition have damaged, as far as it is certain."""
    draft = begin_draft(raw)
    repairs: list[Repair] = []
    for _ in range(_MAX_ROUNDS):
        before = draft.text
        for stage in _STAGES:
            edits = stage(draft.text)
            if edits:
                repairs += draft.repairs(raw, edits)
                draft = draft.apply(edits)
        if draft.text == before:
            break
    repairs.sort(key=lambda repair: (repair.start, repair.end))
    return MendedText(raw=raw, text=draft.text, offsets=draft.places, repairs=tuple(repairs))
