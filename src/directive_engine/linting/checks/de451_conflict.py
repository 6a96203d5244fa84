"""DE451: no unit can meet two rules together."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.conflicts import conflicts_in, kind_words, witness_words

PAGE = Page(
    code="DE451",
    title=Words("rules that no unit can meet together", "无法同时符合的规则"),
    reason=prose(
        """
        Two rules apply to the same units and ask for what cannot hold at once, often because two
        directives set different limits. The witness is a unit that meets one and misses the other.
        Packs that conflict can still be audited: the two findings show it.
        """,
        """
        两条规则适用于同样的单位，所要求的却不能同时成立，往往是两份指示的尺度不同。所举单位
        符合其一而不符合其二。有冲突的规则包仍可检查，两条结论会如实反映。
        """,
    ),
    place="rule",
    bad="""\
id: few_masks
applies: kind == "school"
requires: 口罩储备天数 < 5
question: 口罩库存是否不足 5 天用量？
""",
    good="""\
id: few_masks
applies: kind == "market"
requires: 口罩储备天数 < 5
question: 口罩库存是否不足 5 天用量？
""",
    severity=Severity.WARNING,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find pairs of rules, each at the later one."""
    for conflict, first, second in conflicts_in(subject):
        if first is second:
            continue
        kinds = kind_words(conflict, subject.vocabulary)
        shown = witness_words(conflict, subject.vocabulary)
        words = Words(
            f"no unit can meet both `{second.id}` and `{first.id}` ({first.span}): {kinds.en}",
            f"任何单位都无法同时符合 `{second.id}` 与 `{first.id}`（{first.span}）：{kinds.zh}",
        )
        hint = Words(
            f"{shown.en} meets `{first.id}` and so misses `{second.id}`",
            f"{shown.zh}，符合 `{first.id}`，因而不符合 `{second.id}`",
        )
        yield Found(message=words, span=second.where("id"), help=hint)


CHECK = Check(page=PAGE, find=find)
