"""DE436: a pack has no clause file, so no change of its directive would be noticed."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.linting.check import Check, Found, Subject

PAGE = Page(
    code="DE436",
    title=Words("a pack without `clauses.yaml`", "规则包缺少 `clauses.yaml`"),
    reason=prose(
        """
        `clauses.yaml` holds anchor, role and fingerprint of every clause of the directive, but no
        text. Without it a changed text goes unnoticed, and `coverage` cannot tell what became of
        every clause. The command writes it from the text and a table of its clauses.
        """,
        """
        `clauses.yaml` 记载指示每一条款的锚点、角色和指纹，不含原文。没有它，原文改动无从发现，
        `coverage` 也无法说明各条款的去向。可用命令由原文和条款表生成。
        """,
    ),
    place="none",
    bad="""\
directive-engine coverage county-push --source 提纲.txt
""",
    good="""\
directive-engine coverage county-push --source 提纲.txt --write-clauses 条款表.tsv
""",
    severity=Severity.WARNING,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find packs without a clause file."""
    for pack in subject.base.packs:
        if pack.clauses is None:
            words = Words(
                f"the pack `{pack.id}` has no `clauses.yaml`",
                f"规则包 `{pack.id}` 没有 `clauses.yaml`",
            )
            command = f"directive-engine coverage {pack.id} --source FILE --write-clauses TABLE"
            yield Found(
                message=words, span=pack.manifest.where("id"), help=Words(command, command)
            )


CHECK = Check(page=PAGE, find=find)
