"""A rule file's text → the same with a draft rule made a full one."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from directive_engine.packs.rewriting import offsets_of
from directive_engine.sources import SourceMapping, SourceSequence, load_yaml

_DRAFT_KEYS: Final = ("status", "drafted")


def promote_rule(text: str, file: str, rule: str) -> str | None:
    """Return the text without what marks `rule` as a draft; None where it holds no such draft.

    Comments, order and layout stay as they are. Raises InputError where the file is no YAML.
    """
    found = _draft(load_yaml(text, file), rule)
    if found is None:
        return None
    for start, end in reversed(list(_draft_stretches(found, offsets_of(text)))):
        text = text[:start] + text[end:]
    return text


def _draft_stretches(
    rule: SourceMapping, offset_of: Callable[[int, int], int]
) -> Iterator[tuple[int, int]]:
    """Yield what to take out: each key with all that stands before the next one."""
    keys = list(rule)
    kept_end = 0
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        value = rule.value_spans[key]
        value_end = offset_of(value.end_line, value.end_column)
        if key not in _DRAFT_KEYS:
            kept_end = value_end
            continue
        span = rule.key_spans[key if following is None else following]
        if following is None or all(k in _DRAFT_KEYS for k in keys[keys.index(following) :]):
            yield kept_end, offset_of(*_end(rule, keys[-1]))
            return
        yield (
            offset_of(rule.key_spans[key].line, rule.key_spans[key].column),
            offset_of(span.line, span.column),
        )


def _end(rule: SourceMapping, key: str) -> tuple[int, int]:
    value = rule.value_spans[key]
    return value.end_line, value.end_column


def _draft(data: object, rule: str) -> SourceMapping | None:
    rules = data.get("rules") if isinstance(data, Mapping) else None
    if not isinstance(rules, SourceSequence):
        return None
    return next(
        (
            item
            for item in rules
            if isinstance(item, SourceMapping)
            and item.get("id") == rule
            and item.get("status") == "draft"
        ),
        None,
    )
