"""DE401: two facts have one name."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Span, Words, prose
from directive_engine.linting.check import Check, Found, Subject

PAGE = Page(
    code="DE401",
    title=Words("two facts have one name", "两个事实同名"),
    reason=prose(
        """
        A condition names a fact by its id or its label; when two facts share a name, nobody can
        tell which one is meant. The answer to a manual rule is a fact too: its id and title
        count as names.
        """,
        """
        条件用编号或标签指称事实；两个事实同名时无法分辨。人工判定规则的答案也是事实，其编号和标
        题同样不得重复。
        """,
    ),
    place="fact",
    bad="""\
- {id: drill_count, label: 口罩储备天数, label_en: drills, type: int}
""",
    good="""\
- {id: drill_count, label: 演练次数, label_en: drills, type: int}
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find ids and labels that an earlier fact has already."""
    first: dict[str, Span] = {}
    for fact in subject.vocabulary.facts:
        for name, key in {fact.label: "label", fact.id: "id"}.items():
            span = fact.where(key)
            if span == fact.span:  # the label of a manual rule's answer is the rule's title
                span = fact.where("title")
            if name in first:
                words = Words(
                    f"the name `{name}` is taken, see {first[name]}",
                    f"名称 `{name}` 重复，见 {first[name]}",
                )
                hint = Words("give one of the two another name", "请为其中一个另取名称")
                yield Found(message=words, span=span, help=hint)
            first.setdefault(name, span)


CHECK = Check(page=PAGE, find=find)
