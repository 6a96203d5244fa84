"""Checklist → the form (检查清单), with the columns of inspection practice."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, assert_never

from directive_engine.checklists import Checklist, Grouping, Item, place_of
from directive_engine.diagnostics import Language
from directive_engine.findings import Audit
from directive_engine.model import Method, Status
from directive_engine.reports.parameters import contested_in
from directive_engine.reports.sentences import Sentences
from directive_engine.wording import term

_CIRCLED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the form; `result` is empty where the inspector has to find it out.

    `stricter` says which of several stated values the question takes, `demanded` which clauses
    demand it (`①八-五/3`, by the numbers of the form's basis), and `rules` are all that the line
    answers.
    """

    number: int
    group: str
    category: str
    content: str
    point: str
    methods: str
    evidence: str
    result: str
    record: str
    rule: str
    rules: tuple[str, ...]
    demanded: str
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
    grouping: str
    basis: tuple[str, ...]
    lines: tuple[Line, ...]


def build_form(
    checklist: Checklist, audit: Audit, sentences: Sentences, grouping: Grouping | None = None
) -> Form:
    """Build the form in the language of `sentences`; known results are filled in."""
    zh = sentences.language == "zh"
    kind, unit = checklist.kind, checklist.unit
    directives = checklist.directives
    numbers = {d.id: _number(n) for n, d in enumerate(directives, start=1)}
    if len(directives) == 1:
        numbers = dict.fromkeys(numbers, "")
    return Form(
        language=sentences.language,
        title="检查清单" if zh else "Checklist",
        unit=unit.name if unit else "",
        unit_id=unit.id if unit else "",
        kind=(kind.label if zh else kind.label_en) if kind else "",
        responsible=unit.responsible if unit else "",
        date=audit.request.as_of.isoformat() if unit else "",
        grouping=grouping.value if grouping else "",
        basis=tuple(f"{numbers[d.id]}{d.title if zh else d.title_en}" for d in directives),
        lines=tuple(
            _line(
                item,
                audit,
                sentences,
                number=number,
                group=_group(item, grouping, sentences.language),
                demanded=_demanded(item, numbers, sentences.language),
            )
            for number, item in enumerate(checklist.items, start=1)
        ),
    )


def _number(number: int) -> str:
    """Return ① to ⑳, beyond that a number in brackets."""
    return chr(0x245F + number) if number <= _CIRCLED else f"({number})"


def _demanded(item: Item, numbers: Mapping[str, str], language: Language) -> str:
    """Name the clauses that demand an item, by directive: `①八-五/2、八-五/3；②五/2`."""
    by_directive: dict[str, list[str]] = {}
    for demand in item.demands:
        by_directive.setdefault(demand.directive.id, []).append(demand.anchor)
    within, between = ("、", "；") if language == "zh" else (", ", "; ")
    return between.join(
        f"{numbers[id_]}{within.join(anchors)}" for id_, anchors in by_directive.items()
    )


def _group(item: Item, grouping: Grouping | None, language: Language) -> str:
    match grouping:
        case None:
            return ""
        case Grouping.REQUIREMENT:
            return item.requirement if language == "zh" else item.requirement_en
        case Grouping.PARTY:
            return term("party", item.rule.accountable.lead.value).in_language(language)
        case Grouping.PLACE:
            place = place_of(item.rule)
            return (
                term("place", place).in_language(language) if isinstance(place, Method) else place
            )
        case _:
            assert_never(grouping)


def _line(
    item: Item, audit: Audit, sentences: Sentences, *, number: int, group: str, demanded: str
) -> Line:
    zh, rule = sentences.language == "zh", item.rule
    separator = "、" if zh else ", "
    record, status = "", ""
    if item.finding is None and rule.drafted and rule.drafted.parties:
        named = separator.join(rule.drafted.parties)
        record = f"责任单位：{named}" if zh else f"answers: {named}"
    elif item.finding is not None:
        explanation = audit.explain(item.finding)
        status = item.finding.status.value
        if item.finding.status is Status.UNKNOWN:
            missing = sentences.missing(item.finding, explanation.missing)
            record = (f"须核实：{missing}" if zh else f"to verify: {missing}") if missing else ""
        else:
            record = ("；" if zh else "; ").join(sentences.because(item.finding, explanation))
    methods = dict.fromkeys(method for asked in item.rules for method in asked.methods)
    evidence = dict.fromkeys(thing for asked in item.rules for thing in asked.evidence)
    return Line(
        number=number,
        group=group,
        category=item.requirement if zh else item.requirement_en,
        content=rule.title if zh else rule.title_en,
        point=sentences.point(rule, item.compiled.requires),
        methods=separator.join(term("method", m).in_language(sentences.language) for m in methods),
        evidence=separator.join(evidence),
        result=sentences.status(item.finding.status) if item.finding is not None else "",
        record=record,
        rule=rule.id,
        rules=tuple(asked.id for asked in item.rules),
        demanded=demanded,
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
