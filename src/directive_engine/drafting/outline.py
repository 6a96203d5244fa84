"""Mended text → its sentences, each with its zone and its place in the numbering."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from directive_engine.drafting.lexicon import one_of
from directive_engine.values import read_numeral

_NUMERAL: Final = "[一二三四五六七八九十]{1,3}"
_OPENING: Final = "“‘「『《（([〔【"
_CLOSING: Final = "”’」』》）)]〕】"
_QUOTE_ENDS: Final = ("”", "’", "」", "』")
_ENDS: Final = "。！？；!?;"
_QUOTED: Final = (
    80  # characters after which an opening quote without a closing one protects nothing
)
_SALUTATION: Final = 120  # characters of the longest line of addressees
_TITLE: Final = 90
_SUBHEADING: Final = 16
_SIGNATURE: Final = 32
_CUE: Final = re.compile(
    "(?:同志们|各位|各级|大家|让我们|希望|最后|总之|会议(?:最后)?(?:强调|要求|指出)|全[省市县区镇乡]上下|请各|"
    "在.{2,20}的同时|各[市县区乡镇].{0,12}要|以上)"
)


_ATTRIBUTION: Final = re.compile(
    r"[（(][^）)：:]{0,6}(?:牵头|责任|配合|主办|落实|完成|协办)[^）)：:]{0,6}[：:].*[)）]$"
)
_LOOKED_AT: Final = 1000  # characters of a sentence that show whether it is an attribution


class Zone(Enum):
    """The part of a directive that a sentence stands in."""

    PREAMBLE = auto()
    ITEM = auto()
    BODY = auto()  # of a text without numbering
    CLOSING = auto()


class Marker(Enum):
    """A style of numbering; `is_spoken` styles are part of their sentence."""

    CHINESE = re.compile(rf"({_NUMERAL})[、．.]\s*")
    POINT = re.compile(
        rf"(?:第|头)({_NUMERAL})(?:条|点|项|个方面|件事|句话|个问题|个环节|道关|项任务|件|句|方面|个)?[，,、：:]\s*"
    )
    BRACKETED = re.compile(rf"[（(]({_NUMERAL})[）)][、.]?\s*")
    DIGIT = re.compile(r"(\d{1,2})(?:[、．]|[.](?!\d))\s*")
    BRACKETED_DIGIT = re.compile(r"(?:[（(](\d{1,2})[）)]|(\d{1,2})[）)])[、.]?\s*")
    CIRCLED = re.compile(r"([①-⑳])\s*")
    IS = re.compile(rf"({_NUMERAL})是(?!否)[.。]?")
    MUST = re.compile(rf"({_NUMERAL})要")
    DASH = re.compile(r"[—–]{1,2}\s*")  # counted by their order
    LINE = re.compile("(?!)")  # a short line that heads what stands below it
    ORDINAL = re.compile(r"(首先|其次|再次|第四|最后)[，,]\s*")

    @property
    def is_spoken(self) -> bool:
        """Whether the number belongs to the clause (一是, 一要)."""
        return self in {Marker.IS, Marker.MUST}


_SPOKEN: Final = {Marker.IS, Marker.MUST, Marker.ORDINAL}
_ORDINALS: Final = ("首先", "其次", "再次", "第四", "最后")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number at the start of a sentence: its style, its value and where the words begin."""

    marker: Marker
    value: int
    label: str
    end: int


@dataclass(slots=True, kw_only=True)
class Sentence:
    """A sentence of the mended text without its full stop.

    `start` stands before the number where that is spoken, else after it. `body` says that more of
    the same item follows.
    """

    start: int
    end: int
    stop: str
    line: int
    number: Number | None = None
    is_line: bool = False  # a whole line without a full stop
    is_first: bool = False  # of its line
    zone: Zone = Zone.BODY
    section: str = "正"
    item: int = 0  # counts the numbered items, so that subjects do not leak from one to the next
    level: int = 0
    has_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The sentences of one directive; `addressees` are those whom its salutation names."""

    addressees: str
    sentences: tuple[Sentence, ...]


def outline(text: str, start: int, end: int) -> Outline:
    """Divide the directive that stands at `start` to `end` of the mended text."""
    lines = list(_lines(text, start, end))
    _, addressees, lines = _head(text, lines)
    lines = _without_tail(text, lines)
    sentences = [s for number, line in enumerate(lines) for s in _sentences(text, number, *line)]
    _keep_real_numbers(sentences)
    _number_lines(text, sentences)
    for sentence in sentences:
        if sentence.number is not None and not sentence.number.marker.is_spoken:
            sentence.start = sentence.number.end
    _place(text, sentences)
    return Outline(addressees=addressees, sentences=tuple(sentences))


def title_of(text: str, start: int, end: int) -> str:
    """Return the first line of a directive's head, or nothing."""
    return _head(text, list(_lines(text, start, end)))[0]


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in re.compile(r"[^\n]+").finditer(text, start, end):
        yield found.span()


def _head(text: str, lines: Sequence[tuple[int, int]]) -> tuple[str, str, list[tuple[int, int]]]:
    """Take title, date and salutation off the beginning."""
    titles: list[str] = []
    addressees = ""
    for place, (start, end) in enumerate(lines):
        line = text[start:end].strip()
        if line.endswith(("：", ":")) and len(line) < _SALUTATION and not _announces(line):
            addressees = line[:-1]
            return "".join(titles[:1]), addressees, list(lines[place + 1 :])
        if (
            line.endswith(tuple(_ENDS))
            or "。" in line
            or number_at(text, start)
            or len(line) > _TITLE
        ):
            return "".join(titles[:1]), addressees, list(lines[place:])
        titles.append(line)
    return "".join(titles[:1]), addressees, []


def _announces(line: str) -> bool:
    return (
        re.search(r"讲|强调|如下|以下|方面|抓好|做好|[几\d一二三四五六七八九十][点条]", line)
        is not None
    )


def _without_tail(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop signature, date and distribution list."""
    last = re.compile(
        r"(?:特此(?:通知|函告|公告)|本(?:令|通知|办法|方案|意见|规定)自.*(?:施行|执行|实施)|此致|敬礼|(?:出席|列席|分送|抄送|主送|附件|印发)[：:])"
    )
    kept = list(lines)
    while len(kept) > 1:
        start, end = kept[-1]
        line = text[start:end].strip()
        is_signature = (
            len(line) < _SIGNATURE
            and not line.endswith(tuple(_ENDS))
            and not number_at(text, start)
        )
        if not (last.match(line) or is_signature) or _is_order(line):
            break
        kept.pop()
    return kept


def _is_order(line: str) -> bool:
    return re.search(one_of("modals", "goals"), line) is not None


def _sentences(text: str, number: int, start: int, end: int) -> Iterator[Sentence]:
    place, first = start, True
    for stop in [*_stops(text, start, end), end]:
        begin, finish = place, stop + (text[stop : stop + 1] in _QUOTE_ENDS and stop < end)
        while begin < finish and text[begin] in " \u3000—-–·":
            begin += 1
        while finish > begin and text[finish - 1] in " \u3000，,、：:":
            finish -= 1
        place = stop + 1
        if begin >= finish:
            continue
        mark = "。" if finish > stop else text[min(stop, finish) : min(stop, finish) + 1]
        if stop < end and finish <= stop:
            mark = text[stop]
        found = number_at(text, begin, inline=not first)
        if found is None and first and text[start] in "—–":
            found = Number(marker=Marker.DASH, value=1, label="1", end=begin)
        yield Sentence(
            start=begin,
            end=finish,
            stop=mark,
            line=number,
            number=found,
            is_line=first and stop == end and mark not in _ENDS,
            is_first=first,
        )
        first = False


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end: outside quotes and brackets."""
    closed_by: list[int] = []
    for place in range(start, end):
        char = text[place]
        if closed_by and place == closed_by[-1]:
            closed_by.pop()
            if not closed_by and text[place - 1] in "。！？" and char in "”’」』":
                yield place
        elif char in _OPENING:
            partner = _CLOSING[_OPENING.index(char)]
            close = text.find(partner, place, min(end, place + _QUOTED))
            if close >= 0 and text.find(char, place + 1, close) < 0:
                closed_by.append(close)
        elif char in _ENDS and not closed_by:
            yield place


def number_at(text: str, start: int, *, inline: bool = False) -> Number | None:
    """Return the number that stands at `start`; in mid-line only styles that occur there."""
    for marker in Marker:
        if marker is Marker.DASH or (inline and marker in {Marker.DIGIT, Marker.CHINESE}):
            continue
        found = marker.value.match(text, start)
        if found is None:
            continue
        label = next((group for group in found.groups() if group), "1")
        if marker is Marker.ORDINAL:
            value: int | None = _ORDINALS.index(label) + 1
        elif marker is Marker.CIRCLED:
            value = ord(label) - ord("①") + 1
        else:
            value = read_numeral(label)
        if value is not None:
            return Number(marker=marker, value=value, label=label, end=found.end())
    return None


def _keep_real_numbers(sentences: Sequence[Sentence]) -> None:
    """Forget numbers that count nothing: no first of the style before, or no second at all."""
    values: dict[Marker, set[int]] = {}
    for sentence in sentences:
        if sentence.number is not None:
            values.setdefault(sentence.number.marker, set()).add(sentence.number.value)
    started: set[Marker] = set()
    for sentence in sentences:
        number = sentence.number
        if number is None:
            continue
        if number.value == 1:
            started.add(number.marker)
        is_alone = number.marker in _SPOKEN and len(values[number.marker]) == 1
        if is_alone or number.marker not in started:
            sentence.number = None


def _number_lines(text: str, sentences: Sequence[Sentence]) -> None:
    """Count short lines that head paragraphs, where they come before any number."""
    lines = [
        one
        for one, following in pairwise(sentences)
        if one.number is None
        and _is_subheading(one)
        and not following.is_line
        and text[one.end : one.end + 1] not in {"：", ":"}
    ]
    numbered = next((s.line for s in sentences if s.number is not None), math.inf)
    if len(lines) > 1 and lines[0].line < numbered:
        for value, one in enumerate(lines, 1):
            one.number = Number(
                marker=Marker.LINE, value=value, label=f"正/{value}", end=one.start
            )


def _is_subheading(sentence: Sentence) -> bool:
    return sentence.is_line and sentence.end - sentence.start <= _SUBHEADING


@dataclass(slots=True, kw_only=True)
class _Numbering:
    """Walks through the sentences from the first number on."""

    prefix: str
    stack: list[Number] = field(default_factory=list)
    items: int = 0
    closing: int = 0
    body_lines: int = 0
    heads_line: bool = False

    def open_item(self, number: Number, *, heads_line: bool) -> None:
        kinds = [other.marker for other in self.stack]
        if number.marker is Marker.DASH:
            before = self.stack[kinds.index(Marker.DASH)].value if Marker.DASH in kinds else 0
            number = replace(number, value=before + 1, label=str(before + 1))
        if number.marker in kinds:
            del self.stack[kinds.index(number.marker) :]
        self.stack.append(number)
        self.items += 1
        self.closing = self.body_lines = 0
        self.heads_line = heads_line

    def open_line(self, *, may_close: bool, is_cue: bool) -> None:
        """Take a line without a number: the close, where no item goes on with it."""
        goes_on = self.heads_line and not (is_cue and self.body_lines)
        if self.closing or (may_close and not goes_on):
            self.closing += 1
            self.items += 1
        self.body_lines += 1

    def mark(self, sentence: Sentence) -> None:
        sentence.item, sentence.level = self.items, len(self.stack)
        sentence.zone = Zone.CLOSING if self.closing else Zone.ITEM
        sentence.section = f"结/{self.closing}" if self.closing else self._label()

    def _label(self) -> str:
        """Return the label of the first two levels; a third keeps that of the second."""
        top = self.prefix + self.stack[0].label
        return f"{top}/{self.stack[1].value}" if len(self.stack) > 1 else top


def _place(text: str, sentences: Sequence[Sentence]) -> None:
    """Give every sentence its zone, its section and its item."""
    numbers = {place: s.number for place, s in enumerate(sentences) if s.number is not None}
    if not numbers:
        _place_unnumbered(text, sentences)
        return
    first = min(numbers)
    main = numbers[first].marker
    if not any(sentences[place].is_first for place in numbers):
        _place_unnumbered(text, sentences)
        return
    last_main = max(place for place, number in numbers.items() if number.marker is main)
    numbering = _Numbering(prefix=_announced_count(text, sentences[:first]))
    for place, sentence in enumerate(sentences):
        if place < first:
            sentence.zone, sentence.section = Zone.PREAMBLE, "序"
            continue
        if sentence.number is not None:
            numbering.open_item(sentence.number, heads_line=_ends_line(sentences, place))
        elif _is_subheading(sentence):
            numbering.items += 1
        elif sentence.is_first:
            is_cue = _CUE.match(text, sentence.start) is not None
            numbering.open_line(may_close=place > last_main, is_cue=is_cue)
        numbering.mark(sentence)
    _mark_bodies(text, sentences)


def _ends_line(sentences: Sequence[Sentence], place: int) -> bool:
    return place + 1 == len(sentences) or sentences[place + 1].line != sentences[place].line


def _announced_count(text: str, preamble: Sequence[Sentence]) -> str:
    """Return the count that the opening announces as a prefix of labels (八个方面 → `八-`)."""
    for sentence in reversed(preamble[-3:]):
        found = re.search(
            rf"({_NUMERAL})(?:个方面|方面|点|条|项|件)", text[sentence.start : sentence.end]
        )
        if found and sentence.stop in {"：", ":"}:
            return f"{found.group(1)}-"
    return ""


def _place_unnumbered(text: str, sentences: Sequence[Sentence]) -> None:
    last = sentences[-1].line if sentences else 0
    closes = False
    items = 0
    for sentence in sentences:
        items += sentence.is_first or sentence.number is not None
        if sentence.is_first:
            is_last = sentence.line == last > 0
            closes = is_last and _CUE.match(text, sentence.start) is not None
        sentence.item, sentence.level = items, int(sentence.number is not None)
        sentence.zone = Zone.CLOSING if closes else Zone.BODY
        sentence.section = "结" if closes else f"正/{sentence.line + 1}"
    _mark_bodies(text, sentences)


def _mark_bodies(text: str, sentences: Sequence[Sentence]) -> None:
    for sentence, following in pairwise(s for s in sentences if not is_attribution(text, s)):
        if sentence.zone is Zone.PREAMBLE:
            continue
        same = following.item == sentence.item and following.zone is sentence.zone
        deeper = following.number is not None and following.level > sentence.level
        leads = sentence.number is not None or sentence.zone is Zone.BODY
        sentence.has_body = same or (leads and deeper)


def is_attribution(text: str, sentence: Sentence) -> bool:
    """Whether a sentence only names who answers for those before (（牵头单位：…）)."""
    end = min(sentence.end, sentence.start + _LOOKED_AT)
    return _ATTRIBUTION.match(text[sentence.start : end]) is not None
