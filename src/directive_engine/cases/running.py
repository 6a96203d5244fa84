"""A pack's own cases → passed or failed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from directive_engine.cases.casting import cast_case
from directive_engine.compiling import resolve_parameters
from directive_engine.diagnostics import Diagnostic
from directive_engine.engines import Engine
from directive_engine.findings import AuditRequest, Finding, run_audit
from directive_engine.ir import CompiledRule, Program
from directive_engine.model import Case, Pack, Rule, Status, Vocabulary


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


def run_cases(
    program: Program, packs: Sequence[Pack], vocabulary: Vocabulary, engine: Engine
) -> tuple[CaseOutcome, ...]:
    """Run every case of every rule that compiles, each on its own units with its rule alone.

    Parameters have the values of the rule's own pack, whatever other packs are loaded.
    """
    rule_by_id = {rule.id: (pack, rule) for pack in packs for rule in pack.rules}
    return tuple(
        _run_case(case, rule, compiled, pack, program, packs, vocabulary, engine)
        for compiled in program.rules
        for pack, rule in (rule_by_id[compiled.id],)
        for case in rule.cases
    )


def _run_case(
    case: Case,
    rule: Rule,
    compiled: CompiledRule,
    pack: Pack,
    program: Program,
    packs: Sequence[Pack],
    vocabulary: Vocabulary,
    engine: Engine,
) -> CaseOutcome:
    cast = cast_case(case.facts, vocabulary, rule.id)
    settings = [(name, str(value)) for name, value in case.parameters.items()]
    parameters, unknown = resolve_parameters(program, [pack], vocabulary, settings=settings)
    problems = (*cast.problems, *(replace(p, span=case.span) for p in unknown))
    if problems:
        return CaseOutcome(pack=pack.id, rule=rule, case=case, found=None, problems=problems)
    request = AuditRequest(
        program=replace(program, rules=(compiled,)),
        packs=packs,
        vocabulary=vocabulary,
        register=cast.register,
        as_of=case.as_of,
        parameters=parameters,
        stated_compliance=cast.compliance,
    )
    audit = run_audit(request, engine)
    finding: Finding = audit.findings_by_unit[cast.subject.id][0]
    return CaseOutcome(pack=pack.id, rule=rule, case=case, found=finding.status)
