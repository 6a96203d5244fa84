"""Audit → the JSON object that scripts read (design.md, section 7)."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from directive_engine.engines import Bounds
from directive_engine.findings import Audit, Finding
from directive_engine.model import Status
from directive_engine.reports.sentences import Sentences
from directive_engine.units import Unit
from directive_engine.values import FactId, format_duration


def audit_record(audit: Audit, sentences: Sentences) -> dict[str, object]:
    """Return the whole audit as plain values."""
    request = audit.request
    return {
        "as_of": request.as_of.isoformat(),
        "packs": [pack.id for pack in request.packs],
        "parameters": {v.parameter.id: plain(v.value) for v in request.parameters},
        "summary": {
            "units": len(request.register.units),
            "rules": len(request.program.rules),
            **{status.value: audit.count(status) for status in Status},
        },
        "findings": [finding_record(f, audit, sentences) for f in audit.findings],
    }


def render_audit_json(audit: Audit, sentences: Sentences) -> str:
    """Return the audit as JSON text."""
    return json.dumps(audit_record(audit, sentences), ensure_ascii=False, indent=1)


def finding_record(finding: Finding, audit: Audit, sentences: Sentences) -> dict[str, object]:
    """Return one finding as plain values."""
    explanation = audit.explain(finding)
    verdict = finding.verdict
    record: dict[str, object] = {
        "unit": finding.unit.id,
        "rule": finding.rule.id,
        "pack": finding.compiled.pack,
        "status": finding.status.value,
        "severity": finding.rule.severity.value,
        "applies": verdict.applies.word,
        "requires": verdict.requires.word,
        "because": [
            {
                "atom": atom.expr.source.text or finding.rule.id,
                "unit": atom.unit.id,
                "truth": atom.truth.word,
                "found": plain(atom.found),
                "needed": f"{atom.needed} {_shown(atom.needed_value)}".strip(),
                "shortfall": atom.shortfall,
                "words": sentences.atom(atom, finding.unit),
            }
            for atom in explanation.because
        ],
        "missing": [_name(m.unit, m.fact, finding.unit) for m in explanation.missing],
        "closes": [
            {
                "unit": change.unit.id,
                "fact": change.fact,
                "from": plain(change.before),
                "to": plain(change.after),
                "change": _difference(change.before, change.after),
            }
            for change in explanation.closes
        ],
        "accountable": [
            {
                "party": body.party.value,
                "role": "lead" if body.is_lead else "other",
                "body": body.name or None,
                "unit": body.unit,
            }
            for body in finding.accountable
        ],
        "due": finding.due.isoformat() if finding.due else None,
    }
    if explanation.problems:
        record["problems"] = [
            p.words.in_language(sentences.language) for p in explanation.problems
        ]
    if finding.waiver is not None:
        record["waiver"] = {
            "approver": finding.waiver.approver,
            "reason": finding.waiver.reason,
            "expires": finding.waiver.expires.isoformat(),
        }
    return record


def _name(unit: Unit, fact: FactId, about: Unit) -> str:
    return fact if unit.id == about.id else f"{unit.id}.{fact}"


def _shown(value: object) -> str:
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, str):
        return shown
    return json.dumps(shown, ensure_ascii=False)


def _difference(before: object, after: object) -> Any:
    numbers = (int, float)
    if isinstance(before, bool) or isinstance(after, bool):
        return None
    if isinstance(before, numbers) and isinstance(after, numbers):
        return round(after - before, 9)
    if isinstance(before, date) and isinstance(after, date):
        return (after - before).days
    return None


def plain(value: object) -> object:
    """Return a value as JSON can hold it."""
    match value:
        case Bounds(low=low, high=high):
            return [low, high]
        case tuple():
            return [plain(v) for v in value]
        case date():
            return value.isoformat()
        case timedelta():
            return format_duration(value)
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case _:
            return value
