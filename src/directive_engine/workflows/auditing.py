"""Paths and settings → an audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from directive_engine.compiling import ParameterValue, resolve_parameters
from directive_engine.diagnostics import Diagnostic, InputError, Language, UsageError, Words
from directive_engine.engines.registry import default_engine, make_engine
from directive_engine.findings import Audit, AuditRequest, check_waivers, run_audit
from directive_engine.packs import load_site, load_waivers
from directive_engine.reports.sentences import Sentences
from directive_engine.units import Register, load_units
from directive_engine.values import ParameterId
from directive_engine.wording import Verbaliser
from directive_engine.workflows.loading import Compiled, usable_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOrder:
    """What the user asks for; without `units` there is nobody to audit, only rules to print.

    Without `engine`, the one that suits the number of units is chosen.
    """

    units: Path | None
    rules: Sequence[Path]
    as_of: date
    settings: Sequence[str] = ()
    site: Path | None = None
    waivers: Path | None = None
    engine: str | None = None


def audit_units(order: AuditOrder) -> tuple[Audit, tuple[Diagnostic, ...]]:
    """Run an audit; the diagnostics are warnings about the unit file.

    Raises InputError and UsageError for everything that leaves the question unanswered.
    """
    request, warnings = audit_request(order)
    engine = order.engine or default_engine(len(request.register.units))
    return run_audit(request, make_engine(engine)), warnings


def audit_request(order: AuditOrder) -> tuple[AuditRequest, tuple[Diagnostic, ...]]:
    """Read and check all that decides an audit, or a live session; as `audit_units` does."""
    compiled = usable_rules(order.rules)
    register, warnings = (
        (Register(()), ())
        if order.units is None
        else load_units(order.units, compiled.base.vocabulary)
    )
    parameters = chosen_parameters(compiled, order.settings, order.site)
    waivers = load_waivers(order.waivers).waivers if order.waivers else ()
    problems = check_waivers(waivers, register, compiled.base.packs)
    if problems:
        raise InputError(*problems)
    request = AuditRequest(
        program=compiled.program,
        packs=compiled.base.packs,
        vocabulary=compiled.base.vocabulary,
        register=register,
        as_of=order.as_of,
        parameters=parameters,
        waivers=waivers,
    )
    return request, warnings


def chosen_parameters(
    compiled: Compiled, settings: Sequence[str], site: Path | None
) -> tuple[ParameterValue, ...]:
    """Return the parameters' values; raises UsageError for wrong settings."""
    pairs = []
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            words = Words(f"`--set {setting}` has no `=`", f"`--set {setting}` 缺少 `=`")
            hint = Words("write `--set name=value`", "请写 `--set 参数=值`")
            raise UsageError(Diagnostic(code="DE020", message=words, help=hint))
        pairs.append((name.strip(), value.strip()))
    loaded = load_site(site) if site else None
    base = compiled.base
    values, problems = resolve_parameters(
        compiled.program, base.packs, base.vocabulary, loaded, pairs
    )
    if problems:
        raise UsageError(*problems)
    return values


def sentences_for(audit: Audit, language: Language) -> Sentences:
    """Return the words for an audit's findings."""
    parameters = audit.request.parameters
    return Sentences(
        verbaliser=Verbaliser(
            vocabulary=audit.request.vocabulary,
            parameters={ParameterId(v.parameter.id): v.parameter for v in parameters},
            values={ParameterId(v.parameter.id): v.value for v in parameters},
            language=language,
        )
    )
