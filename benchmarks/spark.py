"""The engine `spark` against the engine `columnar`: the same job on the same file, in one run.

    python -m benchmarks.spark [--units 1000000] [--rules 200] [--repeats 3] [--folder DIR]

The job is the whole audit as `--format parquet` runs it: from the file to statuses, gaps and counts on disk and
the numbers of the report. Starting Python, Java and Spark's Python workers is timed by itself.
"""

import argparse
import json
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa

from benchmarks.bulk import machine, unit_file
from benchmarks.job import BulkRule, make_rules
from benchmarks.ours import request, stratified_request
from benchmarks.results import keep_results
from directive_engine.engines.bulk import BulkOutcome
from directive_engine.engines.columnar.bulk import BulkRequest

Answer = dict[str, Any]
MASTER = "local[2]"


def run_one(
    engine: str, path: Path, rules: list[BulkRule], folder: Path, *, strata: bool
) -> Answer:
    """Run the job on an engine in this process; say how long it took, and what it found."""
    made = stratified_request if strata else request
    if engine == "columnar":
        from directive_engine.engines.columnar.auditing import run_bulk

        started = time.perf_counter()
        outcome = run_bulk(made(path, rules), folder, _rank(made(path, rules)))
        return {"seconds": time.perf_counter() - started, "start": 0.0, **_said(outcome)}
    from directive_engine.engines.spark import run_on_spark
    from directive_engine.engines.spark.session import spark_session

    begun = time.perf_counter()
    with spark_session(MASTER) as session:
        numbers = session.range(0, 8, 1, 8)
        numbers.mapInArrow(_imported, "id long").toArrow()
        started = time.perf_counter()
        outcome = run_on_spark(made(path, rules), folder, _rank(made(path, rules)))
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "start": started - begun, **_said(outcome)}


def _imported(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    from directive_engine.engines.spark import executing

    assert executing
    yield from batches


def _rank(made: BulkRequest) -> dict[Any, int]:
    return {rule.id: 0 for rule in made.program.rules}


def _said(outcome: BulkOutcome) -> Answer:
    counts = {
        id_: [c.compliant, c.gaps, c.unknown, c.waived] for id_, c in outcome.by_rule.items()
    }
    return {"counts": counts, "ranked": outcome.ranked, "around": outcome.around}


def seconds_to_build(path: Path, rules: int) -> float:
    """Return the time from rules in memory to a plan that executors can be handed."""
    from directive_engine.engines.columnar.bulk import BulkRun
    from directive_engine.engines.spark.executing import SliceJob

    made = request(path, make_rules(rules))
    started = time.perf_counter()
    run = BulkRun(request=made, needs_standing=False)
    slices = made.file.slices(65_536)
    for found in run.plan.passes:
        pickle.dumps(SliceJob(kernel=run.kernel, found=found, slices=slices))
    return time.perf_counter() - started


def measure(engine: str, path: Path, rules: int, *, strata: bool) -> Answer:
    """Run an engine in a process of its own."""
    folder = Path(tempfile.mkdtemp(dir=path.parent))
    command = [sys.executable, "-m", "benchmarks.spark", "--one", engine, "--file", str(path)]
    command += ["--rules", str(rules), "--folder", str(folder), *(["--strata"] if strata else [])]
    try:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    finally:
        shutil.rmtree(folder)
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def compare(path: Path, rules: int, repeats: int) -> list[str]:
    """Measure both engines in turn on both jobs; return the lines of a table."""
    lines = [
        "| job | columnar, seconds | spark local[2], seconds | × columnar | start of Spark, seconds |",
        "|---|---|---|---|---|",
    ]
    for strata, name in ((False, "rules on own facts"), (True, "and 6 rules on units below")):
        found: dict[str, list[Answer]] = {"columnar": [], "spark": []}
        for _ in range(repeats):
            for engine, answers in found.items():
                answers.append(measure(engine, path, rules, strata=strata))
        local, spark = found["columnar"], found["spark"]
        if any(local[0][key] != spark[0][key] for key in ("counts", "ranked", "around")):
            raise SystemExit("the engines answer differently: no time counts")
        a, b = (median(answer["seconds"] for answer in answers) for answers in (local, spark))
        start = median(answer["start"] for answer in spark)
        lines.append(f"| {name} | {a:.2f} | {b:.2f} | {b / a:.1f} | {start:.1f} |")
    return lines


def main() -> None:
    """Run the comparison, or one engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--one", choices=("columnar", "spark"))
    parser.add_argument("--strata", action="store_true")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="spark-"))
    if options.one:
        rules = make_rules(options.rules)
        print(json.dumps(run_one(options.one, options.file, rules, folder, strata=options.strata)))
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = unit_file(folder, options.units)
    text = [
        f"## Spark: {options.units:,} units × {options.rules} rules, the whole audit",
        "",
        *machine("pyspark", "pandas"),
        "",
        *compare(path, options.rules, options.repeats),
        "",
        f"Building the plan of {options.rules} rules: {seconds_to_build(path, options.rules):.2f} s.",
        "",
    ]
    print("\n".join(text))
    keep_results("Spark", "\n".join(text))


if __name__ == "__main__":
    main()
