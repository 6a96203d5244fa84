"""Checklist → the form (检查清单), with the columns of inspection practice."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from directive_engine.checklists import Checklist, Item
from directive_engine.findings import Audit
from directive_engine.model import Status
from directive_engine.reports.parameters import contested_in
from directive_engine.reports.sentences import Sentences
from directive_engine.wording import term


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the form; `result` is empty where the inspector has to find it out.

    `stricter` says which of several stated values the question takes.
    """

    number: int
    category: str
    content: str
    point: str
    methods: str
    evidence: str
    result: str
    record: str
    rule: str
    status: str
    stricter: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole form."""

    language: str
    title: str
    unit: str
    unit_id: str
    kind: str
    responsible: str
    date: str
    basis: tuple[str, ...]
    lines: tuple[Line, ...]


def build_form(checklist: Checklist, audit: Audit, sentences: Sentences) -> Form:
    """Build the form in the language of `sentences`; known results are filled in."""
    zh = sentences.language == "zh"
    kind = checklist.kind
    unit = checklist.unit
    used = {item.pack for item in checklist.items}
    basis = [p.manifest for p in audit.request.packs if p.manifest.title in used]
    return Form(
        language=sentences.language,
        title="检查清单" if zh else "Checklist",
        unit=unit.name if unit else "",
        unit_id=unit.id if unit else "",
        kind=(kind.label if zh else kind.label_en) if kind else "",
        responsible=unit.responsible if unit else "",
        date=audit.request.as_of.isoformat() if unit else "",
        basis=tuple(m.title if zh else m.title_en for m in basis),
        lines=tuple(
            _line(number, item, audit, sentences)
            for number, item in enumerate(checklist.items, start=1)
        ),
    )


def _line(number: int, item: Item, audit: Audit, sentences: Sentences) -> Line:
    zh, rule = sentences.language == "zh", item.rule
    separator = "、" if zh else ", "
    record, status = "", ""
    if item.finding is not None:
        explanation = audit.explain(item.finding)
        status = item.finding.status.value
        if item.finding.status is Status.UNKNOWN:
            missing = sentences.missing(item.finding, explanation.missing)
            record = (f"须核实：{missing}" if zh else f"to verify: {missing}") if missing else ""
        else:
            record = ("；" if zh else "; ").join(sentences.because(item.finding, explanation))
    methods = [term("method", m.value).in_language(sentences.language) for m in rule.methods]
    return Line(
        number=number,
        category=item.requirement if zh else item.requirement_en,
        content=rule.title if zh else rule.title_en,
        point=sentences.point(rule, item.compiled.requires),
        methods=separator.join(methods),
        evidence=separator.join(rule.evidence),
        result=sentences.status(item.finding.status) if item.finding is not None else "",
        record=record,
        rule=rule.id,
        status=status,
        stricter=contested_in(
            item.compiled,
            audit.request.program,
            audit.request.parameters,
            audit.request.packs,
            sentences.language,
        ),
    )


def form_record(form: Form) -> Mapping[str, object]:
    """Return the form as plain values."""
    return asdict(form)


def render_forms_json(forms: list[Form]) -> str:
    """Return forms as JSON text."""
    return json.dumps([form_record(form) for form in forms], ensure_ascii=False, indent=1) + "\n"
