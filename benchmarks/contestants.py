"""The contestants of the bulk job: what each answers, and how it is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from benchmarks.job import FACTS, make_rules

Answer = dict[str, Any]
Job = Callable[[Path, int, Path, str], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """What it answers, how, and the modules that are imported before time counts.

    `sampled`: it takes one unit at a time, and so a sample; `output` is a heading of the table.
    """

    output: str
    job: Job
    detail: str = ""
    imports: tuple[str, ...]
    sampled: bool = False

    @property
    def absent(self) -> str:
        """Return the first module that is not installed."""
        return next((name for name in self.imports if find_spec(name) is None), "")


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


def openfisca(path: Path, rules: int, *_: object) -> Answer:
    from benchmarks.openfisca_peer import openfisca_counts

    return {"counts": openfisca_counts(path, make_rules(rules))}


def table_peer(path: Path, rules: int, _: Path, name: str) -> Answer:
    from benchmarks import table_peers

    return {"fails": getattr(table_peers, name)(path, make_rules(rules))}


def row_peer(path: Path, rules: int, _: Path, name: str) -> Answer:
    module = import_module(
        f"benchmarks.{'durable_peer' if name.startswith('dur') else 'row_peers'}"
    )
    answer: Answer = getattr(module, name)(path, make_rules(rules))
    return answer


def _ours(output: str) -> Contestant:
    modules = ("polars", "numpy", "pyarrow", "benchmarks.ours")
    records = "directive_engine.engines.columnar.records"
    return Contestant(output=output, job=ours, detail=output, imports=(*modules, records))


def _peer(output: str, name: str, *imports: str) -> Contestant:
    return Contestant(output=output, job=peer, detail=name, imports=imports)


def _table_peer(name: str) -> Contestant:
    imports = ("polars", name)
    return Contestant(
        output="gaps by rule", job=table_peer, detail=f"{name}_fails", imports=imports
    )


def _row_peer(name: str, module: str) -> Contestant:
    imports = ("pyarrow", module)
    return Contestant(output="counts", job=row_peer, detail=name, imports=imports, sampled=True)


CONTESTANTS: Final[dict[str, Contestant]] = {
    "scan (coded texts)": Contestant(output="scan", job=scan_coded, imports=("pyarrow", "numpy")),
    "scan (Polars)": Contestant(output="scan", job=scan_polars, imports=("polars",)),
    "ours": _ours("counts"),
    "NumPy, packed bits": _peer("counts", "numpy_counts", "pyarrow", "numpy"),
    "Polars by hand": _peer("counts", "polars_counts", "polars"),
    "Polars by hand, in two steps": _peer("counts", "polars_steps_counts", "polars"),
    "OpenFisca-core": Contestant(
        output="counts", job=openfisca, imports=("pyarrow", "openfisca_core")
    ),
    "DuckDB SQL": _peer("counts", "duckdb_counts", "duckdb"),
    "DuckDB SQL, sums": _peer("counts", "duckdb_sums_counts", "duckdb"),
    "dataframely": _table_peer("dataframely"),
    "pointblank": _table_peer("pointblank"),
    "cel-expr-python": _row_peer("cel_python_counts", "cel_expr_python"),
    "zen-engine": _row_peer("zen_engine_counts", "zen"),
    "durable_rules": _row_peer("durable_rules_counts", "durable_rules_engine"),
    "rule-engine": _row_peer("rule_engine_counts", "rule_engine"),
    "ours, packed": _ours("packed"),
    "ours, gaps": _ours("gaps"),
    "DuckDB SQL, gaps": _peer("gaps", "duckdb_gaps", "duckdb"),
}
