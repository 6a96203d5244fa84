"""A unit file of any size → files of statuses, gaps and counts, and the gap report."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from directive_engine.compiling import ParameterValue
from directive_engine.diagnostics import Diagnostic, InputError, Language, Span, UsageError, Words
from directive_engine.engines.bulk import BulkOutcome
from directive_engine.engines.columnar.auditing import read_rows, run_bulk
from directive_engine.engines.columnar.bulk import BulkRequest
from directive_engine.engines.columnar.unit_files import UnitFile, open_unit_file
from directive_engine.engines.interpreter import CompiledInterpreter
from directive_engine.engines.limits import beyond_columns
from directive_engine.findings import Audit, AuditRequest, check_waivers, run_audit
from directive_engine.model import Rule, RuleSeverity, Vocabulary, Waiver
from directive_engine.packs import load_waivers
from directive_engine.reports.bulk_report import build_bulk_report
from directive_engine.reports.gap_report import GapReport
from directive_engine.units import Register, load_table, register_columns
from directive_engine.units.tables import Row, Table, heading
from directive_engine.values import FactId, ParameterId, RuleId, UnitId
from directive_engine.workflows.auditing import AuditOrder, chosen_parameters, sentences_for
from directive_engine.workflows.loading import Compiled, usable_rules

_REGISTER = ("id", "kind", "name", "parent", "department", "responsible")

BulkRunner: TypeAlias = Callable[[BulkRequest, Path, Mapping[RuleId, int]], BulkOutcome]
"""Runs a request, writes into a folder; ranks of rules say which gaps to show first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAudit:
    """The report of a bulk run, and the severity of the worst gap found (None: no gap)."""

    report: GapReport
    worst_gap: RuleSeverity | None


def audit_in_bulk(
    order: AuditOrder, folder: Path, language: Language, run: BulkRunner = run_bulk
) -> BulkAudit:
    """Run an audit over a file, or a folder of Parquet parts, and write its files into `folder`.

    Raises InputError and UsageError for everything that leaves the question unanswered; then
    nothing is written.
    """
    compiled = usable_rules(order.rules)
    _check_rules(compiled)
    parameters = chosen_parameters(compiled, order.settings, order.site)
    waivers = load_waivers(order.waivers).waivers if order.waivers else ()
    problems = check_waivers(waivers, None, compiled.base.packs)
    if problems:
        raise InputError(*problems)
    request = _request(order, compiled, parameters, waivers)
    rules = {RuleId(rule.id): rule for pack in compiled.base.packs for rule in pack.rules}
    rank = {id_: rule.severity.rank for id_, rule in rules.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".bulk-") as name:
            outcome = run(request, Path(name), rank)
            rows = read_rows(request, outcome.around)
            _replace(folder, [p for p in Path(name).iterdir() if not p.name.startswith(".")])
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        words = Words(f"cannot write into `{folder}`: {reason}", f"无法写入 `{folder}`：{reason}")
        raise UsageError(Diagnostic(code="DE031", message=words)) from error
    shown = _shown_audit(
        outcome,
        AuditRequest(
            program=compiled.program,
            packs=compiled.base.packs,
            vocabulary=compiled.base.vocabulary,
            register=_register(rows, request),
            as_of=order.as_of,
            parameters=parameters,
            waivers=waivers,
        ),
    )
    report = build_bulk_report(outcome, shown, sentences_for(shown, language), ())
    return BulkAudit(report=report, worst_gap=_worst_gap(outcome, rules))


def _replace(folder: Path, made: Sequence[Path]) -> None:
    """Move files, or folders of parts, in place of what an earlier run left."""
    for old in (*folder.glob("statuses-*.arrow"), *(folder / path.name for path in made)):
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
    for path in made:
        path.replace(folder / path.name)


def _check_rules(compiled: Compiled) -> None:
    for rule in compiled.program.rules:
        why = beyond_columns(rule, compiled.program)
        if why is not None:
            words = Words(
                f"rule `{rule.id}` cannot run on a file of any size: {why.en}",
                f"规则 `{rule.id}` 不能对任意大小的文件运行：{why.zh}",
            )
            raise UsageError(Diagnostic(code="DE423", message=words))


def _request(
    order: AuditOrder,
    compiled: Compiled,
    parameters: Sequence[ParameterValue],
    waivers: Sequence[Waiver],
) -> BulkRequest:
    assert order.units is not None  # noqa: S101 - the command asks for them
    file = open_unit_file(order.units)
    facts, register = _columns(file, compiled.base.vocabulary, str(order.units))
    valid = [w for w in waivers if w.is_valid_on(order.as_of)]
    return BulkRequest(
        program=compiled.program,
        vocabulary=compiled.base.vocabulary,
        as_of=order.as_of,
        parameters={ParameterId(v.parameter.id): v.value for v in parameters},
        file=file,
        path=str(order.units),
        columns=facts,
        register_columns=register,
        waivers=[(UnitId(w.unit), RuleId(w.rule)) for w in valid],
    )


def _columns(
    file: UnitFile, vocabulary: Vocabulary, path: str
) -> tuple[dict[FactId, str], dict[str, str]]:
    """Return where the facts and where the columns of the register stand (DE611)."""
    facts: dict[FactId, str] = {}
    register = register_columns(file.headings)
    for name in file.headings:
        if name in register.values():
            continue
        fact = vocabulary.find(heading(name))
        definition = vocabulary.fact_by_id.get(fact) if fact else None
        if fact is not None and (definition is None or definition.derived is None):
            facts.setdefault(fact, name)
    for column in ("id", "kind"):
        if column not in register:
            words = Words(f"missing column `{column}`", f"缺少列 `{column}`")
            raise InputError(Diagnostic(code="DE611", message=words, span=Span(file=path)))
    facts |= {FactId(name): register[name] for name in ("id", "kind", "name") if name in register}
    return facts, register


def _shown_audit(outcome: BulkOutcome, request: AuditRequest) -> Audit:
    """Audit the units that a page shows, with those around them, for words and explanations."""
    audit = run_audit(request, CompiledInterpreter())
    row_of = dict(zip((u.id for u in request.register.units), outcome.around, strict=True))
    known = {unit: outcome.statuses.get(row, {}) for unit, row in row_of.items()}
    # A unit with too many others below it is not explained: what is found without them may differ.
    kept = [f for f in audit.findings if known[f.unit.id].get(f.compiled.id) is f.status]
    return replace(audit, findings=tuple(kept))


def _register(rows: Sequence[Mapping[str, object]], request: BulkRequest) -> Register:
    span = Span(file=request.path)
    table = Table(
        headings=tuple(heading(name) for name in request.file.headings),
        rows=tuple(
            Row(
                cells={heading(name): value for name, value in row.items()},
                span=span,
                cell_span=lambda _: span,
            )
            for row in rows
        ),
        heading_span=lambda _: span,
    )
    return load_table(table, request.vocabulary, request.path)[0]


def _worst_gap(outcome: BulkOutcome, rules: Mapping[RuleId, Rule]) -> RuleSeverity | None:
    found = [rules[id_].severity for id_, counts in outcome.by_rule.items() if counts.gaps]
    return min(found, key=lambda severity: severity.rank, default=None)
