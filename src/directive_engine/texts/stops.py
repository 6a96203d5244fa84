"""Stops inside words → nothing; a half-width stop at the end of a sentence → 。."""

import re
from typing import Final

from directive_engine.texts.characters import HAN
from directive_engine.texts.edits import Edit, RepairKind
from directive_engine.texts.evidence import Evidence

_STOP: Final = re.compile(
    rf"\.(?<=[{HAN}\d%％‰”’）》)\"].)(?=[，,。;；、：:])"  # before another mark
    rf"|\.(?<=[{HAN}%％‰”’）》)\"].)(?=[{HAN}\d“《（]|$)"
    rf"|。(?<=[{HAN}].)(?=[{HAN}])",
    re.MULTILINE,
)
_MARKS: Final = "，。；：！？,;:!?."
_LEFT: Final = re.compile(rf"[^{_MARKS}\n]*$")
_RIGHT: Final = re.compile(rf"[^{_MARKS}\n]*")
_REACH: Final = 40
_FRAGMENT: Final = 3  # a sentence is longer

_ANNOUNCED: Final = re.compile(r"(?:^|[，；：。,;:\n])[一二三四五六七八九十]{1,3}[是要]$")
_CONTINUES: Final = re.compile(
    rf"[上下中内里]的|[的了们着]|(?:[{HAN}]|上来|下来|起来|下去|上去|到底)(?:[{_MARKS}]|$)"
    rf"|[{HAN}]、(?![{HAN}][、和及])",
    re.MULTILINE,
)
_USED_AS_STOP: Final = re.compile(rf"[{HAN}]\.$", re.MULTILINE)


def mend_stops(text: str) -> list[Edit]:
    """Find the stops that stand inside words, and those that should be 。."""
    edits: list[Edit] = []
    evidence: Evidence | None = None
    uses_points = _USED_AS_STOP.search(text) is not None
    for found in _STOP.finditer(text):
        evidence = evidence or Evidence(text)
        before = text[max(found.start() - _REACH, 0) : found.start()].rpartition("\n")[2]
        after = text[found.end() : found.end() + _REACH].partition("\n")[0]
        if found.group() == "。":
            is_stray = _is_fragment(before, after) and evidence.is_severed(before, after)
        else:
            is_stray = _is_stray(before, after, evidence, uses_points=uses_points)
        if is_stray:
            edits.append(Edit(*found.span(), "", RepairKind.STRAY_STOP))
        elif found.group() == "." and _ends_sentence(before, after):
            edits.append(Edit(*found.span(), "。", RepairKind.PUNCTUATION))
    return edits


def _is_stray(before: str, after: str, evidence: Evidence, *, uses_points: bool) -> bool:
    """Tell whether a half-width point divides what belongs together.

    Where the text ends sentences with such points, a cut word is not enough.
    """
    if not after:
        return False
    if after[0] in _MARKS or after[0] == "、" or (before[-1] == "”" and after[0] == "“"):
        return True
    if _ANNOUNCED.search(before) or _CONTINUES.match(after):
        return True
    if evidence.is_phrase(before, after):
        return True
    return evidence.is_severed(before, after) and (not uses_points or _is_fragment(before, after))


def _is_fragment(before: str, after: str) -> bool:
    """Tell whether one side is too short for a sentence."""
    return min(_lengths(before, after)) <= _FRAGMENT


def _ends_sentence(before: str, after: str) -> bool:
    left, right = _lengths(before, after)
    return before[-1] in "%％‰" or (left > _FRAGMENT and (not after or right > _FRAGMENT))


def _lengths(before: str, after: str) -> tuple[int, int]:
    left, right = _LEFT.search(before), _RIGHT.match(after)
    return len(left.group()) if left else 0, len(right.group()) if right else 0
