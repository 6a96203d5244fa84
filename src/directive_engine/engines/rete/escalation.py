"""Findings joined with the register: which rules of which units above must be looked at again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from directive_engine.engines.rete.formulas import ALWAYS_SENT
from directive_engine.engines.rete.network import COMPLIANCE_ASKED, MOST_RULES, Network
from directive_engine.engines.rete.process import Question, RuleProcess
from directive_engine.engines.rete.reading import units_that_read
from directive_engine.units import Register, Unit
from directive_engine.values import UnitId

KEPT: Final = 20_000
"""Units whose joins are remembered."""


class Escalation:
    """Rules that join a unit whose findings changed with the register's rows above it.

    There is one rule for each signal that reads findings: "findings of B changed, and a row says
    that A reaches B along this signal's path". Rows of all such paths are looked up in the
    register for the units concerned only, so that the library never holds the register. What was
    joined for a unit is remembered: the register does not change.
    """

    def __init__(self, network: Network, register: Register) -> None:
        """Write the joins for `network`; their rulesets come after its own."""
        self._register: Final = register
        self._paths: Final = network.paths_to_findings
        readers = network.readers.get(COMPLIANCE_ASKED, ())
        self._first: Final = len(network.definitions)
        groups = range(0, len(readers), MOST_RULES)
        self._groups: Final = [readers[n : n + MOST_RULES] for n in groups]
        self.definitions: Final = tuple(self._definition(n) for n in range(len(self._groups)))
        self._known: Final[dict[UnitId, Mapping[UnitId, frozenset[int]]]] = {}

    def above(
        self, changed: Iterable[Unit], process: RuleProcess
    ) -> Mapping[UnitId, frozenset[int]]:
        """Return the units that the changed findings of `changed` concern, and which signals."""
        concerned: dict[UnitId, frozenset[int]] = {}
        for below in changed:
            for above, signals in self._above_one(below, process).items():
                concerned[above] = concerned.get(above, frozenset()) | signals
        return concerned

    def _above_one(self, below: Unit, process: RuleProcess) -> Mapping[UnitId, frozenset[int]]:
        known = self._known.get(below.id)
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            known = self._known[below.id] = self._asked(below, process)
        return known

    def _asked(self, below: Unit, process: RuleProcess) -> Mapping[UnitId, frozenset[int]]:
        rows = [
            (above.id, path)
            for path, steps in enumerate(self._paths)
            for above in units_that_read(below, steps, self._register)
        ]
        concerned: dict[UnitId, frozenset[int]] = {}
        if rows:
            for row, signal in self._joined([path for _, path in rows], process):
                above = rows[row][0]
                concerned[above] = concerned.get(above, frozenset()) | {signal}
        return concerned

    def _joined(self, paths: Sequence[int], process: RuleProcess) -> Iterable[tuple[int, int]]:
        """Join one finding with rows; yield the row and the signal of each firing."""
        facts = [{"id": "f", "sid": "1", ALWAYS_SENT: 1, "changed": 1, "unit": 1}]
        facts += [
            {"id": str(n), "sid": "1", ALWAYS_SENT: 1, "below": 1, "path": path}
            for n, path in enumerate(paths)
        ]
        written = tuple(json.dumps(fact) for fact in facts)
        numbers = range(self._first, self._first + len(self._groups))
        answers = process.ask([Question(number, written) for number in numbers])
        for group, answer in zip(self._groups, answers, strict=True):
            if answer is None:  # the same join without the library
                for signal, steps in group:
                    wanted = self._paths.index(steps)
                    yield from ((n, signal) for n, path in enumerate(paths) if path == wanted)
                continue
            for firing in answer:
                if firing.rule != "all":
                    signal = group[int(firing.rule)][0]
                    yield from ((int(id_), signal) for id_ in firing.facts if id_ != "f")

    def _definition(self, group: int) -> str:
        rules: dict[str, object] = {"all": {"all": [{"m": {ALWAYS_SENT: 1}}]}}
        for n, (_, steps) in enumerate(self._groups[group]):
            path = self._paths.index(steps)
            row = {"$and": [{"path": path}, {"below": {"f": "unit"}}]}
            rules[str(n)] = {"all": [{"f": {"changed": 1}}, {"r": row}]}
        return json.dumps(rules)
