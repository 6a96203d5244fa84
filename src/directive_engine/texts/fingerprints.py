"""Text → letters and digits with their places; fingerprints of stretches, and finding them.

A fingerprint is the polynomial hash of a normalised stretch: the hash of every window of a length
follows from two prefix hashes, so a whole text is searched for a set of stretches in one pass a
length.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_MODULUS: Final = 2**48 - 59  # the largest prime of 12 hexadecimal digits
_BASE: Final = 1_114_127  # a prime above every code point


@dataclass(frozen=True, kw_only=True)
class Normalised:
    """A text's letters and digits in NFKC; `places` are their offsets in the text as read.

    Punctuation, white space and line breaks do not count, and neither does full or half width.
    """

    text: str
    places: tuple[int, ...]

    @cached_property
    def prefixes(self) -> tuple[int, ...]:
        """The hash of every beginning, the empty one first."""
        hashes, value = [0], 0
        for char in self.text:
            value = (value * _BASE + ord(char)) % _MODULUS
            hashes.append(value)
        return tuple(hashes)

    def fingerprint(self, start: int, end: int) -> str:
        """Return the fingerprint of the normalised characters `start` to `end` (exclusive)."""
        prefixes = self.prefixes
        power = pow(_BASE, end - start, _MODULUS)
        return f"{(prefixes[end] - prefixes[start] * power) % _MODULUS:012x}"

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the text as read of normalised characters `start` to `end`."""
        return self.places[start], self.places[end - 1] + 1

    def position_of(self, offset: int) -> int:
        """Return how many normalised characters stand before `offset` of the text as read."""
        low, high = 0, len(self.places)
        while low < high:
            middle = (low + high) // 2
            if self.places[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[int]]:
        """Return where stretches of a (length, fingerprint) begin, in the order of the text."""
        by_length: dict[int, dict[int, tuple[int, str]]] = {}
        for length, fingerprint in wanted:
            by_length.setdefault(length, {})[int(fingerprint, 16)] = (length, fingerprint)
        found: dict[tuple[int, str], list[int]] = {}
        prefixes = self.prefixes
        for length, hashes in by_length.items():
            power = pow(_BASE, length, _MODULUS)
            windows = zip(prefixes, prefixes[length:], strict=False)
            for start, (before, after) in enumerate(windows):
                value = (after - before * power) % _MODULUS
                if value in hashes:
                    found.setdefault(hashes[value], []).append(start)
        return found


def normalise(text: str) -> Normalised:
    """Keep the letters and digits of `text`."""
    chars: list[str] = []
    places: list[int] = []
    for offset, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char):
            if part.isalnum():
                chars.append(part)
                places.append(offset)
    return Normalised(text="".join(chars), places=tuple(places))


def text_fingerprint(text: str) -> str:
    """Return the fingerprint of a directive's whole text, which its pack states."""
    return hashlib.sha256(normalise(text).text.encode()).hexdigest()[:12]
