"""`directive-engine test`."""

import sys
from pathlib import Path

import click

from directive_engine.cli.options import language_option
from directive_engine.diagnostics import Language
from directive_engine.workflows.testing import run_pack_cases


@click.command(name="test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rules", "rules", type=click.Path(path_type=Path), multiple=True)
@click.option(
    "--coverage",
    is_flag=True,
    help="List what no case shows: statuses of rules, branches of conditions.",
)
@language_option("en")
def command(
    paths: tuple[Path, ...],
    rules: tuple[Path, ...],
    coverage: bool,
    lang: Language,
) -> None:
    """Run the cases in packs."""
    report = run_pack_cases([*paths, *rules], with_branches=coverage)
    click.echo(report.render(lang))
    sys.exit(0 if report.passed else 1)
