"""Word's automatic numbering, which stands outside the text → the label of each paragraph."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from directive_engine.texts.formats.numbers import write_number
from directive_engine.texts.formats.parts import (
    child_of,
    children_of,
    number_of,
    tag_of,
    value_of,
)

_PLACEHOLDER: Final = re.compile(r"%(\d)")
_BULLET: Final = "•"
_MAX_STYLES: Final = 20  # a chain of styles that is longer goes in circles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    start: int
    form: str
    template: str
    restarts_after: int | None  # the level, counted from 1; 0 is never, None every higher one
    only_digits: bool
    style: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """What a `num` refers to: levels, and a counter that lists of one origin share."""

    counter: str
    levels: Mapping[int, _Level]
    overrides: Mapping[int, int]


class Numbering:
    """Counts through the paragraphs of a document, in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        """Read the lists and the styles of a document; both may be absent."""
        self._styles = {
            value_of(style, "styleId") or "": style
            for style in children_of(styles, "style")
            if value_of(style, "type") == "paragraph"
        }
        self._list_styles = {
            value_of(style, "styleId") or "": style for style in children_of(styles, "style")
        }
        self._default = next(
            (
                i
                for i, style in self._styles.items()
                if value_of(style, "default") in {"1", "true"}
            ),
            None,
        )
        self._lists = dict(self._read_lists(numbering))
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Element | None) -> str:
        """Return what Word shows before the paragraph with `properties`; often nothing."""
        found = self._list_of(properties)
        if found is None:
            return ""
        number, depth = found
        used = self._lists[number]
        level = used.levels.get(depth)
        if level is None:
            return ""
        counts = self._count(number, used, depth)
        if level.form == "bullet":
            return f"{_BULLET} " if level.template else ""

        def written(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            other = used.levels.get(place, level)
            form = "decimal" if level.only_digits else other.form
            return write_number(counts.get(place, other.start), form)

        text = _PLACEHOLDER.sub(written, level.template)
        return f"{text} " if text[-1:].isalnum() else text

    def _count(self, number: str, used: _List, depth: int) -> dict[int, int]:
        counts = self._counts.setdefault(used.counter, {})
        is_first = (number, depth) not in self._begun
        self._begun.add((number, depth))
        if is_first and depth in used.overrides:
            counts[depth] = used.overrides[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = used.levels[depth].start
        for deeper in [place for place in counts if place > depth]:
            level = used.levels.get(deeper)
            after = level.restarts_after if level else None
            if after is None or depth < after:
                del counts[deeper]
        return counts

    def _list_of(self, properties: Element | None) -> tuple[str, int] | None:
        """Return list and level of a paragraph: its own, or those of its style."""
        own = child_of(properties, "numPr")
        style = value_of(child_of(properties, "pStyle")) or self._default
        number, depth = value_of(child_of(own, "numId")), 0
        if number is None:
            number, depth = self._list_of_style(style) or ("", 0)
        depth = number_of(child_of(own, "ilvl"), depth)
        return (number, depth) if number in self._lists else None

    def _list_of_style(self, style: str | None) -> tuple[str, int] | None:
        first = style
        for _ in range(_MAX_STYLES):
            if style is None or style not in self._styles:
                return None
            own = child_of(self._styles[style], "pPr", "numPr")
            number = value_of(child_of(own, "numId"))
            if number is not None:
                return number, self._depth(number, first, style, own)
            style = value_of(child_of(self._styles[style], "basedOn"))
        return None

    def _depth(self, number: str, first: str | None, style: str, own: Element | None) -> int:
        """Return the level that a list ties to a style, or that the style states."""
        levels = self._lists[number].levels if number in self._lists else {}
        for wanted in (first, style):
            for depth, level in levels.items():
                if level.style == wanted:
                    return depth
        return number_of(child_of(own, "ilvl"))

    def _read_lists(self, numbering: Element | None) -> Iterator[tuple[str, _List]]:
        origins = {
            value_of(origin, "abstractNumId") or "": origin
            for origin in children_of(numbering, "abstractNum")
        }
        origin_of = {
            value_of(num, "numId") or "": value_of(child_of(num, "abstractNumId")) or ""
            for num in children_of(numbering, "num")
        }
        for num in children_of(numbering, "num"):
            name = value_of(num, "numId") or ""
            origin = self._linked(origin_of[name], origins, origin_of)
            levels = dict(_levels(origins.get(origin)))
            overrides = {}
            for override in children_of(num, "lvlOverride"):
                levels |= dict(_levels(override))
                start = child_of(override, "startOverride")
                if start is not None:
                    overrides[number_of(override, name="ilvl")] = number_of(start, 1)
            yield name, _List(counter=origin, levels=levels, overrides=overrides)

    def _linked(
        self, origin: str, origins: Mapping[str, Element], origin_of: Mapping[str, str]
    ) -> str:
        """Follow a list that only points to a style of lists."""
        link = value_of(child_of(origins.get(origin), "numStyleLink"))
        style = self._list_styles.get(link or "")
        number = value_of(child_of(style, "pPr", "numPr", "numId"))
        return origin_of.get(number or "", origin)


def _levels(parent: Element | None) -> Iterator[tuple[int, _Level]]:
    for level in children_of(parent, "lvl"):
        restart = child_of(level, "lvlRestart")
        yield (
            number_of(level, name="ilvl"),
            _Level(
                start=number_of(child_of(level, "start")),
                form=_form(level),
                template=value_of(child_of(level, "lvlText")) or "",
                restarts_after=None if restart is None else number_of(restart),
                only_digits=child_of(level, "isLgl") is not None,
                style=value_of(child_of(level, "pStyle")),
            ),
        )


def _form(level: Element) -> str:
    """Return the form of a level's numbers; Word keeps newer forms in an alternative."""
    for child in level:
        if tag_of(child) == "numFmt":
            return value_of(child) or "decimal"
        if tag_of(child) == "AlternateContent":
            choice = child_of(child, "Fallback", "numFmt")
            return value_of(choice) or "decimal"
    return "decimal"
