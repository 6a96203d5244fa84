"""Options that several commands share."""

from pathlib import Path

import click

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
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language."
)
set_option = click.option(
    "--set", "settings", multiple=True, metavar="K=V", help="Set a parameter; may be repeated."
)
site_option = click.option(
    "--site", type=click.Path(path_type=Path), help="Site file: a jurisdiction's parameters."
)
as_of_option = click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of the audit (default: today).",
)
