"""HTML → the text that a browser shows: blocks as lines, cells divided by tabs, lists numbered."""

import re
from html.parser import HTMLParser
from typing import Final

from directive_engine.texts.formats.numbers import write_number

_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre"),
        *("section", "summary", "table", "ul"),
    )
)
_UNSEEN: Final = frozenset(
    (
        *("head", "script", "style", "template", "noscript", "nav", "svg", "button", "select"),
        *("textarea", "object", "iframe"),
    )
)
_VOID: Final = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    )
)
_MAY_HIDE: Final = frozenset(("div", "span", "section"))
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_WHITE: Final = re.compile(r"[ \t\n\r\f]+")
_CONDITION: Final = re.compile(r"<!\[[^<>]{0,200}\]?>|<!\[")
_FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_TABLES: Final = 20  # inside each other; deeper ones are read as text


def read_web(text: str) -> str:
    """Return what a reader sees of a page."""
    page = _Page()
    text = _CONDITION.sub("", text)  # Word's conditions, which the parser takes for errors
    page.feed(_without_open_ends(text))
    page.close()
    return page.text()


def _without_open_ends(text: str) -> str:
    """Escape what opens and never ends; the parser would look for its end again and again."""
    for opening, ending in (("<!--", "-->"), ("<", ">")):
        end = text.rfind(ending) + 1
        text = text[:end] + text[end:].replace(opening, "&lt;" + opening[1:])
    return text


class _Page(HTMLParser):
    """Collects pieces of text; those of a cell wait until its row ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._sink = self._pieces
        self._rows: list[list[list[str]]] = []  # the cells of the open row of each open table
        self._unseen: list[str] = []
        self._lists: list[tuple[str, int, str]] = []  # tag, next number, form
        self._preformatted = 0

    def text(self) -> str:
        while self._rows:
            self._end_table()
        return "\n".join(_lines(self._pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "body":
            self._unseen.clear()  # a head without an end
        if tag in _VOID:
            if tag in {"br", "hr"} and not self._unseen:
                self._sink.append("\n")
        elif self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.append(tag)
        elif tag in _UNSEEN or (tag in _MAY_HIDE and _is_hidden(attributes)):
            self._unseen.append(tag)
        else:
            if tag in _BLOCKS:
                self._sink.append("\n")
            self._begin(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
            return
        if tag in _BLOCKS:
            self._sink.append("\n")
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._preformatted = max(self._preformatted - 1, 0)
        elif tag == "tr" and self._rows:
            self._end_row()
        elif tag == "table" and self._rows:
            self._end_table()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._preformatted:
            data = _WHITE.sub(" ", data)
            if not self._sink or self._sink[-1][-1] in " \n":
                data = data.removeprefix(" ")
        if data:
            self._sink.append(data)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"ol", "ul"}:
            is_bare = "list-style" in attributes.get("style", "")
            form = _FORMS.get(attributes.get("type", ""), "decimal")
            self._lists.append(
                ("ul" if is_bare else tag, _whole(attributes.get("start"), 1), form)
            )
        elif tag == "li" and self._lists and self._lists[-1][0] == "ol":
            kind, number, form = self._lists[-1]
            number = _whole(attributes.get("value"), number)
            self._lists[-1] = (kind, number + 1, form)
            self._sink.append(f"{write_number(number, form)}.")
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "table" and len(self._rows) < _MAX_TABLES:
            self._rows.append([])
        elif tag == "tr" and self._rows:
            self._end_row()
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].append([])
            self._sink = self._rows[-1][-1]

    def _end_table(self) -> None:
        self._end_row()
        self._rows.pop()

    def _end_row(self) -> None:
        cells = [_lines(cell) for cell in self._rows[-1]]
        self._rows[-1] = []
        self._sink = next((row[-1] for row in reversed(self._rows) if row), self._pieces)
        if all(len(cell) <= 1 for cell in cells):
            row = "\t".join("".join(cell) for cell in cells)
        else:
            row = "\n".join(line for cell in cells for line in cell)
        if row:
            self._sink += ("\n", row, "\n")


def _lines(pieces: list[str]) -> list[str]:
    lines = (line.strip(" ") for line in "".join(pieces).split("\n"))
    return [line for line in lines if line.strip()]


def _is_hidden(attributes: dict[str, str]) -> bool:
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default  # noqa: PLR2004
