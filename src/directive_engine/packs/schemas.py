"""A model's JSON Schema → which keys stand where, for help with mistyped and missing ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter


@dataclass(slots=True)
class Schema:
    """The keys that a model has at each place, found by a path of keys and indices."""

    model: type
    _root: dict[str, Any] = field(default_factory=dict)

    def keys(self, path: Sequence[str | int]) -> list[str]:
        """Return the keys of the mapping at `path`."""
        return list(self._node(path).get("properties", {}))

    def required(self, path: Sequence[str | int]) -> list[str]:
        """Return the keys that the mapping at `path` must have."""
        return list(self._node(path).get("required", []))

    def pattern(self, path: Sequence[str | int]) -> str:
        """Return the regular expression that the text at `path` must match, if any."""
        return str(self._node(path).get("pattern", ""))

    def usage(self, path: Sequence[str | int]) -> str:
        """Return a sketch of the value at `path`: `…`, `[…]` or `{lead: …}`."""
        node = self._node(path)
        if node.get("type") == "array":
            return "[…]"
        required = ", ".join(f"{key}: …" for key in node.get("required", ()))
        return f"{{{required}}}" if required else "…"

    def _node(self, path: Sequence[str | int]) -> dict[str, Any]:
        if not self._root:
            self._root = TypeAdapter(self.model).json_schema()
        node = self._resolved(self._root)
        for step in path:
            node = self._resolved(self._below(node, step))
        return node

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            node = self._root["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        options = [o for o in node.get("anyOf", ()) if o.get("type") != "null"]
        return self._resolved(options[0]) if len(options) == 1 else node

    def _below(self, node: dict[str, Any], step: str | int) -> dict[str, Any]:
        if isinstance(step, int):
            below = node.get("items", {})
        else:
            below = node.get("properties", {}).get(step) or node.get("additionalProperties", {})
        return below if isinstance(below, dict) else {}
