"""Checks of headings that count: as many children as the heading claims, or a reason why not."""

from collections.abc import Iterator, Sequence

from directive_engine.diagnostics import Diagnostic, Severity, Span, Words, suggest
from directive_engine.model import Children, Count, Pack, Requirement
from directive_engine.values import count_in


def check_counts(packs: Sequence[Pack]) -> Iterator[Diagnostic]:
    """Emit DE441 and DE442; see each check."""
    for pack in packs:
        manifest = pack.manifest
        yield from _check_stated(manifest.counts, None, pack)
        yield from _check_title(manifest.title, manifest.counts, None, pack, manifest.span)
        for requirement in manifest.requirements:
            counts = requirement.counts
            yield from _check_stated(counts, requirement, pack)
            yield from _check_title(requirement.title, counts, requirement, pack, requirement.span)


def _check_stated(
    counts: Sequence[Count], requirement: Requirement | None, pack: Pack
) -> Iterator[Diagnostic]:
    """DE441: a stated count is not that of its children. DE442: a child that is not there, or twice."""
    for count in counts:
        if isinstance(count.of, Children):
            number = len(_children(count.of, requirement, pack))
        else:
            yield from _check_children(count, count.of, pack)
            number = len(count.of)
        if number != count.claim and not count.why:
            title = f"`{count.title}` " if count.title else ""
            words = Words(
                f"the heading {title}claims {count.claim}, but there are {number}",
                f"标题{title or ' '}称有 {count.claim} 项，实有 {number} 项",
            )
            hint = Words("mend the list, or say `why`", "请补正清单，或用 `why` 说明原因")
            yield Diagnostic(code="DE441", message=words, span=_start(count.span), help=hint)


def _check_children(count: Count, children: Sequence[str], pack: Pack) -> Iterator[Diagnostic]:
    known = [
        *(requirement.id for requirement in pack.manifest.requirements),
        *(rule.id for rule in pack.rules),
    ]
    known += _anchors(pack)
    for index, child in enumerate(children):
        if child not in known:
            words = Words(
                f"there is no requirement, rule or clause `{child}`",
                f"没有方面要求、规则或条款 `{child}`",
            )
            hint = suggest(child, known)
            yield Diagnostic(code="DE442", message=words, span=_start(count.span), help=hint)
        elif child in children[:index]:
            words = Words(f"`{child}` is counted twice", f"`{child}` 计了两次")
            yield Diagnostic(code="DE442", message=words, span=_start(count.span))


def _check_title(
    title: str,
    counts: Sequence[Count],
    requirement: Requirement | None,
    pack: Pack,
    span: Span,
) -> Iterator[Diagnostic]:
    """DE441: a title counts, and nothing below it comes to that number (warning)."""
    claim = count_in(title)
    if claim is None or any(count.claim == claim for count in counts):
        return
    numbers = {kind: len(_children(kind, requirement, pack)) for kind in Children}
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
    yield Diagnostic(
        code="DE441", message=words, span=_start(span), help=hint, severity=Severity.WARNING
    )


def _children(kind: Children, requirement: Requirement | None, pack: Pack) -> Sequence[str]:
    """Return what stands below a requirement, or below the pack's title."""
    match kind:
        case Children.REQUIREMENTS:
            return [
                other.id
                for other in pack.manifest.requirements
                if requirement is None or _is_below(other.anchor, requirement.anchor)
            ]
        case Children.RULES:
            return [
                rule.id
                for file in pack.files
                if requirement is None or file.requirement == requirement.id
                for rule in file.rules
            ]
        case Children.CLAUSES:
            return [
                anchor
                for anchor in _anchors(pack, only_asking=True)
                if requirement is None or _is_below(anchor, requirement.anchor)
            ]


def _is_below(anchor: str, section: str) -> bool:
    return anchor != section and anchor.startswith((f"{section}/", f"{section}-"))


def _anchors(pack: Pack, *, only_asking: bool = False) -> list[str]:
    """Return the anchors of the pack's clauses, as the pack writes them."""
    return [
        pack.shown(f"{directive.id}:{clause.anchor}")
        for directive in (pack.clauses.directives if pack.clauses else ())
        for clause in directive.clauses
        if clause.role.asks or not only_asking
    ]


def _start(span: Span) -> Span:
    """Point at the beginning of a mapping, not at all its lines."""
    return Span(file=span.file, line=span.line, column=span.column)
