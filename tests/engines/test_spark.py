"""Spark gives what the local bulk engine gives, whichever way the file is cut into tasks."""

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.agreement import bulk_request
from benchmarks.register_files import register_columns, write_register
from benchmarks.worlds import Shape, random_request
from click.testing import CliRunner

from directive_engine.cli.audit import command
from directive_engine.diagnostics import InputError, MissingExtraError, UsageError
from directive_engine.engines import registry
from directive_engine.engines.bulk import BulkOutcome
from directive_engine.engines.columnar.auditing import run_bulk
from directive_engine.engines.columnar.bulk import BulkRequest, BulkRun
from directive_engine.engines.columnar.reading import Answer, Reading
from directive_engine.engines.columnar.records import STATUS_NAMES, StatusRecord
from directive_engine.engines.columnar.territories import territories_of
from directive_engine.engines.interpreter import WalkingInterpreter
from directive_engine.findings import AuditRequest, run_audit
from directive_engine.units import load_units
from directive_engine.values import FactId, RuleId, UnitId
from directive_engine.workflows.auditing import AuditOrder
from directive_engine.workflows.bulk_auditing import audit_in_bulk
from directive_engine.workflows.loading import compile_rules

pytest.importorskip("pyspark")
_JAVA = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
pytestmark = pytest.mark.skipif(shutil.which(_JAVA) is None, reason="Spark needs Java")

from pyspark.sql import SparkSession  # noqa: E402

from directive_engine.engines.spark import auditing, run_on_spark, session  # noqa: E402
from directive_engine.engines.spark.executing import LastJob  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "qinghe.csv"
MATERIAL = ROOT / "tests" / "material"
AS_OF = date(2020, 11, 1)
ROWS = 11  # a slice of the statuses is no whole number of bytes
WORLD = Shape(rules=60, units=40)


@pytest.fixture(scope="module", autouse=True)
def spark() -> Iterator[SparkSession]:
    """One session for all tests here; what they run joins it."""
    with session.spark_session("local[2]") as running:
        yield running


@pytest.fixture(autouse=True)
def _small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "_FEWEST", 1)


def some_waivers(random: Random, request: AuditRequest) -> list[tuple[UnitId, RuleId]]:
    units = [unit.id for unit in request.register.units]
    rules = [rule.id for rule in request.program.rules]
    return list({(random.choice(units), random.choice(rules)) for _ in range(200)})


def run_both(request: BulkRequest, folder: Path) -> tuple[BulkOutcome, BulkOutcome]:
    rank = {rule.id: n % 3 for n, rule in enumerate(request.program.rules)}
    for name in ("local", "spark"):
        (folder / name).mkdir()
    local = run_bulk(request, folder / "local", rank)
    return local, run_on_spark(request, folder / "spark", rank)


def assert_same_files(folder: Path) -> None:
    here, there = folder / "local", folder / "spark"
    assert sorted(p.name for p in here.iterdir()) == sorted(p.name for p in there.iterdir())
    assert pq.read_table(here / "counts.parquet") == pq.read_table(there / "counts.parquet")
    for name in ("gaps.parquet", "statuses-units.parquet"):
        a, b = (pl.read_parquet(path / name) for path in (here, there))
        assert a.schema == b.schema
        assert sorted(a.iter_rows()) == sorted(b.iter_rows())
    one, other = StatusRecord(here), StatusRecord(there)
    assert one.rules == other.rules
    for rule in one.rules:
        assert one.of_rule(rule).tolist() == other.of_rule(rule).tolist(), rule


@pytest.mark.parametrize("number", range(8))
def test_random_worlds_are_those_of_the_local_engine_and_of_the_interpreter(
    number: int, tmp_path: Path
) -> None:
    random = Random(7_000 + number)
    made = random_request(random, WORLD)
    path = tmp_path / "units.parquet"
    write_register(path, made.register, made.vocabulary, ROWS)
    plain = bulk_request(made, path)
    request = replace(plain, waivers=some_waivers(random, made) if number % 2 else ())
    assert len(request.file.slices(1)) == 4
    local, spark = run_both(request, tmp_path)
    assert spark == local
    assert_same_files(tmp_path)
    register, _ = load_units(path, made.vocabulary)
    expected = run_audit(replace(made, register=register), WalkingInterpreter())
    record = StatusRecord(tmp_path / "spark")
    codes = {rule: record.of_rule(rule) for rule in record.rules}
    position = {unit.id: n for n, unit in enumerate(register.units)}
    if not request.waivers:
        for finding in expected.findings:
            found = STATUS_NAMES[codes[finding.rule.id][position[finding.unit.id]]]
            assert found == finding.status.value, (finding.unit.id, finding.rule.id)
    assert record.of_unit(register.units[20].id)


def parts_of(folder: Path, units: Path, rules: tuple[Path, ...]) -> Path:
    """The units of a table as a folder of two Parquet parts with small row groups."""
    folder.mkdir()
    vocabulary = compile_rules(rules).base.vocabulary
    register, _ = load_units(units, vocabulary)
    table = pa.table(
        {
            **register_columns(register, vocabulary),
            "responsible": pa.array([unit.responsible for unit in register.units], pa.string()),
        }
    )
    half = len(register.units) // 2
    pq.write_table(table.slice(0, half), folder / "part-0.parquet", row_group_size=3)
    pq.write_table(table.slice(half), folder / "part-1.parquet", row_group_size=3)
    return folder


@pytest.mark.parametrize(
    ("units", "rules", "waivers"),
    [
        pytest.param(EXAMPLE, (), ROOT / "examples" / "waivers.yaml", id="the shipped packs"),
        pytest.param(MATERIAL / "units.csv", (MATERIAL / "rules",), None, id="the flood pack"),
    ],
)
def test_packs_give_the_same_report_and_files(
    units: Path, rules: tuple[Path, ...], waivers: Path | None, tmp_path: Path
) -> None:
    parts = parts_of(tmp_path / "parts", units, rules)
    order = AuditOrder(units=parts, rules=rules, as_of=AS_OF, waivers=waivers)
    local = audit_in_bulk(order, tmp_path / "local", "zh")
    spark = audit_in_bulk(order, tmp_path / "spark", "zh", run_on_spark)
    assert spark == local
    assert local.report.gaps
    assert_same_files(tmp_path)


def test_values_that_cannot_be_used_are_counted_once(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    columns = {
        "id": ["t", *(f"s{n}" for n in range(9))],
        "kind": ["township", *["reservoir"] * 9],
        "parent": [None, *["t"] * 9],
        "drill_date": [None, *["2020-10-30"] * 5, *["soon"] * 4],
    }
    pq.write_table(pa.table(columns), path, row_group_size=3)
    order = AuditOrder(units=path, rules=(MATERIAL / "rules",), as_of=AS_OF)
    seen: list[Mapping[FactId, int]] = []

    def noting(request: BulkRequest, folder: Path, rank: Mapping[RuleId, int]) -> BulkOutcome:
        seen.extend(outcome.unused for outcome in run_both(request, tmp_path))
        return run_bulk(request, folder, rank)

    audit_in_bulk(order, tmp_path / "out", "zh", noting)
    assert seen == [{"drill_date": 4}] * 2


def test_engines_replace_what_another_left(tmp_path: Path) -> None:
    parts = parts_of(tmp_path / "parts", MATERIAL / "units.csv", (MATERIAL / "rules",))
    order = AuditOrder(units=parts, rules=(MATERIAL / "rules",), as_of=AS_OF)
    for run in (run_bulk, run_on_spark, run_on_spark, run_bulk):
        audit_in_bulk(order, tmp_path / "out", "zh", run)
        gaps = tmp_path / "out" / "gaps.parquet"
        assert gaps.is_dir() is (run is run_on_spark)
        assert not list((tmp_path / "out").glob(".*"))
        assert pl.read_parquet(gaps).height > 0


def test_a_kernel_that_has_run_works_in_another_process(tmp_path: Path) -> None:
    """What it has remembered by the identity of expressions must not go along."""
    made = random_request(Random(3), WORLD)
    path = tmp_path / "units.parquet"
    write_register(path, made.register, made.vocabulary, ROWS)
    run = BulkRun(request=bulk_request(made, path))
    run.run([])
    again = pickle.loads(pickle.dumps(run.kernel))
    assert len(again.evaluation.nodes._numbers) == 0
    kept: list[Answer] = []
    first, second = (
        Reading(kernel=kernel, found=run.plan.passes[-1], file=run.request.file).audit(
            [], kept.extend, with_tallies=True
        )
        for kernel in (run.kernel, again)
    )
    assert [[n.tolist() for n in batch] for batch in first] == [
        [n.tolist() for n in batch] for batch in second
    ]
    assert any(n.any() for batch in first for n in batch)


def test_a_task_that_runs_twice_leaves_one_part(tmp_path: Path) -> None:
    made = random_request(Random(5), WORLD)
    path = tmp_path / "units.parquet"
    write_register(path, made.register, made.vocabulary, ROWS)
    run = BulkRun(request=bulk_request(made, path))
    folder = tmp_path / "out"
    folder.mkdir()
    job = LastJob(
        kernel=run.kernel,
        found=run.plan.passes[-1],
        slices=run.request.file.slices(1),
        folder=folder,
        rules=run.rules,
        id_column="id",
        territories=territories_of(run.known_standing),
        with_tallies=False,
    )
    run.run([])  # so that the kernel knows what earlier passes found
    first, again = job.audit(2), job.audit(2)
    assert first.slice(0, first.num_rows - 1) == again.slice(0, again.num_rows - 1)
    parts = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.*/*"))]
    assert parts == [
        "gaps.parquet/part-000000000022.parquet",
        "statuses-units.parquet/part-000000000022.parquet",
        "statuses.arrow/part-000000000022.arrow",
    ]


def test_the_command_says_what_it_says_without_spark(tmp_path: Path) -> None:
    parts = parts_of(tmp_path / "parts", EXAMPLE, ())
    script = "from directive_engine.cli.main import main; main()"
    said = []
    for engine in (["--engine", "columnar"], ["--engine", "spark", "--master", "local[2]"]):
        arguments = ["--units", str(parts), "--as-of", "2020-11-01", "--format", "parquet"]
        run = [sys.executable, "-c", script, "audit", *arguments, *engine]
        out = tmp_path / engine[1]
        done = subprocess.run(
            [*run, "-o", str(out)], capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == f"→ {out / 'report.html'}\n"
        said.append((done.stdout, (out / "report.html").read_text("utf-8")))
    assert said[0] == said[1]


def test_a_failing_task_is_one_sentence() -> None:
    def fail(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from batches
        raise OSError("the disk is full")

    with pytest.raises(UsageError) as raised, session.spark_session(None) as running:
        running.range(3).mapInArrow(fail, "id long").toArrow()
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code == "DE007"
    assert diagnostic.message.en == "the Spark job failed: the disk is full"


def test_another_kind_of_file_is_one_sentence(tmp_path: Path) -> None:
    order = AuditOrder(units=EXAMPLE, rules=(), as_of=AS_OF)
    with pytest.raises(UsageError) as raised:
        audit_in_bulk(order, tmp_path, "zh", run_on_spark)
    assert raised.value.diagnostics[0].code == "DE008"
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_file_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    pq.write_table(pa.table({"id": ["a", "a"], "kind": ["school"] * 2}), path)
    with pytest.raises(InputError) as raised:
        audit_in_bulk(
            AuditOrder(units=path, rules=(), as_of=AS_OF), tmp_path / "out", "zh", run_on_spark
        )
    assert raised.value.diagnostics[0].code == "DE612"
    assert list((tmp_path / "out").iterdir()) == []


def test_no_java_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    with pytest.raises(UsageError) as raised:
        session._start("local[1]")
    assert raised.value.diagnostics[0].code == "DE007"
    assert "Java 17" in raised.value.diagnostics[0].message.en


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        pytest.param("Traceback:\n  File x\na.b.OSError: full\n\tat java", "full", id="in a task"),
        pytest.param(
            "An error occurred while calling None.x\n: java.lang.IllegalStateException: stopped\n",
            "stopped",
            id="in Java",
        ),
        pytest.param(
            "x.Error: stopped\n26/11/25 23:04:05 ERROR Backend: All masters are unresponsive!\n",
            "All masters are unresponsive!",
            id="in Spark's log while it starts",
        ),
        pytest.param("[JAVA_GATEWAY_EXITED] no port", "[JAVA_GATEWAY_EXITED] no port", id="else"),
    ],
)
def test_a_failure_says_the_last_reason(said: str, reason: str) -> None:
    failure = session._failure("Spark cannot start", "Spark 无法启动", said)
    assert failure.diagnostics[0].message.en == f"Spark cannot start: {reason}"


def test_a_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_SPARK_NEEDS", ("no_such_package",))
    with pytest.raises(MissingExtraError, match=r"needs the extra `\[spark\]`"):
        registry.require_spark()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--engine", "spark"], "--engine spark runs with --format parquet"),
        (["--master", "local[2]"], "--master is for --engine spark"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(command, ["--units", str(EXAMPLE), *arguments])
    assert result.exit_code == 2
    assert said in result.output
