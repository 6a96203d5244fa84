"""A clause's words → its deadlines, frequencies, amounts and shares."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from directive_engine.drafting.clauses import Figure
from directive_engine.drafting.verbs import verbs_in

_FILE: Final = "figures.yaml"
_ONCE: Final = re.compile(r"(?:开展|完成|组织|举办|召开|进行|上好|发放|安排|集中)$")
_NOUN_END: Final = re.compile(r"的|要|，|、|和|对|在|由|实|全|到|进|落|抓|加")
_ONES: Final = frozenset({"一场", "一堂", "一封", "一份", "一张", "一节", "一批", "一遍", "一轮"})
_NAMED: Final = re.compile(r"(?:确定|明确|配备|落实|安排)$")
_Words = Callable[[re.Match[str]], str | tuple[str, ...]]
_NEAR: Final = 6  # characters of a verb that does not part a period from its count


def figures(text: str, start: int, end: int) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the deadlines and the quantities of the clause at `start` to `end`.

    A stretch belongs to the first pattern that claims it.
    """
    taken: list[tuple[int, int]] = []
    dates: list[Figure] = []
    amounts: list[Figure] = []

    def take(into: list[Figure], name: str, words: _Words = re.Match.group) -> None:
        for found in _free(_pattern(name), text, start, end, taken):
            said = words(found)
            pieces = (said,) if isinstance(said, str) else said
            if any(pieces) and all(pieces != other.pieces for other in into):
                into.append(Figure(start=found.start(), end=found.end(), pieces=pieces))

    take([], "titled")
    take(dates, "deadline")
    take(amounts, "repeated")
    if not any("每日" in figure.words for figure in dates):
        take(amounts, "daily", lambda _: "每日")
    take(amounts, "frequency", _frequency)
    take(amounts, "lasting", _frequency)
    take(amounts, "cycle")
    take(amounts, "at_least")
    take(amounts, "every_day", lambda _: "每天")
    take(amounts, "each_period")
    take(amounts, "share")
    take(amounts, "every_one")
    take(amounts, "one_to_one")
    take(amounts, "in_a_row")
    take(amounts, "counted", _counted)
    take(dates, "urgency")
    take(amounts, "bounded")
    take([], "no_figure")
    take(amounts, "one", lambda found: _one(text, found))
    take(amounts, "amount")
    return _in_order(dates), _in_order(amounts)


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
    """Return period and count: one piece where at most a short verb stands between."""
    between = found["between"]
    bound = _pattern("bound").search(between)
    if bound is not None and bound.start() > 0:
        return found["period"], between[bound.start() :] + found["n"]
    if len(between) - (bound.end() if bound else 0) <= _NEAR:
        return found.group()
    return found["period"], found["n"]


def _counted(found: re.Match[str]) -> str:
    """Return a count with the short noun that it counts (三张清单)."""
    noun = found["noun"]
    cut = _NOUN_END.search(noun)
    act = next((place for place, _ in verbs_in(noun) if place > 1), None)
    noun_end = min((n for n in (cut.start() if cut else None, act) if n is not None), default=None)
    count = found.group()[: len(found.group()) - len(noun)]
    return count + noun[:noun_end]


def _one(text: str, found: re.Match[str]) -> str:
    """Return 一次, 一场 … where an act is to be done once, not where it is an article."""
    said = found.group()
    if said == "一次":
        return said if _ONCE.search(text[max(0, found.start() - 2) : found.start()]) else ""
    if said == "一名":
        return said if _NAMED.search(text[max(0, found.start() - 2) : found.start()]) else ""
    return said if said in _ONES else ""
