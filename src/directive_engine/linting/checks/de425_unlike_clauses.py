"""DE425: two packs know one clause by different fingerprints."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.model import Clause

PAGE = Page(
    code="DE425",
    title=Words("packs that know different texts of a clause", "各规则包所记条款不一"),
    reason=prose(
        """
        Two packs may point at clauses of the same directive. Where their clause files give one
        anchor different fingerprints or roles, one of the two was written from another text.
        """,
        """
        不同规则包可以指向同一份指示的条款。若两处条款文件对同一锚点记有不同的指纹或角色，
        其中一处所据的文本已经不同。
        """,
    ),
    place="none",
    bad="""\
- {anchor: 八-五/1, role: order, position: 0, length: 9, fingerprint: "1f4a469ee5ff"}
- {anchor: 八-五/1, role: order, position: 0, length: 9, fingerprint: "2f4a469ee5ff"}
""",
    good="""\
- {anchor: 八-五/1, role: order, position: 0, length: 9, fingerprint: "1f4a469ee5ff"}
- {anchor: 八-五/1, role: order, position: 0, length: 9, fingerprint: "1f4a469ee5ff"}
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find clauses that differ from the same clause in an earlier pack."""
    first: dict[str, Clause] = {}
    for pack in subject.base.packs:
        for directive in pack.clauses.directives if pack.clauses else ():
            for clause in directive.clauses:
                known = first.setdefault(f"{directive.id}:{clause.anchor}", clause)
                if (known.fingerprint, known.role) != (clause.fingerprint, clause.role):
                    yield _differs(directive.id, clause, known)


def _differs(directive: str, clause: Clause, known: Clause) -> Found:
    words = Words(
        f"clause `{clause.anchor}` of `{directive}` is another at {known.span}",
        f"`{directive}` 的条款 `{clause.anchor}` 与 {known.span} 处不同",
    )
    hint = Words("write both clause files from the same text", "请用同一文本重新生成两处条款文件")
    return Found(message=words, span=clause.where("anchor"), help=hint)


CHECK = Check(page=PAGE, find=find)
