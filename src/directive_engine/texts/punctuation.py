"""Half-width punctuation beside Chinese → full-width."""

import re
from typing import Final

from directive_engine.texts.characters import HAN
from directive_engine.texts.edits import Edit, RepairKind

_WIDE: Final = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_MARK: Final = re.compile(rf"[,;:!?](?:(?<=[{HAN}”’）》】…％%‰].)|(?=[{HAN}“‘（《【]))")
_BRACKETS: Final = re.compile(r"[（(][^()（）\n]{0,100}[)）]")
_CHINESE: Final = re.compile(f"[{HAN}]")


def widen_punctuation(text: str) -> list[Edit]:
    """Find commas, semicolons, colons, question marks and brackets that should be full-width."""
    edits = [_widened(text, found.start()) for found in _MARK.finditer(text)]
    for found in _BRACKETS.finditer(text):
        start, end = found.span()
        if _CHINESE.search(text, max(start - 1, 0), end + 1):
            edits += [_widened(text, at) for at in (start, end - 1) if text[at] in _WIDE]
    return sorted(edits)


def _widened(text: str, place: int) -> Edit:
    return Edit(place, place + 1, _WIDE[text[place]], RepairKind.PUNCTUATION)
