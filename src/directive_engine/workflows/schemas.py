"""JSON Schema of the files that people write, for editors."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from directive_engine.model import PackManifest, RuleFile, Site, VocabularyFile, WaiverFile

_UNIT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "kind": {"type": "string"},
        "parent": {"type": ["string", "null"]},
        "department": {"type": ["string", "null"]},
        "responsible": {"type": ["string", "null"]},
        "facts": {"type": "object"},
    },
}
_UNITS: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "units",
    "oneOf": [
        {"type": "array", "items": _UNIT},
        {"type": "object", "properties": {"units": {"type": "array", "items": _UNIT}}},
    ],
}
_MODELS: Final[Mapping[str, type]] = {
    "pack": PackManifest,
    "rules": RuleFile,
    "vocabulary": VocabularyFile,
    "site": Site,
    "waivers": WaiverFile,
}
SCHEMAS: Final = (*_MODELS, "units")


def render_schema(name: str) -> str:
    """Return the JSON Schema (2020-12) for `name`, one of SCHEMAS."""
    if name == "units":
        return json.dumps(_UNITS, ensure_ascii=False, indent=2)
    schema = TypeAdapter(_MODELS[name]).json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=2)
