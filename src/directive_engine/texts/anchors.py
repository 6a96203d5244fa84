"""The clauses that a pack knows and a text → where each stands, and which no longer match."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directive_engine.model import Clause, DirectiveClauses
from directive_engine.texts.fingerprints import Normalised

_DRIFT: Final = 0.5  # a stretch may move by half the directive before one match is not worth it


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a clause stands in the text as read; where it does not match, where it should."""

    clause: Clause
    start: int
    end: int
    matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A directive in a text; `is_intact` says that nothing between its clauses changed either."""

    directive: DirectiveClauses
    places: tuple[Place, ...]
    is_intact: bool

    @property
    def matching(self) -> int:
        """The number of clauses that match."""
        return sum(place.matches for place in self.places)


def locate_clauses(directive: DirectiveClauses, text: Normalised) -> Located:
    """Find every clause of `directive` in `text`; of equal stretches the one that fits the order.

    A clause that no longer matches has the place that its neighbours leave it. Without any match
    the directive is not in the text.
    """
    clauses = directive.clauses
    found = text.find({(c.length, c.fingerprint) for c in clauses})
    candidates = [found.get((c.length, c.fingerprint), []) for c in clauses]
    starts = _best_chain(clauses, candidates, directive.length)
    starts = _add_moved(starts, candidates)
    places = tuple(
        Place(
            clause=clause,
            matches=index in starts,
            **_ends(text, _stretch(index, clauses, starts, len(text.text))),
        )
        for index, clause in enumerate(clauses)
    )
    whole = text.find([(directive.length, directive.fingerprint)])
    return Located(directive=directive, places=places, is_intact=bool(whole))


def _best_chain(
    clauses: Sequence[Clause], candidates: Sequence[Sequence[int]], extent: int
) -> dict[int, int]:
    """Return clause → start for the longest run in the order of the text, the least displaced."""
    pairs = [(index, start) for index, starts in enumerate(candidates) for start in starts]
    best: list[tuple[float, int]] = []

    def same(one: int, other: int) -> bool:
        return clauses[one].fingerprint == clauses[other].fingerprint

    for number, (index, start) in enumerate(pairs):
        score, before = 1.0, -1
        for other in range(number):
            earlier, place = pairs[other]
            if earlier == index or place > start or (place == start and same(earlier, index)):
                continue
            expected = clauses[index].position - clauses[earlier].position
            drift = abs(start - place - expected) / (extent * _DRIFT + 1)
            if best[other][0] + 1 - drift > score:
                score, before = best[other][0] + 1 - drift, other
        best.append((score, before))
    chain: dict[int, int] = {}
    last = max(range(len(pairs)), key=lambda number: best[number][0], default=-1)
    while last >= 0:
        index, start = pairs[last]
        chain[index] = start
        last = best[last][1]
    return chain


def _add_moved(chain: Mapping[int, int], candidates: Sequence[Sequence[int]]) -> dict[int, int]:
    """Add clauses that stand elsewhere within the directive: moved, but not changed."""
    if not chain:
        return {}
    taken = set(chain.values())
    within = range(min(taken), max(taken))
    moved = {
        index: next((start for start in starts if start in within and start not in taken), -1)
        for index, starts in enumerate(candidates)
        if index not in chain
    }
    return {**chain, **{index: start for index, start in moved.items() if start >= 0}}


def _stretch(
    index: int, clauses: Sequence[Clause], starts: Mapping[int, int], size: int
) -> tuple[int, int]:
    """Return the normalised characters of a clause, or those that its neighbours leave it."""
    clause = clauses[index]
    if index in starts:
        return starts[index], starts[index] + clause.length
    before = max((other for other in starts if other < index), default=None)
    after = min((other for other in starts if other > index), default=None)
    start, end = 0, size
    if before is not None:
        start = starts[before] + clause.position - clauses[before].position
        end = start + clause.length
    if after is not None:
        end = starts[after] - (clauses[after].position - clause.position - clause.length)
        start = start if before is not None else end - clause.length
    start = min(max(start, 0), max(size - 1, 0))
    return start, min(max(end, start + 1), size)


def _ends(text: Normalised, stretch: tuple[int, int]) -> dict[str, int]:
    if not text.places:
        return {"start": 0, "end": 0}
    start, end = text.source_range(*stretch)
    return {"start": start, "end": end}
