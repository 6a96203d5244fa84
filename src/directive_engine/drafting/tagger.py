"""A chain of labels over sets of features, by weights that were learned.

A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001): the labels with the
highest sum of weights are found with Viterbi's algorithm. `benchmarks/train_drafter.py` learns
the weights.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagger:
    """The weights of each feature, one per label; `moves[a][b]` weighs label b after label a."""

    labels: tuple[str, ...]
    moves: Sequence[Sequence[float]]
    weights: Mapping[str, Sequence[float]]

    def tag(self, rows: Sequence[Iterable[str]], barred: Mapping[int, str]) -> list[str]:
        """Return the best label of each row of features; `barred` is what a row cannot have."""
        if not rows:
            return []
        every = range(len(self.labels))
        scores = [self._scores(row) for row in rows]
        for row, label in barred.items():
            scores[row][self.labels.index(label)] = -math.inf
        before = scores[0]
        came_from: list[list[int]] = []
        for own in scores[1:]:
            ways = [[before[a] + self.moves[a][b] for a in every] for b in every]
            best = [max(every, key=way.__getitem__) for way in ways]
            before = [way[a] + weight for way, a, weight in zip(ways, best, own, strict=True)]
            came_from.append(best)
        last = max(every, key=before.__getitem__)
        found = [last]
        for best in reversed(came_from):
            last = best[last]
            found.append(last)
        return [self.labels[label] for label in reversed(found)]

    def _scores(self, row: Iterable[str]) -> list[float]:
        known = [weights for name in row if (weights := self.weights.get(name)) is not None]
        return [sum(column) for column in zip(*known, strict=True)] or [0.0] * len(self.labels)


def from_json(text: str) -> Tagger:
    """Read a tagger that `benchmarks/train_drafter.py` wrote."""
    loaded = json.loads(text)
    return Tagger(labels=tuple(loaded["labels"]), moves=loaded["moves"], weights=loaded["weights"])


@cache
def shipped(name: str) -> Tagger:
    """Return a tagger that lies in this package."""
    return from_json(files(__package__).joinpath(name).read_text("utf-8"))
