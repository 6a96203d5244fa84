"""DE414: a rule, disposition or requirement points at a clause that the clause file lacks."""

from collections.abc import Iterator, Sequence

from directive_engine.diagnostics import Page, Span, Words, prose, suggest
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.checks.de422_malformed_anchor import is_anchor
from directive_engine.model import Disposition, Pack, Rule

PAGE = Page(
    code="DE414",
    title=Words("a clause that the clause file lacks", "条款文件中没有的条款"),
    reason=prose(
        """
        A pack quotes no sentence of its directive; it points at clauses by anchor. `clauses.yaml`
        ties each anchor to the wording that was meant, so that a changed text is noticed.
        """,
        """
        规则包不引用原文，只用锚点指向条款；`clauses.yaml`
        记下各锚点所指文字的指纹，原文改动时即可发现。
        """,
    ),
    place="rule",
    bad="""\
clauses: [八-五/9]
""",
    good="""\
clauses: [八-五/1]
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find well-formed anchors that the pack's clause file does not know."""
    for pack in subject.base.packs:
        if pack.clauses is not None:
            yield from _unknown_clauses(pack)


def _unknown_clauses(pack: Pack) -> Iterator[Found]:
    directives = pack.clauses.directives if pack.clauses else ()
    clauses = {f"{d.id}:{c.anchor}" for d in directives for c in d.clauses}
    sections = {anchor.rpartition("/")[0] for anchor in clauses}
    known = [pack.shown(anchor) for anchor in clauses]
    for anchor, span in _pointers(pack):
        if is_anchor(anchor) and pack.qualified(anchor) not in clauses:
            yield _unknown(anchor, span, known)
    for requirement in pack.manifest.requirements:
        anchor = pack.qualified(requirement.anchor)
        if not any(s == anchor or s.startswith(f"{anchor}/") for s in sections):
            names = [pack.shown(section) for section in sections]
            yield _unknown(requirement.anchor, requirement.where("anchor"), names)


def _pointers(pack: Pack) -> Iterator[tuple[str, Span]]:
    owners: tuple[Rule | Disposition, ...] = (*pack.rules, *pack.manifest.dispositions)
    for owner in owners:
        for index, anchor in enumerate(owner.clauses):
            yield anchor, owner.where("clauses", index)


def _unknown(anchor: str, span: Span, known: Sequence[str]) -> Found:
    words = Words(
        f"`clauses.yaml` has no clause `{anchor}`", f"`clauses.yaml` 中没有条款 `{anchor}`"
    )
    return Found(message=words, span=span, help=_hint(anchor, sorted(known)))


def _hint(anchor: str, known: Sequence[str]) -> Words | None:
    section = anchor.rpartition("/")[0]
    beside = [other for other in known if section and other.rpartition("/")[0] == section]
    if not beside:
        return suggest(anchor, known)
    return Words(f"`{section}` has {', '.join(beside)}", f"`{section}` 现有 {'、'.join(beside)}")


CHECK = Check(page=PAGE, find=find)
