"""Units and rules → findings: drives the strata, decides statuses, says who answers by when."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from directive_engine.compiling import ParameterValue
from directive_engine.diagnostics import Diagnostic, Span, Words, suggest
from directive_engine.engines import Compliance, Engine, Verdict, World
from directive_engine.findings.explanation import Explainer
from directive_engine.findings.finding import Explanation, Finding
from directive_engine.findings.responsibility import answerable_bodies
from directive_engine.findings.statuses import ValidWaivers, compliance_of
from directive_engine.ir import CompiledRule, Program, Stratum
from directive_engine.model import Pack, Rule, Status, Vocabulary, Waiver
from directive_engine.units import Register, Unit
from directive_engine.values import ParameterId, RuleId, UnitId


@dataclass(frozen=True, kw_only=True)
class AuditRequest:
    """Everything that decides an audit.

    `stated_compliance` gives findings of units whose own rules are not run (a case's stated ones).
    """

    program: Program
    packs: Sequence[Pack]
    vocabulary: Vocabulary
    register: Register
    as_of: date
    parameters: tuple[ParameterValue, ...]
    waivers: tuple[Waiver, ...] = ()
    stated_compliance: Mapping[UnitId, Compliance] | None = None

    @cached_property
    def rule_by_id(self) -> Mapping[str, Rule]:
        """The rules of all packs."""
        return {rule.id: rule for pack in self.packs for rule in pack.rules}

    @cached_property
    def compiled_by_id(self) -> Mapping[RuleId, CompiledRule]:
        """The compiled rules."""
        return {rule.id: rule for rule in self.program.rules}


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The findings of an audit, by unit as in the register and by rule as in the packs."""

    request: AuditRequest
    findings: tuple[Finding, ...]
    explain: Callable[[Finding], Explanation] = field(repr=False)

    @cached_property
    def findings_by_unit(self) -> Mapping[UnitId, Sequence[Finding]]:
        """The findings of each unit."""
        grouped: dict[UnitId, list[Finding]] = {
            unit.id: [] for unit in self.request.register.units
        }
        for finding in self.findings:
            grouped[finding.unit.id].append(finding)
        return grouped

    def count(self, status: Status) -> int:
        """Return the number of findings with `status`."""
        return self._counts[status]

    @cached_property
    def _counts(self) -> Counter[Status]:
        return Counter(finding.status for finding in self.findings)


def world_of(request: AuditRequest) -> World:
    """Return the world in which an audit's rules run, before any finding is known."""
    return World(
        program=request.program,
        register=request.register,
        as_of=request.as_of,
        parameters={ParameterId(v.parameter.id): v.value for v in request.parameters},
        compliance=request.stated_compliance or {},
    )


def make_finding(
    request: AuditRequest,
    waivers: ValidWaivers,
    unit: Unit,
    compiled: CompiledRule,
    verdict: Verdict,
) -> Finding:
    """Return the finding of a rule for a unit: who answers, until when, and what waives it."""
    status = waivers.status(unit, compiled.id, verdict)
    rule = request.rule_by_id[compiled.id]
    is_open = status in {Status.GAP, Status.WAIVED}
    due = request.as_of + timedelta(days=rule.remedy.within_days)
    return Finding(
        unit=unit,
        rule=rule,
        compiled=compiled,
        verdict=verdict,
        status=status,
        accountable=()
        if status is Status.NOT_APPLICABLE
        else answerable_bodies(unit, rule, request.register, request.vocabulary),
        due=due if status is Status.GAP else None,
        waiver=waivers.find(unit, compiled.id) if is_open else None,
    )


def run_audit(request: AuditRequest, engine: Engine) -> Audit:
    """Run every rule on every unit, stratum by stratum."""
    return _Run(request=request, engine=engine).audit()


def check_waivers(
    waivers: Iterable[Waiver], register: Register | None, packs: Sequence[Pack]
) -> tuple[Diagnostic, ...]:
    """Report waivers for unknown units or rules (DE022), and those never valid (DE023)."""
    rules = {rule.id: rule.title for pack in packs for rule in pack.rules}
    units = None if register is None else {str(unit.id): unit.name for unit in register.units}
    unit, rule = Words("unit", "单位"), Words("rule", "规则")
    problems = []
    for waiver in waivers:
        if units is not None and waiver.unit not in units:
            problems.append(_unknown(unit, waiver.unit, units, waiver.where("unit")))
        if waiver.rule not in rules:
            problems.append(_unknown(rule, waiver.rule, rules, waiver.where("rule")))
        if waiver.from_ is not None and waiver.from_ > waiver.expires:
            words = Words(
                f"the waiver expires on {waiver.expires}, before it begins on {waiver.from_}",
                f"豁免 {waiver.expires} 到期，早于起始日 {waiver.from_}",
            )
            problems.append(Diagnostic(code="DE023", message=words, span=waiver.where("expires")))
    return tuple(problems)


def _unknown(what: Words, name: str, names: Mapping[str, str], span: Span) -> Diagnostic:
    words = Words(
        f"waiver for an unknown {what.en} `{name}`", f"豁免所指的{what.zh} `{name}` 不存在"
    )
    called_so = [id_ for id_, known in names.items() if known == name]
    hint = suggest(name, names)
    if len(called_so) == 1:
        hint = Words(f"write its id `{called_so[0]}`", f"请写编号 `{called_so[0]}`")
    return Diagnostic(code="DE022", message=words, span=span, help=hint)


@dataclass(slots=True, kw_only=True)
class _Run:
    request: AuditRequest
    engine: Engine
    world: World = field(init=False)
    verdicts: dict[UnitId, dict[RuleId, Verdict]] = field(default_factory=dict)
    waivers: ValidWaivers = field(init=False)

    def __post_init__(self) -> None:
        self.world = world_of(self.request)
        self.waivers = ValidWaivers.on(self.request.as_of, self.request.waivers)

    def audit(self) -> Audit:
        units = self.request.register.units
        self.run(Stratum.FACTS, units)
        if self.needs_compliance() and self.request.stated_compliance is None:
            self.learn_compliance(units)
            for layer in self.request.register.by_depth():
                self.run(Stratum.HIERARCHY, layer)
                self.learn_compliance(layer)
        else:
            self.run(Stratum.HIERARCHY, units)
        self.run(Stratum.SUPERVISION, units)
        findings = tuple(self.findings())
        by_unit: dict[UnitId, list[Finding]] = {}
        for finding in findings:
            by_unit.setdefault(finding.unit.id, []).append(finding)
        explainer = Explainer(
            world=self.world, findings_of=lambda unit: self.askable(by_unit.get(unit.id, ()))
        )
        return Audit(request=self.request, findings=findings, explain=explainer.explain)

    def needs_compliance(self) -> bool:
        return any(rule.stratum is not Stratum.FACTS for rule in self.request.program.rules)

    def askable(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that other units' conditions can ask for."""
        if self.request.stated_compliance is not None:
            return []
        return [f for f in findings if f.compiled.stratum is not Stratum.SUPERVISION]

    def run(self, stratum: Stratum, units: Sequence[Unit]) -> None:
        rules = [rule for rule in self.request.program.rules if rule.stratum is stratum]
        if not rules:
            return
        for unit, verdicts in zip(units, self.engine.run(self.world, rules, units), strict=True):
            known = self.verdicts.setdefault(unit.id, {})
            known.update((rule.id, verdict) for rule, verdict in zip(rules, verdicts, strict=True))

    def learn_compliance(self, units: Iterable[Unit]) -> None:
        learnt = {unit.id: self.compliance(unit) for unit in units}
        self.world = replace(self.world, compliance={**self.world.compliance, **learnt})

    def compliance(self, unit: Unit) -> Compliance:
        verdicts = self.verdicts.get(unit.id, {})
        return compliance_of(self.waivers.status(unit, rule, v) for rule, v in verdicts.items())

    def findings(self) -> Iterable[Finding]:
        for unit in self.request.register.units:
            for rule in self.request.program.rules:
                verdict = self.verdicts[unit.id][rule.id]
                yield make_finding(self.request, self.waivers, unit, rule, verdict)
