"""`directive-engine audit`."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from directive_engine.cli.options import (
    as_of_option,
    lang_option,
    rules_option,
    set_option,
    site_option,
    templates_option,
    units_option,
)
from directive_engine.cli.progress import explaining_progress
from directive_engine.cli.status import LEVELS, bulk_exit_status, exit_status
from directive_engine.diagnostics import Language
from directive_engine.engines.registry import ENGINES, SPARK, require_columnar, require_spark
from directive_engine.reports.diagnostics import render_diagnostic
from directive_engine.workflows.auditing import AuditOrder, audit_units, sentences_for
from directive_engine.workflows.reporting import (
    AUDIT_FORMATS,
    render_audit,
    render_summary,
    write_audit,
)

if TYPE_CHECKING:
    from directive_engine.workflows.bulk_auditing import BulkRunner


@click.command(name="audit")
@units_option
@rules_option
@as_of_option
@set_option
@site_option
@click.option("--waivers", type=click.Path(path_type=Path), help="Waivers file.")
@click.option(
    "--engine",
    type=click.Choice([*ENGINES, SPARK]),
    help="Default: columnar from a few hundred units up; spark with --format parquet.",
)
@click.option("--master", help="Where Spark runs: local[2], yarn, spark://…")
@click.option(
    "--format",
    "format_",
    type=click.Choice([*AUDIT_FORMATS, "parquet"]),
    help="parquet: any number of units; writes statuses, gaps and counts as files.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder for the reports.")
@click.option("--fail-on", "fail_on", type=click.Choice(LEVELS), multiple=True)
@templates_option
@lang_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    units: Path,
    rules: tuple[Path, ...],
    as_of: datetime | None,
    settings: tuple[str, ...],
    site: Path | None,
    waivers: Path | None,
    engine: str | None,
    master: str | None,
    format_: str | None,
    output: Path | None,
    fail_on: tuple[str, ...],
    templates: Path | None,
    lang: Language,
) -> None:
    """Audit units: findings, and gap reports in a folder with -o."""
    day = (as_of or datetime.now().astimezone()).date()  # noqa: TID251 - the one clock
    order = AuditOrder(
        units=units,
        rules=rules,
        as_of=day,
        settings=settings,
        site=site,
        waivers=waivers,
        engine=engine,
    )
    if master is not None and engine != SPARK:
        raise click.UsageError("--master is for --engine spark")
    if format_ == "parquet":
        sys.exit(_in_bulk(order, master, output, fail_on, templates, lang))
    if engine == SPARK:
        raise click.UsageError("--engine spark runs with --format parquet")
    audit, warnings = audit_units(order)
    for warning in warnings:
        click.echo(render_diagnostic(warning, lang), err=True)
    sentences = sentences_for(audit, lang)
    notes = [f"{w.span}: {w.message.in_language(lang)}" for w in warnings]
    if output is None:
        with explaining_progress(audit, lang) as shown:
            text = render_audit(shown, sentences, format_ or "text", notes, templates)
        click.echo(text, nl=False)
    else:
        with explaining_progress(audit, lang) as shown:
            file = write_audit(shown, sentences, format_ or "html", output, notes, templates)
        click.echo(render_summary(audit, sentences, templates), nl=False)
        click.echo(f"→ {file}", err=True)
    sys.exit(exit_status(audit, fail_on))


def _in_bulk(
    order: AuditOrder,
    master: str | None,
    output: Path | None,
    fail_on: tuple[str, ...],
    templates: Path | None,
    lang: Language,
) -> int:
    if output is None:
        raise click.UsageError("--format parquet writes several files: give their folder with -o")
    if order.engine not in {None, "columnar", SPARK}:
        raise click.UsageError("--format parquet runs on the engines `columnar` and `spark`")
    run = _runner(order.engine, master)
    from directive_engine.workflows.bulk_auditing import audit_in_bulk
    from directive_engine.workflows.reporting import render_figures, write_pages

    audit = audit_in_bulk(order, output, lang, run)
    file = write_pages(audit.report, output, templates)
    click.echo(render_figures(audit.report.summary, templates), nl=False)
    click.echo(f"→ {file}", err=True)
    return bulk_exit_status(audit.worst_gap, audit.report.summary.total.unknown, fail_on)


def _runner(engine: str | None, master: str | None) -> "BulkRunner":
    if engine == SPARK:
        require_spark()
        from directive_engine.engines.spark import run_on_spark

        return partial(run_on_spark, master=master)
    require_columnar()
    from directive_engine.engines.columnar.auditing import run_bulk

    return run_bulk
