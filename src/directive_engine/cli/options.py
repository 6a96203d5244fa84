"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from directive_engine.diagnostics import Language

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)

rules_option = click.option(
    "--rules",
    "rules",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder of packs, or one pack (default: the packs that ship with the package).",
)
units_option = click.option(
    "--units",
    "units",
    type=click.Path(path_type=Path),
    required=True,
    help="Units: YAML, JSON, CSV, XLSX or Parquet.",
)


def _remember_language(ctx: click.Context, _: click.Parameter, language: Language) -> Language:
    """Let what stops the command be said in its language, too."""
    if isinstance(ctx.obj, dict):
        ctx.obj["language"] = language
    return language


def language_option(default: Language) -> Callable[[FC], FC]:
    """Return the option `--lang`: eager, so that other options' errors know it."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=default,
        show_default=True,
        is_eager=True,
        callback=_remember_language,
        help="Language.",
    )


lang_option = language_option("zh")
set_option = click.option(
    "--set", "settings", multiple=True, metavar="K=V", help="Set a parameter; may be repeated."
)
site_option = click.option(
    "--site", type=click.Path(path_type=Path), help="Site file: a jurisdiction's parameters."
)
templates_option = click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of own templates.",
)
as_of_option = click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of the audit (default: today).",
)
