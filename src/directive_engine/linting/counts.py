"""What stands below a heading of a pack, for the checks of headings that count."""

from collections.abc import Iterator, Sequence

from directive_engine.linting.check import Subject
from directive_engine.model import Children, Count, Pack, Requirement


def stated_counts(subject: Subject) -> Iterator[tuple[Pack, Requirement | None, Count]]:
    """Yield what packs, and their requirements, say that a heading counts."""
    for pack in subject.base.packs:
        yield from ((pack, None, count) for count in pack.manifest.counts)
        for requirement in pack.manifest.requirements:
            yield from ((pack, requirement, count) for count in requirement.counts)


def children_below(kind: Children, requirement: Requirement | None, pack: Pack) -> Sequence[str]:
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
                for anchor in clause_anchors(pack, only_asking=True)
                if requirement is None or _is_below(anchor, requirement.anchor)
            ]


def _is_below(anchor: str, section: str) -> bool:
    return anchor != section and anchor.startswith((f"{section}/", f"{section}-"))


def clause_anchors(pack: Pack, *, only_asking: bool = False) -> list[str]:
    """Return the anchors of the pack's clauses, as the pack writes them."""
    return [
        pack.shown(f"{directive.id}:{clause.anchor}")
        for directive in (pack.clauses.directives if pack.clauses else ())
        for clause in directive.clauses
        if clause.role.asks or not only_asking
    ]
