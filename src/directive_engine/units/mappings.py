"""YAML and JSON lists of mappings → a table."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words, suggest
from directive_engine.sources import SourceMapping, SourceSequence, load_yaml, read_text
from directive_engine.units.headings import find_roles
from directive_engine.units.tables import HEADINGS, Table, file_error, warning

_UNITS, _FACTS = "units", "facts"
_DECIMAL: Final = re.compile(r"[-+]?\d+(?:\.\d*)?|[A-Za-z]+")
_JSON_ESCAPE: Final = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


def read_yaml(path: Path) -> Table:
    """Read a YAML file; raises InputError for what is no list of mappings (DE602)."""
    file = str(path)
    return _read(load_yaml(read_text(path), file), file)


def read_json(path: Path) -> Table:
    """Read a JSON file, which is YAML but for tabs and for escapes of characters in two halves."""
    file = str(path)
    text = _JSON_ESCAPE.sub(_joined, read_text(path).replace("\t", " "))
    return _read(load_yaml(text, file), file)


def _joined(escape: re.Match[str]) -> str:
    high, low = escape.groups()
    if high is None:
        return escape.group()
    return f"\\U{0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00):08x}"


@dataclass(slots=True, kw_only=True)
class _Columns:
    """The keys of all units so far, in order; a key with a role counts as that role."""

    index_by_key: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    known: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)

    def indexes(self, keys: tuple[str, ...], spans: Mapping[str, Span]) -> tuple[int, ...]:
        if keys not in self.known:
            role_by_place = {place: role for role, place in find_roles(keys).items()}
            self.known[keys] = tuple(
                self.index(key, role_by_place.get(place), spans) for place, key in enumerate(keys)
            )
        return self.known[keys]

    def index(self, key: str, role: str | None, spans: Mapping[str, Span]) -> int:
        places, name = (self.index_by_key, key) if role is None else (self.roles, role)
        if name not in places:
            places[name] = len(self.headings)
            self.headings.append(key)
            self.spans.append(spans[key])
        return places[name]


def _read(data: Any, file: str) -> Table:
    problems: list[Diagnostic] = []
    items = _items(data, file, problems)
    columns, entries = _Columns(), []
    for item, span in zip(items, items.item_spans, strict=True):
        if not isinstance(item, SourceMapping):
            words = Words("expected a mapping for each unit", "每个单位应为键值对")
            problems.append(Diagnostic(code="DE602", message=words, span=span))
            continue
        values, keys, places = _entry(item, problems)
        indexes = columns.indexes(tuple(values), keys)
        entries.append((dict(zip(indexes, values.values(), strict=True)), indexes, places, item))
    width = range(len(columns.headings))

    def span_of(row: int, column: int | None) -> Span:
        if row == HEADINGS:
            return columns.spans[column or 0]
        _, indexes, places, item = entries[row]
        if column in indexes:
            return list(places.values())[indexes.index(column)]
        return Span(file=file, line=item.span.line, column=item.span.column)

    return Table(
        headings=tuple(columns.headings),
        roles=columns.roles,
        rows=[[cells.get(index) for index in width] for cells, *_ in entries],
        span=span_of,
        problems=tuple(problems),
    )


def _items(data: Any, file: str, problems: list[Diagnostic]) -> SourceSequence:
    if isinstance(data, SourceMapping) and _UNITS in data:
        problems.extend(_other_keys(data))
        if data[_UNITS] is not None and not isinstance(data[_UNITS], SourceSequence):
            raise file_error("DE602", _NO_LIST, data.value_spans[_UNITS], _WRITE_LIST)
        data = data[_UNITS]
    if data is None:
        data = SourceSequence()
        data.item_spans = []
    if not isinstance(data, SourceSequence):
        hint = suggest(_UNITS, data) if isinstance(data, SourceMapping) else None
        raise file_error(
            "DE602", _NO_LIST, getattr(data, "span", Span(file=file)), hint or _WRITE_LIST
        )
    return data


_NO_LIST: Final = Words("expected a list of units", "应为单位列表")
_WRITE_LIST: Final = Words(
    "write `units:` and below it `- {id: …, kind: …}`", "请写 `units:`，其下每个单位一项 `- {id: …, kind: …}`"
)


def _other_keys(data: SourceMapping) -> Iterator[Diagnostic]:
    for key in data:
        if key != _UNITS:
            words = Words(f"unknown key `{key}` is not used", f"键 `{key}` 无法识别，未使用")
            yield warning("DE620", words, data.key_spans[key])


def _entry(
    item: SourceMapping, problems: list[Diagnostic]
) -> tuple[dict[str, object], dict[str, Span], dict[str, Span]]:
    """Return one unit's values, and the places of its keys and values; all in the same order."""
    values: dict[str, object] = {}
    keys: dict[str, Span] = {}
    places: dict[str, Span] = {}
    for part in _parts(item, problems):
        for key, value in part.items():
            if part is item and key == _FACTS:
                continue
            if key in values:
                words = Words(
                    f"`{key}` is given twice, also under `{_FACTS}`", f"`{key}` 在 `{_FACTS}` 内外各写了一次"
                )
                problems.append(Diagnostic(code="DE604", message=words, span=part.key_spans[key]))
                continue
            written = part.texts.get(key)
            values[key] = _value(value, None if written is None else str(written))
            keys[key] = part.key_spans[key]
            places[key] = part.value_spans[key]
    return values, keys, places


def _parts(item: SourceMapping, problems: list[Diagnostic]) -> Iterable[SourceMapping]:
    facts = item.get(_FACTS)
    if isinstance(facts, SourceMapping):
        return (item, facts)
    if facts is not None:
        words = Words(f"`{_FACTS}` must be a mapping", f"`{_FACTS}` 应为键值对")
        problems.append(Diagnostic(code="DE602", message=words, span=item.value_spans[_FACTS]))
    return (item,)


def _value(value: object, written: str | None) -> object:
    """Return the text as written where that says more: `012` is an id, and no twelve."""
    if isinstance(value, str):
        return str(value)
    if value is None or written is None or not _DECIMAL.fullmatch(written):
        return _plain(value) if isinstance(value, Sequence) else value
    return written


def _plain(values: Sequence[object]) -> list[object]:
    return [str(value) if isinstance(value, str) else value for value in values]


__all__ = ["InputError", "read_json", "read_yaml"]
