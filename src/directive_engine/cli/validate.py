"""`directive-engine validate`."""

import sys
from pathlib import Path

import click

from directive_engine.cli.options import language_option
from directive_engine.diagnostics import Language, has_errors
from directive_engine.reports.diagnostic_formats import DIAGNOSTIC_WRITERS
from directive_engine.workflows.validating import check_rules


@click.command(name="validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rules", "rules", type=click.Path(path_type=Path), multiple=True)
@click.option("--format", "format_", type=click.Choice(list(DIAGNOSTIC_WRITERS)), default="text")
@language_option("en")
def command(
    paths: tuple[Path, ...], rules: tuple[Path, ...], format_: str, lang: Language
) -> None:
    """Check rule files: form, names, types, and everything that CI wants to know."""
    diagnostics, files = check_rules([*paths, *rules])
    text = DIAGNOSTIC_WRITERS[format_](diagnostics, files, lang)
    if text:
        click.echo(text)
    sys.exit(1 if has_errors(diagnostics) else 0)
