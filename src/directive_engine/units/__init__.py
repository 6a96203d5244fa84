"""Unit files (YAML, JSON, CSV, XLSX, Parquet) → register of units with typed facts."""

from directive_engine.units.amended import AmendedRegister
from directive_engine.units.bounds import out_of_bounds
from directive_engine.units.loading import load_table, load_units, register_columns
from directive_engine.units.register import Register, Unit

__all__ = [
    "AmendedRegister",
    "Register",
    "Unit",
    "load_table",
    "load_units",
    "out_of_bounds",
    "register_columns",
]
