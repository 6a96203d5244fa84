"""A clause and the rules and facts that packs have already → those that say much the same."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

_T = TypeVar("_T")
_PLAIN: Final = re.compile(r"[^一-鿿A-Za-z0-9]|是否|有关|工作|情况")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Generic[_T]):
    """What was found, and how alike it is: 0 to 1, the cosine of weighted pairs of characters."""

    found: _T
    score: float


class Index(Generic[_T]):
    """Texts to compare with; pairs of characters that few of them have weigh more."""

    def __init__(self, entries: Sequence[tuple[str, _T]]) -> None:
        counted = [(_pairs(text), value) for text, value in entries]
        spread = Counter(pair for pairs, _ in counted for pair in pairs)
        self._rarest: Final = math.log(1 + len(counted))
        self._weights: Final = {
            pair: math.log(1 + len(counted) / number) for pair, number in spread.items()
        }
        self._entries: Final = [(self._vector(pairs), value) for pairs, value in counted]
        self._holders: dict[str, list[int]] = {}
        for number, (vector, _) in enumerate(self._entries):
            for pair in vector:
                self._holders.setdefault(pair, []).append(number)

    def best(self, text: str, most: int = 3) -> tuple[Match[_T], ...]:
        """Return the entries that are most like `text`, the most alike first."""
        sought = self._vector(_pairs(text))
        scores: dict[int, float] = {}
        for pair, weight in sought.items():
            for number in self._holders.get(pair, ()):
                scores[number] = scores.get(number, 0.0) + weight * self._entries[number][0][pair]
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return tuple(
            Match(found=self._entries[number][1], score=round(min(score, 1.0), 2))
            for number, score in ranked[:most]
        )

    def _vector(self, pairs: Mapping[str, int]) -> dict[str, float]:
        weighed = {p: n * self._weights.get(p, self._rarest) for p, n in pairs.items()}
        length = math.sqrt(sum(weight * weight for weight in weighed.values()))
        return {pair: weight / length for pair, weight in weighed.items()} if length else {}


def _pairs(text: str) -> Counter[str]:
    plain = _PLAIN.sub("", text)
    return Counter(plain[n : n + 2] for n in range(len(plain) - 1))
