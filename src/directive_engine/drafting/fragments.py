"""The sentences of a directive → their fragments between commas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from directive_engine.drafting.outline import Sentence, is_attribution
from directive_engine.drafting.predicates import is_complete, opens_adjunct
from directive_engine.drafting.verbs import verb_at

_COMMAS: Final = "，,：:"
_OPENING: Final = "“‘「『《（([〔【"
_CLOSING: Final = "”’」』》）)]〕】"
_QUOTED: Final = 80
_BLANK: Final = " \u3000，,、：:。.-—–；;"
_RATIO: Final = re.compile(r"(?<=\d)[:：](?=\d)")
_SHORT: Final = 6
_PREDICATES: Final = re.compile(
    r"、(?:并?要(?!求)|\d{1,2}月(?:\d{1,2}日|底)前|(?:全面|扎实|切实|认真|严格)(?=落实|做好|抓好|执行|推进|开展|实行))"
)
_AND_ACT: Final = re.compile(
    "及(?:严格|切实|全面|认真|及时|落实|加强|做好|开展|组织|建立|完善|督促)"
)
_REFUSED: Final = re.compile("逾期|未|不|拒|擅自")  # 逾期未装的|停止供气
_GAPPED: Final = re.compile(r"(?:以及|及|和)?[^，]{2,24}的[^，的]{2,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A stretch between commas; `place` of `count` in its sentence, from 0."""

    start: int
    end: int
    sentence: Sentence
    place: int
    count: int


def fragments(text: str, sentences: Sequence[Sentence]) -> list[Fragment]:
    """Return the fragments of all sentences, without punctuation and blanks at their ends.

    Attributions have none.
    """
    found: list[Fragment] = []
    for sentence in sentences:
        if is_attribution(text, sentence):
            continue
        spans = [
            span
            for a, b in _divided(text, sentence.start, sentence.end)
            if (span := _trimmed(text, a, b))[0] < span[1]
        ]
        found += [
            Fragment(start=a, end=b, sentence=sentence, place=place, count=len(spans))
            for place, (a, b) in enumerate(spans)
        ]
    return found


def _divided(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    place, closes = start, -1
    for at in range(start, end):
        char = text[at]
        if at <= closes:
            continue
        if char in _OPENING:
            closes = text.find(_CLOSING[_OPENING.index(char)], at, min(end, at + _QUOTED))
            closes = -1 if text.find(char, at + 1, closes) > 0 else closes
        elif _parts(text, at):
            spans.append((place, at))
            place = at + 1
        elif char == "及" and at > place + _SHORT and _AND_ACT.match(text, at):
            spans.append((place, at))
            place = at
    return [*spans, (place, end)]


def _parts(text: str, at: int) -> bool:
    """Whether a mark divides fragments: not within a ratio, 、 only before a predicate."""
    if text[at] == "、":
        return _PREDICATES.match(text, at) is not None
    return text[at] in _COMMAS and _RATIO.match(text, at) is None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return start, end


def lines_of(found: Sequence[Fragment]) -> Iterator[list[int]]:
    """Yield the places of the fragments of one line after the other."""
    for _, places in groupby(range(len(found)), key=lambda place: found[place].sentence.line):
        yield list(places)


def sentences_of(found: Sequence[Fragment]) -> Iterator[list[int]]:
    """Yield the places of the fragments of one sentence after the other."""
    for _, places in groupby(range(len(found)), key=lambda place: found[place].sentence.start):
        yield list(places)


def is_gapped(fragment: str) -> bool:
    """Whether a fragment lacks only the verb of the one before (甲的封闭隔离，乙的配备)."""
    if not _GAPPED.fullmatch(fragment) or is_complete(fragment) or opens_adjunct(fragment):
        return False
    of, _, act = fragment.rpartition("的")
    if _REFUSED.search(of):
        return False
    return len(verb_at(act)) > 1 or len(verb_at(act[2:])) > 1
