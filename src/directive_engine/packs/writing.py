"""Model classes → YAML that `load_rules` reads back as the same."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

import yaml

from directive_engine.model import Condition

_WIDTH: Final = 99
_NUMBER_LIKE: Final = "0123456789+-.eE_"


class _Quoted(str):
    """Text that YAML 1.2 would read as a number."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, as the shipped packs do."""

    def increase_indent(
        self,
        flow: bool = False,  # noqa: FBT001, FBT002 - as PyYAML has it
        indentless: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Never leave the items of a list at the level of its key."""
        super().increase_indent(flow, indentless=False)


_Dumper.add_representer(
    _Quoted,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'),
)


def render_model(model: object) -> str:
    """Return the YAML of a model class, without what is the default anyway."""
    text: str = yaml.dump(
        _plain(model), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text


def _plain(value: Any) -> Any:
    match value:
        case Condition():
            return value.text
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case str():
            return _Quoted(value) if value and not value.strip(_NUMBER_LIKE) else value
        case tuple() | list():
            return [_plain(item) for item in value]
        case Mapping():
            return {_plain(key): _plain(item) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return dict(_entries(value))
        case _:
            return value


def _entries(model: Any) -> Any:
    for field in fields(model):
        value = getattr(model, field.name)
        is_default = field.default is not MISSING and value == field.default
        if field.name != "span" and not is_default and value is not None:
            yield field.name.rstrip("_"), _plain(value)
