"""Chinese numerals up to 99 → numbers, and what a heading counts."""

import re
from typing import Final

_DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}

_COUNT: Final = re.compile(
    r"(?<![第几])([两二三四五六七八九十]+|[2-9]|[1-9]\d)大?[个方道项条类种支]"
)


def count_in(title: str) -> int | None:
    """Return the number that a heading counts (八个方面, 四方责任, 三道关口), or None.

    An ordinal (第三项) counts nothing, and one is no count.
    """
    found = _COUNT.search(title)
    return read_numeral(found.group(1)) if found else None


def read_numeral(text: str) -> int | None:
    """Return the number that `八`, `十二`, `二十三` or `8` writes; None where it is none."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text)
    high = _DIGITS.get(tens, None) if tens else 1
    low = _DIGITS.get(ones, None) if ones else 0
    return None if high is None or low is None else 10 * high + low
