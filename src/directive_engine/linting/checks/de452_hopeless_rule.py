"""DE452: no unit can meet a rule."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.conflicts import conflicts_in, kind_words, witness_words

PAGE = Page(
    code="DE452",
    title=Words("a rule that no unit can meet", "任何单位都无法符合的规则"),
    reason=prose(
        """
        What the rule requires cannot hold for the units that it applies to, so that every one of
        them would have a gap, whatever it does.
        """,
        """
        规则的要求对其适用的单位不可能成立，这些单位无论怎样做都会是不符合。
        """,
    ),
    place="rule",
    bad="""\
id: impossible
requires: 口罩储备天数 >= 14 && 口罩储备天数 < 7
question: 口罩库存是否既够 14 天又不足 7 天？
""",
    good="""\
id: impossible
requires: 口罩储备天数 >= 7 && 口罩储备天数 < 14
question: 口罩库存是否够 7 天而不足 14 天？
""",
    severity=Severity.WARNING,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find rules whose requirement leaves nothing."""
    for conflict, first, second in conflicts_in(subject):
        if first is not second:
            continue
        kinds = kind_words(conflict, subject.vocabulary)
        shown = witness_words(conflict, subject.vocabulary)
        words = Words(
            f"no unit can meet `{first.id}`: {kinds.en}",
            f"任何单位都无法符合 `{first.id}`：{kinds.zh}",
        )
        hint = Words(f"for example {shown.en}", f"例如{shown.zh}")
        yield Found(message=words, span=first.where("id"), help=hint)


CHECK = Check(page=PAGE, find=find)
