"""A clause's words → its deadlines, frequencies, amounts and shares."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from directive_engine.drafting.clauses import Figure
from directive_engine.drafting.verbs import nouns, verbs_in

_FILE: Final = "figures.yaml"
_ONCE: Final = re.compile(
    r"(?:开展|完成|组织|举办|召开|进行|上好|发放|安排|集中|检查|巡查|排查|调度|通报|消毒|研判|会商|来|走访|接访)$"
)
_NOUN_END: Final = re.compile(r"时间|的|要|，|、|和|对|在|由|实|全|到|进|落|抓|加")
_ONES: Final = frozenset(
    {"一场", "一堂", "一封", "一份", "一张", "一节", "一批", "一遍", "一轮", "一本", "一套"}
)
_NAMED: Final = re.compile(r"(?:确定|明确|配备|落实|安排)$")
_NEAR: Final = 6  # characters of a verb with which a period and its count are shown
_Words = Callable[[re.Match[str]], str | tuple[str, ...]]


def figures(text: str, start: int, end: int) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the deadlines and the quantities of the clause at `start` to `end`.

    A stretch belongs to the first pattern that claims it.
    """
    taken: list[tuple[int, int]] = []
    found: dict[str, list[Figure]] = {_DATES: [], _AMOUNTS: []}
    for kind, name, words in _STEPS:
        for match in _free(_pattern(name), text, start, end, taken):
            said = words(match)
            whole, *pieces = (said, said) if isinstance(said, str) else said
            if whole and kind and all(whole != other.words for other in found[kind]):
                first, last = match.span()
                found[kind].append(
                    Figure(start=first, end=last, words=whole, pieces=tuple(pieces))
                )
    return _in_order(found[_DATES]), _in_order(found[_AMOUNTS])


def time_end(text: str, start: int) -> int:
    """Return where the words end that say when, if they begin at `start`; else `start`."""
    found = _pattern("times").match(text, start)
    return found.end() if found else start


def _in_order(found: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(found, key=lambda figure: figure.start))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_written(name))


@cache
def _written(name: str) -> str:
    """Return a pattern of the file with the patterns that it names written out."""
    parts = _patterns()
    joined = "|".join(str(part) for part in parts[name])
    inner = {other: _written(other) for other in parts if f"{{{other}}}" in joined}
    return f"(?:{joined.format(**inner)})"


@cache
def _patterns() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load(
        files(__package__).joinpath(_FILE).read_text("utf-8")
    )
    return loaded


def _free(
    pattern: re.Pattern[str], text: str, start: int, end: int, taken: list[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    for found in pattern.finditer(text, start, end):
        first, last = found.span()
        if first < last and all(last <= a or b <= first for a, b in taken):
            taken.append((first, last))
            yield found


def _frequency(found: re.Match[str]) -> str | tuple[str, ...]:
    """Return the words, then period and count: two where a verb stands between them."""
    between, count = found["between"], found["n"]
    bound = _pattern("bound").search(between)
    before, after = (bound.start(), len(between) - bound.end()) if bound else (len(between), 0)
    if not before and not after:
        return found.group()
    if bound is not None and not after:
        count = bound.group() + count
    is_near = before + after <= _NEAR
    return found.group() if is_near else found["period"] + count, found["period"], count


def _counted(found: re.Match[str]) -> str:
    """Return a count with the short noun that it counts (三张清单)."""
    noun = found["noun"]
    cut = _NOUN_END.search(noun)
    act = next((n for n, verb in verbs_in(noun) if n > 1 and verb not in nouns()), None)
    noun_end = min((n for n in (cut.start() if cut else None, act) if n is not None), default=None)
    count = found.group()[: len(found.group()) - len(noun)]
    return count + noun[:noun_end]


def _one(found: re.Match[str]) -> str:
    """Return 一次, 一场 … where an act is to be done once, not where it is an article."""
    said = found.group()
    before = found.string[max(0, found.start() - 2) : found.start()]
    if said == "一次":
        return said if _ONCE.search(before) else ""
    if said == "一名":
        return said if _NAMED.search(before) else ""
    return said if said in _ONES else ""


def _plainly(words: str) -> _Words:
    return lambda _: words


_DATES: Final = "dates"
_AMOUNTS: Final = "amounts"
_STEPS: Final[tuple[tuple[str, str, _Words], ...]] = (
    ("", "titled", re.Match.group),
    (_DATES, "deadline", re.Match.group),
    (_AMOUNTS, "repeated", re.Match.group),
    (_AMOUNTS, "daily", _plainly("每日")),
    (_AMOUNTS, "frequency", _frequency),
    (_AMOUNTS, "lasting", _frequency),
    (_AMOUNTS, "cycle", re.Match.group),
    (_AMOUNTS, "at_least", re.Match.group),
    (_AMOUNTS, "every_day", _plainly("每天")),
    (_AMOUNTS, "each_period", re.Match.group),
    (_AMOUNTS, "share", re.Match.group),
    (_AMOUNTS, "every_one", re.Match.group),
    (_AMOUNTS, "one_to_one", re.Match.group),
    (_AMOUNTS, "in_a_row", re.Match.group),
    (_AMOUNTS, "bodies", re.Match.group),
    (_AMOUNTS, "counted", _counted),
    (_DATES, "urgency", re.Match.group),
    (_AMOUNTS, "bounded", re.Match.group),
    ("", "no_figure", re.Match.group),
    (_AMOUNTS, "one", _one),
    (_AMOUNTS, "amount", re.Match.group),
)
