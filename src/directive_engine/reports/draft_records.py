"""Draft → the JSON object that scripts read (design.md, section 7)."""

import json
from datetime import date

from directive_engine.drafting.clauses import DraftClause
from directive_engine.drafting.deadlines import due_date, within_days
from directive_engine.drafting.draft import DirectiveDraft, Draft


def render_draft_json(draft: Draft) -> str:
    """Return clauses and repairs with offsets in the text as read, end exclusive."""
    clauses = [
        _clause(clause, directive, number, draft)
        for number, directive in enumerate(draft.directives)
        for clause in directive.clauses
    ]
    record = {
        "directives": [_directive(directive, draft) for directive in draft.directives],
        "clauses": clauses,
        "repairs": [
            {
                "kind": repair.kind.value,
                "start": repair.start,
                "end": repair.end,
                "found": repair.found,
                "read_as": repair.read_as,
            }
            for repair in draft.text.repairs
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=1)


def _directive(directive: DirectiveDraft, draft: Draft) -> dict[str, object]:
    start, end = draft.text.span(directive.start, directive.end)
    day = directive.date.isoformat() if directive.date else None
    return {"title": directive.title, "date": day, "start": start, "end": end}


def _clause(
    clause: DraftClause, directive: DirectiveDraft, number: int, draft: Draft
) -> dict[str, object]:
    start, end = draft.text.span(clause.start, clause.end)
    return {
        "start": start,
        "end": end,
        "directive": number,
        "section": clause.section,
        "anchor": clause.anchor,
        "role": clause.role.value,
        "text": draft.text.raw[start:end],
        "party": ";".join(clause.parties),
        "party_source": clause.party_source.value,
        "four_party": [party.value for party in clause.four_party],
        "unit_kinds": list(clause.unit_kinds),
        "topic": clause.topic,
        "modality": clause.modality.value,
        "condition": clause.condition or None,
        "deadline": ";".join(figure.words for figure in clause.deadlines) or None,
        "due": _due(clause, directive.date),
        "within_days": next(
            (days for f in clause.deadlines if (days := within_days(f.words)) is not None), None
        ),
        "quantities": [piece for figure in clause.quantities for piece in figure.pieces],
    }


def _due(clause: DraftClause, meeting: date | None) -> str | None:
    if meeting is None:
        return None
    days = (due_date(figure.words, meeting) for figure in clause.deadlines)
    found = next((day for day in days if day is not None), None)
    return found.isoformat() if found else None
