"""A register in memory → a unit file, so that both ways of running can be compared."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from directive_engine.model import Vocabulary
from directive_engine.units import Register
from directive_engine.values import EnumType, ListType, Primitive, Type

_ARROW = {
    Primitive.BOOL: pa.bool_(),
    Primitive.INT: pa.int64(),
    Primitive.DOUBLE: pa.float64(),
    Primitive.DATE: pa.date32(),
}


def register_columns(register: Register, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the columns of a unit file."""
    units = register.units
    columns: dict[str, Any] = {
        name: pa.array([getattr(unit, name) for unit in units], pa.string())
        for name in ("id", "name", "kind", "parent", "department")
    }
    for fact in vocabulary.facts:
        if fact.derived is None:
            values = [unit.facts.get(fact.id) for unit in units]  # type: ignore[call-overload]
            columns[fact.id] = pa.array(values, _arrow_type(fact.fact_type))
    return columns


def write_register(path: Path, register: Register, vocabulary: Vocabulary, rows: int) -> None:
    """Write all units to a Parquet file with row groups of `rows` units."""
    pq.write_table(pa.table(register_columns(register, vocabulary)), path, row_group_size=rows)


def _arrow_type(type_: Type) -> pa.DataType:
    match type_:
        case ListType(element=element):
            return pa.list_(_arrow_type(element))
        case EnumType():
            return pa.string()
        case Primitive():
            return _ARROW.get(type_, pa.string())
