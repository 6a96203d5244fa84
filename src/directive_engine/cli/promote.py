"""The command `promote`: draft rules become full ones."""

from pathlib import Path

import click

from directive_engine.cli.options import lang_option
from directive_engine.diagnostics import Language
from directive_engine.workflows.promoting import promote_rules, promoted_lines


@click.command(name="promote")
@click.argument("ids", metavar="RULE…", nargs=-1, required=True)
@click.option(
    "--rules",
    "rules",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="Folder of packs, or one pack, that holds the draft rules.",
)
@lang_option
def command(ids: tuple[str, ...], rules: tuple[Path, ...], lang: Language) -> None:
    """Make draft rules full ones: from now on their conditions decide.

    Only the lines that mark a draft are taken out of the file.
    """
    for line in promoted_lines(promote_rules(ids, rules), lang):
        click.echo(line)
