"""A bulk request → its files, written by executors, and the numbers for a report."""

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import first
from pyspark.sql.functions import sum as sum_of

from directive_engine.diagnostics import Diagnostic, Span, UsageError, Words
from directive_engine.engines.bulk import BulkOutcome
from directive_engine.engines.columnar.auditing import Outputs, conclude, open_outputs
from directive_engine.engines.columnar.bulk import BulkRequest, BulkRun
from directive_engine.engines.columnar.planning import Pass
from directive_engine.engines.columnar.reading import Tallied
from directive_engine.engines.columnar.territories import Territories, territories_of
from directive_engine.engines.columnar.unit_files import ParquetParts, UnitSlice
from directive_engine.engines.spark.executing import (
    COUNTED,
    SURVEYED,
    LastJob,
    Shared,
    SliceFound,
    SliceJob,
    Work,
    auditing,
    move_part,
    surveying,
)
from directive_engine.engines.spark.session import spark_session
from directive_engine.values import RuleId

Job = TypeVar("Job")
_FEWEST: Final = 65_536
_MOST: Final = 1_048_576
"""Units of a task, unless a row group has more: enough to be worth it, few enough to repeat."""
_TASKS: Final = 4
"""Tasks for each core that there is now, where the file has so many row groups."""


def run_on_spark(
    request: BulkRequest, folder: Path, rank: Mapping[RuleId, int], *, master: str | None = None
) -> BulkOutcome:
    """Run all rules and write their files into `folder`, which all executors can reach.

    Statuses, ids and gaps are folders of parts under the names that they have as files elsewhere.
    Without `master`, Spark's own configuration says where it runs. Raises InputError for what is
    wrong with the file, UsageError where Spark cannot run (DE007) or read it (DE008).
    """
    if not isinstance(request.file, ParquetParts):
        words = Words(
            f"the engine `spark` reads Parquet only, and `{request.path}` is another kind of file",
            f"引擎 `spark` 只读取 Parquet 文件，`{request.path}` 不是",
        )
        raise UsageError(Diagnostic(code="DE008", message=words, span=Span(file=request.path)))
    run = BulkRun(request=request)
    territories = territories_of(run.known_standing)
    with spark_session(master) as session:
        wanted = len(run.known_standing) // (_TASKS * session.sparkContext.defaultParallelism)
        cluster = _Cluster(
            session=session,
            run=run,
            slices=request.file.slices(max(_FEWEST, min(wanted, _MOST))),
            folder=folder.absolute(),
            territories=territories,
        )
        outputs = cluster.work()
    return conclude(run, outputs, folder, rank)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cluster:
    session: SparkSession
    run: BulkRun
    slices: Sequence[UnitSlice]
    folder: Path
    territories: Territories

    def work(self) -> Outputs:
        """Make all passes, then what asks for findings; return what was counted."""
        run = self.run
        for found in run.plan.passes[:-1]:
            self._survey(found)
            run.end_pass()
        id_column = run.request.register_columns["id"]
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".driver-") as name:
            scratch = Path(name)
            outputs = open_outputs(
                scratch, run.rules, id_column, self.territories, run.known_standing.ids
            )
            tallies = self._audit(run.plan.passes[-1], outputs)
            run.end_pass()
            run.run_later(tallies, outputs.sinks)
            outputs.close()
            self._keep(scratch, outputs)
        return outputs

    def _survey(self, found: Pass) -> None:
        job = SliceJob(kernel=self.run.kernel, found=found, slices=self.slices)
        with self._shared(job) as shared:
            table = self._map(surveying(shared), SURVEYED).toArrow()
        for payload in table.sort_by("slice").column("payload"):
            self._told(payload)

    def _audit(self, found: Pass, outputs: Outputs) -> list[Tallied]:
        """Run the last pass; `outputs` take its counts, and all that its slices tell."""
        job = LastJob(
            kernel=self.run.kernel,
            found=found,
            slices=self.slices,
            folder=self.folder,
            rules=self.run.rules,
            id_column=self.run.request.register_columns["id"],
            territories=self.territories,
            with_tallies=bool(self.run.later),
        )
        with self._shared(job) as shared:
            partial = self._map(auditing(shared), COUNTED)
            total = sum_of("units").alias("units"), first("payload").alias("payload")
            table = partial.groupBy("rule", "township", "status").agg(*total).toArrow()
        is_count = pc.greater_equal(table.column("rule"), 0)
        _add_counts(outputs, table.filter(is_count))
        tallies: list[Tallied] = []
        told = table.filter(pc.invert(is_count)).sort_by("township")
        for payload in told.column("payload"):
            part = self._told(payload)
            outputs.units.add_totals(part.gaps)
            outputs.statuses.add_waived(part.waived)
            tallies += part.tallies
        return tallies

    def _told(self, payload: pa.Scalar) -> SliceFound:
        """Take what a slice tells; in the order of slices."""
        part: SliceFound = pickle.loads(payload.as_py())  # noqa: S301 - as an executor wrote it
        self.run.store.add_all(part.answers)
        self.run.kernel.wrong.update(part.wrong)
        return part

    def _map(self, work: Work, schema: str) -> DataFrame:
        """Return what `work` makes of the number of each slice, a task for each."""
        count = len(self.slices)
        return self.session.range(0, count, 1, count).mapInArrow(work, schema)

    @contextmanager
    def _shared(self, job: Job) -> Iterator[Shared[Job]]:
        """Hand a job to all executors once, not with every task."""
        shared = self.session.sparkContext.broadcast(job)
        yield shared
        shared.destroy()

    def _keep(self, scratch: Path, outputs: Outputs) -> None:
        """Move what the driver wrote beside the parts that the executors wrote."""
        for file in (scratch / "statuses.json", *scratch.glob("statuses-*.arrow")):
            file.replace(self.folder / file.name)
        if outputs.gaps.rows:
            move_part(scratch / "gaps.parquet", self.folder, "part-later")


def _add_counts(outputs: Outputs, counts: pa.Table) -> None:
    rule, township, status, units = (
        counts.column(name).to_numpy() for name in ("rule", "township", "status", "units")
    )
    outputs.townships.numbers[rule, township, status] += units.astype(np.int32)
