"""The numbers of a bulk run, and an audit of what a page shows → the gap report."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from directive_engine.engines.bulk import SHOWN, BulkOutcome, StatusCounts
from directive_engine.findings import Audit
from directive_engine.model import Rule, Status
from directive_engine.reports.gap_report import GapReport, build_gap_report
from directive_engine.reports.sentences import Sentences
from directive_engine.reports.summary import Tally
from directive_engine.values import RuleId, UnitId
from directive_engine.wording import term


def build_bulk_report(
    outcome: BulkOutcome, shown: Audit, sentences: Sentences, warnings: Iterable[str]
) -> GapReport:
    """Build the report; `shown` holds the findings of all units that it shows."""
    zh = sentences.language == "zh"
    report = build_gap_report(shown, sentences, (*warnings, *_notes(outcome, zh=zh)))
    units = (unit.id for unit in shown.request.register.units)
    row_of = dict(zip(units, outcome.around, strict=True))
    pages = {
        row: replace(
            page, card=replace(page.card, tally=_unit_tally(page.card.name, outcome.statuses[row]))
        )
        for page in report.pages
        if (row := row_of[UnitId(page.card.id)]) in outcome.statuses
    }
    listed = {(row, str(rule)) for row, rule in outcome.shown}
    summary = replace(
        report.summary,
        total=_tally("合计" if zh else "total", outcome.by_rule.values()),
        units=outcome.units,
        by_requirement=_by_requirement(outcome, shown, zh=zh),
        by_party=_by_party(outcome, shown, sentences),
        by_township=_by_township(outcome, zh=zh),
        ranking=tuple(pages[row].card for row in outcome.ranked),
    )
    return replace(
        report,
        summary=summary,
        gaps=tuple(e for e in report.gaps if (row_of[UnitId(e.unit_id)], e.rule_id) in listed),
        to_verify=report.to_verify[:SHOWN],
        waived=report.waived[:SHOWN],
        pages=tuple(pages.values()),
    )


def _unit_tally(name: str, statuses: Mapping[RuleId, Status]) -> Tally:
    counts = Counter(statuses.values())
    return Tally(
        name=name,
        compliant=counts[Status.COMPLIANT],
        gaps=counts[Status.GAP],
        unknown=counts[Status.UNKNOWN],
        waived=counts[Status.WAIVED],
    )


def _notes(outcome: BulkOutcome, *, zh: bool) -> Iterable[str]:
    total = sum(counts.gaps for counts in outcome.by_rule.values())
    if total > SHOWN:
        yield (
            f"全部 {total:,} 条问题见 gaps.parquet，本页按严重程度列出前 {SHOWN} 条"
            if zh
            else f"all {total:,} gaps are in gaps.parquet; the worst {SHOWN} are listed here"
        )
    for fact, number in outcome.unused.items():
        yield (
            f"`{fact}` 有 {number:,} 个数值不能使用，按缺失处理"
            if zh
            else f"`{fact}`: {number:,} values could not be used and are taken as missing"
        )


def _tally(name: str, counts: Iterable[StatusCounts]) -> Tally:
    all_counts = list(counts)
    return Tally(
        name=name,
        compliant=sum(c.compliant for c in all_counts),
        gaps=sum(c.gaps for c in all_counts),
        unknown=sum(c.unknown for c in all_counts),
        waived=sum(c.waived for c in all_counts),
    )


def _grouped(outcome: BulkOutcome, name_of: Mapping[RuleId, str]) -> tuple[Tally, ...]:
    groups: dict[str, list[StatusCounts]] = {}
    for rule, counts in outcome.by_rule.items():
        groups.setdefault(name_of[rule], []).append(counts)
    tallies = (_tally(name or "—", counts) for name, counts in groups.items())
    return tuple(tally for tally in tallies if tally.applicable)


def _by_requirement(outcome: BulkOutcome, shown: Audit, *, zh: bool) -> tuple[Tally, ...]:
    names: dict[RuleId, str] = {}
    for pack in shown.request.packs:
        requirements = {r.id: r for r in pack.manifest.requirements}
        for file in pack.files:
            found = requirements.get(file.requirement)
            name = "" if found is None else found.title if zh else found.title_en
            names |= {RuleId(rule.id): name for rule in file.rules}
    return _grouped(outcome, names)


def _by_party(outcome: BulkOutcome, shown: Audit, sentences: Sentences) -> tuple[Tally, ...]:
    def words(rule: Rule) -> str:
        return term("party", rule.accountable.lead.value).in_language(sentences.language)

    rules = (rule for pack in shown.request.packs for rule in pack.rules)
    return _grouped(outcome, {RuleId(rule.id): words(rule) for rule in rules})


def _by_township(outcome: BulkOutcome, *, zh: bool) -> tuple[Tally, ...]:
    other = "县直" if zh else "county level"
    tallies = [_tally(name or other, [c]) for name, c in outcome.by_township.items()]
    return tuple(tally for tally in tallies if tally.applicable)
