"""A finding → its explanation: deciding atoms, missing facts, closing changes, run-time errors."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from directive_engine.engines.interpreter import Evaluator, Place
from directive_engine.engines.world import World
from directive_engine.findings.closing import closing_changes
from directive_engine.findings.deciding import deciding_atoms
from directive_engine.findings.finding import Explanation, Finding, MissingFact
from directive_engine.findings.missing import MissingFacts
from directive_engine.ir import Expr
from directive_engine.model import Status
from directive_engine.units import Unit
from directive_engine.values import RuleId, Truth, UnitId


@dataclass(slots=True, kw_only=True)
class Explainer:
    """Explains findings of one audit, each when it is asked for."""

    world: World
    findings_of: Callable[[Unit], Iterable[Finding]]
    _evaluator: Evaluator = field(init=False)
    _known: dict[tuple[UnitId, RuleId], Explanation] = field(default_factory=dict)
    _settled: dict[tuple[UnitId, RuleId], tuple[MissingFact, ...]] = field(default_factory=dict)
    _missing: dict[UnitId, tuple[MissingFact, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Share one evaluator, and with it the derived facts, among all explanations."""
        self._evaluator = Evaluator(world=self.world)

    def explain(self, finding: Finding) -> Explanation:
        """Return why `finding` has its status."""
        key = (finding.unit.id, finding.compiled.id)
        if key not in self._known:
            self._known[key] = self._explain(finding)
        return self._known[key]

    def _explain(self, finding: Finding) -> Explanation:
        place = Place(unit=finding.unit)
        self._evaluator.problems.clear()
        because = [
            atom
            for expr in _deciding(finding)
            for atom in deciding_atoms(expr, place, self._evaluator)
        ]
        is_unknown = finding.status is Status.UNKNOWN
        is_gap = finding.status in {Status.GAP, Status.WAIVED}
        missing = self._settling(finding) if is_unknown else ()
        problems = tuple(dict.fromkeys(self._evaluator.problems)) if is_unknown else ()
        return Explanation(
            because=tuple(dict.fromkeys(because)),
            missing=missing,
            closes=closing_changes(finding.compiled, finding.unit, self.world) if is_gap else (),
            problems=problems,
        )

    def _settling(self, finding: Finding) -> tuple[MissingFact, ...]:
        key = (finding.unit.id, finding.compiled.id)
        if key not in self._settled:
            finder = MissingFacts(evaluator=self._evaluator, of_findings=self._missing_of)
            self._settled[key] = finder.settling(finding.compiled, finding.unit)
        return self._settled[key]

    def _missing_of(self, unit: Unit) -> Sequence[MissingFact]:
        if unit.id not in self._missing:
            facts = [
                fact
                for finding in self.findings_of(unit)
                if finding.status is Status.UNKNOWN
                for fact in self._settling(finding)
            ]
            self._missing[unit.id] = tuple(dict.fromkeys(facts))
        return self._missing[unit.id]


def _deciding(finding: Finding) -> tuple[Expr, ...]:
    """Return the conditions that gave the finding its status."""
    rule, verdict = finding.compiled, finding.verdict
    if verdict.applies is Truth.FALSE:
        return (rule.applies,)
    if verdict.applies is Truth.UNKNOWN:
        both = verdict.requires is Truth.UNKNOWN
        return (rule.applies, rule.requires) if both else (rule.applies,)
    return (rule.requires,)
