"""DE404: the values or bounds of a fact contradict its type."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.model import FactDefinition

PAGE = Page(
    code="DE404",
    title=Words("values or bounds that contradict the type", "取值或上下限与类型矛盾"),
    reason=prose(
        """
        An enum needs its values, each once; no other type has any. `min` must not be above
        `max`, and only numbers have bounds.
        """,
        """
        枚举须列出取值且不得重复，其他类型不得列取值；`min` 不得大于 `max`，且只有数
        值才有上下限。
        """,
    ),
    place="fact",
    bad="""\
- {id: alarm, label: 预警级别, label_en: alarm level, type: enum}
""",
    good="""\
- id: alarm
  label: 预警级别
  label_en: alarm level
  type: enum
  values: [{id: blue, label: 蓝, label_en: blue}, {id: red, label: 红, label_en: red}]
""",
)


_NUMBERS = frozenset({"int", "double", "list<int>", "list<double>"})


def find(subject: Subject) -> Iterator[Found]:
    """Find enums without values, values without enum, and bounds that hold for nothing."""
    for fact in subject.base.vocabulary_file.facts:
        yield from _values(fact)
        yield from _bounds(fact)


def _values(fact: FactDefinition) -> Iterator[Found]:
    is_enum = "enum" in fact.type
    if is_enum and not fact.values:
        words = Words(f"the enum `{fact.id}` has no values", f"枚举 `{fact.id}` 没有取值")
        hint = Words("add `values: [{id: …, label: …, label_en: …}]`", "请补充 `values: […]`")
        yield Found(message=words, span=fact.where("type"), help=hint)
    if not is_enum and fact.values:
        words = Words(f"`{fact.id}` has values but is no enum", f"`{fact.id}` 不是枚举却有取值")
        hint = Words("write `type: enum`", "请写 `type: enum`")
        yield Found(message=words, span=fact.where_key("values"), help=hint)
    seen: set[str] = set()
    for value in fact.values:
        for name, key in {value.label: "label", value.id: "id"}.items():
            if name in seen:
                words = Words(
                    f"the value `{name}` of `{fact.id}` occurs twice",
                    f"枚举 `{fact.id}` 的取值 `{name}` 重复",
                )
                yield Found(message=words, span=value.where(key))
            seen.add(name)


def _bounds(fact: FactDefinition) -> Iterator[Found]:
    if fact.min is not None and fact.max is not None and fact.min > fact.max:
        words = Words(
            f"`min` {fact.min} is above `max` {fact.max}",
            f"最小值 {fact.min} 大于最大值 {fact.max}",
        )
        yield Found(message=words, span=fact.where("min"))
    for key, bound in (("min", fact.min), ("max", fact.max)):
        if bound is not None and fact.type not in _NUMBERS:
            words = Words(
                f"only numbers have `{key}`, `{fact.id}` is of type {fact.type}",
                f"只有数值才有 `{key}`，`{fact.id}` 的类型为 {fact.type}",
            )
            yield Found(message=words, span=fact.where_key(key))


CHECK = Check(page=PAGE, find=find)
