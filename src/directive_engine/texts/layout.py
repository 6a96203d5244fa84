"""Indentation, blank lines and the marks of Markdown → nothing; blanks inside Chinese too.

A tab stays: it divides the cells of a table.
"""

import re
from collections.abc import Iterator
from typing import Final

from directive_engine.texts.characters import HAN
from directive_engine.texts.edits import Edit, RepairKind

RULE: Final = re.compile(r"^[ \t\u3000]*(?:[-*_=~—─━＝－～#][ \t\u3000]?){3,}$", re.MULTILINE)

_BREAKS: Final = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_WHITE: Final = re.compile(r"\s+")
_PLAIN: Final = frozenset("\n\t ")

_MARK: Final = re.compile(
    rf"^(?:(?:#{{1,6}}|[>*+●•▪■◆◇○·])[ \t]+|[#>●•▪■◆]+(?=[{HAN}（“])|-[ \t]+(?=\D))+"  # in front
    r"|^(?:[-*_=~—─━＝－～#`][ \t]?){3,}$"  # a rule or a fence
    r"|^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?$",  # below the head of a table
    re.MULTILINE,
)
_EMPHASIS: Final = re.compile(rf"(\*{{2,3}}|__|\*(?=[{HAN}“]))(?=\S)([^*_\n]+)(?<=\S)\1")
_ROW: Final = re.compile(r"^\|(?=[^\n]*\|$)[^\n]*", re.MULTILINE)
_BAR: Final = re.compile(r"[ \t]*\|[ \t]*")

_BLANK: Final = re.compile(
    rf" (?<=[{HAN}，。、；：！？”’）》】] )(?=[{HAN}，。、；：！？“”‘’（）《》【】])"
)
_DIVISION: Final = re.compile(r"第[零一二三四五六七八九十百\d]+[章节编条款]$")
_LIST: Final = re.compile(
    r"(?:单位|部门|出席|列席|参加|主送|抄送|抄报|分送|联系人|牵头|责任|配合)[：:][^。；;\n]*$"
    r"|(?:记者|通讯员|编辑|作者)$"
)
_REACH: Final = 80


def trim_lines(text: str) -> list[Edit]:
    """Find white space at the edges of lines; of several line breaks or blanks one is left."""
    edits = []
    for found in _WHITE.finditer(text):
        white = found.group()
        if not found.start() or found.end() == len(text):
            kept = ""
        elif white in _PLAIN:
            continue
        elif not _BREAKS.isdisjoint(white):
            kept = "\n"
        else:
            kept = "\t" if "\t" in white else " "
        edits.append(Edit(*found.span(), kept, None))
    return edits


def drop_marks(text: str) -> list[Edit]:
    """Find the marks of headings, bullets, quotations, rules, bold type and tables."""
    edits: list[Edit] = []
    for edit in sorted(_marks(text)):
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return edits


def _marks(text: str) -> Iterator[Edit]:
    for found in _MARK.finditer(text):
        yield Edit(*found.span(), "", RepairKind.MARKUP)
    for found in _EMPHASIS.finditer(text):
        yield Edit(found.start(), found.start(2), "", RepairKind.MARKUP)
        yield Edit(found.end(2), found.end(), "", RepairKind.MARKUP)
    for row in _ROW.finditer(text):
        for bar in _BAR.finditer(text, *row.span()):
            is_edge = bar.start() == row.start() or bar.end() == row.end()
            yield Edit(*bar.span(), "" if is_edge else "\t", RepairKind.MARKUP)


def drop_blanks(text: str) -> list[Edit]:
    """Find the blanks between Chinese characters, except those that divide names or a number."""
    return [
        Edit(*found.span(), "", RepairKind.BLANK)
        for found in _BLANK.finditer(text)
        if _is_damage(text, found.start())
    ]


def _is_damage(text: str, place: int) -> bool:
    """Tell whether the blank stands inside a sentence, or between characters set apart."""
    before = text[max(place - _REACH, 0) : place].rpartition("\n")[2]
    after = text[place + 1 : place + _REACH].partition("\n")[0]
    if _DIVISION.search(before) or _LIST.search(before):
        return False
    if re.search("[，。；,;]", before + after):
        return True
    return len(before.rpartition(" ")[2]) == 1 == len(after.partition(" ")[0])
