"""DE411: two rules have one id."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Span, Words, prose
from directive_engine.linting.check import Check, Found, Subject

PAGE = Page(
    code="DE411",
    title=Words("two rules have one id", "两条规则编号相同"),
    reason=prose(
        """
        Findings, waivers and ledgers name a rule by its id, so an id is unique across all packs
        that are used together.
        """,
        """
        检查结论、豁免和台账都以编号指称规则，因此同时使用的各规则包中编号不得重复。
        """,
    ),
    place="rule",
    bad="""\
id: mask_stock
""",
    good="""\
id: plan_made
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find rule ids that an earlier rule has already, in whichever file."""
    first: dict[str, Span] = {}
    for rule in subject.rules:
        span = rule.where("id")
        if rule.id in first:
            words = Words(
                f"the rule id `{rule.id}` is taken, see {first[rule.id]}",
                f"规则编号 `{rule.id}` 重复，见 {first[rule.id]}",
            )
            hint = Words("give one of the two another id", "请为其中一条另取编号")
            yield Found(message=words, span=span, help=hint)
        first.setdefault(rule.id, span)


CHECK = Check(page=PAGE, find=find)
