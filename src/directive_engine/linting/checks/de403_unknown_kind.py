"""DE403: a fact is said to belong to a kind that does not exist."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose, suggest
from directive_engine.linting.check import Check, Found, Subject

PAGE = Page(
    code="DE403",
    title=Words("unknown kind of unit", "单位类别不存在"),
    reason=prose(
        """
        `kinds` of a fact lists the kinds of unit that have it; each must be one of the `kinds`
        of the vocabulary, by its id.
        """,
        """
        事实的 `kinds` 列出拥有该事实的单位类别，须为词表 `kinds` 中的编号。
        """,
    ),
    place="fact",
    bad="""\
- {id: bed_count, label: 床位数, label_en: beds, type: int, kinds: [schol]}
""",
    good="""\
- {id: bed_count, label: 床位数, label_en: beds, type: int, kinds: [school]}
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find unknown kinds in the facts' `kinds`."""
    ids = {kind.id for kind in subject.vocabulary.kinds}
    id_by_label = {kind.label: kind.id for kind in subject.vocabulary.kinds}
    for fact in subject.base.vocabulary_file.facts:
        for index, kind in enumerate(fact.kinds or ()):
            if kind in ids:
                continue
            words = Words(f"unknown kind `{kind}`", f"没有单位类别 `{kind}`")
            hint = suggest(kind, ids)
            if kind in id_by_label:
                written = id_by_label[kind]
                hint = Words(f"write its id `{written}`", f"请写编号 `{written}`")
            yield Found(message=words, span=fact.where("kinds", index), help=hint)


CHECK = Check(page=PAGE, find=find)
