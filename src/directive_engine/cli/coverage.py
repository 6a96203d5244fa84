"""`directive-engine coverage`."""

import sys
from pathlib import Path

import click

from directive_engine.cli.options import lang_option, rules_option
from directive_engine.diagnostics import Language, has_errors
from directive_engine.reports.diagnostics import render_diagnostic
from directive_engine.workflows.covering import (
    COVERAGE_FORMATS,
    CoverageOrder,
    cover_directive,
    render_coverage,
    write_clauses,
    write_coverage,
)


@click.command(name="coverage")
@click.argument("pack")
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    required=True,
    help="The directive's text; it may hold other directives too.",
)
@rules_option
@click.option("--format", "format_", type=click.Choice(COVERAGE_FORMATS))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File or folder.")
@click.option(
    "--fail-under",
    "fail_under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 where less is covered.",
)
@click.option(
    "--write-clauses",
    "table",
    type=click.Path(path_type=Path),
    metavar="TABLE",
    help="First write the pack's clauses.yaml from this table of the source's clauses "
    "(tab-separated: start, end, section, role).",
)
@click.option("--directive", help="Which directive of the pack the table is of.")
@click.option("--templates", type=click.Path(path_type=Path), help="Folder of own templates.")
@lang_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    pack: str,
    source: Path,
    rules: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    fail_under: float | None,
    table: Path | None,
    directive: str | None,
    templates: Path | None,
    lang: Language,
) -> None:
    """Show which clauses of a directive's text rules check, and why the others have none."""
    order = CoverageOrder(pack=pack, source=source, rules=rules)
    if table is not None:
        file, is_own = write_clauses(order, table, directive)
        click.echo(f"→ {file}", err=True)
        if not is_own:  # the source is not the text that the pack is held against
            return
    coverage = cover_directive(order)
    for diagnostic in coverage.diagnostics:
        click.echo(render_diagnostic(diagnostic, lang), err=True)
    chosen = format_ or ("html" if output else "text")
    text = render_coverage(coverage, source, chosen, lang, templates)
    if output is None:
        click.echo(text, nl=False)
    else:
        file = write_coverage(text, chosen, coverage.pack, output)
        click.echo(f"→ {file}", err=True)
    too_low = fail_under is not None and coverage.percent < fail_under
    sys.exit(1 if too_low or has_errors(coverage.diagnostics) else 0)
