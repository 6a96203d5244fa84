"""The bulk job: units of mixed facts with gaps, and rules as an inspection office writes them.

Every rule is kept as a tree of atoms, from which each contestant's form is written.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

AS_OF: Final = date(2020, 11, 1)
KINDS: Final = (
    "township",
    "community",
    "school",
    "hospital",
    "market",
    "cold_store",
    "hotel",
    "enterprise",
)
LEVELS: Final = ("low", "medium", "high", "unknown_source")
TOPICS: Final = ("masks", "hand_washing", "ventilation", "health_code", "distancing", "vaccines")
MISSING: Final = 0.1
SLICE: Final = 100_000

FACTS: Final[dict[str, str]] = {
    **{f"b{n}": "bool" for n in range(22)},
    **{f"i{n}": "int" for n in range(14)},
    **{f"d{n}": "double" for n in range(8)},
    **{f"e{n}": "enum" for n in range(6)},
    **{f"t{n}": "date" for n in range(6)},
    **{f"l{n}": "list<enum>" for n in range(4)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A test of one or two facts: `flag`, `int`, `double`, `ratio`, `enum`, `within`, `member`, `known`."""

    kind: str
    fact: str
    operator: str = ""
    value: Any = None
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRule:
    """Applies to `kinds` where `condition` holds, too; requires all (or any) of `atoms`."""

    id: str
    kinds: tuple[str, ...]
    condition: Atom | None
    atoms: tuple[Atom, ...]
    joins_all: bool


def make_rules(count: int, seed: int = 7) -> list[BulkRule]:
    """Return `count` rules; they share atoms, as the rules of a directive do."""
    random = Random(seed)
    pool = [_atom(random) for _ in range(max(20, count * 3 // 4))]
    return [
        BulkRule(
            id=f"r{n}",
            kinds=tuple(sorted(random.sample(KINDS, random.choice((1, 2, 3, 5))))),
            condition=random.choice(pool) if random.random() < 0.25 else None,
            atoms=tuple(random.choice(pool) for _ in range(random.choice((1, 2, 2, 3)))),
            joins_all=random.random() < 0.7,
        )
        for n in range(count)
    ]


def _atom(random: Random) -> Atom:
    def fact(type_: str) -> str:
        return random.choice([name for name, t in FACTS.items() if t == type_])

    match random.choice(
        (
            "flag",
            "flag",
            "int",
            "int",
            "int",
            "double",
            "ratio",
            "enum",
            "within",
            "member",
            "known",
        )
    ):
        case "flag":
            return Atom(kind="flag", fact=fact("bool"))
        case "int":
            op = random.choice((">=", "<=", ">", "<", "==", "!="))
            return Atom(kind="int", fact=fact("int"), operator=op, value=random.randrange(100))
        case "double":
            op = random.choice((">=", "<="))
            return Atom(
                kind="double", fact=fact("double"), operator=op, value=random.randrange(100) / 100
            )
        case "ratio":
            return Atom(
                kind="ratio",
                fact=fact("int"),
                other=fact("int"),
                value=random.choice((0.5, 0.9, 1.0)),
            )
        case "enum":
            some = tuple(random.sample(LEVELS, random.choice((1, 2))))
            return Atom(kind="enum", fact=fact("enum"), value=some)
        case "within":
            return Atom(kind="within", fact=fact("date"), value=random.choice((7, 14, 30, 90)))
        case "member":
            return Atom(kind="member", fact=fact("list<enum>"), value=random.choice(TOPICS))
        case _:
            return Atom(kind="known", fact=fact(random.choice(("int", "date", "enum"))))


def schema() -> pa.Schema:
    """Return the columns of a unit file."""
    types = {
        "bool": pa.bool_(),
        "int": pa.int64(),
        "double": pa.float64(),
        "enum": pa.string(),
        "date": pa.date32(),
        "list<enum>": pa.list_(pa.string()),
    }
    head = [(name, pa.string()) for name in ("id", "name", "kind", "parent")]
    return pa.schema(head + [(name, types[type_]) for name, type_ in FACTS.items()])


def write_units(path: Path, units: int, seed: int = 11) -> None:
    """Write a Parquet file of random units: townships, each followed by the units in it."""
    with pq.ParquetWriter(path, schema(), compression="zstd") as writer:
        for start in range(0, units, SLICE):
            rows = min(SLICE, units - start)
            generator = np.random.default_rng([seed, start])
            table = pa.table(_columns(generator, start, rows), schema=schema())
            writer.write_table(table, row_group_size=SLICE)


def _columns(random: np.random.Generator, start: int, rows: int) -> dict[str, pa.Array]:
    position = np.arange(start, start + rows)
    is_township = position % 200 == 0
    kinds = np.where(is_township, 0, random.integers(1, len(KINDS), rows))
    columns: dict[str, Any] = {
        "id": pa.array([f"u{n}" for n in position]),
        "name": pa.array([f"第{n}单位" for n in position]),
        "kind": pa.array([KINDS[k] for k in kinds]),
        "parent": pa.array(
            [
                None if top else f"u{n - n % 200}"
                for n, top in zip(position, is_township, strict=True)
            ]
        ),
    }
    for name, type_ in FACTS.items():
        columns[name] = _column(random, type_, rows)
    return columns


def _column(random: np.random.Generator, type_: str, rows: int) -> pa.Array:
    missing = random.random(rows) < MISSING
    match type_:
        case "bool":
            return pa.array(random.random(rows) < 0.7, mask=missing)
        case "int":
            return pa.array(random.integers(0, 120, rows), mask=missing)
        case "double":
            return pa.array(random.random(rows), mask=missing)
        case "enum":
            return pa.array(np.array(LEVELS, object)[random.integers(0, 4, rows)], mask=missing)
        case "date":
            days = random.integers(0, 200, rows).astype("timedelta64[D]")
            return pa.array(np.datetime64(AS_OF + timedelta(days=5)) - days, mask=missing)
        case _:
            sizes = random.integers(0, 4, rows)
            offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
            values = np.array(TOPICS, object)[random.integers(0, len(TOPICS), int(offsets[-1]))]
            holes = pa.array(offsets, mask=np.append(missing, False))
            return pa.ListArray.from_arrays(holes, pa.array(values))


def cel(atom: Atom) -> str:
    """Return an atom as a condition."""
    match atom.kind:
        case "flag":
            return atom.fact
        case "int" | "double":
            return f"{atom.fact} {atom.operator} {atom.value!r}"
        case "ratio":
            return f"double({atom.fact}) / double({atom.other}) >= {atom.value!r}"
        case "enum":
            return f"{atom.fact} in [{', '.join(_quoted(v) for v in atom.value)}]"
        case "within":
            return f"days(today - {atom.fact}) <= {atom.value}"
        case "member":
            return f"{_quoted(atom.value)} in {atom.fact}"
        case _:
            return f"has({atom.fact})"


def _quoted(text: str) -> str:
    return f'"{text}"'


def applies_text(rule: BulkRule) -> str:
    """Return the applicability of a rule as a condition."""
    kinds = f"kind in [{', '.join(_quoted(kind) for kind in rule.kinds)}]"
    return kinds if rule.condition is None else f"{kinds} && {cel(rule.condition)}"


def requires_text(rule: BulkRule) -> str:
    """Return what a rule requires as a condition."""
    return (" && " if rule.joins_all else " || ").join(cel(atom) for atom in rule.atoms)
