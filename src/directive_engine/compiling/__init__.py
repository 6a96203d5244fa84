"""Packs and vocabulary → typed program; parameters → values."""

from directive_engine.compiling.conditions import compile_condition
from directive_engine.compiling.parameters import (
    ParameterValue,
    Statement,
    parameters_used,
    resolve_parameters,
)
from directive_engine.compiling.programs import check_conditions, compile_packs
from directive_engine.compiling.scope import Names, Scope, parameters_by_id

__all__ = [
    "Names",
    "ParameterValue",
    "Scope",
    "Statement",
    "check_conditions",
    "compile_condition",
    "compile_packs",
    "parameters_by_id",
    "parameters_used",
    "resolve_parameters",
]
