"""Audit → the gap report (问题清单): summary, ranking, every gap, what to verify."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from directive_engine.findings import Audit, Finding
from directive_engine.model import Status
from directive_engine.reports.parameters import contested_words
from directive_engine.reports.sentences import Sentences
from directive_engine.reports.summary import Names, Summary, UnitCard, build_summary
from directive_engine.units import Unit
from directive_engine.values import FactId, RuleId, UnitId
from directive_engine.wording import term, value_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finding in words."""

    number: int
    unit: str
    unit_id: str
    kind: str
    township: str
    rule: str
    rule_id: str
    pack: str
    clauses: tuple[str, ...]
    status: Status
    status_words: str
    severity: str
    severity_words: str
    question: str
    because: tuple[str, ...]
    missing: str
    closes: str
    accountable: tuple[tuple[str, str, bool], ...]
    remedy: str
    due: str
    waiver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """One unit's findings."""

    card: UnitCard
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyLine:
    """What is to be found out at one unit, and how many findings anywhere wait for it."""

    unit: str
    unit_id: str
    kind: str
    facts: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLine:
    """A parameter that the report used, with its basis."""

    label: str
    value: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """The whole report."""

    summary: Summary
    gaps: tuple[Entry, ...]
    to_verify: tuple[VerifyLine, ...]
    waived: tuple[Entry, ...]
    pages: tuple[UnitPage, ...]
    parameters: tuple[ParameterLine, ...]
    warnings: tuple[str, ...]


def build_gap_report(
    audit: Audit, sentences: Sentences, warnings: Iterable[str] = ()
) -> GapReport:
    """Build the report in the language of `sentences`; `warnings` are the data problems met."""
    return _Builder(audit=audit, sentences=sentences).build(tuple(warnings))


@dataclass(frozen=True, kw_only=True)
class _Builder:
    audit: Audit
    sentences: Sentences

    @cached_property
    def points(self) -> Mapping[str, str]:
        """What to check under every rule."""
        request = self.audit.request
        compiled = {rule.id: rule for rule in request.program.rules}
        return {
            rule.id: self.sentences.point(rule, compiled[RuleId(rule.id)].requires)
            for pack in request.packs
            for rule in pack.rules
        }

    @property
    def zh(self) -> bool:
        return self.sentences.language == "zh"

    @cached_property
    def names(self) -> Names:
        """What units, kinds and parties are called."""
        return Names(audit=self.audit, language=self.sentences.language)

    def build(self, warnings: tuple[str, ...]) -> GapReport:
        audit, request = self.audit, self.audit.request
        concerned = [f for f in audit.findings if f.status is not Status.NOT_APPLICABLE]
        entries = {id(f): self.entry(n, f) for n, f in enumerate(self.ranked(concerned), start=1)}
        return GapReport(
            summary=build_summary(audit, self.sentences.language),
            gaps=self.of_status(entries, concerned, Status.GAP),
            to_verify=tuple(self.verify_lines(concerned)),
            waived=self.of_status(entries, concerned, Status.WAIVED),
            pages=tuple(self.page(unit, entries) for unit in request.register.units),
            parameters=tuple(self.parameter_lines()),
            warnings=warnings,
        )

    def ranked(self, findings: Iterable[Finding]) -> list[Finding]:
        order = {unit.id: n for n, unit in enumerate(self.audit.request.register.units)}
        return sorted(
            findings,
            key=lambda f: (f.status is not Status.GAP, f.rule.severity.rank, order[f.unit.id]),
        )

    def of_status(
        self, entries: dict[int, Entry], findings: Iterable[Finding], status: Status
    ) -> tuple[Entry, ...]:
        chosen = [entries[id(f)] for f in self.ranked(findings) if f.status is status]
        return tuple(chosen)

    def page(self, unit: Unit, entries: dict[int, Entry]) -> UnitPage:
        findings = [
            f
            for f in self.audit.findings_by_unit[unit.id]
            if f.status is not Status.NOT_APPLICABLE
        ]
        return UnitPage(
            card=self.names.card(unit),
            entries=tuple(entries[id(f)] for f in self.ranked(findings)),
        )

    def entry(self, number: int, finding: Finding) -> Entry:
        rule, sentences = finding.rule, self.sentences
        explanation = self.audit.explain(finding)
        waiver = finding.waiver
        waived = ""
        if waiver is not None:
            waived = (
                f"{waiver.approver}批准，{waiver.reason}，有效期至 {waiver.expires}"
                if self.zh
                else f"approved by {waiver.approver}: {waiver.reason}, until {waiver.expires}"
            )
        return Entry(
            number=number,
            unit=finding.unit.name,
            unit_id=finding.unit.id,
            kind=self.names.kind(finding.unit),
            township=self.names.township(finding.unit),
            rule=rule.title if self.zh else rule.title_en,
            rule_id=rule.id,
            pack=finding.compiled.pack,
            clauses=rule.clauses,
            status=finding.status,
            status_words=sentences.status(finding.status),
            severity=rule.severity.value,
            severity_words=term("severity", rule.severity.value).in_language(sentences.language),
            question=self.points[rule.id],
            because=sentences.because(finding, explanation),
            missing=sentences.missing(finding, explanation.missing),
            closes=sentences.closes(finding, explanation.closes),
            accountable=tuple(
                (
                    self.names.party(body.party),
                    body.name or ("未明确" if self.zh else "not named"),
                    body.is_lead,
                )
                for body in finding.accountable
            ),
            remedy=rule.remedy.action if self.zh else rule.remedy.action_en or rule.remedy.action,
            due=finding.due.isoformat() if finding.due else "",
            waiver=waived,
        )

    def verify_lines(self, findings: Iterable[Finding]) -> Iterable[VerifyLine]:
        """List the missing facts by the unit that has to supply them, the most awaited first."""
        waiting: dict[UnitId, Counter[FactId]] = {}
        for finding in findings:
            if finding.status is Status.UNKNOWN:
                for missing in self.audit.explain(finding).missing:
                    waiting.setdefault(missing.unit.id, Counter())[missing.fact] += 1
        for unit in self.audit.request.register.units:
            facts = waiting.get(unit.id)
            if facts:
                yield VerifyLine(
                    unit=unit.name,
                    unit_id=unit.id,
                    kind=self.names.kind(unit),
                    facts=tuple(
                        self.sentences.fact(unit, fact, unit) for fact, _ in facts.most_common()
                    ),
                    waiting=facts.total(),
                )

    def parameter_lines(self) -> Iterable[ParameterLine]:
        packs, language = self.audit.request.packs, self.sentences.language
        for value in self.audit.request.parameters:
            parameter, basis = value.parameter, value.parameter.basis
            parts = [basis.source, basis.place, str(basis.from_ or ""), basis.note]
            default = "，".join(part for part in parts if part)
            yield ParameterLine(
                label=parameter.label if self.zh else parameter.label_en,
                value=value_words(
                    value.value,
                    parameter.type,
                    self.sentences.language,
                    parameter.unit_of_measure,
                ),
                basis=value.override or contested_words(value, packs, language) or default,
            )
