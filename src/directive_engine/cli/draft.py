"""The command `draft`: directive text → outline, clauses, draft pack."""

from datetime import datetime
from pathlib import Path

import click

from directive_engine.cli.options import lang_option, rules_option
from directive_engine.diagnostics import Language
from directive_engine.reports.writing import write_text
from directive_engine.workflows.drafting import (
    DRAFT_FORMATS,
    DraftOrder,
    draft_file,
    must_ask,
    render_draft,
    write_packs,
)


@click.command(name="draft")
@click.argument("file", type=click.Path(path_type=Path))
@rules_option
@click.option(
    "--date",
    "meeting",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of the meeting, where the text does not say it.",
)
@click.option("--pack", help="Id of the draft pack (default: from the file's name).")
@click.option("--format", "format_", type=click.Choice(DRAFT_FORMATS))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Rules folder for the draft pack; with --format, the file to write.",
)
@lang_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Path,
    rules: tuple[Path, ...],
    meeting: datetime | None,
    pack: str | None,
    format_: str | None,
    output: Path | None,
    lang: Language,
) -> None:
    """Read a directive: its clauses, who must do what by when, and draft rules.

    FILE is .txt, .md, .html, .docx or .pdf. Without -o the outline is printed; with -o DIR a draft
    pack and a review page are written there.
    """
    order = DraftOrder(
        file=file, rules=rules, meeting=meeting.date() if meeting else None, pack=pack
    )
    drafted = draft_file(order)
    if output is None:
        click.echo(render_draft(drafted, format_ or "text", lang), nl=False)
        must_ask(drafted)
        return
    must_ask(drafted)
    if format_ is not None:
        suffix = {"text": "txt"}.get(format_, format_)
        target = output / f"{file.stem}.{suffix}" if output.is_dir() else output
        write_text(target, render_draft(drafted, format_, lang))
        click.echo(f"→ {target}")
        return
    for written in write_packs(drafted, output, lang):
        click.echo(f"→ {written}")
