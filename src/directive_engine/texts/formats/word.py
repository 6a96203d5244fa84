"""A Word document (.docx) → its text: a line a paragraph, with automatic numbers and no deletions.

Headers, footers, notes, comments and hidden text are left out; a row of a table is a line, its
cells divided by tabs, unless a cell has several paragraphs.
"""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from directive_engine.texts.formats.numbering import Numbering
from directive_engine.texts.formats.parts import (
    Package,
    child_of,
    children_of,
    tag_of,
    value_of,
)

_LEFT_OUT: Final = frozenset(
    ("del", "moveFrom", "delText", "instrText", "rPr", "pPr", "rt", "sdtPr", "sdtEndPr", "tblPr")
)
_SIGNS: Final = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_OFF: Final = frozenset(("0", "false", "off"))


def read_word(data: bytes) -> str:
    """Return the text of a document; raises DamagedError where it is none."""
    package = Package(data)
    body = child_of(package.main(), "body")
    numbering = Numbering(package.part("word/numbering.xml"), package.part("word/styles.xml"))
    return "\n".join(_lines(body, numbering)) if body is not None else ""


def _lines(parent: Element, numbering: Numbering) -> Iterator[str]:
    """Yield the paragraphs and rows of tables below `parent`."""
    unfinished = ""
    for block in _blocks(parent):
        if tag_of(block) == "tbl":
            yield from _rows(block, numbering)
            continue
        boxes: list[Element] = []
        label = numbering.label(child_of(block, "pPr"))
        text = unfinished + ("" if unfinished else label) + "".join(_text(block, boxes))
        mark = child_of(block, "pPr", "rPr", "del")
        unfinished = text if mark is not None else ""
        if mark is None:
            yield text
        for box in boxes:
            yield from _lines(box, numbering)
    if unfinished:
        yield unfinished


def _blocks(parent: Element) -> Iterator[Element]:
    for child in parent:
        name = tag_of(child)
        if name in {"p", "tbl"}:
            yield child
        elif name == "AlternateContent":
            yield from _blocks(_alternative(child))
        elif name not in _LEFT_OUT:
            yield from _blocks(child)


def _rows(table: Element, numbering: Numbering) -> Iterator[str]:
    for row in _within(table, "tr"):
        if child_of(row, "trPr", "del") is not None:
            continue
        cells = [list(_lines(cell, numbering)) for cell in _within(row, "tc")]
        if all(len(cell) <= 1 for cell in cells):
            yield "\t".join("".join(cell).replace("\n", " ") for cell in cells)
        else:
            for cell in cells:
                yield from cell


def _within(parent: Element, name: str) -> Iterator[Element]:
    """Yield the rows or cells of a table, not those of a table inside it."""
    for child in parent:
        if tag_of(child) == name:
            yield child
        elif tag_of(child) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _within(child, name)


def _text(parent: Element, boxes: list[Element]) -> Iterator[str]:
    """Yield the text below `parent`; text boxes are put aside, each once."""
    for child in parent:
        name = tag_of(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "br":
            yield "\n" if value_of(child, "type") in {None, "textWrapping"} else ""
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            yield from _text(_alternative(child), boxes)
        elif name not in _LEFT_OUT and not _is_hidden(child):
            yield from _text(child, boxes)


def _alternative(element: Element) -> Element:
    """Return the one of several forms of the same content to read."""
    choice = next(children_of(element, "Choice"), None)
    if choice is None:
        choice = next(children_of(element, "Fallback"), element)
    return choice


def _is_hidden(run: Element) -> bool:
    hidden = child_of(run, "rPr", "vanish")
    return hidden is not None and value_of(hidden) not in _OFF
