"""YAML values that know their place in the file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directive_engine.diagnostics import Span

_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a scalar was written: the whole file's text, and the offset of its first character."""

    text: str
    start: int
    style: str

    @property
    def quoted(self) -> bool:
        """True for single- and double-quoted scalars."""
        return self.style in {"'", '"'}


class SourceText(str):
    """A string from a file."""

    __slots__ = ("origin", "span")
    span: Span
    origin: Origin

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Line and column of every character, and of the end; costs a walk, so ask for it once.

        The value's characters are found again in the raw text one after another, which holds
        through quotes, escapes, folding and indentation because all of these only add or replace
        white space.
        """
        raw, offset = self.origin.text, self.origin.start
        line, column = self.span.line, self.span.column
        places: list[tuple[int, int]] = []

        def step(count: int) -> None:
            nonlocal offset, line, column
            for char in raw[offset : offset + count]:
                line, column = (line + 1, 1) if char == "\n" else (line, column + 1)
            offset += count

        if self.origin.quoted:
            step(1)
        elif self.origin.style in {"|", ">"}:
            step(raw.find("\n", offset) - offset + 1)
        for char in str(self):
            escape = _ESCAPE.match(raw, offset) if self.origin.style == '"' else None
            if escape is None:
                while offset < len(raw) and raw[offset] != char and raw[offset].isspace():
                    step(1)
            places.append((line, column))
            if escape is not None:
                step(len(escape.group()))
            elif offset < len(raw) and raw[offset] == char:
                step(1)
        return (*places, (line, column))


class SourceSequence(list[Any]):
    """A list from a file, with its own span and those of its items."""

    __slots__ = ("item_spans", "span")
    span: Span
    item_spans: Sequence[Span]


class SourceMapping(dict[str, Any]):
    """A mapping from a file, with its own span and those of its keys and values.

    `texts` holds every plain scalar as it was written, also where the value is a number or a
    boolean.
    """

    __slots__ = ("key_spans", "span", "texts", "value_spans")
    span: Span
    key_spans: Mapping[str, Span]
    value_spans: Mapping[str, Span]
    texts: Mapping[str, SourceText]
