"""The bulk job against peers, one process each, all in one run.

    python -m benchmarks.bulk [--units 1000000] [--rules 200] [--folder DIR] [--growth]

Seconds are those of the job alone (from file to answer), after imports; the answers of all are checked to
be equal before any time counts.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.job import FACTS, make_rules, write_units
from benchmarks.results import keep_results

Answer = dict[str, Any]


def scan_coded(path: Path, *_: object) -> Answer:
    import pyarrow.parquet as pq

    words = ["kind", *(f for f, t in FACTS.items() if t == "enum")]
    lists = [f"{f}.list.element" for f, t in FACTS.items() if t == "list<enum>"]
    file = pq.ParquetFile(path, read_dictionary=[*words, *lists], pre_buffer=True)
    groups = range(file.num_row_groups)
    return {"rows": sum(file.read_row_group(g, columns=["kind", *FACTS]).num_rows for g in groups)}


def scan_polars(path: Path, *_: object) -> Answer:
    import polars as pl

    frame = pl.scan_parquet(path).select("kind", *FACTS)
    return {"rows": sum(batch.height for batch in frame.collect_batches(chunk_size=100_000))}


def ours(path: Path, rules: int, folder: Path, output: str) -> Answer:
    from benchmarks.ours import request
    from directive_engine.engines.columnar.bulk import BulkRun
    from directive_engine.engines.columnar.counting import Counts
    from directive_engine.engines.columnar.reading import Sink
    from directive_engine.engines.columnar.records import GapWriter, StatusWriter

    run = BulkRun(request=request(path, make_rules(rules)), needs_standing=False)
    counts, sinks = Counts(rules), list[Sink]()
    gaps = None
    if output == "packed":
        sinks.append(StatusWriter(folder, run.rules, "id"))
    if output == "gaps":
        gaps = GapWriter(folder / "gaps.parquet", run.rules, "id")
        sinks.append(gaps)
    run.run([counts, *sinks])
    for sink in sinks:
        sink.close()  # type: ignore[attr-defined]
    answer: Answer = {"counts": counts.numbers[:, :3].tolist()}
    return answer if gaps is None else {**answer, "gaps": gaps.rows}


def peer(path: Path, rules: int, folder: Path, name: str) -> Answer:
    from benchmarks import peers

    if name == "duckdb_gaps":
        return {"gaps": peers.duckdb_gaps(path, make_rules(rules), folder / "gaps.parquet")}
    return {"counts": getattr(peers, name)(path, make_rules(rules))}


CONTESTANTS: dict[str, tuple[str, Callable[..., Answer], str, str]] = {
    "scan (coded texts)": ("scan", scan_coded, "", "pyarrow,numpy"),
    "scan (Polars)": ("scan", scan_polars, "", "polars"),
    "ours": ("counts", ours, "counts", "polars,numpy,pyarrow"),
    "NumPy, packed bits": ("counts", peer, "numpy_counts", "pyarrow,numpy"),
    "Polars by hand": ("counts", peer, "polars_counts", "polars"),
    "DuckDB SQL": ("counts", peer, "duckdb_counts", "duckdb"),
    "ours, packed": ("packed", ours, "packed", "polars,numpy,pyarrow"),
    "ours, gaps": ("gaps", ours, "gaps", "polars,numpy,pyarrow"),
    "DuckDB SQL, gaps": ("gaps", peer, "duckdb_gaps", "duckdb"),
}


def run_one(name: str, path: Path, rules: int, folder: Path) -> None:
    """Run a contestant in this process and print what it did as JSON."""
    _, job, detail, imports = CONTESTANTS[name]
    for module in (*imports.split(","), "benchmarks.ours" if job is ours else "benchmarks.job"):
        __import__(module)
    if job is ours:
        __import__("directive_engine.engines.columnar.records")
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    answer = job(path, rules, folder, detail)
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    record = {"seconds": seconds, "peak": usage.ru_maxrss / 1024, "base": base, **answer}
    print(json.dumps(record))


def measure(name: str, path: Path, rules: int) -> Answer:
    """Run a contestant in a process of its own."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = [sys.executable, "-m", "benchmarks.bulk", "--one", name, "--file", str(path)]
        command += ["--rules", str(rules), "--folder", folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def compare(path: Path, rules: int, repeats: int) -> list[str]:
    """Measure all contestants in turn, `repeats` times; return the lines of a table."""
    found: dict[str, list[Answer]] = {name: [] for name in CONTESTANTS}
    for _ in range(repeats):
        for name in CONTESTANTS:
            found[name].append(measure(name, path, rules))
    expected, gaps = found["ours"][0]["counts"], found["ours, gaps"][0]["gaps"]
    for name, answers in found.items():
        if answers[0].get("counts", expected) != expected or answers[0].get("gaps", gaps) != gaps:
            raise SystemExit(f"{name} answers differently: its time does not count")
    seconds = {name: median(a["seconds"] for a in answers) for name, answers in found.items()}
    scan = min(s for name, s in seconds.items() if CONTESTANTS[name][0] == "scan")
    lines = ["| contestant | output | × scan | seconds | peak MB |", "|---|---|---|---|---|"]
    for name, answers in found.items():
        peak = max(a["peak"] for a in answers)
        lines.append(
            f"| {name} | {CONTESTANTS[name][0]} | {seconds[name] / scan:.1f} | {seconds[name]:.2f} | {peak:.0f} |"
        )
    return lines


def growth(folder: Path, sizes: list[int]) -> list[str]:
    """Measure this package over units and over rules; return the lines of a table."""
    lines = ["| units | rules | seconds (counts) | peak MB |", "|---|---|---|---|"]
    for units in sizes:
        path = unit_file(folder, units)
        for rules in (50, 200, 800) if units == 1_000_000 else (200,):
            answer = measure("ours", path, rules)
            lines.append(
                f"| {units:,} | {rules} | {answer['seconds']:.2f} | {answer['peak']:.0f} |"
            )
    return lines


def unit_file(folder: Path, units: int) -> Path:
    """Return the unit file of a size, made where it is not there yet."""
    path = folder / f"units-{units}.parquet"
    if not path.exists():
        write_units(path, units)
    return path


def machine(*more: str) -> list[str]:
    """Say on what this was measured."""
    packages = ("polars", "numpy", "pyarrow", *(more or ("duckdb",)))
    found = ", ".join(f"{name} {version(name)}" for name in packages)
    return [
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {found}; {time.strftime('%Y-%m-%d')}."
    ]


def main() -> None:
    """Run the whole comparison, or one contestant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--growth", type=int, nargs="*", default=None)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--one", choices=list(CONTESTANTS))
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="bulk-"))
    if options.one:
        run_one(options.one, options.file, options.rules, folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    lines = compare(unit_file(folder, options.units), options.rules, options.repeats)
    text = [
        f"## Bulk: {options.units:,} units × {len(FACTS)} facts × {options.rules} rules",
        "",
        *lines,
        "",
    ]
    if options.growth is not None:
        text += [
            "## Growth",
            "",
            *growth(folder, options.growth or [10_000, 100_000, 1_000_000]),
            "",
        ]
    text = ["# Results of the last run", "", *machine(), "", *text]
    print("\n".join(text))
    keep_results("", "\n".join(text))


if __name__ == "__main__":
    main()
