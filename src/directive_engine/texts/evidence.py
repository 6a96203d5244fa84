"""What a text itself and a list of words say on whether two characters belong together."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from directive_engine.sources import load_yaml
from directive_engine.texts.characters import HAN

_PAIR: Final = re.compile(f"[{HAN}]{{2}}")
_FOUR: Final = re.compile(f"[{HAN}]{{4}}")
_SAMPLE: Final = 200_000


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    text = (files("directive_engine.texts") / "words.yaml").read_text("utf-8")
    loaded: Any = load_yaml(text, "words.yaml")
    return frozenset(loaded["words"].split())


class Evidence:
    """The phrases of one text; only the beginning of a very long one is looked at."""

    def __init__(self, text: str) -> None:
        """Keep what is looked at."""
        self._sample = text[:_SAMPLE]
        self._fours: frozenset[str] | None = None

    def is_severed(self, before: str, after: str) -> bool:
        """Tell whether a word is cut in two between `before` and `after`.

        Its two characters must make a word, and neither may belong to a neighbour instead.
        """
        pair = before[-1:] + after[:1]
        if not _PAIR.fullmatch(pair):
            return False
        words = _words()
        if before[-2:] in words or after[:2] in words:
            return False
        return pair in words or self.is_phrase(before, after)

    def is_phrase(self, before: str, after: str) -> bool:
        """Tell whether the four characters around the place stand together elsewhere."""
        four = before[-2:] + after[:2]
        if not _FOUR.fullmatch(four):
            return False
        if self._fours is None:
            text = self._sample
            fours = zip(text, text[1:], text[2:], text[3:], strict=False)
            self._fours = frozenset(map("".join, fours))
        return four in self._fours
