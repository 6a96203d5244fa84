"""Names of engines → engines, imported only when asked for."""

from collections.abc import Callable, Mapping
from typing import Final

from directive_engine.engines.interpreter import CompiledInterpreter, WalkingInterpreter
from directive_engine.engines.protocol import Engine

ENGINES: Final[Mapping[str, Callable[[], Engine]]] = {
    "interpreter": CompiledInterpreter,
    "walk": WalkingInterpreter,
}
DEFAULT_ENGINE: Final = "interpreter"
