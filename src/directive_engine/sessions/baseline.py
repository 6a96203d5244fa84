"""What the register says before anybody answers: shared by all sessions on it."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from threading import RLock
from typing import Final

from directive_engine.engines import Compliance, World
from directive_engine.engines.interpreter import CompiledInterpreter
from directive_engine.engines.rete import Matter, Reasoner, Standing
from directive_engine.findings import AuditRequest, ValidWaivers, compliance_of, world_of
from directive_engine.ir import CompiledRule, Stratum
from directive_engine.model import Status
from directive_engine.units import Unit
from directive_engine.values import RuleId, UnitId

KEPT: Final = 2_000
"""Units whose positions are kept at hand; those of others are worked out anew when needed."""


@dataclass(slots=True, kw_only=True)
class Position:
    """Where a unit stands: truths of conditions, and statuses of the rules of its kind."""

    standing: Standing
    statuses: dict[RuleId, Status]

    def copy(self) -> "Position":
        """Return a position of its own that begins as this one."""
        return Position(standing=self.standing.copy(), statuses=dict(self.statuses))

    def compliance(self, askable: frozenset[RuleId]) -> Compliance:
        """Return what units above may ask of the findings under the rules in `askable`."""
        return compliance_of(s for rule, s in self.statuses.items() if rule in askable)


class Overlay(Mapping[UnitId, Compliance]):
    """Compliance of the units that a session has changed, above that of all others."""

    def __init__(
        self, own: Mapping[UnitId, Compliance], rest: Mapping[UnitId, Compliance]
    ) -> None:
        """Look up in `own` first."""
        self._own: Final = own
        self._rest: Final = rest

    def __getitem__(self, unit_id: UnitId) -> Compliance:
        """Return what is known of a unit's findings."""
        found = self._own.get(unit_id)
        return self._rest[unit_id] if found is None else found

    def __iter__(self) -> Iterator[UnitId]:
        """Iterate over all units."""
        return iter(self._rest)

    def __len__(self) -> int:
        """Count all units."""
        return len(self._rest)


class Baseline(Mapping[UnitId, Compliance]):
    """Positions of units, and their compliance as a mapping that works it out when asked."""

    def __init__(self, request: AuditRequest, reasoner: Reasoner) -> None:
        """Work nothing out yet."""
        self._request: Final = request
        self._reasoner: Final = reasoner
        self._interpreter: Final = CompiledInterpreter()
        self._positions: Final[OrderedDict[UnitId, Position]] = OrderedDict()
        self._compliance: Final[dict[UnitId, Compliance]] = {}
        self._lock: Final = RLock()
        self.waivers: Final = ValidWaivers.on(request.as_of, request.waivers)
        rules = [r for r in request.program.rules if r.stratum is not Stratum.SUPERVISION]
        self._askable_rules: Final = rules
        self.askable: Final = frozenset(rule.id for rule in rules)
        stated = request.stated_compliance
        self.world: Final[World] = replace(
            world_of(request), compliance=self if stated is None else stated
        )

    def position(self, unit: Unit) -> Position:
        """Return the position of a unit: copy it before changing it."""
        with self._lock:
            found = self._positions.get(unit.id)
            if found is None:
                found = self._positions[unit.id] = self._worked_out(unit)
            self._positions.move_to_end(unit.id)
            if len(self._positions) > KEPT:
                self._positions.popitem(last=False)
            return found

    def status(self, unit: Unit, rule: CompiledRule, standing: Standing) -> Status:
        """Return the status that a standing gives to a rule."""
        verdict = self._reasoner.verdict(standing, rule, unit.kind)
        return self.waivers.status(unit, rule.id, verdict)

    def _worked_out(self, unit: Unit) -> Position:
        standing = self._reasoner.standing(Matter(unit, self.world))
        rules = self._reasoner.network.part(unit.kind).rules
        statuses = {rule.id: self.status(unit, rule, standing) for rule in rules}
        return Position(standing=standing, statuses=statuses)

    def __getitem__(self, unit_id: UnitId) -> Compliance:
        """Return what is known of a unit's findings; those of the units below come first."""
        found = self._compliance.get(unit_id)
        if found is None:
            with self._lock:
                found = self._compliance[unit_id] = self._counted(unit_id)
        return found

    def _counted(self, unit_id: UnitId) -> Compliance:
        unit = self._request.register.unit_by_id[unit_id]
        (verdicts,) = self._interpreter.run(self.world, self._askable_rules, [unit])
        return compliance_of(
            self.waivers.status(unit, rule.id, verdict)
            for rule, verdict in zip(self._askable_rules, verdicts, strict=True)
        )

    def __contains__(self, unit_id: object) -> bool:
        """Tell whether the register has the unit."""
        return unit_id in self._request.register.unit_by_id

    def __iter__(self) -> Iterator[UnitId]:
        """Iterate over the units of the register."""
        return iter(self._request.register.unit_by_id)

    def __len__(self) -> int:
        """Count the units of the register."""
        return len(self._request.register.unit_by_id)
