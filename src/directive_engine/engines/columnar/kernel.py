"""Arrow record batch → the statuses of its units under every rule, wherever it comes from."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from directive_engine.engines.columnar.arrow_facts import ArrowFacts
from directive_engine.engines.columnar.bits import Bits, pack
from directive_engine.engines.columnar.columns import numbers
from directive_engine.engines.columnar.evaluation import Evaluation
from directive_engine.engines.columnar.places import Root
from directive_engine.engines.columnar.statuses import Statuses, not_applicable, statuses_of
from directive_engine.ir import CompiledRule
from directive_engine.model import KIND, Vocabulary
from directive_engine.values import FactId, RuleId


@dataclass(slots=True, kw_only=True, eq=False)
class Kernel:
    """Runs `rules`; `columns` says where facts stand, `waived` who has a waiver of a rule."""

    evaluation: Evaluation
    rules: Sequence[CompiledRule]
    columns: Mapping[FactId, str]
    vocabulary: Vocabulary
    waived: Mapping[RuleId, np.ndarray[tuple[int], np.dtype[np.int64]]] = field(
        default_factory=dict
    )
    wrong: Counter[FactId] = field(default_factory=Counter)

    def places(self, batch: pa.RecordBatch, first: int) -> Root:
        """Return the places of a batch whose first unit is the register's number `first`."""
        facts = ArrowFacts(
            batch=batch, columns=self.columns, vocabulary=self.vocabulary, wrong=self.wrong
        )
        return Root(units=np.arange(first, first + batch.num_rows), facts=facts)

    def statuses(self, places: Root) -> Iterator[Statuses]:
        """Yield the statuses under each rule; rules for other kinds of units are not evaluated."""
        present = self._kinds(places)
        for rule in self.rules:
            if rule.kinds.isdisjoint(present):
                yield not_applicable(places.rows)
            else:
                yield self.statuses_of(rule, places)

    def statuses_of(self, rule: CompiledRule, places: Root) -> Statuses:
        """Return the statuses under one rule."""
        applies = self.evaluation.truth(rule.applies, places)
        requires = self.evaluation.truth(rule.requires, places)
        return statuses_of(applies, requires, self._waived(rule, places))

    def record(self, batch: pa.RecordBatch, first: int = 0) -> pa.RecordBatch:
        """Return two bits for each unit and rule as one record batch."""
        places = self.places(batch, first)
        return status_record(self.rules, list(self.statuses(places)))

    def _kinds(self, places: Root) -> frozenset[str]:
        kinds = self.vocabulary.kind_type
        assert places.facts is not None  # noqa: S101 - the places of a batch
        codes, _ = numbers(places.facts.column(KIND, kinds))
        present = np.bincount(codes, minlength=len(kinds.values))
        return frozenset(value.id for value, n in zip(kinds.values, present, strict=False) if n)

    def _waived(self, rule: CompiledRule, places: Root) -> Bits | None:
        units = self.waived.get(rule.id)
        return None if units is None else pack(np.isin(places.units, units))


def status_record(rules: Sequence[CompiledRule], statuses: Sequence[Statuses]) -> pa.RecordBatch:
    """Return a record batch with two bit columns a rule: may comply, may have a gap."""
    arrays = [array for status in statuses for array in status.arrays()]
    return pa.RecordBatch.from_arrays(arrays, names=status_columns(rules))


def status_columns(rules: Sequence[CompiledRule]) -> list[str]:
    """Return the names of the columns of `status_record`."""
    return [f"{rule.id}.{bit}" for rule in rules for bit in ("may_comply", "may_gap")]
