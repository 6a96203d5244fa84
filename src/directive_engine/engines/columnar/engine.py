"""The columnar engine over a register in memory: all units at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from directive_engine.engines.columnar.bits import Truths, unpack
from directive_engine.engines.columnar.columns import Column
from directive_engine.engines.columnar.evaluation import Evaluation, Findings, own_values
from directive_engine.engines.columnar.hierarchy import hierarchy_of
from directive_engine.engines.columnar.lists import Lists, Units
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.register_facts import RegisterFacts
from directive_engine.engines.interpreter import CompiledInterpreter
from directive_engine.engines.limits import beyond_columns
from directive_engine.engines.protocol import NOT_CONCERNED, Verdict
from directive_engine.engines.world import Bounds, World
from directive_engine.ir import CompiledRule, Expr, Stratum
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, Truth, Type, UnitId

_VERDICTS: Final = [
    NOT_CONCERNED if applies is Truth.FALSE else Verdict(applies, requires)
    for applies in Truth
    for requires in Truth
]


@dataclass(slots=True, kw_only=True, eq=False)
class _Everyone:
    """All units of the register, in one batch."""

    evaluation: Evaluation = field(init=False)
    places: Root

    def truth(self, expr: Expr) -> Truths:
        return self.evaluation.truth(expr, self.places)

    def value(self, expr: Expr) -> Column:
        return self.evaluation.value(expr, self.places)

    def lists(self, expr: Expr) -> Lists:
        return self.evaluation.lists(expr, self.places)

    def own(self, fact: FactId, type_: Type) -> pl.Series | Lists:
        assert self.places.facts is not None  # noqa: S101 - set where it is made
        return own_values(self.places.facts, fact, type_)


class ColumnarEngine:
    """Evaluates each condition once for all units; an instance serves one program."""

    def __init__(self) -> None:
        self._interpreter: Final = CompiledInterpreter()
        self._register: Register | None = None
        self._evaluation: Evaluation | None = None
        self._positions: dict[UnitId, int] = {}

    def run(
        self, world: World, rules: Sequence[CompiledRule], units: Iterable[Unit]
    ) -> Iterator[Sequence[Verdict]]:
        """Yield for each unit its verdicts, in the order of `rules`."""
        chosen = list(units)
        evaluation = self._prepared(world)
        places = Root(
            units=np.array([self._positions[unit.id] for unit in chosen], np.int64), facts=None
        )
        if any(rule.stratum is not Stratum.FACTS for rule in rules):
            evaluation.findings = _findings(world)
        columns = [self._codes(world, rule, places, chosen) for rule in rules]
        for codes in zip(*columns, strict=True):
            yield [_VERDICTS[code] for code in codes]
        if not columns:
            yield from ([] for _ in chosen)

    def _prepared(self, world: World) -> Evaluation:
        known = self._evaluation
        if (
            known is None
            or world.register is not self._register
            or known.world.parameters != world.parameters
            or known.world.as_of != world.as_of
        ):
            units = world.register.units
            everyone = Root(units=np.arange(len(units)), facts=RegisterFacts(units=units))
            elsewhere = _Everyone(places=everyone)
            known = Evaluation(world=world, hierarchy=hierarchy_of(units), elsewhere=elsewhere)
            elsewhere.evaluation = known
            self._register, self._evaluation = world.register, known
            self._positions = {unit.id: n for n, unit in enumerate(units)}
        return known

    def _codes(
        self, world: World, rule: CompiledRule, places: Root, units: Sequence[Unit]
    ) -> list[int]:
        if beyond_columns(rule, world.program) is not None:
            found = self._interpreter.run(world, [rule], units)
            return [3 * verdict.applies + verdict.requires for (verdict,) in found]
        applies, requires = self._prepared(world).verdicts(rule, places)
        codes: Units = 3 * _truths(applies) + _truths(requires)
        listed: list[int] = codes.tolist()
        return listed


def _truths(truths: Truths) -> Units:
    """Return 0, 1 or 2 for false, unknown, true."""
    true, false = (
        unpack(bits, truths.rows).astype(np.int64) for bits in (truths.true, truths.false)
    )
    return 1 + true - false


def _findings(world: World) -> Findings:
    known = [world.compliance.get(unit.id) for unit in world.register.units]

    def column(bounds: Sequence[Bounds | None], end: int, dtype: type[pl.DataType]) -> pl.Series:
        return pl.Series([None if b is None else b[end] for b in bounds], dtype=dtype)

    gaps = [None if c is None else c.gaps for c in known]
    rate = [None if c is None else c.rate for c in known]
    return Findings(
        gaps=(column(gaps, 0, pl.Int64), column(gaps, 1, pl.Int64)),
        rate=(column(rate, 0, pl.Float64), column(rate, 1, pl.Float64)),
    )
