"""DE415: a question asks for a parameter that does not exist."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose, suggest
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.parameters import PLACEHOLDER

PAGE = Page(
    code="DE415",
    title=Words("a question with an unknown parameter", "问题中的参数不存在"),
    reason=prose(
        """
        `{name}` in a question is replaced by the value of the parameter `name`, so that the
        checklist shows the figure in force. It must be the id of a parameter.
        """,
        """
        问题中的 `{名称}` 会替换为该参数的当前数值，须为参数的编号。
        """,
    ),
    place="rule",
    bad="""\
question: 口罩库存是否够用 {stock_day} 天以上？
""",
    good="""\
question: 口罩库存是否够用 {stock_days} 天以上？
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find placeholders that name no parameter of the rule's pack or of the vocabulary."""
    for pack in subject.base.packs:
        known = [p.id for p in (*pack.manifest.parameters, *subject.vocabulary.parameters)]
        for rule in pack.rules:
            for name in PLACEHOLDER.findall(rule.question):
                if name in known:
                    continue
                words = Words(
                    f"the question names no parameter `{name}`", f"问题中的参数 `{name}` 不存在"
                )
                span = rule.where_in("question", f"{{{name}}}")
                yield Found(message=words, span=span, help=suggest(name, known))


CHECK = Check(page=PAGE, find=find)
