"""Checks of the vocabulary: names that are unique and usable, kinds that exist, complete enums."""

import re
from collections.abc import Iterator

from directive_engine.diagnostics import Diagnostic, Severity, Span, Words, suggest
from directive_engine.model import RESERVED_NAMES, FactDefinition, Vocabulary, VocabularyFile

_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def check_vocabulary(file: VocabularyFile, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Emit DE401 (name taken), DE402 (unusable name), DE403 (unknown kind), DE404 (enum values)."""
    yield from _check_names(vocabulary)
    kinds = {kind.id for kind in file.kinds}
    for fact in file.facts:
        yield from _check_kinds(fact, kinds)
        yield from _check_values(fact)


def _check_names(vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for fact in vocabulary.facts:
        for name in dict.fromkeys((fact.id, fact.label)):
            if name in RESERVED_NAMES:
                words = Words(f"`{name}` is a word of the language", f"`{name}` 是保留字")
                yield Diagnostic(code="DE402", message=words, span=fact.span)
            if name in first:
                words = Words(
                    f"the name `{name}` is taken, see line {first[name].line}",
                    f"名称 `{name}` 重复，见第 {first[name].line} 行",
                )
                yield Diagnostic(code="DE401", message=words, span=fact.span)
            first.setdefault(name, fact.span)
        if fact.question and not _IDENTIFIER.fullmatch(fact.label):
            words = Words(
                f"the label `{fact.label}` cannot be written in a condition",
                f"标签 `{fact.label}` 不能用于条件",
            )
            hint = Words("use letters, digits and _ only", "只用汉字、字母、数字和下划线")
            yield Diagnostic(
                code="DE402", message=words, span=fact.span, help=hint, severity=Severity.NOTE
            )


def _check_kinds(fact: FactDefinition, kinds: set[str]) -> Iterator[Diagnostic]:
    for kind in fact.kinds or ():
        if kind not in kinds:
            words = Words(f"unknown kind `{kind}`", f"没有单位类别 `{kind}`")
            yield Diagnostic(
                code="DE403", message=words, span=fact.span, help=suggest(kind, kinds)
            )


def _check_values(fact: FactDefinition) -> Iterator[Diagnostic]:
    is_enum = "enum" in fact.type
    if is_enum and not fact.values:
        words = Words(f"the enum `{fact.id}` has no values", f"枚举 `{fact.id}` 没有取值")
        yield Diagnostic(code="DE404", message=words, span=fact.span)
    if not is_enum and fact.values:
        words = Words(f"`{fact.id}` has values but is no enum", f"`{fact.id}` 不是枚举却有取值")
        yield Diagnostic(code="DE404", message=words, span=fact.span)
    if fact.min is not None and fact.max is not None and fact.min > fact.max:
        words = Words(f"`{fact.id}`: min is above max", f"`{fact.id}`：最小值大于最大值")
        yield Diagnostic(code="DE404", message=words, span=fact.span)
