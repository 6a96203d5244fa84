"""Names of engines → engines, imported only when asked for."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from directive_engine.diagnostics import MissingExtraError, Words
from directive_engine.engines.interpreter import CompiledInterpreter, WalkingInterpreter
from directive_engine.engines.protocol import Engine

ENGINES: Final = ("interpreter", "walk", "columnar")
COLUMNAR_FROM: Final = 300
"""Units from which the columnar engine is chosen where nobody chose one."""
SPARK: Final = "spark"
"""An engine for files of any size alone; it has no place in memory."""
_SPARK_NEEDS: Final = ("pyspark", "pandas")
_COLUMNAR_NEEDS: Final = ("polars", "numpy", "pyarrow")


def make_engine(name: str) -> Engine:
    """Return an engine; raises MissingExtraError where its packages are not installed."""
    match name:
        case "walk":
            return WalkingInterpreter()
        case "columnar":
            require_columnar()
            engine: Engine = import_module("directive_engine.engines.columnar").ColumnarEngine()
            return engine
        case _:
            return CompiledInterpreter()


def default_engine(units: int) -> str:
    """Return the name of the engine that suits so many units."""
    return "columnar" if units >= COLUMNAR_FROM and has_columnar() else "interpreter"


def has_columnar() -> bool:
    """Tell whether the packages of the columnar engine are installed."""
    return all(find_spec(package) is not None for package in _COLUMNAR_NEEDS)


def require_columnar() -> None:
    """Raise MissingExtraError where the packages of the columnar engine are not installed."""
    if not has_columnar():
        raise MissingExtraError(Words("the engine `columnar`", "列式引擎 `columnar` "), "columnar")


def require_spark() -> None:
    """Raise MissingExtraError where the packages of the engine `spark` are not installed."""
    if not has_columnar() or any(find_spec(package) is None for package in _SPARK_NEEDS):
        raise MissingExtraError(Words("the engine `spark`", "引擎 `spark` "), "spark")
