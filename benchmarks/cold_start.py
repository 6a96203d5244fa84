"""Cold start: how long each command takes in a fresh process, from the shell's view.

python -m benchmarks.cold_start [--repeats 5]
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.results import keep_results

ROOT: Final = Path(__file__).parent.parent
AS_OF: Final = ("--as-of", "2020-11-01")
COUNTY: Final = ("--units", "examples/qinghe.csv", *AS_OF)
FLOOD: Final = "examples/flood/flood-season.txt"
FLOOD_RULES: Final = ("--rules", "examples/flood/rules")

COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "--help": ("--help",),
    "validate": ("validate",),
    "test": ("test",),
    "checklist --kind": ("checklist", "--kind", "school", *AS_OF),
    "audit": ("audit", *COUNTY),
    "audit -o": ("audit", *COUNTY, "-o", "{folder}/audit"),
    "explain": ("explain", "unit_supplies"),
    "explain --unit": ("explain", "unit_supplies", *COUNTY, "--unit", "S14"),
    "draft": ("draft", FLOOD),
    "coverage": ("coverage", "flood-season", "--source", FLOOD, *FLOOD_RULES),
}
"""The commands of the table: on the packs that ship, the example county and the example directive."""


def main() -> None:
    """Measure, print one table, and keep it in RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cold-") as folder:
        found = {
            name: [
                run(tuple(part.format(folder=folder) for part in arguments))
                for _ in range(options.repeats)
            ]
            for name, arguments in {"Python alone": (), **COMMANDS}.items()
        }
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    lines = [
        "## Cold start",
        "",
        f"Median of {options.repeats} fresh processes each; {os.cpu_count()} cores with a load of {load}, Python {platform.python_version()}, {platform.machine()}; {time.strftime('%Y-%m-%d')}.",
        "",
        "| command | seconds | fastest | at work | peak MB |",
        "|---|---|---|---|---|",
    ]
    for name, runs in found.items():
        wall, work, peak = (sorted(column) for column in zip(*runs, strict=True))
        lines.append(
            f"| `{name}` | {median(wall):.2f} | {wall[0]:.2f} | {median(work):.2f} | {peak[-1]:.0f} |"
        )
    print("\n".join(lines))
    keep_results("Cold start", "\n".join(lines))


def run(arguments: tuple[str, ...]) -> tuple[float, float, float]:
    """Run a command, or Python alone; return its wall and processor seconds and its peak in MB."""
    command = [str(Path(sys.executable).with_name("directive-engine")), *arguments]
    if not arguments:
        command = [sys.executable, "-c", ""]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{errors}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
