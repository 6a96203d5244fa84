"""Names of engines → engines, imported only when asked for."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from directive_engine.diagnostics import Diagnostic, MissingExtraError, UsageError, Words
from directive_engine.engines.interpreter import CompiledInterpreter, WalkingInterpreter
from directive_engine.engines.protocol import Engine

ENGINES: Final = ("interpreter", "walk", "columnar", "rete")
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
        case "rete":
            require_rete()
            live: Engine = import_module("directive_engine.engines.rete").ReteEngine()
            return live
        case _:
            return CompiledInterpreter()


def default_engine(units: int) -> str:
    """Return the name of the engine that suits so many units."""
    return "columnar" if units >= COLUMNAR_FROM and has_columnar() else "interpreter"


def require_rete() -> None:
    """Raise UsageError where durable_rules is not installed, as on Python 3.13."""
    if find_spec("durable_rules_engine") is None:
        words = Words(
            "the engine `rete` needs durable_rules, which runs on Python 3.11 and 3.12 only",
            "引擎 `rete` 依赖 durable_rules，后者只能在 Python 3.11 和 3.12 上运行",
        )
        hint = Words("use `--engine interpreter`", "请使用 `--engine interpreter`")
        raise UsageError(Diagnostic(code="DE009", message=words, help=hint))


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
