"""Conditions as written, and the model's base that takes over where a mapping stands in its file."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema

from directive_engine.diagnostics import Span
from directive_engine.sources import SourceMapping, SourceText

IN_MEMORY: Final = Span(file="<memory>")
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
    message = "expected the text of a condition"
    raise ValueError(message)


ConditionField = Annotated[
    Condition,
    PlainValidator(_condition),
    WithJsonSchema(
        {"type": ["string", "boolean"], "description": "a condition in the profile of CEL"}
    ),
]


class Positioned:
    """Base of every model class: takes over the span of the mapping that it is read from."""

    __slots__ = ()
    _condition_keys: tuple[str, ...] = ("applies", "requires", "derived")

    @model_validator(mode="before")
    @classmethod
    def _take_span(cls, data: Any) -> Any:
        if not isinstance(data, SourceMapping):
            return data
        if "span" in data:
            message = "unknown key `span`"
            raise ValueError(message)
        texts = {key: data.texts[key] for key in cls._condition_keys if key in data.texts}
        return {**data, **texts, "span": data.span}


SpanField = SkipJsonSchema[Annotated[Span, Field(default=IN_MEMORY)]]
