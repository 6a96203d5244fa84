"""A rule, or one finding, → words."""

import json
from collections.abc import Sequence
from pathlib import Path

from directive_engine.catalogue import page_of, read_pages
from directive_engine.compiling import ParameterValue
from directive_engine.diagnostics import Diagnostic, Language, UsageError, Words, suggest
from directive_engine.findings import Audit, Finding
from directive_engine.ir import CompiledRule
from directive_engine.model import Pack, Rule
from directive_engine.reports.pages import render_catalogue, render_page
from directive_engine.reports.parameters import contested_in
from directive_engine.reports.records import finding_record
from directive_engine.reports.sentences import Sentences
from directive_engine.reports.templating import render_template
from directive_engine.values import ParameterId
from directive_engine.wording import Verbaliser, term
from directive_engine.workflows.auditing import chosen_parameters
from directive_engine.workflows.loading import usable_rules


def explain_rule(
    name: str,
    rules: Sequence[Path],
    settings: Sequence[str],
    site: Path | None,
    language: Language,
) -> str:
    """Return a rule in words; raises UsageError where there is none of this id (DE006)."""
    compiled = usable_rules(rules)
    pack, rule = find_rule(name, compiled.base.packs)
    parameters = chosen_parameters(compiled, settings, site)
    verbaliser = Verbaliser(
        vocabulary=compiled.base.vocabulary,
        parameters={ParameterId(v.parameter.id): v.parameter for v in parameters},
        values={ParameterId(v.parameter.id): v.value for v in parameters},
        language=language,
    )
    conditions = next(r for r in compiled.program.rules if r.id == rule.id)
    program, packs = compiled.program, compiled.base.packs
    contested = contested_in(conditions, program, parameters, packs, language)
    lines = _rule_lines(rule, pack, conditions, verbaliser, parameters, contested)
    return render_template("explain.txt.j2", (language, lines, ()))


def explain_code(code: str, language: Language) -> str:
    """Return the page of a diagnostic's code; raises UsageError where there is none (DE006)."""
    page = page_of(code)
    if page is None:
        words = Words(f"no code `{code}`", f"没有诊断代码 `{code}`")
        hint = Words(
            "`directive-engine explain codes` lists all",
            "`directive-engine explain codes` 列出全部",
        )
        raise UsageError(Diagnostic(code="DE006", message=words, help=hint))
    return render_page(page, language)


def explain_codes() -> str:
    """Return the pages of all codes in both languages, as Markdown."""
    return render_catalogue(read_pages().values())


def explain_finding(name: str, unit: str, audit: Audit, sentences: Sentences) -> str:
    """Return one finding in words: what decided it, what would settle or close it."""
    pack, rule = find_rule(name, audit.request.packs)
    findings = {f.rule.id: f for f in _of_unit(unit, audit)}
    finding = findings[rule.id]
    explanation = audit.explain(finding)
    zh = sentences.language == "zh"
    lines = [
        ("单位" if zh else "unit", finding.unit.name),
        ("状态" if zh else "status", sentences.status(finding.status)),
        *[("依据" if zh else "because", text) for text in sentences.because(finding, explanation)],
    ]
    if explanation.missing:
        text = sentences.missing(finding, explanation.missing)
        lines.append(("须核实" if zh else "to verify", text))
    if explanation.closes:
        text = sentences.closes(finding, explanation.closes)
        lines.append(("改到什么程度" if zh else "what closes it", text))
    for body in finding.accountable:
        party = term("party", body.party.value).in_language(sentences.language)
        lines.append(("责任" if zh else "accountable", f"{party} {body.name or '—'}"))
    if finding.due:
        lines.append(("时限" if zh else "due", finding.due.isoformat()))
    request = audit.request
    compiled, parameters = finding.compiled, request.parameters
    contested = contested_in(
        compiled, request.program, parameters, request.packs, sentences.language
    )
    about = _rule_lines(rule, pack, compiled, sentences.verbaliser, parameters, contested)
    return render_template("explain.txt.j2", (sentences.language, about, lines))


def explain_finding_json(name: str, unit: str, audit: Audit, sentences: Sentences) -> str:
    """Return one finding as JSON."""
    _, rule = find_rule(name, audit.request.packs)
    finding = next(f for f in _of_unit(unit, audit) if f.rule.id == rule.id)
    return json.dumps(finding_record(finding, audit, sentences), ensure_ascii=False, indent=1)


def find_rule(name: str, packs: Sequence[Pack]) -> tuple[Pack, Rule]:
    """Return the rule with id `name` (or `pack.id`); raises UsageError where there is none."""
    rules = [(pack, rule) for pack in packs for rule in pack.rules]
    for pack, rule in rules:
        if name in {rule.id, f"{pack.id}.{rule.id}", rule.title}:
            return pack, rule
    known = [text for _, rule in rules for text in (rule.id, rule.title)]
    words = Words(f"no rule `{name}`", f"没有规则 `{name}`")
    raise UsageError(Diagnostic(code="DE006", message=words, help=suggest(name, known)))


def _of_unit(unit: str, audit: Audit) -> Sequence[Finding]:
    register = audit.request.register
    found = next((u for u in register.units if unit in {u.id, u.name}), None)
    if found is None:
        known = [text for u in register.units for text in (u.id, u.name)]
        words = Words(f"no unit `{unit}`", f"没有单位 `{unit}`")
        raise UsageError(Diagnostic(code="DE004", message=words, help=suggest(unit, known)))
    return audit.findings_by_unit[found.id]


def _rule_lines(
    rule: Rule,
    pack: Pack,
    conditions: CompiledRule,
    verbaliser: Verbaliser,
    parameters: Sequence[ParameterValue],
    contested: Sequence[str],
) -> list[tuple[str, str]]:
    language = verbaliser.language
    zh = language == "zh"
    parties = [term("party", p.value).in_language(language) for p in rule.accountable.parties]
    manual = rule.is_judged
    by_hand = "由检查人员判定" if zh else "the inspector's own judgement"
    applies = verbaliser.say(conditions.applies) if rule.applies else ("全部" if zh else "all")
    remedy = rule.remedy.action if zh else rule.remedy.action_en or rule.remedy.action
    severity = term("severity", rule.severity.value).in_language(language)
    separator = "、" if zh else ", "
    return [
        ("规则" if zh else "rule", f"{rule.title if zh else rule.title_en} ({rule.id})"),
        (
            "规则包" if zh else "pack",
            f"{pack.manifest.title if zh else pack.manifest.title_en} ({pack.id})",
        ),
        ("条款" if zh else "clauses", separator.join(rule.clauses)),
        ("适用" if zh else "applies", applies),
        ("要求" if zh else "requires", by_hand if manual else verbaliser.say(conditions.requires)),
        ("检查要点" if zh else "question", Sentences(verbaliser=verbaliser).question(rule)),
        *[("从严" if zh else "stricter", sentence) for sentence in contested],
        (
            "检查方式" if zh else "methods",
            separator.join(term("method", m.value).in_language(language) for m in rule.methods),
        ),
        ("佐证" if zh else "evidence", separator.join(rule.evidence)),
        ("责任方" if zh else "accountable", separator.join(parties)),
        ("严重程度" if zh else "severity", severity),
        ("整改" if zh else "remedy", f"{remedy} ({rule.remedy.within})"),
    ]
