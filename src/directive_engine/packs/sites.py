"""Site and waiver files → model."""

from pathlib import Path
from typing import TypeVar

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.model import Site, WaiverFile
from directive_engine.packs.models import build_model
from directive_engine.sources import load_yaml, read_text

_Model = TypeVar("_Model")


def load_site(path: Path) -> Site:
    """Load a site file; raises InputError with everything that is wrong with it."""
    return _load(path, Site)


def load_waivers(path: Path) -> WaiverFile:
    """Load a waivers file; raises InputError with everything that is wrong with it."""
    return _load(path, WaiverFile)


def _load(path: Path, model: type[_Model]) -> _Model:
    data = load_yaml(read_text(path), str(path))
    if not isinstance(data, dict):
        words = Words("expected a mapping", "文件内容应为映射")
        raise InputError(Diagnostic(code="DE109", message=words, span=Span(file=str(path))))
    built, problems = build_model(model, data, str(path))
    if built is None:
        raise InputError(*problems)
    return built
