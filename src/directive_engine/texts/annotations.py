"""A table of clauses (start, end, section, role) and its text → a directive's clauses."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.model import Clause, ClauseRole, DirectiveClauses
from directive_engine.sources import read_text
from directive_engine.texts.fingerprints import Normalised, normalise

_COLUMNS = ("start", "end", "section", "role")


def read_annotations(
    table: Path, source: str, directive: str, only: Collection[str] | None = None
) -> DirectiveClauses:
    """Read the clauses of `directive` from a tab-separated table whose offsets refer to `source`.

    `only` keeps the clauses with these anchors. A column `clause`, where there is one, must show
    the text that stands there. Raises InputError with every row that is wrong (DE432).
    """
    text = normalise(source)
    problems: list[Diagnostic] = []
    rows = list(_rows(table, source, text, problems))
    kept = [row for row in rows if only is None or row[0] in only]
    if not kept and not problems:
        words = Words("the table has no clause that is asked for", "表中没有所需的条款")
        problems.append(Diagnostic(code="DE432", message=words, span=Span(file=str(table))))
    if problems:
        raise InputError(*problems)
    first = min(start for _, _, start, _ in rows)
    last = max(end for _, _, _, end in rows)
    return DirectiveClauses(
        id=directive,
        length=last - first,
        fingerprint=text.fingerprint(first, last),
        clauses=tuple(
            Clause(
                anchor=anchor,
                role=role,
                position=start - first,
                length=end - start,
                fingerprint=text.fingerprint(start, end),
            )
            for anchor, role, start, end in kept
        ),
    )


def _rows(
    table: Path, source: str, text: Normalised, problems: list[Diagnostic]
) -> Iterator[tuple[str, ClauseRole, int, int]]:
    """Yield anchor, role, and the normalised characters of every clause."""
    lines = read_text(table).splitlines()
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    lacking = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        names = ", ".join(f"`{name}`" for name in lacking)
        words = Words(f"the table has no column {names}", f"表中缺少列 {names}")
        problems.append(Diagnostic(code="DE432", message=words, span=Span(file=str(table))))
        return
    seen: Counter[str] = Counter()
    for number, row in enumerate(reader, start=2):
        section = (row["section"] or "").strip()
        seen[section] += 1
        place = _place(row, source, text)
        if not section or "".join(section.split()) != section:
            place = Words("the section has no label without spaces", "章节标号为空或含空格")
        if isinstance(place, Words):
            span = Span(file=str(table), line=number)
            problems.append(Diagnostic(code="DE432", message=place, span=span))
            continue
        yield f"{section}/{seen[section]}", *place


def _place(
    row: dict[str, str | None], source: str, text: Normalised
) -> tuple[ClauseRole, int, int] | Words:
    """Return role and normalised characters of a row, or what is wrong with it."""
    roles = [role.value for role in ClauseRole]
    if row["role"] not in roles:
        choices = ", ".join(roles)
        return Words(
            f"the role must be one of {choices}, found `{row['role']}`",
            f"条款性质应为 {choices} 之一，实为 `{row['role']}`",
        )
    start, end = (row["start"] or "").strip(), (row["end"] or "").strip()
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(source)):
        return Words(
            f"`start` and `end` must be offsets in the text of {len(source)} characters, "
            f"found `{start}` and `{end}`",
            f"`start` 与 `end` 应为原文({len(source)} 字)中的位置，实为 `{start}` 与 `{end}`",
        )
    first, last = text.position_of(int(start)), text.position_of(int(end))
    shown = normalise((row.get("clause") or "").replace("\\n", "\n")).text
    if first == last:
        return Words("there are no letters or digits at this place", "此处没有文字")
    if shown and shown != text.text[first:last]:
        return Words(
            "the text at this place is not the clause that the table shows: "
            "is it the table of another version?",
            "此处的原文与表中所列条款不符：表格是否对应另一版本？",
        )
    return ClauseRole(row["role"]), first, last
