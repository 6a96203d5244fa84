"""Files → text, and YAML 1.2 text → values that know where they stand in it."""

from directive_engine.sources.json import load_json
from directive_engine.sources.positions import SourceMapping, SourceSequence, SourceText
from directive_engine.sources.shipped import shipped_folder
from directive_engine.sources.text import MAX_BYTES, read_text
from directive_engine.sources.yaml import load_yaml

__all__ = [
    "MAX_BYTES",
    "SourceMapping",
    "SourceSequence",
    "SourceText",
    "load_json",
    "load_yaml",
    "read_text",
    "shipped_folder",
]
