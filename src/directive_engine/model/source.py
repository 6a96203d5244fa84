"""Conditions as written, and the model's base, which knows where a mapping stands."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from directive_engine.diagnostics import Span
from directive_engine.sources import SourceMapping, SourceSequence, SourceText
from directive_engine.values import parse_date

IN_MEMORY: Final = Span(file="<memory>")
CONDITION_KEYS: Final = ("applies", "requires", "derived")
CONFIG: Final = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The text of a condition; spans of its parts are found through `places`."""

    text: str
    source: Span = field(default=IN_MEMORY, compare=False)
    places: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)

    def span(self, start: int, end: int) -> Span:
        """Return the place of the characters `start` to `end` (exclusive) of the text."""
        if not self.places:
            return Span(
                file=self.source.file, line=1, column=start + 1, end_line=1, end_column=end + 1
            )
        last = len(self.places) - 1
        line, column = self.places[min(start, last)]
        before_end_line, before_end_column = self.places[min(max(end - 1, start), last)]
        return Span(
            file=self.source.file,
            line=line,
            column=column,
            end_line=before_end_line,
            end_column=before_end_column + 1,
        )


def _condition(raw: object) -> Condition:
    if isinstance(raw, Condition):
        return raw
    if isinstance(raw, SourceText):
        return Condition(text=str(raw), source=raw.span, places=raw.places)
    if isinstance(raw, str):
        return Condition(text=raw)
    raise PydanticCustomError("condition_type", "expected a condition")


def conditions_in(raw: object) -> tuple[Condition, ...]:
    """Return the conditions that a raw mapping holds under the keys of conditions."""
    if not isinstance(raw, SourceMapping):
        return ()
    found = (raw.texts.get(key) or raw.get(key) for key in CONDITION_KEYS)
    return tuple(_condition(text) for text in found if isinstance(text, SourceText))


ConditionField = Annotated[
    Condition,
    PlainValidator(_condition),
    WithJsonSchema(
        {"type": ["string", "boolean"], "description": "a condition in the profile of CEL"}
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSpan(Span):
    """Where a mapping stands; `source` is the mapping as read, which knows the places within."""

    source: SourceMapping = field(compare=False, repr=False)


class Positioned:
    """Base of every model class: takes over the span of the mapping that it is read from."""

    __slots__ = ()
    span: Span

    def where(self, *path: str | int) -> Span:
        """Return where the value at `path` (keys, and indices of lists) stands.

        What was not read from a file, or has no such value, stands where its mapping does.
        """
        if not isinstance(self.span, MappingSpan):
            return self.span
        here: Any = self.span.source
        span: Span = self.span
        for step in path:
            if isinstance(here, SourceMapping) and isinstance(step, str) and step in here:
                here, span = here[step], here.value_spans[step]
            elif isinstance(here, SourceSequence) and isinstance(step, int) and step < len(here):
                here, span = here[step], here.item_spans[step]
            else:
                break
        return span

    def where_in(self, key: str, part: str) -> Span:
        """Return where `part` stands in the text of `key`."""
        text = self.span.source.get(key) if isinstance(self.span, MappingSpan) else None
        if not isinstance(text, SourceText) or part not in text:
            return self.where(key)
        whole = Condition(text=str(text), source=text.span, places=text.places)
        start = text.index(part)
        return whole.span(start, start + len(part))

    def where_key(self, *path: str) -> Span:
        """Return where the last key of `path` itself stands."""
        here: Any = self.span.source if isinstance(self.span, MappingSpan) else None
        for step in path[:-1]:
            here = here.get(step) if isinstance(here, SourceMapping) else None
        known = here.key_spans if isinstance(here, SourceMapping) else {}
        return known.get(path[-1], self.span)

    @model_validator(mode="before")
    @classmethod
    def _take_span(cls, data: Any) -> Any:
        if not isinstance(data, SourceMapping):
            return data
        if "span" in data:
            raise PydanticCustomError("unknown_key", "unknown key `span`", {"key": "span"})
        texts = {key: data.texts[key] for key in CONDITION_KEYS if key in data.texts}
        return {**data, **texts, "span": _mapping_span(data)}


def _mapping_span(data: SourceMapping) -> MappingSpan:
    span = data.span
    return MappingSpan(
        file=span.file,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        source=data,
    )


def _calendar_date(raw: object) -> date:
    if isinstance(raw, date):
        return raw
    found = parse_date(raw) if isinstance(raw, str) else None
    if found is None:
        message = "expected a date such as 2020-10-01"
        raise PydanticCustomError("calendar_date", message)
    return found


CalendarDate = Annotated[
    date, PlainValidator(_calendar_date), WithJsonSchema({"type": "string", "format": "date"})
]
SpanField = SkipJsonSchema[Annotated[Span, Field(default=IN_MEMORY)]]
