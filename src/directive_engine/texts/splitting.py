"""A text with several directives → where each begins and ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from directive_engine.texts import shapes
from directive_engine.texts.layout import RULE
from directive_engine.texts.repairs import MendedText

_MIN_BODY: Final = 60  # characters; a shorter one is a heading or an entry of a list of contents
_MAX_HEAD: Final = 60
_ENDED: Final = re.compile(r"[。！？；：.!?;:]$")
_COMMA: Final = re.compile("[，,]")
_LOOK_AHEAD: Final = 4  # lines between a title and the text, such as a date and an author


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    start: int
    after_rule: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def split_directives(mended: MendedText) -> tuple[tuple[int, int], ...]:
    """Return where each directive begins and ends in `mended.text`, in order.

    A directive begins with its title, or with a short line after a rule. A line that only repeats
    the next title and what follows it, as collections have in front, belongs to none.
    """
    lines = list(_lines(mended))
    if not lines:
        return ()
    heads = [index for index in range(len(lines)) if _is_head(lines, index)]
    starts = [0 if not heads or not _is_teaser(lines, 0) else heads[0]]
    for head in heads:
        if _size(lines[starts[-1] : head]) >= _MIN_BODY and _size(lines[head:]) >= _MIN_BODY:
            starts.append(head)
    spans = []
    for first, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        last = after - 1
        if last > first and after < len(lines) and _is_teaser(lines, last):
            last -= 1
        spans.append((lines[first].start, lines[last].end))
    return tuple(spans)


def _lines(mended: MendedText) -> Iterator[_Line]:
    start = before = 0
    for text in mended.text.split("\n"):
        if text:
            place = mended.offsets[start]
            gap = mended.raw[before:place]
            yield _Line(text=text, start=start, after_rule=RULE.search(gap) is not None)
            before = mended.offsets[start + len(text) - 1] + 1
        start += len(text) + 1


def _size(lines: Sequence[_Line]) -> int:
    return sum(len(line.text) for line in lines)


def _is_head(lines: Sequence[_Line], index: int) -> bool:
    """Tell whether a directive begins at the line `index`."""
    line = lines[index]
    if shapes.is_title(line.text):
        return _has_body(lines, index)
    is_short = len(line.text) <= _MAX_HEAD and not _ENDED.search(line.text)
    is_plain = shapes.marker_of(line.text) is None and not _COMMA.search(line.text)
    return line.after_rule and is_short and is_plain and _has_body(lines, index)


def _has_body(lines: Sequence[_Line], index: int) -> bool:
    """Tell whether running text follows soon."""
    following = lines[index + 1 : index + 1 + _LOOK_AHEAD]
    return any(_ENDED.search(line.text) or _COMMA.search(line.text) for line in following)


def _is_teaser(lines: Sequence[_Line], index: int) -> bool:
    if index + 1 >= len(lines):
        return False
    text, title = lines[index].text, lines[index + 1].text
    return len(text) > len(title) and text.startswith(title) and shapes.is_title(title)
