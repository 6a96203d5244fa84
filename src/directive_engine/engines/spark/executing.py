"""What an executor does: one slice of the unit file → its files, its counts, and its answers."""

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol, TypeAlias, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from directive_engine.engines.columnar.auditing import Outputs, open_outputs
from directive_engine.engines.columnar.kernel import Kernel
from directive_engine.engines.columnar.planning import Pass
from directive_engine.engines.columnar.reading import Answer, Reading, Tallied
from directive_engine.engines.columnar.territories import Territories
from directive_engine.engines.columnar.unit_files import UnitSlice
from directive_engine.ir import CompiledRule
from directive_engine.values import FactId

Work: TypeAlias = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
_Job_co = TypeVar("_Job_co", covariant=True)
_PARTS: Final = ("statuses.arrow", "statuses-units.parquet", "gaps.parquet")
"""The files of a run that are folders of parts, each part written by an executor."""
SURVEYED: Final = "slice int, payload binary"
COUNTED: Final = "rule int, township int, status int, units long, payload binary"
"""Partial counts; the row of rule -1 has the number of a slice and its `SliceFound`."""


class Shared(Protocol[_Job_co]):
    """What Spark hands to each process once."""

    @property
    def value(self) -> _Job_co:
        """It, in this process."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceFound:
    """What a slice tells: what its units answer to others, and which values could not be used.

    In the last pass also the tallies of its findings, gaps by unit, and rows with waived gaps.
    """

    answers: Sequence[Answer]
    wrong: Mapping[FactId, int]
    tallies: Sequence[Tallied] = ()
    gaps: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    waived: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceJob:
    """A pass over the slices of a file; `kernel` knows what the passes before it found."""

    kernel: Kernel
    found: Pass
    slices: Sequence[UnitSlice]

    def survey(self, number: int) -> pa.RecordBatch:
        """Return what the units of a slice answer to other units."""
        reading = self.reading(number)
        found = SliceFound(answers=list(reading.survey()), wrong=reading.kernel.wrong)
        return pa.RecordBatch.from_arrays(
            [pa.array([number], pa.int32()), pa.array([pickle.dumps(found)], pa.binary())],
            names=["slice", "payload"],
        )

    def reading(self, number: int) -> Reading:
        """Return the pass over one slice."""
        part = self.slices[number]
        kernel = replace(self.kernel, wrong=Counter())  # a process runs many slices
        return Reading(kernel=kernel, found=self.found, file=part, first=part.first)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LastJob(SliceJob):
    """The last pass, which runs the rules and writes into `folder`."""

    folder: Path
    rules: Sequence[CompiledRule]
    id_column: str
    territories: Territories
    with_tallies: bool

    def audit(self, number: int) -> pa.RecordBatch:
        """Write the statuses and gaps of a slice, and return its counts."""
        reading = self.reading(number)
        answers: list[Answer] = []
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".slice-") as name:
            scratch = Path(name)
            outputs = open_outputs(scratch, self.rules, self.id_column, self.territories)
            tallies = reading.audit(outputs.sinks, answers.extend, with_tallies=self.with_tallies)
            outputs.close()
            for file in _PARTS:
                move_part(scratch / file, self.folder, f"part-{reading.first:012}")
        found = SliceFound(
            answers=answers,
            tallies=tallies,
            gaps=outputs.units.totals(),
            waived=outputs.statuses.waived,
            wrong=reading.kernel.wrong,
        )
        return _counts(number, outputs, found)


def move_part(file: Path, folder: Path, name: str) -> None:
    """Make a finished file a part: at once, so that a task that runs twice does no harm."""
    parts = folder / file.name
    parts.mkdir(exist_ok=True)
    file.replace(parts / (name + file.suffix))


def _counts(number: int, outputs: Outputs, found: SliceFound) -> pa.RecordBatch:
    numbers = outputs.townships.numbers
    rule, township, status = np.nonzero(numbers)
    payloads = [pa.nulls(len(rule), pa.binary()), pa.array([pickle.dumps(found)], pa.binary())]
    return pa.RecordBatch.from_arrays(
        [
            pa.array(np.append(rule, -1), pa.int32()),
            pa.array(np.append(township, number), pa.int32()),
            pa.array(np.append(status, -1), pa.int32()),
            pa.array(np.append(numbers[rule, township, status], 0), pa.int64()),
            pa.concat_arrays(payloads),
        ],
        names=["rule", "township", "status", "units", "payload"],
    )


def surveying(job: Shared[SliceJob]) -> Work:
    """Return the task that surveys slices, given their numbers."""

    def survey(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from (job.value.survey(number) for number in batch.column(0).to_pylist())

    return survey


def auditing(job: Shared[LastJob]) -> Work:
    """Return the task that audits slices, given their numbers."""

    def audit(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from (job.value.audit(number) for number in batch.column(0).to_pylist())

    return audit
