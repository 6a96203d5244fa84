"""Positioned YAML → validated model classes; every error with its place in the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from directive_engine.diagnostics import Diagnostic, Span, Words, suggest
from directive_engine.packs.expectations import (
    Expectation,
    expected_form,
    expected_type,
    how_to_write,
    shown,
)
from directive_engine.packs.schemas import Schema
from directive_engine.sources import SourceMapping, SourceSequence

_Model = TypeVar("_Model")
_Path: TypeAlias = tuple[str | int, ...]

_MISSING = frozenset({"missing", "missing_argument", "missing_keyword_only_argument"})
_UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden", "unknown_key"})
_EMPTY = frozenset({"too_short", "string_too_short"})


def build_model(
    model: type[_Model], data: object, file: str
) -> tuple[_Model | None, tuple[Diagnostic, ...]]:
    """Validate `data` as `model`.

    Reports all errors at once: DE110 a missing key, DE111 an unknown key, DE112 a value of the
    wrong type, DE113 a value that is not allowed.
    """
    try:
        return TypeAdapter(model).validate_python(data), ()
    except ValidationError as error:
        reader = _Reader(data=data, schema=Schema(model), file=file)
        found = reader.diagnostics(error.errors())
        return None, tuple(sorted(found, key=lambda d: d.order))


@dataclass(slots=True, kw_only=True)
class _Problem:
    """What pydantic found at one place; a union reports one kind for each of its members."""

    path: _Path
    kinds: list[str] = field(default_factory=list)
    contexts: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    data: object
    schema: Schema
    file: str

    def diagnostics(self, errors: Iterable[Any]) -> Iterable[Diagnostic]:
        missing: list[_Path] = []
        unknown: list[_Path] = []
        values: dict[_Path, _Problem] = {}
        for error in errors:
            kind, location = error["type"], error["loc"]
            if kind in _MISSING:
                missing.append(location)
            elif kind in _UNKNOWN:
                key = error.get("ctx", {}).get("key")
                unknown.append(location if key is None else (*location, key))
            else:
                path = self.within(location)
                problem = values.setdefault(path, _Problem(path=path))
                problem.kinds.append(kind)
                problem.contexts.append(error.get("ctx", {}))
        meant: set[_Path] = set()
        for path in unknown:
            yield self.unknown_key(path, missing, meant)
        for path in missing:
            if path not in meant:  # a key that is there, misspelt or misplaced, is not missing
                yield self.missing_key(path)
        for problem in values.values():
            found = self.wrong_value(problem)
            if found is not None:
                yield found

    def within(self, location: _Path) -> _Path:
        """Leave out the names of union members, which pydantic adds to a location."""
        here: Any = self.data
        path: list[str | int] = []
        for step in location:
            if not _has(here, step):
                break
            here = here[step]
            path.append(step)
        return tuple(path)

    def value(self, path: _Path) -> Any:
        here: Any = self.data
        for step in path:
            here = here[step]
        return here

    def span(self, path: _Path) -> Span:
        """Return where the value at `path` stands: nothing stands where its key does."""
        if not path:
            whole: Span = getattr(self.data, "span", Span(file=self.file))
            return _head(whole)
        holder = self.value(path[:-1])
        if isinstance(holder, SourceMapping):
            key = str(path[-1])
            return (holder.key_spans if holder[key] is None else holder.value_spans)[key]
        span: Span = holder.item_spans[path[-1]]
        return span

    def unknown_key(self, path: _Path, missing: Sequence[_Path], meant: set[_Path]) -> Diagnostic:
        name, holder = str(path[-1]), self.value(path[:-1])
        words = Words(f"unknown key `{name}`", f"未知的键 `{name}`")
        lacking = [str(p[-1]) for p in missing if p[:-1] == path[:-1]]
        hint = suggest(name, lacking)
        if hint is not None:  # one slip, not two
            meant.add((*path[:-1], hint.en.split("`")[1]))
        else:
            hint = self.elsewhere(name, path[:-1], meant)
            hint = hint or suggest(name, self.schema.keys(path[:-1]))
        return Diagnostic(code="DE111", message=words, span=holder.key_spans[name], help=hint)

    def elsewhere(self, name: str, path: _Path, meant: set[_Path]) -> Words | None:
        """Say under which neighbouring key, or how far to the left, the key `name` belongs."""
        for key in self.schema.keys(path):
            if name in self.schema.keys((*path, key)):
                meant.add((*path, key, name))
                return Words(f"it belongs under `{key}`", f"应写在 `{key}` 之下")
        above = next((n for n in range(len(path) - 1, -1, -1) if isinstance(path[n], str)), None)
        if above is not None and name in self.schema.keys(path[:above]):
            return Words(
                f"it belongs beside `{path[above]}`: indent it less",
                f"应与 `{path[above]}` 平级：请减少缩进",
            )
        return None

    def missing_key(self, path: _Path) -> Diagnostic:
        name = path[-1]
        words = Words(f"missing key `{name}`", f"缺少键 `{name}`")
        usage = self.schema.usage(path)
        return Diagnostic(
            code="DE110",
            message=words,
            span=_head(self.span(path[:-1])),
            help=Words(f"add `{name}: {usage}`", f"请补充 `{name}: {usage}`"),
        )

    def wrong_value(self, problem: _Problem) -> Diagnostic | None:
        path, value = problem.path, self.value(problem.path)
        name = self.name(path)
        if problem.kinds[0] in _EMPTY:
            if value:  # it is not empty: pydantic counts the good ones of its items
                return None
            words = Words(f"{name.en} must not be empty", f"{name.zh}不能为空")
            return Diagnostic(code="DE113", message=words, span=self.span(path))
        expectation = expected_type(
            problem.kinds, self.schema.required(path), self.schema.pattern(path)
        )
        code = "DE112"
        if expectation is None:
            expectation, code = (
                expected_form(problem.kinds[0], problem.contexts[0], value),
                "DE113",
            )
        found = shown(value)
        words = Words(
            f"{name.en} must be {expectation.words.en}, found {found.en}",
            f"{name.zh}应为{expectation.words.zh}，实为{found.zh}",
        )
        hint = self.hint(path, expectation, value)
        return Diagnostic(code=code, message=words, span=self.span(path), help=hint)

    def hint(self, path: _Path, expectation: Expectation, value: object) -> Words | None:
        holder = self.value(path[:-1]) if path else None
        text = holder.texts.get(str(path[-1])) if isinstance(holder, SourceMapping) else None
        return how_to_write(expectation, value, str(text) if text is not None else None)

    def name(self, path: _Path) -> Words:
        """Return how to call the value at `path`: by its key, or as an item of a list."""
        if not path:
            return Words("the file", "文件内容")
        if isinstance(path[-1], str):
            return Words(f"`{path[-1]}`", f"`{path[-1]}` ")
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        number = path[-1] + 1
        return Words(f"item {number} of `{key}`", f"`{key}` 第 {number} 项")


def _head(span: Span) -> Span:
    """Point at the beginning of a mapping, not at all its lines."""
    return Span(file=span.file, line=span.line, column=span.column)


def _has(holder: object, step: str | int) -> bool:
    if isinstance(holder, SourceMapping):
        return step in holder
    return isinstance(holder, SourceSequence) and isinstance(step, int) and step < len(holder)
