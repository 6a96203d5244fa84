"""DE424: a clause file is about a directive that the pack does not have, or repeats something."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose, suggest
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.model import Pack

PAGE = Page(
    code="DE424",
    title=Words("a clause file that does not fit its pack", "条款文件与规则包不符"),
    reason=prose(
        """
        `clauses.yaml` lists the clauses of the directives that `pack.yaml` names, each directive
        and each anchor once.
        """,
        """
        `clauses.yaml` 列出 `pack.yaml` 所载各份指示的条款；每份指示、每个锚点只出现一次。
        """,
    ),
    place="clauses",
    bad="""\
directives:
  - id: county-pull
    length: 20
    fingerprint: "0f4a469ee5ff"
    clauses:
      - {anchor: 八-五/1, role: order, position: 0, length: 9, fingerprint: "1f4a469ee5ff"}
""",
    good="""\
directives:
  - id: county-push
    length: 20
    fingerprint: "0f4a469ee5ff"
    clauses:
      - {anchor: 八-五/1, role: order, position: 0, length: 9, fingerprint: "1f4a469ee5ff"}
""",
    line=2,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find unknown directives, and directives and anchors that stand twice."""
    for pack in subject.base.packs:
        yield from _unfit(pack)


def _unfit(pack: Pack) -> Iterator[Found]:
    known = [directive.id for directive in pack.manifest.directives]
    seen: set[str] = set()
    for directive in pack.clauses.directives if pack.clauses else ():
        if directive.id not in known:
            words = Words(
                f"the pack has no directive `{directive.id}`", f"规则包没有指示 `{directive.id}`"
            )
            hint = suggest(directive.id, known)
            yield Found(message=words, span=directive.where("id"), help=hint)
        for name, span in (
            (directive.id, directive.where("id")),
            *((f"{directive.id}:{c.anchor}", c.where("anchor")) for c in directive.clauses),
        ):
            if name in seen:
                yield Found(message=Words(f"`{name}` stands twice", f"`{name}` 重复"), span=span)
            seen.add(name)


CHECK = Check(page=PAGE, find=find)
