"""DE413: a rule has neither or both of `requires` and `assessed: manual`."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.model import Assessment

PAGE = Page(
    code="DE413",
    title=Words(
        "neither or both of `requires` and `assessed: manual`",
        "`requires` 与 `assessed: manual` 须有且只有一个",
    ),
    reason=prose(
        """
        A rule is decided either by facts (`requires`) or by the inspector (`assessed: manual`).
        With neither, nothing can be found; with both, one of them would be ignored.
        """,
        """
        规则或由事实判定（`requires`），或由检查人员判定（
        `assessed: manual`）。两者皆无则无从判定，两者皆有则其一形同虚设。
        """,
    ),
    place="rule",
    bad="""\
requires: 口罩储备天数 >= 7
assessed: manual
""",
    good="""\
requires: 口罩储备天数 >= 7
""",
    line=2,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find rules that nothing decides, or that two things do."""
    for rule in subject.rules:
        is_manual = rule.assessed is Assessment.MANUAL
        if is_manual and rule.requires is not None:
            words = Words(
                f"rule `{rule.id}` has both `requires` and `assessed: manual`",
                f"规则 `{rule.id}` 同时有 `requires` 和 `assessed: manual`",
            )
            hint = Words("delete one of the two", "请删去其中一个")
            yield Found(message=words, span=rule.where("assessed"), help=hint)
        elif not is_manual and rule.requires is None:
            words = Words(
                f"rule `{rule.id}` has neither `requires` nor `assessed: manual`",
                f"规则 `{rule.id}` 既无 `requires` 也无 `assessed: manual`",
            )
            hint = Words(
                "add `requires: …`, or `assessed: manual` where no fact decides",
                "请补充 `requires: …`；无法由事实判定的写 `assessed: manual`",
            )
            yield Found(message=words, span=rule.where("id"), help=hint)


CHECK = Check(page=PAGE, find=find)
