"""DE441: a heading counts more or fewer than stand below it."""

from collections.abc import Iterator, Sequence

from directive_engine.diagnostics import Page, Severity, Span, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.counts import children_below, stated_counts
from directive_engine.model import Children, Count, Pack, Requirement
from directive_engine.values import count_in

PAGE = Page(
    code="DE441",
    title=Words("a heading that miscounts", "标题所称项数不符"),
    reason=prose(
        """
        A heading that counts (eight requirements, four-party responsibility) promises as many
        items. The pack states what it counts, or why there are more or fewer; a title that counts
        is checked without being told.
        """,
        """
        标题中的数目（八个方面、四方责任）意味着其下应有同样多的项。规则包须写明所数为何，
        或说明多出、缺少的原因；标题自带数目的，不必写明也会检查。
        """,
    ),
    place="pack",
    bad="""\
counts: [{claim: 3, of: [supplies, mask_stock]}]
""",
    good="""\
counts: [{claim: 2, of: [supplies, mask_stock]}]
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find stated counts, and titles that count, that do not come out."""
    for pack, requirement, count in stated_counts(subject):
        yield from _stated(pack, requirement, count)
    for pack in subject.base.packs:
        manifest = pack.manifest
        yield from _titled(manifest.title, manifest.counts, None, pack, manifest.where("title"))
        for item in manifest.requirements:
            yield from _titled(item.title, item.counts, item, pack, item.where("title"))


def _stated(pack: Pack, requirement: Requirement | None, count: Count) -> Iterator[Found]:
    of = count.of
    number = len(children_below(of, requirement, pack) if isinstance(of, Children) else of)
    if number == count.claim or count.why:
        return
    title = f"`{count.title}` " if count.title else ""
    words = Words(
        f"the heading {title}claims {count.claim}, but there are {number}",
        f"标题{title or ' '}称有 {count.claim} 项，实有 {number} 项",
    )
    hint = Words("mend the list, or say `why`", "请补正清单，或用 `why` 说明原因")
    yield Found(message=words, span=count.where("claim"), help=hint)


def _titled(
    title: str,
    counts: Sequence[Count],
    requirement: Requirement | None,
    pack: Pack,
    span: Span,
) -> Iterator[Found]:
    claim = count_in(title)
    if claim is None or any(count.claim == claim for count in counts):
        return
    numbers = {kind: len(children_below(kind, requirement, pack)) for kind in Children}
    if claim in numbers.values():
        return
    words = Words(
        f"the title `{title}` counts {claim}, but below it are "
        f"{numbers[Children.REQUIREMENTS]} requirements, {numbers[Children.RULES]} rules and "
        f"{numbers[Children.CLAUSES]} clauses that order or aim",
        f"标题“{title}”称有 {claim} 项，其下却有方面要求 {numbers[Children.REQUIREMENTS]} 项、"
        f"规则 {numbers[Children.RULES]} 条、要求与目标条款 {numbers[Children.CLAUSES]} 条",
    )
    usage = f"counts: [{{claim: {claim}, of: […]}}]"
    hint = Words(f"say what it counts: `{usage}`", f"请写明所数为何：`{usage}`")
    yield Found(message=words, span=span, help=hint, severity=Severity.WARNING)


CHECK = Check(page=PAGE, find=find)
