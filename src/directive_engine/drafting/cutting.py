"""A sentence → its clauses: cut at every comma, glue what has no predicate of its own."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from directive_engine.drafting.lexicon import words
from directive_engine.drafting.predicates import bare, is_complete, is_manner, opens_adjunct
from directive_engine.drafting.verbs import verb_at

_COMMAS: Final = "，,：:"
_OPENING: Final = "“‘「『《（([〔【"
_CLOSING: Final = "”’」』》）)]〕】"
_QUOTED: Final = 80
_BLANK: Final = " \u3000，,、：:。.-—–；;"
_STATES: Final = re.compile(
    r"(?:[一二三四五六七八九十]+是)?(?:要|切实|努力|真正|全面)*(?:做到|实现|达到)"
)
_LONG: Final = 300  # characters from which a fragment is no language
_MOST: Final = 12  # fragments of the longest clause
_STATE: Final = 9  # characters of a short parallel state (力度不减)
_SHORT: Final = 6
_ACTS: Final = re.compile(
    r"(?:要|并|让|请|不得|严禁|确保|做到|实现|努力|力争|杜绝|防止|坚决|切实|严格|全面|进一步|不断|持续)"
)
_IDIOM_TAIL: Final = re.compile(
    r"长期坚持|没有二话|常抓不懈|久久为功|绝不姑息|概不例外|严惩不贷|决不姑息|绝不手软|决不手软|善作善成"
)
_MAXIM: Final = re.compile("坚持|按照|秉持|遵循")
_MAXIM_TAIL: Final = re.compile("的(?:原则|方针|思路|要求|理念|总要求)$")
_GAPPED: Final = re.compile(r"(?:以及|及|和)?[^，]{2,24}的[^，的]{2,6}")
_PREDICATES: Final = re.compile(
    r"、(?:并?要(?!求)|\d{1,2}月(?:\d{1,2}日|底)前|(?:全面|扎实|切实|认真|严格)(?=落实|做好|抓好|执行|推进|开展|实行))"
)
_AND_ACT: Final = re.compile(
    "及(?:严格|切实|全面|认真|及时|落实|加强|做好|开展|组织|建立|完善|督促)"
)
_GLOSSED: Final = re.compile(r"[一二两三四五六七八九十\d]+[样个项条件种点类处][一-鿿]{0,4}$")
_FRAME: Final = re.compile(
    "(?:会议|他|她|[一-鿿]{1,8}(?:书记|[省市县区镇]长|主任|局长|同志)(?:在[一-鿿]{1,8}时)?)(?:最后|还)?"
    "(?:强调|要求|希望|号召|提出|明确|决定|议定)"
)
_WHILE: Final = re.compile(r"在.*的?同时$")


def cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the clauses of the sentence at `start` to `end`, without connectives."""
    fragments = [
        span for a, b in _fragments(text, start, end) if (span := _trim(text, a, b))[0] < span[1]
    ]
    groups: list[list[tuple[int, int]]] = []
    waiting = False
    for span, following in zip_longest(fragments, fragments[1:]):
        fragment = text[span[0] : span[1]]
        if not waiting and (
            fragment in words("dropped_openers")
            or _WHILE.match(fragment)
            or _FRAME.fullmatch(fragment)
        ):
            continue
        before = [text[a:b] for a, b in groups[-1]] if groups else []
        if not waiting and groups and _completes(fragment, before):
            groups[-1].append(span)
            continue
        if waiting:
            groups[-1].append(span)
        else:
            groups.append([span])
        waiting = (
            following is not None
            and len(groups[-1]) < _MOST
            and _waits(text, span, before, text[slice(*following)])
        )
    return [(group[0][0], group[-1][1]) for group in groups]


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    place, closes = start, -1
    for at in range(start, end):
        char = text[at]
        if at <= closes:
            continue
        if char in _OPENING:
            closes = text.find(_CLOSING[_OPENING.index(char)], at, min(end, at + _QUOTED))
        elif char in _COMMAS or (char == "、" and _PREDICATES.match(text, at)):
            spans.append((place, at))
            place = at + 1
        elif char == "及" and at > place + _SHORT and _AND_ACT.match(text, at):
            spans.append((place, at))
            place = at
    return [*spans, (place, end)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return start, end


def _waits(text: str, span: tuple[int, int], before: Sequence[str], following: str) -> bool:
    """Whether a fragment needs the one after it."""
    fragment = text[span[0] : span[1]]
    if len(fragment) > _LONG:
        return False
    if text[span[1] : span[1] + 1] in "：:":
        return _GLOSSED.search(fragment) is not None or not is_complete(fragment)
    if re.match("即(?![可将日时刻行])|也就是|但", following):
        return True
    if is_manner(fragment):
        return is_complete(following)
    if before and is_gapped(fragment):
        return False
    return not is_complete(fragment)


def _completes(fragment: str, before: Sequence[str]) -> bool:
    """Whether a fragment completes the state or the idiom before it."""
    if _IDIOM_TAIL.fullmatch(fragment):
        return True
    if _MAXIM.match(before[0]) and _MAXIM_TAIL.search(fragment) and not verb_at(bare(fragment)):
        return True
    if (
        re.match("以及|及|和|或", fragment)
        and not is_complete(fragment)
        and not is_gapped(fragment)
    ):
        return True
    if not _STATES.match(before[0]) or len(fragment) > _STATE or _ACTS.match(fragment):
        return False
    return len(fragment) <= _SHORT or not verb_at(bare(fragment))


def is_gapped(fragment: str) -> bool:
    """Whether a fragment lacks only the verb of the one before (甲的封闭隔离，乙的配备)."""
    if not _GAPPED.fullmatch(fragment) or is_complete(fragment) or opens_adjunct(fragment):
        return False
    act = fragment.rpartition("的")[2]
    return len(verb_at(act)) > 1 or len(verb_at(act[2:])) > 1
