"""DE442: a stated count lists something that is not there, or twice."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose, suggest
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.counts import clause_anchors, stated_counts
from directive_engine.model import Children, Count, Pack

PAGE = Page(
    code="DE442",
    title=Words("a count of something that is not there", "所数之项不存在"),
    reason=prose(
        """
        `of` lists requirements and rules by id, or clauses by anchor, each once; or it is one of
        `requirements`, `rules` and `clauses` for all that stand below the heading.
        """,
        """
        `of` 逐一列出方面要求、规则的编号或条款的锚点，每项一次；也可写 `requirements`、
        `rules` 或 `clauses`，指标题之下的全部。
        """,
    ),
    place="pack",
    bad="""\
counts: [{claim: 2, of: [suplies, mask_stock]}]
""",
    good="""\
counts: [{claim: 2, of: [supplies, mask_stock]}]
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find children that no requirement, rule or clause is, or that are listed twice."""
    for pack, _, count in stated_counts(subject):
        if not isinstance(count.of, Children):
            yield from _wrong_children(count, count.of, pack)


def _wrong_children(count: Count, children: tuple[str, ...], pack: Pack) -> Iterator[Found]:
    known = [
        *(requirement.id for requirement in pack.manifest.requirements),
        *(rule.id for rule in pack.rules),
        *clause_anchors(pack),
    ]
    for index, child in enumerate(children):
        span = count.where("of", index)
        if child not in known:
            words = Words(
                f"there is no requirement, rule or clause `{child}`",
                f"没有方面要求、规则或条款 `{child}`",
            )
            yield Found(message=words, span=span, help=suggest(child, known))
        elif child in children[:index]:
            words = Words(f"`{child}` is counted twice", f"`{child}` 计了两次")
            yield Found(message=words, span=span)


CHECK = Check(page=PAGE, find=find)
