"""Rules over a unit file of any size: passes over batches, then rules that ask for findings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby

import numpy as np
import polars as pl
from numpy.typing import NDArray

from directive_engine.diagnostics import Diagnostic, InputError, Words
from directive_engine.engines.columnar.bits import Bits, pack, unpack, zeros
from directive_engine.engines.columnar.evaluation import Evaluation, Findings
from directive_engine.engines.columnar.hierarchy import Hierarchy
from directive_engine.engines.columnar.kernel import Kernel
from directive_engine.engines.columnar.lists import Units
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.planning import Plan, plan_passes
from directive_engine.engines.columnar.reading import Reading, Sink, Tallied
from directive_engine.engines.columnar.scopes import Nodes
from directive_engine.engines.columnar.standing import Standing, read_standing
from directive_engine.engines.columnar.statuses import Statuses
from directive_engine.engines.columnar.store import Store
from directive_engine.engines.columnar.unit_files import UnitFile
from directive_engine.engines.world import World
from directive_engine.ir import CompiledRule, Program, Stratum
from directive_engine.model import Vocabulary
from directive_engine.units import Register
from directive_engine.values import FactId, ParameterId, RuleId, UnitId, Value

_NOBODY = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequest:
    """All that decides the statuses; `columns` says in which column of `file` a fact stands."""

    program: Program
    vocabulary: Vocabulary
    as_of: date
    parameters: Mapping[ParameterId, Value]
    file: UnitFile
    path: str
    columns: Mapping[FactId, str]
    register_columns: Mapping[str, str]
    waivers: Sequence[tuple[UnitId, RuleId]] = ()


@dataclass(kw_only=True, eq=False)
class BulkRun:
    """One run; rules that ask for no findings come first in `rules`.

    `wrong` counts the values of each fact that could not be used.
    """

    request: BulkRequest
    needs_standing: bool = True
    store: Store = field(default_factory=Store)
    nodes: Nodes = field(default_factory=Nodes)
    wrong: Counter[FactId] = field(default_factory=Counter)

    @cached_property
    def rules(self) -> tuple[CompiledRule, ...]:
        """All rules by stratum, in the order of the packs within one."""
        return tuple(sorted(self.request.program.rules, key=lambda rule: rule.stratum))

    @cached_property
    def world(self) -> World:
        """What the rules are evaluated in; the units themselves stay in the file."""
        request = self.request
        return World(
            program=request.program,
            register=Register(()),
            as_of=request.as_of,
            parameters=request.parameters,
        )

    @cached_property
    def plan(self) -> Plan:
        """The passes over the file."""
        return plan_passes(self.world, self.rules, self.nodes)

    @cached_property
    def standing(self) -> Standing | None:
        """The register, read where something depends on it."""
        if not (self.needs_standing or self.plan.uses_hierarchy or self.request.waivers):
            return None
        request = self.request
        return read_standing(
            request.file, request.register_columns, request.vocabulary, request.path
        )

    @property
    def known_standing(self) -> Standing:
        """The register, where it is certain to have been read."""
        assert self.standing is not None  # noqa: S101 - who asks has said that it is needed
        return self.standing

    @cached_property
    def kernel(self) -> Kernel:
        """The kernel for the rules that ask for no findings."""
        standing = self.standing
        hierarchy = Hierarchy(_NOBODY, _NOBODY) if standing is None else standing.hierarchy
        evaluation = Evaluation(
            world=self.world, hierarchy=hierarchy, elsewhere=self.store, nodes=self.nodes
        )
        return Kernel(
            evaluation=evaluation,
            rules=[rule for rule in self.rules if rule.stratum is Stratum.FACTS],
            columns=self.request.columns,
            vocabulary=self.request.vocabulary,
            waived=self._waived(),
        )

    def _waived(self) -> Mapping[RuleId, NDArray[np.int64]]:
        if not self.request.waivers:
            return {}
        ids = self.known_standing.ids
        named = ids.is_in([unit for unit, _ in self.request.waivers]).arg_true()
        position = {ids[int(n)]: int(n) for n in named}
        by_rule: dict[RuleId, list[int]] = {}
        for unit, rule in self.request.waivers:
            if unit not in position:
                words = Words(
                    f"waiver for an unknown unit `{unit}`", f"豁免所指的单位 `{unit}` 不存在"
                )
                raise InputError(Diagnostic(code="DE022", message=words))
            by_rule.setdefault(rule, []).append(position[unit])
        return {rule: np.array(units, np.int64) for rule, units in by_rule.items()}

    @property
    def later(self) -> Sequence[CompiledRule]:
        """The rules that ask for findings."""
        return [rule for rule in self.rules if rule.stratum is not Stratum.FACTS]

    def run(self, sinks: Sequence[Sink]) -> None:
        """Work out all statuses and give them to `sinks`."""
        file = self.request.file
        for found in self.plan.passes[:-1]:
            reading = Reading(kernel=self.kernel, found=found, file=file)
            self.store.add_all(reading.survey())
            self.end_pass()
        last = Reading(kernel=self.kernel, found=self.plan.passes[-1], file=file)
        known = last.audit(sinks, self.store.add_all, with_tallies=bool(self.later))
        self.end_pass()
        self.run_later(known, sinks)

    def end_pass(self) -> None:
        """Join what all batches of a pass gave."""
        self.store.finish()
        self.wrong |= self.kernel.wrong  # each pass reads the whole file: no sum
        self.kernel.wrong.clear()

    def run_later(self, known: Sequence[Tallied], sinks: Sequence[Sink]) -> None:
        """Work out the rules that ask for findings; `known` tallies the others, in order."""
        if self.later:
            compliance = _Compliance([np.concatenate(parts) for parts in zip(*known, strict=True)])
            self._later(self.later, compliance, sinks)

    # Rules that ask for findings

    def _later(
        self, rules: Sequence[CompiledRule], compliance: "_Compliance", sinks: Sequence[Sink]
    ) -> None:
        units = len(self.known_standing)
        layers = self.known_standing.hierarchy.layers()
        found = {rule.id: _Whole(units) for rule in rules}
        hierarchy = [rule for rule in rules if rule.stratum is Stratum.HIERARCHY]
        supervision = [rule for rule in rules if rule.stratum is Stratum.SUPERVISION]
        for layer in layers:
            for rule, places, statuses in self._layer(hierarchy, layer, compliance):
                found[rule.id].put(places.units, statuses)
                compliance.add(places.units, statuses)
        for rule, places, statuses in self._layer(supervision, np.arange(units), compliance):
            found[rule.id].put(places.units, statuses)
        numbers = {rule.id: n for n, rule in enumerate(self.rules)}
        for rule in rules:
            for sink in sinks:
                sink.add_rule(numbers[rule.id], found[rule.id].statuses())

    def _layer(
        self, rules: Sequence[CompiledRule], layer: Units, compliance: "_Compliance"
    ) -> Iterator[tuple[CompiledRule, Root, Statuses]]:
        self.kernel.evaluation.findings = compliance.findings()
        kinds = self.known_standing.kinds.to_numpy()[layer]
        names = [value.id for value in self.request.vocabulary.kind_type.values]
        found = []
        for concerned, group in groupby(sorted(rules, key=_kinds_of), key=_kinds_of):
            units = layer[np.isin(kinds, [n for n, name in enumerate(names) if name in concerned])]
            places = Root(units=units, facts=None)
            found += [(rule, places, self.kernel.statuses_of(rule, places)) for rule in group]
        yield from found  # only now: the findings of a layer do not depend on one another


def _kinds_of(rule: CompiledRule) -> tuple[str, ...]:
    return tuple(sorted(rule.kinds))


@dataclass(slots=True, eq=False)
class _Compliance:
    """For every unit the numbers of its compliant, gap and unknown findings so far."""

    numbers: list[NDArray[np.int32]]

    def add(self, units: Units, statuses: Statuses) -> None:
        for total, bits in zip(
            self.numbers, (statuses.compliant, statuses.open_gaps, statuses.unknown), strict=True
        ):
            total[units] += unpack(bits, len(units))

    def findings(self) -> Findings:
        compliant, gaps, unknown = self.numbers
        total = compliant + gaps + unknown
        some = np.maximum(total, 1)
        low = np.where(total > 0, compliant / some, 1.0)
        high = np.where(total > 0, (compliant + unknown) / some, 1.0)
        return Findings(
            gaps=(pl.Series(gaps.astype(np.int64)), pl.Series((gaps + unknown).astype(np.int64))),
            rate=(pl.Series(low), pl.Series(high)),
        )


@dataclass(slots=True, eq=False)
class _Whole:
    """The statuses of all units under one rule, put together from layers."""

    rows: int
    bits: dict[str, Bits] = field(default_factory=dict)

    def put(self, units: Units, statuses: Statuses) -> None:
        for name in ("may_comply", "may_gap", "waived"):
            bits: Bits | None = getattr(statuses, name)
            if bits is None or not bits.any():
                continue
            flags = np.zeros(self.rows, np.bool_)
            flags[units] = unpack(bits, len(units)).astype(np.bool_)
            self.bits[name] = self.bits.get(name, zeros(self.rows)) | pack(flags)

    def statuses(self) -> Statuses:
        nothing = zeros(self.rows)
        return Statuses(
            may_comply=self.bits.get("may_comply", nothing),
            may_gap=self.bits.get("may_gap", nothing),
            rows=self.rows,
            waived=self.bits.get("waived"),
        )
