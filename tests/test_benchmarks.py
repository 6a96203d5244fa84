"""Peers answer the bulk job as this package does; parts of RESULTS.md leave the others alone."""

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from benchmarks import bulk, results
from benchmarks.bulk import check_equal, sample_file
from benchmarks.contestants import CONTESTANTS, Answer
from benchmarks.job import write_units

RULES = 60
UNITS = 120
OTHERS = [name for name, c in CONTESTANTS.items() if c.output != "scan" and name != "ours"]


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bulk") / "units.parquet"
    write_units(path, UNITS)
    return path


def answer(name: str, path: Path, folder: Path) -> Answer:
    contestant = CONTESTANTS[name]
    return contestant.job(path, RULES, folder, contestant.detail)


@pytest.mark.parametrize("name", OTHERS)
def test_a_peer_answers_as_this_package_does(name: str, units: Path, tmp_path: Path) -> None:
    if absent := CONTESTANTS[name].absent:
        pytest.skip(f"{absent} is not installed")
    counts = answer("ours", units, tmp_path)["counts"]
    found = answer(name, units, tmp_path)
    assert found.keys() & {"counts", "fails", "gaps"}
    check_equal({name: [found]}, counts, gaps=sum(row[1] for row in counts))


def test_another_answer_stops_the_run() -> None:
    with pytest.raises(SystemExit, match="NumPy answers differently"):
        check_equal({"NumPy": [{"counts": [[3, 1, 0]]}]}, [[3, 2, 0]], gaps=None)


def test_a_sample_is_the_first_units(units: Path) -> None:
    few = pq.read_table(sample_file(units, 7))
    assert few["id"].to_pylist() == [f"u{n}" for n in range(7)]


def test_the_largest_file_needs_room_on_the_disk(
    units: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LARGEST", 10**15)
    line = bulk.largest(tmp_path, units)
    assert "not measured" in line
    assert not list(tmp_path.iterdir())


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zen", None)
    assert CONTESTANTS["zen-engine"].absent == "zen"
    assert not CONTESTANTS["NumPy, packed bits"].absent


def test_a_part_of_the_results_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "RESULTS.md"
    path.write_text("# Results\n\n## Bulk: 5\n\nold\n\n## Live sessions\n\nlive\n", "utf-8")
    monkeypatch.setattr(results, "RESULTS", path)
    results.keep_results("Cold start", "## Cold start\n\ncold")
    results.keep_results("Growth", "## Growth\n\ngrown")
    results.keep_results("", "# Results\n\n## Bulk: 6\n\nnew")
    kept = " ".join(path.read_text("utf-8").split())
    assert kept == (
        "# Results ## Bulk: 6 new ## Growth grown ## Live sessions live ## Cold start cold"
    )


def test_lists_are_read_without_importing_pandas(units: Path, tmp_path: Path) -> None:
    """PyArrow imports pandas, where it is installed, to give an array to NumPy: 0.4 s a run."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from benchmarks.contestants import ours\n"
        f"ours(Path({str(units)!r}), 200, Path({str(tmp_path)!r}), 'counts')\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[1])
