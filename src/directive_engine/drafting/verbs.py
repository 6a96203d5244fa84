"""Where verbs stand in a stretch of text."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from directive_engine.drafting.lexicon import one_of, ordinary_verbs, words

MUST: Final = (  # says that somebody is to act; not 重要, 要求, 反应, 应急 …
    r"(?:(?<=[户房车店船]主)|(?<=(?<!企)业主)|(?<![重主需首紧只有不索纪扼必]))要(?!求|点|素|害|道|闻|件|地|塞|案|领|义|么|是|不得$|紧(?![盯抓扣密跟咬握贴围急]))|"
    r"必须|务必|务须|应当(?![天日晚])|(?<![反适响相供对报理回必策顺叫范呼])应(?=[一-鿿\d])(?![急用付变答邀聘考届季免征]|[一-鿿][尽早]|[一-鿿]?必|"
    r"对(?:突发|各类|秋冬|疫情|措施|预案|处置|策|问题|能力|工作|准备|方案|[^，]{2,8}(?:灾|险|天气)))|(?<![必务])须(?!知)"
)
DONT: Final = "(?<![分特区告个级类性识鉴差])别(?![的人墅是处])"  # not 特别, 分别, 别人 …
_LONGEST: Final = 4
_SINGLE: Final = re.compile(
    rf"[抓做查守限签]|建(?!筑|材)|管(?!网|道|线|委|理)|办(?!公|事处)|报(?!社|刊|纸|告)|交(?!通|警|易|界|流)|送|发(?!展|票|电|达|热|生)|"
    rf"{one_of('single_verbs')}(?=[好紧牢实足齐清到出上下起住严细强优大完掉准全在给进入成某一二两三四五六七八九十\d“‘]|不得)"
)


@cache
def _verbs() -> frozenset[str]:
    return orders() | words("maxims") | ordinary_verbs()


def is_verb(word: str) -> bool:
    """Whether a word of two and more characters is a verb."""
    return word in _verbs()


def verb_at(stretch: str, start: int = 0) -> str:
    """Return the longest verb that begins at `start`, or nothing."""
    for length in range(_LONGEST, 1, -1):
        word = stretch[start : start + length]
        if len(word) == length and word in _verbs():
            return word
    found = _SINGLE.match(stretch) if start == 0 else None
    return found.group() if found else ""


def verbs_in(stretch: str) -> Iterator[tuple[int, str]]:
    """Yield place and word of the verbs of two and more characters, from the left."""
    place = 0
    while place < len(stretch):
        word = verb_at(stretch, place)
        if len(word) > 1:
            yield place, word
            place += len(word)
        else:
            place += 1


def is_urged(stretch: str, start: int) -> bool:
    """Whether a verb of orders begins at `start`."""
    listed = orders()
    return any(stretch[start : start + length] in listed for length in range(_LONGEST, 1, -1))


@cache
def orders() -> frozenset[str]:
    """Return the verbs that head orders and goals."""
    return words("verbs") | words("goals") | words("closing_goals") | words("states")


def nouns() -> frozenset[str]:
    """Return the verbs that mostly name a matter (生产, 管理)."""
    return words("nouns")
