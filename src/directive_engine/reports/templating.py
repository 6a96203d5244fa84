"""Documents → text, through Jinja templates that a user's own folder can override."""

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.reports.diagnostics import display_width
from directive_engine.sources import shipped_folder

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def render_template(name: str, document: object, folder: Path | None = None) -> str:
    """Render template `name` with `document` as `d`.

    HTML is escaped automatically. Raises InputError where a template of the user's fails (DE030).
    """
    try:
        return _environment(folder).get_template(name).render(d=document)
    except TemplateError as error:
        line = getattr(error, "lineno", None) or 1
        words = Words(f"template `{name}`: {error}", f"模板 `{name}`：{error}")
        raise InputError(
            Diagnostic(code="DE030", message=words, span=Span(file=name, line=line))
        ) from error


@lru_cache(maxsize=4)
def _environment(folder: Path | None) -> SandboxedEnvironment:
    folders = [folder] if folder is not None else []
    environment = SandboxedEnvironment(
        loader=ChoiceLoader(
            [FileSystemLoader(f) for f in [*folders, shipped_folder("templates")]]
        ),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["percent"] = _percent
    environment.filters["pad"] = _pad
    environment.filters["cell"] = _cell
    environment.filters["width"] = display_width
    environment.filters["bracketed"] = _bracketed
    environment.filters["whole_dates"] = _whole_dates
    return environment


def _percent(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.0%}"


def _pad(value: object, width: int) -> str:
    text = str(value)
    return text + " " * max(width - display_width(text), 0)


def _whole_dates(text: object) -> Markup:
    """Keep dates on one line of a page: a browser breaks them at their hyphens."""
    return Markup(_DATE.sub(r'<span class="date">\g<0></span>', str(escape(text))))  # noqa: S704


def _bracketed(value: object, zh: bool) -> str:  # noqa: FBT001 - a filter's argument
    return f"（{value}）" if zh else f" ({value})"


def _cell(value: object) -> str:
    """Escape what would end a cell of a Markdown table."""
    return str(value).replace("|", "\\|").replace("\n", " ")
