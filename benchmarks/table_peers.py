"""The bulk job with what users pick to validate tables: which rows fail.

Neither tells a unit that complies from one of which a fact is missing, or that the rule does not concern; so they
are asked for what they can answer, the gaps of each rule. That a missing fact is no failure is dataframely's rule,
and has to be said to pointblank.
"""

from pathlib import Path
from typing import Any

from benchmarks.job import FACTS, BulkRule
from benchmarks.peers import polars_rule


def dataframely_fails(path: Path, rules: list[BulkRule]) -> list[int]:
    """Return the gaps of each rule: a schema with a rule for each, and the rows it filters out."""
    import dataframely as dy
    import polars as pl

    frame = pl.read_parquet(path, columns=["kind", *FACTS])
    checks = {}
    for rule in rules:
        applies, requires = polars_rule(rule)
        checks[rule.id] = dy.rule()(lambda _, holds=~applies | requires: holds)
    columns = {name: dy.Any() for name in frame.columns}
    schema: Any = type("Units", (dy.Schema,), {**columns, **checks})
    _, failures = schema.filter(frame)
    counts = failures.counts()
    return [counts.get(rule.id, 0) for rule in rules]


def pointblank_fails(path: Path, rules: list[BulkRule]) -> list[int]:
    """Return the gaps of each rule: a step of validation for each, without extracts of the rows."""
    import pointblank as pb
    import polars as pl

    validation = pb.Validate(pl.read_parquet(path, columns=["kind", *FACTS]))
    for rule in rules:
        applies, requires = polars_rule(rule)
        holds = (~applies | requires).fill_null(True)  # noqa: FBT003
        validation = validation.col_vals_expr(expr=holds)
    validation = validation.interrogate(collect_extracts=False, collect_tbl_checked=False)
    return [validation.n_failed(i=n + 1, scalar=True) for n in range(len(rules))]
