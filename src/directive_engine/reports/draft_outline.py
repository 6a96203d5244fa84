"""Draft → its outline for the terminal: clauses by section, repairs, and what is doubtful."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from directive_engine.diagnostics import Language
from directive_engine.drafting.clauses import DraftClause
from directive_engine.drafting.draft import Draft
from directive_engine.reports.templating import render_template
from directive_engine.wording import term


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """A clause as a line of the outline; `details` are party, deadline and quantities."""

    anchor: str
    role: str
    text: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveOutline:
    """One directive: its title, its date (empty: not stated), how many clauses of each role."""

    title: str
    date: str
    counts: tuple[tuple[str, int], ...]
    clauses: tuple[ClauseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOutline:
    """What the terminal shows of a draft."""

    language: Language
    source: str
    directives: tuple[DirectiveOutline, ...]
    repairs: tuple[str, ...]


def render_draft_outline(draft: Draft, source: str, language: Language) -> str:
    """Return the outline of the file `source` as text."""
    document = DraftOutline(
        language=language,
        source=Path(source).name,
        directives=tuple(
            DirectiveOutline(
                title=directive.title,
                date=directive.date.isoformat() if directive.date else "",
                counts=_counts(directive.clauses, language),
                clauses=tuple(_line(clause, language) for clause in directive.clauses),
            )
            for directive in draft.directives
        ),
        repairs=repair_lines(draft, language),
    )
    return render_template("draft.txt.j2", document)


def repair_lines(draft: Draft, language: Language) -> tuple[str, ...]:
    """Return one line for each repair: its place in the text as read, and what was done."""
    raw = draft.text.raw
    lines = []
    line = before = 0
    for repair in sorted(draft.text.repairs, key=lambda repair: repair.start):
        line += raw.count("\n", before, repair.start)
        before = repair.start
        column = repair.start - (raw.rfind("\n", 0, repair.start) + 1)
        found, read_as = (text.replace("\n", "⏎") for text in (repair.found, repair.read_as))
        label = repair.kind.label.in_language(language)
        change = f"`{found}` → `{read_as}`" if read_as else f"`{found}`"
        lines.append(f"{line + 1}:{column + 1} {label} {change}")
    return tuple(lines)


def _counts(clauses: tuple[DraftClause, ...], language: Language) -> tuple[tuple[str, int], ...]:
    counted = Counter(clause.role.value for clause in clauses)
    return tuple((term("role", role).in_language(language), n) for role, n in counted.items())


def _line(clause: DraftClause, language: Language) -> ClauseLine:
    separator = "、" if language == "zh" else ", "
    source = term("party_source", clause.party_source.value).in_language(language)
    details = []
    if clause.parties:
        named = separator.join(clause.parties)
        details.append(f"{named}（{source}）" if language == "zh" else f"{named} ({source})")
    figures = [figure.words for figure in (*clause.deadlines, *clause.quantities)]
    if figures:
        details.append(separator.join(figures))
    return ClauseLine(
        anchor=clause.anchor,
        role=term("role", clause.role.value).in_language(language),
        text=clause.text,
        details=" · ".join(details),
    )
