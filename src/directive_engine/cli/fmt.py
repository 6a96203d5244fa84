"""`directive-engine fmt`."""

import sys
from pathlib import Path

import click

from directive_engine.cli.options import language_option, rules_option
from directive_engine.diagnostics import Language, Words
from directive_engine.packs import NameForm
from directive_engine.workflows.formatting import format_rules, write_formatted


@click.command(name="fmt")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@rules_option
@click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 if something would change."
)
@click.option(
    "--names",
    type=click.Choice([form.value for form in NameForm]),
    default=NameForm.KEEP.value,
    show_default=True,
    help="Name facts by id, by label, or keep them as written.",
)
@language_option("en")
def command(
    paths: tuple[Path, ...], rules: tuple[Path, ...], check: bool, names: str, lang: Language
) -> None:
    """Write the conditions of rule files in one form; comments and layout stay."""
    files = format_rules([*paths, *rules], NameForm(names))
    changed = [file for file in files if file.has_changed]
    if not check:
        write_formatted(files)
    for file in changed:
        click.echo(str(file.file))
    verb = Words("would change", "将改写") if check else Words("changed", "已改写")
    total = Words(
        f"{len(changed)} of {len(files)} files {verb.en}",
        f"{len(files)} 个文件中{verb.zh} {len(changed)} 个",
    )
    click.echo(total.in_language(lang))
    sys.exit(1 if check and changed else 0)
