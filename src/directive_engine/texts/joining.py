"""Lines → paragraphs: which line breaks stand inside a sentence."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from directive_engine.texts import shapes
from directive_engine.texts.edits import Edit, RepairKind
from directive_engine.texts.evidence import Evidence

_NEVER_FIRST: Final = frozenset("，。、；：！？）》」』】〉％‰%,.;:!?)”’")
_NEVER_LAST: Final = frozenset("（《「『【〈“‘、，,(")
_CANNOT_BEGIN: Final = frozenset("的了们着")
_CANNOT_END: Final = frozenset("的和与及或把将")
_SENTENCE_END: Final = re.compile(r"[。！？!?…：:；;.][”’」』）)\"']*$")
_REMARK_END: Final = re.compile(r"[。！？；;][（(][^（()）]{1,100}[）)]$")
_SEMICOLON: Final = re.compile("[；;]")
_STOP_INSIDE: Final = re.compile(r"[。！？；;]")
_COMMA: Final = re.compile(r"[，,]")
_WORD: Final = re.compile(r"[A-Za-z]")
_OPENED: Final = re.compile(r"[（(《][^（()）《》]{0,60}$")
_CLOSED: Final = re.compile(r"^[^（()）《》。]{0,60}[）)》]")

_MANY_COMMAS, _LONG = 3, 36  # above them a line without a stop is prose, not a heading
_SIBLINGS: Final = 2
_WRAPPED_LINES, _WRAPPED_SHARE = 6, 0.5
_MIN_WIDTH, _SLACK = 24, 4  # in columns, of which a Chinese character takes two
_VIEW: Final = 200

_REST: Final = re.compile(r"0(?![\d.．])")  # no number begins so (不少于3⏎0天)
_LOST: Final = re.compile(
    r"小时(?!候)|分钟|个(?![人别性体案中])|天[内前]|[%％‰]|月(?=[\d，,。]|$)"
    r"|日(?=[，,。、（(前内起至上下]|$)"
)
_COUNTED: Final = re.compile(
    r"[\d零〇一二两三四五六七八九十百千万亿半几数多这那各每某整首本当xX×]$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A line break: the paragraph before it so far, the lines after it, the paragraph above."""

    text: str
    line: str
    after: str
    above: str
    columns: int  # of the line before the break


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the lines of a text have in common."""

    evidence: Evidence
    columns: int | None  # of its lines, where they are all cut at the same width
    finished: frozenset[str]  # kinds of numbered lines that end in a stop


def join_lines(text: str) -> list[Edit]:
    """Find the line breaks inside sentences, and those that swallowed a number."""
    lines = text.split("\n")
    if len(lines) == 1:
        return []
    widths = [len(line.encode("gb18030", "replace")) for line in lines]
    page = _Page(evidence=Evidence(text), columns=_common_width(widths), finished=_finished(lines))
    edits: list[Edit] = []
    end = len(lines[0])
    paragraph, above = _view(lines[0]), ""
    for line, after, columns in zip(lines[1:], [*lines[2:], ""], widths, strict=False):
        place = _Place(text=paragraph, line=line, after=after, above=above, columns=columns)
        if paragraph and line and _goes_on(page, place):
            edits.append(_joined(paragraph, line, end))
            paragraph = _view(paragraph + edits[-1].text + line)
        else:
            paragraph, above = _view(line), paragraph
        end += 1 + len(line)
    return edits


def _view(paragraph: str) -> str:
    """Return the two ends of a long paragraph, which are all that matters of it."""
    if len(paragraph) <= 2 * _VIEW:
        return paragraph
    return paragraph[:_VIEW] + paragraph[-_VIEW:]


def _joined(paragraph: str, line: str, place: int) -> Edit:
    is_lost = _LOST.match(line) is not None and _COUNTED.search(paragraph) is None
    between = " " if _WORD.search(paragraph[-1]) and _WORD.match(line) else ""
    kind = RepairKind.NUMBER_LOST if is_lost else RepairKind.LINE_BREAK
    return Edit(place, place + 1, between, kind)


def _common_width(widths: list[int]) -> int | None:
    widest = sorted(widths)[int(len(widths) * 0.95)]
    full = sum(widest - _SLACK <= width <= widest + _SLACK for width in widths)
    is_wrapped = full >= max(_WRAPPED_LINES, _WRAPPED_SHARE * len(widths))
    return widest if is_wrapped and widest >= _MIN_WIDTH else None


def _finished(lines: list[str]) -> frozenset[str]:
    """Return the kinds of numbered lines most of which end in a stop."""
    count: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for line in lines:
        marker = shapes.marker_of(line)
        if marker is not None:
            count[marker] += 1
            ended[marker] += _SENTENCE_END.search(line[-4:]) is not None
    return frozenset(
        marker
        for marker, number in ended.items()
        if number >= _SIBLINGS and 2 * number > count[marker]
    )


def _goes_on(page: _Page, place: _Place) -> bool:
    text, line = place.text, place.line
    if text[-1] == "。" and line[0] not in _NEVER_FIRST:
        return False  # most paragraphs, without looking further
    if _completes_title(text, line):
        return True
    if _is_apart(text, line):
        return False
    if (line[0] in _NEVER_FIRST and not line.startswith("..")) or text[-1] in _NEVER_LAST:
        return True
    if _REMARK_END.search(text[-105:]):
        return False
    if _SENTENCE_END.search(text[-4:]):
        return _is_between_clauses(place)
    if page.evidence.is_severed(text, line) or _is_torn(text, line):
        return True
    if text[-1].isdigit() and _REST.match(line):
        return True
    if text[-1].isdigit() and line[0].isdigit():
        return False  # one number or two: nobody can tell
    if page.columns is not None and place.columns >= page.columns - _SLACK:
        return True
    if shapes.may_sign(line) and (not place.after or shapes.is_date(place.after)):
        return False
    marker = shapes.marker_of(text)
    if marker is not None and not _STOP_INSIDE.search(text):
        return marker in page.finished
    return _is_prose(text)


def _is_apart(text: str, line: str) -> bool:
    return (
        "\t" in text
        or "\t" in line
        or shapes.marker_of(line) is not None
        or shapes.stands_alone(text)
        or shapes.stands_alone(line)
        or shapes.addresses(line)
    )


def _completes_title(text: str, line: str) -> bool:
    return (
        "关于" in text
        and not shapes.stands_alone(text)
        and not shapes.stands_alone(line)
        and shapes.marker_of(line) is None
        and shapes.is_title(text + line)
    )


def _is_between_clauses(place: _Place) -> bool:
    """Tell whether the break comes after a semicolon in running text, not between items."""
    return (
        place.text[-1] in "；;"
        and place.line[-1] not in "；;"
        and not place.above.endswith(("；", ";"))
        and shapes.marker_of(place.text) is None
        and _SEMICOLON.search(place.text[:-1]) is not None
    )


def _is_torn(text: str, line: str) -> bool:
    """Tell whether a bracket is open, or a character stands where none like it can."""
    return (
        line[0] in _CANNOT_BEGIN
        or text[-1] in _CANNOT_END
        or bool(_OPENED.search(text[-80:]) and _CLOSED.search(line[:80]))
    )


def _is_prose(text: str) -> bool:
    commas = len(_COMMA.findall(text))
    return bool(
        _STOP_INSIDE.search(text) or commas >= _MANY_COMMAS or (commas and len(text) > _LONG)
    )
