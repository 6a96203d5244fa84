"""Coverage of a directive → JSON, and the document that templates show as table or page."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from directive_engine.covering import Coverage, CoveredClause, Outcome, SectionTotals
from directive_engine.diagnostics import Language
from directive_engine.wording import term


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The totals of one section, or of all."""

    section: str
    title: str
    total: int
    rules: int
    manual: int
    disposition: int
    uncovered: int
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule that covers a clause."""

    id: str
    title: str
    is_manual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """A clause in words; `place` is line and column of the text."""

    number: int
    anchor: str
    place: str
    text: str
    role: str
    outcome: str
    outcome_words: str
    rules: tuple[RuleLine, ...]
    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text: a clause, or what stands between clauses."""

    text: str
    clause: ClauseLine | None
    is_outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageDocument:
    """The whole document; `pieces` put together are the text."""

    language: str
    title: str
    source: str
    rows: tuple[Row, ...]
    total: Row
    covered: int
    clauses: tuple[ClauseLine, ...]
    pieces: tuple[Piece, ...]
    legend: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def coverage_json(coverage: Coverage) -> str:
    """Return the object of design.md, section 7; a clause that changed counts as not covered."""
    record = {
        "clauses": [_record(clause) for clause in coverage.clauses],
        "covered": coverage.covered,
        "total": coverage.total,
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _record(clause: CoveredClause) -> dict[str, object]:
    counts = clause.outcome is not Outcome.CHANGED
    disposition = clause.disposition.kind.value if clause.disposition and counts else None
    return {
        "start": clause.place.start,
        "end": clause.place.end,
        "anchor": clause.anchor,
        "role": clause.role.value,
        "rules": [rule.id for rule in clause.rules] if counts else [],
        "disposition": disposition,
    }


def build_coverage(coverage: Coverage, source: str, language: Language) -> CoverageDocument:
    """Build the document in `language`; `source` names the text."""
    zh = language == "zh"
    manifest = coverage.pack.manifest
    lines = tuple(
        _line(number, clause, coverage.text, language)
        for number, clause in enumerate(coverage.clauses, start=1)
    )
    sections = coverage.sections()
    whole = SectionTotals(
        section="合计" if zh else "total",
        title="",
        title_en="",
        counts={o: sum(s.counts[o] for s in sections) for o in Outcome},
    )
    return CoverageDocument(
        language=language,
        title=manifest.title if zh else manifest.title_en,
        source=source,
        rows=tuple(_row(totals, zh=zh) for totals in sections),
        total=_row(whole, zh=zh),
        covered=coverage.covered,
        clauses=lines,
        pieces=tuple(_pieces(coverage, lines)),
        legend=tuple((o.value, _words("outcome", o.value, language)) for o in Outcome),
        notes=tuple(d.message.in_language(language) for d in coverage.diagnostics),
    )


def _words(group: str, name: str, language: Language) -> str:
    return term(group, name).in_language(language)


def _row(totals: SectionTotals, *, zh: bool) -> Row:
    counts = totals.counts
    return Row(
        section=totals.section,
        title=totals.title if zh else totals.title_en,
        total=totals.total,
        rules=counts[Outcome.RULES],
        manual=counts[Outcome.MANUAL],
        disposition=counts[Outcome.DISPOSITION],
        uncovered=counts[Outcome.UNCOVERED] + counts[Outcome.CHANGED],
        rate=f"{1000 * totals.covered // totals.total / 10:g}%",  # never rounded up to 100
    )


def _line(number: int, clause: CoveredClause, text: str, language: Language) -> ClauseLine:
    zh, place = language == "zh", clause.place
    before = text[: place.start]
    disposition = ""
    if clause.disposition is not None:
        kind = _words("disposition", clause.disposition.kind.value, language)
        disposition = f"{kind}{'：' if zh else ': '}{clause.disposition.reason}"
    return ClauseLine(
        number=number,
        anchor=clause.anchor,
        place=f"{before.count(chr(10)) + 1}:{place.start - before.rfind(chr(10))}",
        text="".join(text[place.start : place.end].split("\n")),
        role=_words("role", clause.role.value, language),
        outcome=clause.outcome.value,
        outcome_words=_words("outcome", clause.outcome.value, language),
        rules=tuple(
            RuleLine(
                id=rule.id,
                title=rule.title if zh else rule.title_en,
                is_manual=rule.is_judged,
            )
            for rule in clause.rules
        ),
        disposition=disposition,
    )


def _pieces(coverage: Coverage, lines: tuple[ClauseLine, ...]) -> Iterator[Piece]:
    """Cut the text at clauses and ends of directives; of overlapping clauses the first counts."""
    here = 0
    for clause, line in zip(coverage.clauses, lines, strict=True):
        start, end = clause.place.start, clause.place.end
        if start < here:
            continue
        yield from _between(coverage, here, start)
        yield Piece(text=coverage.text[start:end], clause=line, is_outside=False)
        here = end
    yield from _between(coverage, here, len(coverage.text))


def _between(coverage: Coverage, start: int, end: int) -> Iterator[Piece]:
    """Yield what stands between two clauses, cut where a directive begins or ends."""
    edges = sorted({edge for extent in coverage.extents for edge in extent if start < edge < end})
    for first, last in zip([start, *edges], [*edges, end], strict=True):
        if first < last:
            inside = any(low <= first and last <= high for low, high in coverage.extents)
            text = coverage.text[first:last]
            yield Piece(text=text, clause=None, is_outside=not inside)
