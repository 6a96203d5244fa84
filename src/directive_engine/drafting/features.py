"""Fragments of sentences → what tells apart those that order, head, and only tell."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from directive_engine.drafting.fragments import Fragment, is_gapped
from directive_engine.drafting.narrative import (
    begins_with_act,
    is_about_past,
    is_past,
    is_promise,
    orders,
)
from directive_engine.drafting.parties import leading_subject
from directive_engine.drafting.predicates import bare, is_complete, is_manner, opens_adjunct
from directive_engine.drafting.verbs import verb_at

_LONG: Final = 300  # characters from which a fragment is no language
_REACHES: Final = re.compile(
    r"(?:[一二三四五六七八九十]+是)?(?:要|切实|努力|真正|全面)*(?:做到|实现|达到)"
)
_ACTS: Final = re.compile(
    r"(?:要|并|让|请|不得|严禁|确保|做到|实现|努力|力争|杜绝|防止|坚决|切实|严格|全面|进一步|不断|持续)"
)
STATE: Final = "state"
PROMISE: Final = "promise"
_STATE: Final = 9  # characters of a short parallel state (力度不减)
_TELLING: Final = "将我了是过已会就都也还很为让使被把对的你他她这那要不没有么呢吧啊说讲看"
_TOLD: Final = frozenset({"subject", "begins", "orders", "past"})
_HEADING: Final = 100  # characters of a sentence that can announce a report
_FAR: Final = 4  # fragments of a sentence that are told apart by their place


def features(text: str, found: Sequence[Fragment]) -> list[set[str]]:
    """Return what a tagger sees of each fragment: its words, its place, and its neighbours."""
    told = _under_report(text, found)
    own = [_seen(text[f.start : f.end]) for f in found]
    for (one, before), (other, seen) in pairwise(zip(found, own, strict=True)):
        if one.sentence is other.sentence and _is_state(text, before, other):
            seen.add(STATE)
    rows = [
        words
        | _of_place(text, fragment)
        | ({"report"} if fragment.sentence.item in told else set())
        for words, fragment in zip(own, found, strict=True)
    ]
    for place, (one, other) in enumerate(pairwise(found)):
        rows[place] |= _beside("+", one, other, own[place + 1])
        rows[place + 1] |= _beside("-", other, one, own[place])
    if rows:
        rows[0].add("-end")
        rows[-1].add("+end")
    return rows


def _is_state(text: str, before: set[str], fragment: Fragment) -> bool:
    """Whether a fragment is a further state of the goal before it (做到甲不松，乙不减)."""
    is_goal = STATE in before or "reaches" in before
    words = text[fragment.start : fragment.end]
    return is_goal and len(words) <= _STATE and not _ACTS.match(words) and not verb_at(bare(words))


def _seen(words: str) -> set[str]:
    """Return the features of the words themselves; those that neighbours see have no `~`."""
    if len(words) > _LONG:
        return {"endless"}
    act = bare(words)
    seen = {f"first={words[:n]}" for n in (1, 2)} | {f"last={words[-n:]}" for n in (1, 2)}
    seen |= {f"~first={words[:n]}" for n in (3, 4)} | {f"~last={words[-3:]}"}
    seen |= {f"act={act[:2]}"} | {f"~act={act[:n]}" for n in (1, 3)}
    seen |= {f"~has={char}" for char in _TELLING if char in words}
    seen.add(f"~length={min(len(words) // 3, 8)}")
    subject = leading_subject(words)
    signs = {
        "complete": is_complete(words),
        "manner": is_manner(words),
        "adjunct": opens_adjunct(words),
        "subject": subject is not None,
        "waits": subject is not None and not is_complete(words),
        "begins": begins_with_act(words),
        "orders": orders(words),
        "past": is_past(words),
        PROMISE: is_promise(words),
        "reaches": _REACHES.match(words) is not None,
        "~gapped": is_gapped(words),
    }
    return seen | {name for name, is_so in signs.items() if is_so}


def _of_place(text: str, fragment: Fragment) -> set[str]:
    sentence = fragment.sentence
    whole = text[sentence.start : min(sentence.end, sentence.start + 4 * _LONG)]
    seen = {
        f"place={min(fragment.place, _FAR)}",
        f"count={min(fragment.count, _FAR + 2)}",
        f"zone={sentence.zone.name}",
        f"stop={sentence.stop}",
        f"next={text[fragment.end : fragment.end + 1]}",
    }
    if fragment.place == 0 and sentence.number is not None:
        seen.add(f"number={sentence.number.marker.name}")
    signs = {
        "closes": fragment.place + 1 == fragment.count,
        "opens line": sentence.is_first,
        "is line": sentence.is_line,
    }
    signs |= _of_sentence(whole)
    seen |= {name for name, is_so in signs.items() if is_so}
    return seen | {"has body" if sentence.has_body else "no body"}


@lru_cache(maxsize=16)
def _of_sentence(words: str) -> dict[str, bool]:
    return {"in ordering sentence": orders(words), "in past sentence": is_past(words)}


def _beside(side: str, one: Fragment, other: Fragment, seen: set[str]) -> set[str]:
    """Return what a fragment sees of its neighbour: its words within a sentence, else the edge."""
    if one.sentence is other.sentence:
        return {side + name for name in seen if not name.startswith("~")}
    edge = side + ("edge" if one.sentence.line == other.sentence.line else "line")
    ways = {f"{edge} {name}" for name in seen & _TOLD}
    return {edge} | ways | ({f"{edge} is line"} if other.sentence.is_line else set())


def _under_report(text: str, found: Sequence[Fragment]) -> set[int]:
    """Return the items below headings that announce what was done, or what is amiss."""
    items: set[int] = set()
    is_report = False
    for fragment in found:
        sentence = fragment.sentence
        if fragment.place > 0:
            continue
        if sentence.is_first and sentence.number is not None and sentence.level <= 1:
            end = min(sentence.end, sentence.start + _HEADING)
            is_report = is_about_past(text[sentence.start : end])
        if is_report:
            items.add(sentence.item)
    return items
