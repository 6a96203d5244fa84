"""Site and waiver files → model."""

from pathlib import Path
from typing import TypeVar

from directive_engine.diagnostics import InputError
from directive_engine.model import Site, WaiverFile
from directive_engine.packs.mappings import read_mapping
from directive_engine.packs.models import build_model

_Model = TypeVar("_Model")


def load_site(path: Path) -> Site:
    """Load a site file; raises InputError with everything that is wrong with it."""
    return _load(path, Site)


def load_waivers(path: Path) -> WaiverFile:
    """Load a waivers file; raises InputError with everything that is wrong with it."""
    return _load(path, WaiverFile)


def _load(path: Path, model: type[_Model]) -> _Model:
    built, problems = build_model(model, read_mapping(path), str(path))
    if built is None:
        raise InputError(*problems)
    return built
