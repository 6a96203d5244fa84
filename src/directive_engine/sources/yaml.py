"""YAML 1.2 text → values with their places; hostile files end in an error, never in a crash.

The parser's events are read one by one (PyYAML's own composer recurses in C and dies on deep
nesting) and scalars follow the core schema of YAML 1.2, section 10.3.2: `no` is text and `012` is
twelve.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.sources.positions import Origin, SourceMapping, SourceSequence, SourceText
from directive_engine.sources.syntax_errors import explain_syntax_error

MAX_DEPTH: Final = 40
MAX_NODES: Final = 2_000_000

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...]] = (
    (re.compile(r"[-+]?[0-9]{1,400}"), int),
    (re.compile(r"0o[0-7]{1,400}"), lambda text: int(text, 8)),
    (re.compile(r"0x[0-9a-fA-F]{1,400}"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)"), lambda text: float(text.replace(".", ""))),
    (re.compile(r"\.(nan|NaN|NAN)"), lambda text: float("nan")),
)
_NOT_YAML: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_QUOTE_IT: Final = Words("a text that begins with `{` needs quotes", "以 `{` 开头的文字须加引号")
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_TEXT_TAG: Final = "tag:yaml.org,2002:str"


def load_yaml(text: str, file: str, *, max_nodes: int = MAX_NODES) -> Any:
    """Read one YAML document; an empty one is None.

    Raises InputError with all duplicate keys (DE102), or with the first of: a syntax error
    (DE101), an anchor, alias or tag (DE103), too much nesting or too many nodes (DE104), a key
    that is no text or more than one document (DE105).
    """
    return _Reader(text=text, file=file, max_nodes=max_nodes).read()


@dataclass(slots=True, kw_only=True)
class _Open:
    """A mapping or list that is being filled."""

    value: SourceMapping | SourceSequence
    mark: Any
    key: SourceText | None = None
    key_spans: dict[str, Span] = field(default_factory=dict)
    value_spans: dict[str, Span] = field(default_factory=dict)
    texts: dict[str, SourceText] = field(default_factory=dict)
    item_spans: list[Span] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Reader:
    text: str
    file: str
    max_nodes: int
    problems: list[Diagnostic] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    root: Any = None
    documents: int = 0
    nodes: int = 0

    def read(self) -> Any:
        for event in self.events():
            self.take(event)
        if self.problems:
            raise InputError(*self.problems)
        return self.root

    def events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            raise self.syntax_error(error) from error
        except (yaml.reader.ReaderError, ValueError, UnicodeError) as error:
            raise self.bad_character() from error

    def syntax_error(self, error: yaml.MarkedYAMLError) -> InputError:
        stopped = error.problem_mark or error.context_mark
        mistake = explain_syntax_error(error, self.line(stopped))
        mark = (error.context_mark if mistake.is_at_start else None) or stopped
        span = self.span(mark, mark) if mark else Span(file=self.file)
        if mistake.is_of_line and mark:
            line = self.line(mark)
            span = Span(
                file=self.file, line=span.line, column=len(line) - len(line.lstrip(" -")) + 1
            )
        return self.error("DE101", mistake.message, span, mistake.help)

    def bad_character(self) -> InputError:
        found = _NOT_YAML.search(self.text)
        before = self.text[: found.start()] if found else ""
        span = Span(
            file=self.file,
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        )
        name = f"U+{ord(found.group()):04X}" if found else "?"
        words = Words(f"the character {name} is not allowed in YAML", f"YAML 不允许字符 {name}")
        return self.error("DE101", words, span, Words("delete it", "请删去"))

    def take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self.check_node(event)
                self.take_scalar(event)
            case yaml.MappingStartEvent():
                self.check_node(event)
                self.open.append(_Open(value=SourceMapping(), mark=event.start_mark))
            case yaml.SequenceStartEvent():
                self.check_node(event)
                self.open.append(_Open(value=SourceSequence(), mark=event.start_mark))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.close(event)
            case yaml.AliasEvent():
                raise self.forbidden(event, Words("an alias", "别名"))
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    words = Words(
                        "expected one document, found another", "只允许一个 YAML 文档，又发现一个"
                    )
                    raise self.error("DE105", words, self.span(event.start_mark, event.end_mark))
            case _:  # stream start and end, document end
                pass

    def check_node(self, event: Any) -> None:
        self.nodes += 1
        if event.anchor is not None:
            raise self.forbidden(event, Words("an anchor", "锚点"))
        if event.tag not in {None, "!", _TEXT_TAG}:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self.forbidden(event, Words(f"the tag `{tag}`", f"标签 `{tag}`"))
        if len(self.open) > MAX_DEPTH or self.nodes > self.max_nodes:
            words = Words(
                f"the file nests deeper than {MAX_DEPTH} levels", f"文件嵌套超过 {MAX_DEPTH} 层"
            )
            if len(self.open) <= MAX_DEPTH:
                words = Words(
                    f"the file has more than {self.max_nodes} values",
                    f"文件中的值超过 {self.max_nodes} 个",
                )
            raise self.error("DE104", words, self.span(event.start_mark, event.start_mark))

    def take_scalar(self, event: Any) -> None:
        span = self.span(event.start_mark, event.end_mark)
        written = SourceText(event.value)
        written.span = span
        written.origin = Origin(
            text=self.text, start=event.start_mark.index, style=event.style or ""
        )
        plain = event.style in {None, ""} and event.tag != _TEXT_TAG
        if (
            self.open
            and isinstance(self.open[-1].value, SourceMapping)
            and self.open[-1].key is None
        ):
            self.take_key(written)
            return
        value = _plain_value(written) if plain else written
        if plain and self.open and self.open[-1].key is not None:
            self.open[-1].texts[self.open[-1].key] = written
        self.put(value, span)

    def take_key(self, key: SourceText) -> None:
        top = self.open[-1]
        if str(key) in top.key_spans:
            first = top.key_spans[key]
            self.problems.append(
                Diagnostic(
                    code="DE102",
                    message=Words(
                        f"duplicate key `{key}`, first given on line {first.line}",
                        f"键 `{key}` 重复，第 {first.line} 行已有",
                    ),
                    span=key.span,
                    help=Words(f"delete one of the two `{key}`", f"请删除其中一个 `{key}`"),
                )
            )
        top.key = key
        top.key_spans[str(key)] = key.span

    def close(self, event: Any) -> None:
        done = self.open.pop()
        span = self.span(done.mark, event.end_mark)
        done.value.span = span
        if isinstance(done.value, SourceMapping):
            done.value.key_spans = done.key_spans
            done.value.value_spans = done.value_spans
            done.value.texts = done.texts
        else:
            done.value.item_spans = done.item_spans
        self.put(done.value, span)

    def put(self, value: object, span: Span) -> None:
        if not self.open:
            self.root = value
            return
        top = self.open[-1]
        if isinstance(top.value, SourceSequence):
            top.value.append(value)
            top.item_spans.append(span)
        elif top.key is None:
            raise self.error(
                "DE105", Words("expected a plain text as key", "键必须是文字"), span, _QUOTE_IT
            )
        else:
            top.value[str(top.key)] = value
            top.value_spans[str(top.key)] = span
            top.key = None

    def span(self, start: Any, end: Any) -> Span:
        last = (
            (end.line, end.column) if end.index > start.index else (start.line, start.column + 1)
        )
        return Span(
            file=self.file,
            line=start.line + 1,
            column=start.column + 1,
            end_line=last[0] + 1,
            end_column=last[1] + 1,
        )

    def line(self, mark: Any) -> str:
        lines = self.text.split("\n")
        return lines[mark.line] if mark and mark.line < len(lines) else ""

    def forbidden(self, event: Any, what: Words) -> InputError:
        words = Words(f"{what.en} is not allowed here", f"此处不允许使用{what.zh}")
        hint = Words(
            "write it out; a text that begins so needs quotes",
            "请直接写出；以此开头的文字须加引号",
        )
        return self.error("DE103", words, self.span(event.start_mark, event.end_mark), hint)

    def error(self, code: str, words: Words, span: Span, hint: Words | None = None) -> InputError:
        return InputError(
            *self.problems, Diagnostic(code=code, message=words, span=span, help=hint)
        )


def _plain_value(text: SourceText) -> object:
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    for pattern, convert in _NUMBERS:
        if pattern.fullmatch(text):
            return convert(text)
    return text
