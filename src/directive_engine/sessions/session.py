"""One live inspection: a fact is set, changed or withdrawn, and the changed findings come back."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from directive_engine.engines import Compliance
from directive_engine.engines.rete import Matter, units_that_read
from directive_engine.findings import Explanation, Finding, make_finding
from directive_engine.findings.explanation import Explainer
from directive_engine.ir import CompiledRule
from directive_engine.model import Status
from directive_engine.sessions.baseline import Overlay, Position
from directive_engine.sessions.facts import checked_value, find_fact
from directive_engine.sessions.workings import Workings
from directive_engine.units import AmendedRegister, Unit
from directive_engine.values import FactId, RuleId, UnitId, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding that a fact has changed: its status before, and as it is now."""

    before: Status
    finding: Finding

    @property
    def after(self) -> Status:
        """The status now."""
        return self.finding.status


class Session:
    """What is said of one unit, and what follows for it and for the units around it.

    The register stays as it is: what is said here is seen by this session only.
    """

    def __init__(self, workings: Workings, unit: Unit) -> None:
        """Begin with what the register says of `unit`; `SessionPool.session` opens sessions."""
        self._workings: Final = workings
        self._unit = unit
        self._positions: Final[dict[UnitId, Position]] = {}
        self._owned: Final[set[UnitId]] = set()
        self._compliance: Final[dict[UnitId, Compliance]] = {}
        baseline, stated = workings.baseline, workings.request.stated_compliance
        self._paths: Final = workings.network.paths_to_findings if stated is None else ()
        self._world = replace(
            baseline.world, compliance=Overlay(self._compliance, baseline.world.compliance)
        )
        for above in self._with_those_above([unit.id]):  # so that the first change is as quick
            self._position(above)

    @property
    def unit(self) -> Unit:
        """The unit, with its facts as they are now."""
        return self._unit

    def set_fact(self, name: str, value: object) -> tuple[FindingChange, ...]:
        """Say that a fact (id or label) has a value, written as in a unit file or typed.

        None and blank text withdraw it. Returns the findings that change, those of this unit
        first. Raises UsageError where the fact cannot be set or have the value (DE024, DE025).
        """
        vocabulary = self._workings.request.vocabulary
        fact = find_fact(name, self._unit.kind, vocabulary)
        return self._change(fact, checked_value(name, fact, value, vocabulary))

    def withdraw(self, name: str) -> tuple[FindingChange, ...]:
        """Take a fact back: it is missing now, whatever the register said."""
        fact = find_fact(name, self._unit.kind, self._workings.request.vocabulary)
        return self._change(fact, None)

    def findings(self, unit: UnitId | None = None) -> tuple[Finding, ...]:
        """Return the findings of this unit, or of another as this session sees it."""
        about = self._unit if unit is None else self._now(unit)
        return tuple(self._finding(about, rule) for rule in self._workings.request.program.rules)

    def explain(self, finding: Finding) -> Explanation:
        """Return why a finding has its status now, what would settle it, what would close it."""
        explainer = Explainer(world=self._world, findings_of=self._askable_findings)
        return explainer.explain(finding)

    def _askable_findings(self, unit: Unit) -> list[Finding]:
        askable = self._workings.baseline.askable
        return [f for f in self.findings(unit.id) if f.compiled.id in askable]

    def _change(self, fact: FactId, value: Value | None) -> tuple[FindingChange, ...]:
        if self._unit.facts.get(fact) == value:
            return ()
        dirty: Mapping[UnitId, AbstractSet[int]] = self._signals_reading(fact)
        for unit in self._with_those_above(dirty):  # where all stand before the change
            self._position(unit)
        self._amend(fact, value)
        before: dict[tuple[UnitId, RuleId], Status] = {}
        workings = self._workings
        while dirty:
            shifted = [
                unit
                for unit_id, signals in dirty.items()
                if self._update(unit := self._now(unit_id), signals, before)
            ]
            dirty = workings.escalation.above(shifted, workings.process)
        return self._net(before)

    def _signals_reading(self, fact: FactId) -> Mapping[UnitId, set[int]]:
        """Return the units whose signals read `fact` of this unit, this unit first."""
        network = self._workings.network
        found: dict[UnitId, set[int]] = {}
        for signal, path in sorted(network.readers.get(fact, ()), key=lambda pair: len(pair[1])):
            for unit in units_that_read(self._unit, path, self._workings.request.register):
                if signal in network.part(unit.kind).by_signal:
                    found.setdefault(unit.id, set()).add(signal)
        return found

    def _with_those_above(self, unit_ids: Iterable[UnitId]) -> list[Unit]:
        """Return units, and all whose findings depend on theirs."""
        register = self._workings.request.register
        found: dict[UnitId, Unit] = {}
        waiting = [register.unit_by_id[unit_id] for unit_id in unit_ids]
        while waiting:
            unit = waiting.pop()
            if unit.id not in found:
                found[unit.id] = unit
                for path in self._paths:
                    waiting.extend(units_that_read(unit, path, register))
        return list(found.values())

    def _update(
        self, unit: Unit, signals: Iterable[int], before: dict[tuple[UnitId, RuleId], Status]
    ) -> bool:
        """Bring a unit up to date; tell whether what others may ask of it has changed."""
        workings = self._workings
        position = self._own_position(unit)
        moved = workings.reasoner.update(position.standing, Matter(unit, self._world), signals)
        by_condition = workings.network.part(unit.kind).by_condition
        for rule in {rule.id: rule for c in moved for rule in by_condition.get(c, ())}.values():
            status = workings.baseline.status(unit, rule, position.standing)
            known = position.statuses[rule.id]
            if status is not known:
                before.setdefault((unit.id, rule.id), known)
                position.statuses[rule.id] = status
        if not self._paths:
            return False
        compliance = position.compliance(workings.baseline.askable)
        is_shifted = compliance != self._world.compliance[unit.id]
        self._compliance[unit.id] = compliance
        return is_shifted

    def _net(self, before: Mapping[tuple[UnitId, RuleId], Status]) -> tuple[FindingChange, ...]:
        """Return what has changed in the end."""
        request = self._workings.request
        changes = []
        for (unit_id, rule_id), status in before.items():
            if self._positions[unit_id].statuses[rule_id] is not status:
                finding = self._finding(self._now(unit_id), request.compiled_by_id[rule_id])
                changes.append(FindingChange(before=status, finding=finding))
        return tuple(changes)

    def _finding(self, unit: Unit, rule: CompiledRule) -> Finding:
        workings = self._workings
        verdict = workings.reasoner.verdict(self._position(unit).standing, rule, unit.kind)
        waivers = workings.baseline.waivers
        return make_finding(workings.request, waivers, unit, rule, verdict)

    def _position(self, unit: Unit) -> Position:
        if unit.id not in self._positions:
            self._positions[unit.id] = self._workings.baseline.position(unit)
        return self._positions[unit.id]

    def _own_position(self, unit: Unit) -> Position:
        """Return the position of a unit, to be changed by this session alone."""
        if unit.id not in self._owned:
            self._owned.add(unit.id)
            self._positions[unit.id] = self._position(unit).copy()
        return self._positions[unit.id]

    def _now(self, unit_id: UnitId) -> Unit:
        if unit_id == self._unit.id:
            return self._unit
        return self._workings.request.register.unit_by_id[unit_id]

    def _amend(self, fact: FactId, value: Value | None) -> None:
        facts = {**self._unit.facts, fact: value}
        known = {f: v for f, v in facts.items() if v is not None}
        self._unit = replace(self._unit, facts=known)
        register = AmendedRegister(self._workings.request.register, self._unit)
        self._world = replace(self._world, register=register)
