"""A clause → a draft rule and the fact that it asks for, or an item for the inspector to judge."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from directive_engine.drafting.clauses import DraftClause, PartySource
from directive_engine.drafting.matching import Index, Match
from directive_engine.drafting.measures import Measure, MeasureKind, measure_of
from directive_engine.drafting.names import classes_of
from directive_engine.drafting.questions import question_of
from directive_engine.model import (
    Accountable,
    Assessment,
    Condition,
    Drafted,
    FactDefinition,
    Method,
    Party,
    Remedy,
    Rule,
    RuleSeverity,
    RuleStatus,
    SimilarRule,
    UnitKind,
)

_TITLE: Final = 18
_LONG: Final = 45
_WHOLE: Final = 100
_SHORTEST: Final = 4
_LIMIT: Final = re.compile("不[少低超高多大小]|达到|控制在|突破|至少|保持在")
_LEAD: Final = re.compile("^(?:杜绝|做到|确保)")
_COUNTED: Final = re.compile(
    r"^\d+(?:个?(?:工作日|小时|分钟|天|日|月)(?:之内|以内|内)?|[处个名所座人条项])"
)
_SIMILAR: Final = 0.35
"""From here a shipped rule is worth a look."""
_SAME: Final = 0.6
"""From here a shipped fact is taken instead of a new one."""
_ORDERED: Final = re.compile("要|应|必须|务必|不得|严禁|禁止|一律|确保|请")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What a kind of evidence looks like as a fact and on a checklist."""

    suffix: str
    label: str
    type: str
    methods: tuple[Method, ...]
    evidence: tuple[str, ...]
    severity: RuleSeverity


_DOCUMENTS, _ON_SITE = Method.DOCUMENTS, Method.ON_SITE
_FORMS: Final = {
    MeasureKind.SHARE: _Form(
        suffix="percent",
        label="{}的比例",
        type="double",
        methods=(_DOCUMENTS, Method.SAMPLING),
        evidence=("统计台账", "抽查记录"),
        severity=RuleSeverity.MAJOR,
    ),
    MeasureKind.COUNT: _Form(
        suffix="count",
        label="{}的次数",
        type="int",
        methods=(_DOCUMENTS,),
        evidence=("工作记录",),
        severity=RuleSeverity.MAJOR,
    ),
    MeasureKind.AMOUNT: _Form(
        suffix="number",
        label="{}的数量",
        type="double",
        methods=(_ON_SITE, _DOCUMENTS),
        evidence=("清单", "实物"),
        severity=RuleSeverity.MAJOR,
    ),
    MeasureKind.TIME: _Form(
        suffix="time",
        label="{}的用时",
        type="double",
        methods=(_DOCUMENTS,),
        evidence=("时间记录",),
        severity=RuleSeverity.MAJOR,
    ),
    MeasureKind.DATE: _Form(
        suffix="date",
        label="{}的完成日期",
        type="date",
        methods=(_DOCUMENTS, _ON_SITE),
        evidence=("完成凭证",),
        severity=RuleSeverity.MAJOR,
    ),
    MeasureKind.DOCUMENT: _Form(
        suffix="document",
        label="有{}的文件",
        type="bool",
        methods=(_DOCUMENTS,),
        evidence=("文件原件",),
        severity=RuleSeverity.MAJOR,
    ),
    MeasureKind.OFFENCE: _Form(
        suffix="offence",
        label="发现{}的情形",
        type="bool",
        methods=(_ON_SITE, Method.SAMPLING),
        evidence=("现场记录",),
        severity=RuleSeverity.MAJOR,
    ),
    MeasureKind.DONE: _Form(
        suffix="done",
        label="已做到{}",
        type="bool",
        methods=(_ON_SITE, _DOCUMENTS),
        evidence=("工作记录",),
        severity=RuleSeverity.MINOR,
    ),
    MeasureKind.JUDGEMENT: _Form(
        suffix="judged",
        label="{}",
        type="bool",
        methods=(Method.INTERVIEW,),
        evidence=("访谈记录",),
        severity=RuleSeverity.ADVISORY,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRule:
    """A draft rule, the clause that it comes from, and the fact that it proposes, if any."""

    clause: DraftClause
    rule: Rule
    fact: FactDefinition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The kinds, facts and rules that packs have already, to be used where they fit."""

    kinds: Sequence[UnitKind]
    facts: Index[FactDefinition]
    rules: Index[Rule]


def known_of(
    kinds: Sequence[UnitKind], facts: Sequence[FactDefinition], rules: Sequence[Rule]
) -> Known:
    """Make what is known comparable with clauses."""
    asked = [fact for fact in facts if fact.derived is None and fact.question]
    return Known(
        kinds=kinds,
        facts=Index([(fact.label + fact.question, fact) for fact in asked]),
        rules=Index([(rule.title + rule.question, rule) for rule in rules]),
    )


class Drafter:
    """Drafts the rules of one pack, so that ids and labels are given once."""

    def __init__(self, prefix: str, known: Known, meeting: date | None, taken: set[str]) -> None:
        """Draft with ids that begin with `prefix`; labels in `taken` are in use elsewhere."""
        self._prefix: Final = prefix
        self._known: Final = known
        self._meeting: Final = meeting
        self._taken: Final = taken
        self._number = 0

    def rule_of(self, clause: DraftClause) -> DraftRule:
        """Return the draft rule of a clause that orders or aims."""
        self._number += 1
        measure = measure_of(clause, self._meeting)
        id_ = f"{self._prefix}_{self._number:03}"
        kinds = _kinds(clause, self._known.kinds)
        question = question_of(clause, names_party=not kinds)
        form = _FORMS[measure.kind]
        title = self._unused(_title(question))
        similar = [m for m in self._known.rules.best(clause.text) if m.score >= _SIMILAR]
        fact, reused = self._fact(id_, title, question, clause, measure, kinds)
        requires = _requires(fact.id, measure) if fact else None
        rule = Rule(
            id=id_,
            title=title,
            title_en=f"Clause {clause.anchor} (no English title yet)",
            clauses=(clause.anchor,),
            applies=Condition(text=_applies(kinds)) if kinds else None,
            requires=Condition(text=requires) if requires else None,
            assessed=Assessment.FACTS if requires else Assessment.MANUAL,
            status=RuleStatus.DRAFT,
            drafted=Drafted(
                parties=clause.parties,
                confidence=_confidence(clause, measure),
                reasons=tuple(_notes(clause, measure, reused)),
                similar=tuple(SimilarRule(rule=m.found.id, score=m.score) for m in similar),
            ),
            question=question,
            methods=form.methods,
            evidence=form.evidence,
            accountable=_accountable(clause),
            severity=form.severity,
            remedy=_remedy(title, measure),
            tags=(clause.topic,) if clause.topic else (),
        )
        return DraftRule(clause=clause, rule=rule, fact=None if reused else fact)

    def _fact(
        self,
        id_: str,
        title: str,
        question: str,
        clause: DraftClause,
        measure: Measure,
        kinds: Sequence[UnitKind],
    ) -> tuple[FactDefinition | None, Match[FactDefinition] | None]:
        """Return the fact that decides, and the match where the packs have it already."""
        form = _FORMS[measure.kind]
        if measure.kind is MeasureKind.JUDGEMENT:
            return None, None
        whole = measure.kind is MeasureKind.AMOUNT and measure.number == int(measure.number)
        type_ = "int" if whole else form.type
        for match in self._known.facts.best(clause.text):
            fits = match.found.type == type_ and match.found.unit_of_measure == measure.unit
            if match.score >= _SAME and fits and measure.kind is not MeasureKind.OFFENCE:
                return match.found, match
        is_number = type_ in {"int", "double"}
        fact = FactDefinition(
            id=f"{id_}_{form.suffix}",
            label=self._unused(form.label.format(title)),
            label_en=f"Clause {clause.anchor}: {form.suffix}",
            type=type_,
            unit_of_measure=measure.unit,
            min=0 if is_number else None,
            max=100 if measure.unit == "%" and measure.number <= _WHOLE else None,
            kinds=tuple(kind.id for kind in kinds) or None,
            question=_fact_question(question, measure),
        )
        return fact, None

    def _unused(self, label: str) -> str:
        chosen, number = label, 1
        while chosen in self._taken:
            number += 1
            chosen = f"{label}{number}"
        self._taken.add(chosen)
        return chosen


def _title(question: str) -> str:
    """Return what the question is about: its act, or what is measured, without the limit."""
    asked = question.rpartition("：")[2].rstrip("？")
    before, _, after = asked.rpartition("是否")
    named = before.rpartition("，")[2]
    is_limit = _LIMIT.match(after) is not None and len(named) >= _SHORTEST
    core = named if is_limit else re.split("[，,]", _LEAD.sub("", after))[-1]
    plain = re.sub(r"[^一-鿿A-Za-z0-9]", "", _COUNTED.sub("", core))[:_TITLE]
    return re.sub(r"^\d+", "", plain) or "要求"


def _kinds(clause: DraftClause, kinds: Sequence[UnitKind]) -> tuple[UnitKind, ...]:
    """Return the vocabulary's kinds of the parties, where each has one."""
    found: list[UnitKind] = []
    for name in clause.unit_kinds:
        kind = _kind(name, kinds)
        if kind is None:
            return ()
        found.append(kind)
    return tuple({kind.id: kind for kind in found}.values())


def _kind(name: str, kinds: Sequence[UnitKind]) -> UnitKind | None:
    bare = re.sub("[（(].*", "", name)
    for word in (bare, *bare.split("/")):
        exact = next((kind for kind in kinds if kind.label == word), None)
        within = [kind for kind in kinds if word in kind.label]
        if exact or within:
            return exact or min(within, key=lambda kind: len(kind.label))
    return None


def _applies(kinds: Sequence[UnitKind]) -> str:
    if len(kinds) == 1:
        return f'kind == "{kinds[0].id}"'
    listed = ", ".join(f'"{kind.id}"' for kind in kinds)
    return f"kind in [{listed}]"


def _requires(fact: str, measure: Measure) -> str:
    number = f"{measure.number:g}"
    match measure.kind:
        case MeasureKind.DATE if measure.due is not None:
            return f'{fact} <= date("{measure.due}")'
        case MeasureKind.OFFENCE:
            met = f"!{fact}"
        case MeasureKind.DONE | MeasureKind.DOCUMENT | MeasureKind.DATE | MeasureKind.JUDGEMENT:
            met = fact
        case _:
            met = f"{fact} {'<=' if measure.at_most else '>='} {number}"
    if measure.due is None or measure.kind is MeasureKind.OFFENCE:
        return met
    return f'{met} || today < date("{measure.due}")'


def _fact_question(question: str, measure: Measure) -> str:
    """Return the question with what is to be filled in."""
    match measure.kind:
        case MeasureKind.SHARE:
            return f"{question}请填实际比例（%）。"
        case MeasureKind.COUNT:
            return f"{question}请填最近 {measure.period_days} 天的实际数（{measure.unit}）。"
        case MeasureKind.AMOUNT:
            return f"{question}请填实有数（{measure.unit}）。"
        case MeasureKind.TIME:
            return f"{question}请填实际用时（{measure.unit}）。"
        case MeasureKind.DATE:
            return f"{question}请填完成日期。"
        case MeasureKind.OFFENCE:
            return f"是否发现“{question.replace('是否杜绝', '').rstrip('？')}”的情形？"
        case MeasureKind.DOCUMENT | MeasureKind.DONE | MeasureKind.JUDGEMENT:
            return question


def _accountable(clause: DraftClause) -> Accountable:
    """Return who answers: the first named party leads."""
    parties = list(clause.four_party)
    first = next(iter(classes_of(clause.parties)), None)
    lead = first[0] if first is not None and first[0] in parties else None
    lead = lead or (parties[0] if parties else Party.TERRITORIAL)
    return Accountable(lead=lead, others=tuple(p for p in parties if p is not lead))


def _remedy(title: str, measure: Measure) -> Remedy:
    if measure.kind is MeasureKind.OFFENCE:
        return Remedy(action=f"立即纠正“{title}”的情形并查明原因", within="7d")
    return Remedy(action=f"对照条款补齐“{title}”并报送佐证", within="30d")


def _confidence(clause: DraftClause, measure: Measure) -> float:
    """Return how sure the drafter is: what is named and counted adds, what is guessed takes."""
    sure = 0.6
    sure += 0.1 * (clause.party_source is PartySource.EXPLICIT)
    sure += 0.1 * bool(_ORDERED.search(clause.text))
    sure += 0.1 * (measure.kind not in {MeasureKind.DONE, MeasureKind.JUDGEMENT})
    sure -= 0.1 * (clause.party_source is PartySource.NONE)
    sure -= 0.2 * bool(clause.omitted)
    sure -= 0.1 * (len(clause.text) > _LONG)
    return round(sure, 2)


def _notes(
    clause: DraftClause, measure: Measure, reused: Match[FactDefinition] | None
) -> Iterator[str]:
    match clause.party_source:
        case PartySource.EXPLICIT:
            yield f"责任单位为条款点名：{'、'.join(clause.parties)}"
        case PartySource.CARRIED:
            yield f"责任单位承前文：{'、'.join(clause.parties)}"
        case PartySource.IMPLIED:
            yield f"责任单位按文意推定：{'、'.join(clause.parties)}"
        case PartySource.NONE:
            yield "条款没有点名责任单位，请补充"
    if clause.omitted:
        yield f"条款承前省略了“{clause.omitted}”"
    for figure in (*clause.deadlines, *clause.quantities):
        yield f"原文数字或时限：{figure.words}"
    if measure.due is not None:
        yield f"期限按会议日期推算为 {measure.due}"
    if measure.kind is MeasureKind.JUDGEMENT:
        yield "没有可核对的事实，由检查人员判断"
    if reused is not None:
        yield f"沿用词表已有事实 {reused.found.id}（相似度 {reused.score}）"
    yield "整改时限为草拟默认值，原文没有规定"
