"""DE418: a rule has no cases."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.linting.check import Check, Found, Subject

PAGE = Page(
    code="DE418",
    title=Words("a rule without cases", "规则没有用例"),
    reason=prose(
        """
        `cases` are a rule's own tests: facts and the status that must come out. A rule without
        them may say the opposite of what was meant, and nobody notices.
        """,
        """
        `cases` 是规则自带的测试：给出事实和应得的结论。没有用例的规则即使写反了也无人察
        觉。
        """,
    ),
    place="rule",
    bad="""\
cases: []
""",
    good="""\
cases:
  - {name: 充足, facts: {kind: school, mask_stock_days: 9}, expect: compliant}
""",
    severity=Severity.WARNING,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find rules without cases."""
    for rule in subject.rules:
        if not rule.cases and not rule.is_draft:
            words = Words(f"rule `{rule.id}` has no cases", f"规则 `{rule.id}` 没有用例")
            usage = "cases: [{name: …, facts: {kind: …}, expect: compliant}]"
            key = "id" if rule.where("cases") == rule.span else "cases"
            hint = Words(f"add `{usage}`", f"请补充 `{usage}`")
            yield Found(message=words, span=rule.where(key), help=hint)


CHECK = Check(page=PAGE, find=find)
