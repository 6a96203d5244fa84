"""Pages in YAML and in the linter's checks → one catalogue of codes."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from directive_engine.diagnostics import Page, Severity, Words
from directive_engine.linting import CHECKS, PROOFS
from directive_engine.sources import load_yaml


@lru_cache(maxsize=1)
def read_pages() -> Mapping[str, Page]:
    """Return every page by its code, in the order of codes."""
    pages = [check.page for check in (*CHECKS, *PROOFS)]
    for file in (files("directive_engine.catalogue") / "pages").iterdir():
        if file.name.endswith(".yaml"):
            loaded: Any = load_yaml(file.read_text("utf-8"), file.name)
            pages += [_page(code, entry) for code, entry in loaded.items()]
    return {page.code: page for page in sorted(pages, key=lambda page: page.code)}


def page_of(code: str) -> Page | None:
    """Return the page of `code`."""
    return read_pages().get(code)


def _page(code: str, entry: Mapping[str, Any]) -> Page:
    return Page(
        code=code,
        title=Words(**entry["title"]),
        reason=Words(**entry["reason"]),
        place=entry["place"],
        bad=entry["bad"],
        good=entry["good"],
        line=entry.get("line", 1),
        severity=Severity(entry.get("severity", Severity.ERROR)),
    )
