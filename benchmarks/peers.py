"""The bulk job as others would write it by hand: status counts by rule, from the same atoms."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.job import AS_OF, FACTS, Atom, BulkRule

Counts = list[list[int]]
"""For each rule the numbers of compliant, gap and unknown."""


# Polars


def polars_rule(rule: BulkRule) -> tuple[Any, Any]:
    """Return applicability and requirement as expressions; `&` and `|` follow Kleene on nulls."""
    import polars as pl

    applies = pl.col("kind").is_in(list(rule.kinds))
    if rule.condition is not None:
        applies &= _expression(rule.condition)
    requires = _expression(rule.atoms[0])
    for one in rule.atoms[1:]:
        requires = requires & _expression(one) if rule.joins_all else requires | _expression(one)
    return applies, requires


def _expression(a: Atom) -> Any:
    import polars as pl

    column = pl.col(a.fact)
    match a.kind:
        case "flag":
            return column
        case "int" | "double":
            return OPERATORS[a.operator](column, a.value)
        case "ratio":
            other = pl.col(a.other).cast(pl.Float64)
            whole = pl.when(other != 0).then(column.cast(pl.Float64) / other)
            return whole >= a.value
        case "enum":
            return column.is_in(list(a.value))
        case "within":
            return (pl.lit(AS_OF) - column).dt.total_days() <= a.value
        case "member":
            return column.list.contains(a.value)
        case _:
            return column.is_not_null()


def polars_counts(path: Path, rules: list[BulkRule]) -> Counts:
    """One streaming query."""
    import polars as pl

    made = []
    for rule in rules:
        applies, requires = polars_rule(rule)
        made += [
            (applies & requires).sum().alias(f"{rule.id}c"),
            (applies & ~requires).sum().alias(f"{rule.id}g"),
            (~applies).sum().alias(f"{rule.id}n"),
        ]
    query = pl.scan_parquet(path).select(*made, pl.len().alias("rows"))
    row = query.collect(engine="streaming").row(0, named=True)
    return [
        status_counts(row[f"{r.id}c"], row[f"{r.id}g"], row[f"{r.id}n"], row["rows"])
        for r in rules
    ]


def polars_steps_counts(path: Path, rules: list[BulkRule]) -> Counts:
    """One streaming query in two steps: applicability and requirement are columns, then counted."""
    import polars as pl

    columns, made = [], []
    for rule in rules:
        applies, requires = polars_rule(rule)
        columns += [applies.alias(f"{rule.id}a"), requires.alias(f"{rule.id}r")]
        a, r = pl.col(f"{rule.id}a"), pl.col(f"{rule.id}r")
        made += [
            (a & r).sum().alias(f"{rule.id}c"),
            (a & ~r).sum().alias(f"{rule.id}g"),
            (~a).sum().alias(f"{rule.id}n"),
        ]
    query = pl.scan_parquet(path).select(*columns).select(*made, pl.len().alias("rows"))
    row = query.collect(engine="streaming").row(0, named=True)
    return [
        status_counts(row[f"{r.id}c"], row[f"{r.id}g"], row[f"{r.id}n"], row["rows"])
        for r in rules
    ]


# DuckDB


def duckdb_rule(rule: BulkRule) -> tuple[str, str]:
    """Return applicability and requirement as SQL."""
    kinds = ", ".join(f"'{kind}'" for kind in rule.kinds)
    applies = f"kind IN ({kinds})"
    if rule.condition is not None:
        applies = f"({applies} AND {_sql(rule.condition)})"
    joint = " AND " if rule.joins_all else " OR "
    return applies, f"({joint.join(_sql(atom) for atom in rule.atoms)})"


def _sql(a: Atom) -> str:
    match a.kind:
        case "flag":
            return a.fact
        case "int" | "double":
            return f"({a.fact} {'=' if a.operator == '==' else a.operator} {a.value})"
        case "ratio":
            return f"(CAST({a.fact} AS DOUBLE) / nullif(CAST({a.other} AS DOUBLE), 0) >= {a.value}::DOUBLE)"
        case "enum":
            values = ", ".join(f"'{v}'" for v in a.value)
            return f"({a.fact} IN ({values}))"
        case "within":
            return f"(DATE '{AS_OF}' - {a.fact} <= {a.value})"
        case "member":
            return f"list_contains({a.fact}, '{a.value}')"
        case _:
            return f"({a.fact} IS NOT NULL)"


def duckdb_counts(path: Path, rules: list[BulkRule]) -> Counts:
    """One aggregate query with filters; SQL's AND, OR and NOT are Kleene's."""
    import duckdb

    filters = []
    for rule in rules:
        a, r = duckdb_rule(rule)
        filters += [
            f"count(*) FILTER ({w})" for w in (f"{a} AND {r}", f"{a} AND NOT {r}", f"NOT {a}")
        ]
    query = f"SELECT {', '.join(filters)}, count(*) FROM read_parquet('{path}')"
    row = duckdb.connect().execute(query.replace("FILTER (", "FILTER (WHERE ")).fetchone()
    assert row is not None
    return [
        status_counts(row[3 * n], row[3 * n + 1], row[3 * n + 2], row[-1])
        for n in range(len(rules))
    ]


def duckdb_sums_counts(path: Path, rules: list[BulkRule]) -> Counts:
    """Sums over a subquery in place of filters, which DuckDB runs faster."""
    import duckdb

    columns, sums = [], []
    for n, rule in enumerate(rules):
        a, r = duckdb_rule(rule)
        columns += [f"{a} AS a{n}", f"{r} AS r{n}"]
        sums += [f"sum(({w})::INT)" for w in (f"a{n} AND r{n}", f"a{n} AND NOT r{n}", f"NOT a{n}")]
    query = (
        f"SELECT {', '.join(sums)}, count(*) "
        f"FROM (SELECT {', '.join(columns)} FROM read_parquet('{path}'))"
    )
    row = duckdb.connect().execute(query).fetchone()
    assert row is not None
    found = [number or 0 for number in row]
    return [
        status_counts(found[3 * n], found[3 * n + 1], found[3 * n + 2], found[-1])
        for n in range(len(rules))
    ]


def duckdb_gaps(path: Path, rules: list[BulkRule], out: Path) -> int:
    """Write the gaps in long form: per unit a list of the rules it fails, then one row each."""
    import duckdb

    fails = []
    for rule in rules:
        a, r = duckdb_rule(rule)
        fails.append(f"CASE WHEN {a} AND NOT {r} THEN '{rule.id}' END")
    query = (
        f"COPY (SELECT unit, rule FROM (SELECT id AS unit, unnest([{', '.join(fails)}]) AS rule "
        f"FROM read_parquet('{path}')) WHERE rule IS NOT NULL) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"
    )
    duckdb.connect().execute(query)
    found = duckdb.connect().execute(f"SELECT count(*) FROM read_parquet('{out}')").fetchone()
    assert found is not None
    return int(found[0])


# NumPy


def numpy_counts(path: Path, rules: list[BulkRule]) -> Counts:
    """Two packed bit arrays an atom, each distinct atom once a row group."""
    import pyarrow.parquet as pq

    words = [name for name in ("kind", *FACTS) if name == "kind" or FACTS[name] == "enum"]
    lists = [f"{name}.list.element" for name, type_ in FACTS.items() if type_ == "list<enum>"]
    file = pq.ParquetFile(path, read_dictionary=[*words, *lists], pre_buffer=True)
    totals = np.zeros((len(rules), 3), np.int64)
    for group in range(file.num_row_groups):
        columns = ["kind", *FACTS]
        table = file.read_row_group(group, columns=columns).combine_chunks()
        totals += _numpy_group({name: table.column(name).chunk(0) for name in columns}, rules)
    return [[int(n) for n in row] for row in totals]


def _numpy_group(columns: dict[str, Any], rules: list[BulkRule]) -> Any:
    rows = len(columns["kind"])
    full = np.packbits(np.ones(rows, bool))
    known: dict[str, Any] = {}
    memo: dict[Atom, tuple[Any, Any]] = {}

    def known_of(name: str) -> Any:
        if name not in known:
            known[name] = np.packbits(columns[name].is_valid().to_numpy(zero_copy_only=False))
        return known[name]

    def numbers(name: str) -> Any:
        return columns[name].fill_null(0).to_numpy(zero_copy_only=False)

    def is_word(name: str, wanted: tuple[str, ...]) -> Any:
        array = columns[name]
        table = np.isin(np.array(array.dictionary.to_pylist(), object), wanted)
        codes = array.indices.fill_null(0).to_numpy()
        return table[codes] if len(table) else np.zeros(rows, bool)

    def claims(a: Atom) -> Any:
        match a.kind:
            case "flag":
                return columns[a.fact].fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003
            case "int" | "double":
                return OPERATORS[a.operator](numbers(a.fact), a.value)
            case "ratio":
                with np.errstate(all="ignore"):
                    return numbers(a.fact) / numbers(a.other) >= a.value
            case "enum":
                return is_word(a.fact, a.value)
            case "within":
                days = columns[a.fact].view("int32").fill_null(0).to_numpy()
                return (np.datetime64(AS_OF).astype("int64") - days) <= a.value
            case _:
                array = columns[a.fact]
                words = array.values.dictionary.to_pylist()
                code = words.index(a.value) if a.value in words else -1
                hits = np.append(0, np.cumsum(array.values.indices.to_numpy() == code))
                offsets = array.offsets.to_numpy()
                return hits[offsets[1:]] > hits[offsets[:-1]]

    def truths(a: Atom) -> tuple[Any, Any]:
        if a not in memo:
            if a.kind == "known":
                memo[a] = known_of(a.fact), ~known_of(a.fact) & full
            else:
                there = known_of(a.fact)
                if a.kind == "ratio":
                    there = there & known_of(a.other) & np.packbits(numbers(a.other) != 0)
                bits = np.packbits(claims(a))
                memo[a] = bits & there, ~bits & there
        return memo[a]

    kinds = {
        value: np.packbits(is_word("kind", (value,)))
        for value in {k for r in rules for k in r.kinds}
    }
    totals = np.zeros((len(rules), 3), np.int64)
    for n, rule in enumerate(rules):
        true = np.bitwise_or.reduce([kinds[kind] for kind in rule.kinds])
        false = ~true & full
        if rule.condition is not None:
            t, f = truths(rule.condition)
            true, false = true & t, false | f
        pairs = [truths(atom) for atom in rule.atoms]
        both = (
            (np.bitwise_and, np.bitwise_or) if rule.joins_all else (np.bitwise_or, np.bitwise_and)
        )
        met, unmet = (op.reduce([pair[i] for pair in pairs]) for i, op in enumerate(both))
        comply, gap = (int(np.bitwise_count(true & bits).sum()) for bits in (met, unmet))
        concerned = rows - int(np.bitwise_count(false).sum())
        totals[n] = comply, gap, concerned - comply - gap
    return totals


def status_counts(compliant: int, gaps: int, not_applicable: int, rows: int) -> list[int]:
    """Return the numbers of compliant, gap and unknown."""
    return [int(compliant), int(gaps), int(rows - not_applicable - compliant - gaps)]


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
