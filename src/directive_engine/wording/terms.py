"""The word list of reports."""

from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from directive_engine.diagnostics import Language, Words
from directive_engine.sources import load_yaml


@lru_cache(maxsize=1)
def _terms() -> dict[str, dict[str, dict[str, str]]]:
    text = (files("directive_engine.wording") / "terms.yaml").read_text("utf-8")
    loaded: Any = load_yaml(text, "terms.yaml")
    return cast("dict[str, dict[str, dict[str, str]]]", loaded)


def term(group: str, key: str) -> Words:
    """Return the words for `key`, such as the party `territorial`."""
    entry = _terms()[group][key]
    return Words(entry["en"], entry["zh"])


def measure_word(measure: str, value: float, language: Language) -> str:
    """Return a unit of measure beside `value`; one that the word list lacks stays as written.

    English has a singular and a plural, and no word for the classifiers of plain counts.
    """
    known = _terms()["measure_unit"].get(measure)
    if language == "zh" or known is None:
        return measure
    one, _, many = known["en"].partition("/")
    return one if value == 1 else many
