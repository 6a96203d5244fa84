"""DE423: a rule that the columnar engine leaves to the interpreter."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.engines.limits import beyond_columns
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.values import RuleId

PAGE = Page(
    code="DE423",
    title=Words("a rule that columns cannot hold", "列式引擎不能计算的规则"),
    reason=prose(
        """
        The columnar engine counts durations in microseconds of 64 bits. A rule with a longer one
        is left to the interpreter, which is slower, and cannot run on files of any size.
        """,
        """
        列式引擎以 64 位微秒计算时长。含更长时长的规则改由解释器计算，较慢，且不能对任意大小
        的文件运行。
        """,
    ),
    place="rule",
    bad="""\
requires: today - duration("200000000h") < today
""",
    good="""\
requires: today - duration("720h") < today
""",
    severity=Severity.WARNING,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find rules that the columnar engine does not compute."""
    compiled = {rule.id: rule for rule in subject.program.rules}
    for rule in subject.rules:
        found = compiled.get(RuleId(rule.id))
        why = None if found is None else beyond_columns(found, subject.program)
        if why is not None:
            words = Words(
                f"rule `{rule.id}` is left to the interpreter: it has {why.en}",
                f"规则 `{rule.id}` 改由解释器计算：含{why.zh}",
            )
            yield Found(message=words, span=rule.where("requires"))


CHECK = Check(page=PAGE, find=find)
