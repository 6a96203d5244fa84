"""Kleene logic on the IR, walked and as generated Python."""

from directive_engine.engines.interpreter.code import ValueFunction, generate_values
from directive_engine.engines.interpreter.engine import CompiledInterpreter, WalkingInterpreter
from directive_engine.engines.interpreter.evaluation import (
    COMPLIANCE,
    Element,
    Evaluator,
    Place,
    Problem,
)

__all__ = [
    "COMPLIANCE",
    "CompiledInterpreter",
    "Element",
    "Evaluator",
    "Place",
    "Problem",
    "ValueFunction",
    "WalkingInterpreter",
    "generate_values",
]
