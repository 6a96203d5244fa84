"""DE414: a rule points at a clause that has no fingerprint in the manifest."""

from collections.abc import Iterator, Sequence

from directive_engine.diagnostics import Page, Words, prose, suggest
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.checks.de422_malformed_anchor import is_anchor

PAGE = Page(
    code="DE414",
    title=Words("a clause without fingerprint", "条款没有指纹"),
    reason=prose(
        """
        A pack quotes no sentence of its directive; it points at clauses by anchor.
        `fingerprints` in `pack.yaml` ties each anchor to the wording that was meant, so that a
        changed text is noticed.
        """,
        """
        规则包不引用原文，只用锚点指向条款；`pack.yaml` 的
         `fingerprints` 记下各锚点所指文字的指纹，原文改动时即可发现。
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
    """Find well-formed anchors without a fingerprint."""
    for pack in subject.base.packs:
        known = pack.manifest.fingerprints
        for rule in pack.rules:
            for index, clause in enumerate(rule.clauses):
                if clause in known or not is_anchor(clause):
                    continue
                words = Words(
                    f"clause `{clause}` has no fingerprint in `pack.yaml`",
                    f"条款 `{clause}` 在 `pack.yaml` 中没有指纹",
                )
                hint = _hint(clause, list(known))
                yield Found(message=words, span=rule.where("clauses", index), help=hint)


def _hint(clause: str, known: Sequence[str]) -> Words | None:
    section = clause.rsplit("/", 1)[0]
    beside = [anchor for anchor in known if anchor.rsplit("/", 1)[0] == section]
    if not beside:
        return suggest(clause, known)
    return Words(
        f"`{section}` has {', '.join(beside)}; add the fingerprint of a new one to `pack.yaml`",
        f"`{section}` 现有 {'、'.join(beside)}；新条款请在 `pack.yaml` 中补充指纹",
    )


CHECK = Check(page=PAGE, find=find)
