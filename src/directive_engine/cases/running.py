"""A pack's own cases → passed or failed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from directive_engine.cases.casting import Cast, cast_case
from directive_engine.compiling import ParameterValue, resolve_parameters
from directive_engine.diagnostics import Diagnostic, Words
from directive_engine.engines import Engine, World
from directive_engine.findings import AuditRequest, Finding, run_audit
from directive_engine.ir import CompiledRule, Program
from directive_engine.model import Case, Pack, Rule, Status, Vocabulary
from directive_engine.units import Unit
from directive_engine.values import ParameterId, RuleId

_Resolved: TypeAlias = tuple[tuple[ParameterValue, ...], tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """What a case gave; `found` is None where the case itself has problems."""

    pack: str
    rule: Rule
    case: Case
    found: Status | None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """True when the rule gave the expected status."""
        return self.found is self.case.expect

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Why the case did not pass: its own problems, else the status that it got (DE304)."""
        if self.passed or self.problems:
            return self.problems
        found, expected = self.found.value if self.found else "nothing", self.case.expect.value
        words = Words(
            f"case `{self.case.name}` of `{self.rule.id}`: expected {expected}, found {found}",
            f"规则 `{self.rule.id}` 的用例“{self.case.name}”：应为 {expected}，实为 {found}",
        )
        span = self.case.where("expect")
        return (Diagnostic(code="DE304", message=words, span=span),)


def run_cases(
    program: Program, packs: Sequence[Pack], vocabulary: Vocabulary, engine: Engine
) -> tuple[CaseOutcome, ...]:
    """Run every case of every rule that compiles, each on its own units with its rule alone.

    Parameters have the values of the rule's own pack, whatever other packs are loaded.
    """
    stage = _Stage(program=program, packs=packs, vocabulary=vocabulary)
    rule_by_id = {rule.id: rule for pack in packs for rule in pack.rules}
    return tuple(
        stage.run(case, rule, compiled, engine)
        for compiled in program.rules
        for rule in (rule_by_id[compiled.id],)
        for case in rule.cases
    )


def check_cases(
    program: Program, packs: Sequence[Pack], vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Report what is wrong with the cases themselves, without running them (DE301 to DE303)."""
    stage = _Stage(program=program, packs=packs, vocabulary=vocabulary)
    for pack in packs:
        for rule in pack.rules:
            for case in rule.cases:
                yield from stage.prepare(case, rule, pack).problems


def case_places(
    program: Program, packs: Sequence[Pack], vocabulary: Vocabulary
) -> Iterator[tuple[CompiledRule, World, Unit]]:
    """Yield the world and the unit of every case without problems, with the rule it is about."""
    stage = _Stage(program=program, packs=packs, vocabulary=vocabulary)
    compiled = {rule.id: rule for rule in program.rules}
    for pack in packs:
        for rule in pack.rules:
            for case in rule.cases if RuleId(rule.id) in compiled else ():
                ready = stage.prepare(case, rule, pack)
                if not ready.problems:
                    world = World(
                        program=program,
                        register=ready.cast.register,
                        as_of=case.as_of,
                        parameters={
                            ParameterId(v.parameter.id): v.value for v in ready.parameters
                        },
                        compliance=ready.cast.compliance,
                    )
                    yield compiled[RuleId(rule.id)], world, ready.cast.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    cast: Cast
    parameters: tuple[ParameterValue, ...]
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    program: Program
    packs: Sequence[Pack]
    vocabulary: Vocabulary
    _resolved: dict[object, _Resolved] = field(default_factory=dict)

    def resolve(self, pack: Pack, case: Case) -> _Resolved:
        """Return the parameters of a case; most cases of a pack set none and share them."""
        settings = tuple((name, str(value)) for name, value in case.parameters.items())
        key = (pack.id, settings)
        if key not in self._resolved:
            self._resolved[key] = resolve_parameters(
                self.program, [pack], self.vocabulary, settings=settings
            )
        return self._resolved[key]

    def prepare(self, case: Case, rule: Rule, pack: Pack) -> _Prepared:
        cast = cast_case(case.facts, self.vocabulary, rule.id)
        parameters, unknown = self.resolve(pack, case)
        span = case.where("parameters")
        problems = (*cast.problems, *(replace(problem, span=span) for problem in unknown))
        return _Prepared(cast=cast, parameters=parameters, problems=problems)

    def run(self, case: Case, rule: Rule, compiled: CompiledRule, engine: Engine) -> CaseOutcome:
        pack = next(pack for pack in self.packs if pack.id == compiled.pack)
        ready = self.prepare(case, rule, pack)
        if ready.problems:
            return CaseOutcome(
                pack=compiled.pack, rule=rule, case=case, found=None, problems=ready.problems
            )
        request = AuditRequest(
            program=replace(self.program, rules=(compiled,)),
            packs=self.packs,
            vocabulary=self.vocabulary,
            register=ready.cast.register,
            as_of=case.as_of,
            parameters=ready.parameters,
            stated_compliance=ready.cast.compliance,
        )
        audit = run_audit(request, engine)
        finding: Finding = audit.findings_by_unit[ready.cast.subject.id][0]
        return CaseOutcome(pack=compiled.pack, rule=rule, case=case, found=finding.status)
