"""The bulk job against peers, one process each, all in one run.

    python -m benchmarks.bulk [--units 1000000] [--rules 200] [--folder DIR] [--growth [--largest]]

Seconds are those of the job alone (from file to answer), after imports; the answers of all are checked to
be equal before any time counts. Engines that take one unit at a time run once, on the first units of the file,
and their time is scaled up. The peers are those of the extra `bench`; those not installed are left out.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.contestants import CONTESTANTS, Answer
from benchmarks.job import FACTS, write_units
from benchmarks.results import keep_results

LARGEST: Final = 10_000_000
PEERS: Final = (
    "duckdb",
    "openfisca-core",
    "dataframely",
    "pointblank",
    "cel-expr-python",
    "zen-engine",
    "durable-rules",
    "rule-engine",
)
NOTES: Final = """\
- counts: compliant, gap and unknown of each rule. gaps by rule: dataframely and pointblank know no third value and no
  applicability; a missing fact is made no failure, and only the numbers of gaps are asked for and compared.
- OpenFisca-core knows no missing value: each fact has a flag beside it, and each condition a variable for true and one
  for false. durable_rules, rule-engine and zen-engine get three conditions a rule, guarded against missing facts.
"""


def run_one(name: str, path: Path, rules: int, folder: Path) -> None:
    """Run a contestant in this process and print what it did as JSON."""
    contestant = CONTESTANTS[name]
    for module in contestant.imports:
        import_module(module)
    started = time.perf_counter()
    answer = contestant.job(path, rules, folder, contestant.detail)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak": peak_mb(), **answer}))


def peak_mb() -> float:
    """Return the most memory this process held; `ru_maxrss` would count its parent's, too."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(name: str, path: Path, rules: int) -> Answer:
    """Run a contestant in a process of its own."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = [sys.executable, "-m", "benchmarks.bulk", "--one", name, "--file", str(path)]
        command += ["--rules", str(rules), "--folder", folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def compare(path: Path, rules: int, repeats: int, sample: int) -> list[str]:
    """Measure all contestants in turn, `repeats` times; return the lines of a table."""
    whole = [n for n, c in CONTESTANTS.items() if not (c.absent or c.sampled)]
    found: dict[str, list[Answer]] = {name: [] for name in whole}
    for _ in range(repeats):
        for name in whole:
            found[name].append(measure(name, path, rules))
    check_equal(found, found["ours"][0]["counts"], found["ours, gaps"][0]["gaps"])
    factor = _rows(path) / sample
    found |= measure_sampled(path, rules, sample)
    scan = min(_seconds(found[n]) for n in whole if CONTESTANTS[n].output == "scan")
    lines = ["| contestant | output | × scan | seconds | peak MB |", "|---|---|---|---|---|"]
    for name, contestant in CONTESTANTS.items():
        if contestant.absent:
            lines.append(f"| {name} | not installed | | | |")
            continue
        output = contestant.output
        seconds = _seconds(found[name])
        if contestant.sampled:
            output += f", scaled up from {sample:,} units in {seconds:.2f} s"
            preparing = found[name][0]["preparing"]
            seconds = preparing + (seconds - preparing) * factor
        peak = max(answer["peak"] for answer in found[name])
        lines.append(
            f"| {name} | {output} | {seconds / scan:,.1f} | {seconds:,.2f} | {peak:.0f} |"
        )
    return lines


def measure_sampled(path: Path, rules: int, sample: int) -> dict[str, list[Answer]]:
    """Measure those that take one unit at a time on the first units of a file, once each."""
    names = [n for n, c in CONTESTANTS.items() if c.sampled and not c.absent]
    few = sample_file(path, sample)
    found = {name: [measure(name, few, rules)] for name in names}
    check_equal(found, measure("ours", few, rules)["counts"], gaps=None)
    return found


def check_equal(found: dict[str, list[Answer]], counts: list[list[int]], gaps: int | None) -> None:
    """Stop unless all answers say the same."""
    expected = {"counts": counts, "fails": [row[1] for row in counts], "gaps": gaps}
    for name, answers in found.items():
        for answer in answers:
            if any(answer[key] != said for key, said in expected.items() if key in answer):
                raise SystemExit(f"{name} answers differently: its time does not count")


def _seconds(answers: list[Answer]) -> float:
    return float(median(answer["seconds"] for answer in answers))


def growth(folder: Path, sizes: list[int], *, with_largest: bool) -> list[str]:
    """Measure this package over units and over rules; return the lines of a table."""
    lines = ["| units | rules | seconds (counts) | peak MB |", "|---|---|---|---|"]
    for units in sizes:
        path = unit_file(folder, units)
        numbers = (50, 200, 800) if units == max(sizes) else (200,)
        lines += [_grown(path, units, rules) for rules in numbers]
    if with_largest:
        lines.append(largest(folder, unit_file(folder, max(sizes))))
    return lines


def _grown(path: Path, units: int, rules: int) -> str:
    answer = measure("ours", path, rules)
    return f"| {units:,} | {rules} | {answer['seconds']:.2f} | {answer['peak']:.0f} |"


def largest(folder: Path, smaller: Path) -> str:
    """Measure the largest file where the disk has room for it, and delete it."""
    needed = smaller.stat().st_size / _rows(smaller) * LARGEST * 1.2
    free = shutil.disk_usage(folder).free
    if free < needed:
        return f"| {LARGEST:,} | 200 | not measured: {needed / 1e9:.1f} GB of disk needed, {free / 1e9:.1f} free | |"
    path = folder / f"units-{LARGEST}.parquet"
    try:
        write_units(path, LARGEST)
        return _grown(path, LARGEST, 200)
    finally:
        path.unlink(missing_ok=True)


def unit_file(folder: Path, units: int) -> Path:
    """Return the unit file of a size, made where it is not there yet."""
    path = folder / f"units-{units}.parquet"
    if not path.exists():
        write_units(path, units)
    return path


def sample_file(path: Path, rows: int) -> Path:
    """Write the first units of a file to another, and return that."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = next(pq.ParquetFile(path).iter_batches(batch_size=rows))
    few = path.with_name(f"{path.stem}-first-{rows}.parquet")
    pq.write_table(pa.Table.from_batches([first]), few)
    return few


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def machine(*more: str) -> list[str]:
    """Say on what this was measured."""
    found = ", ".join(map(_named, ("polars", "numpy", "pyarrow", *(more or ("duckdb",)))))
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    return [
        f"{os.cpu_count()} cores with a load of {load}, {platform.machine()}, Python {platform.python_version()}, {found}; {time.strftime('%Y-%m-%d')}."
    ]


def _named(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


def main() -> None:
    """Run the whole comparison, or one contestant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sample", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--growth", type=int, nargs="*", default=None)
    parser.add_argument("--largest", action="store_true", help=f"with --growth: {LARGEST:,} units")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--one", choices=list(CONTESTANTS))
    options = parser.parse_args()
    if options.one:
        run_one(options.one, options.file, options.rules, options.folder)
        return
    with tempfile.TemporaryDirectory(prefix="bulk-") as made:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        run_all(folder, options)


def run_all(folder: Path, options: argparse.Namespace) -> None:
    """Run the comparison and, where asked for, the growth; print and keep both."""
    path = unit_file(folder, options.units)
    sample = min(options.sample, options.units)
    text = [
        "# Results of the last run",
        "",
        *machine(*PEERS),
        "",
        f"## Bulk: {options.units:,} units × {len(FACTS)} facts × {options.rules} rules",
        "",
        *compare(path, options.rules, options.repeats, sample),
        "",
        f"Seconds: median of {options.repeats}; engines that take one unit at a time: once.",
        "",
        NOTES,
    ]
    print("\n".join(text))
    keep_results("", "\n".join(text))
    if options.growth is None:
        return
    sizes = sorted(options.growth) or [10_000, 100_000, 1_000_000]
    lines = growth(folder, sizes, with_largest=options.largest)
    text = ["## Growth", "", *machine("duckdb"), "", *lines]
    print("\n".join(text))
    keep_results("Growth", "\n".join(text))


if __name__ == "__main__":
    main()
