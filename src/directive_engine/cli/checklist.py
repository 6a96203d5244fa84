"""`directive-engine checklist`."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from directive_engine.checklists import Grouping
from directive_engine.cli.options import (
    as_of_option,
    lang_option,
    rules_option,
    set_option,
    site_option,
    templates_option,
)
from directive_engine.diagnostics import Language
from directive_engine.reports.diagnostics import render_diagnostic
from directive_engine.workflows.auditing import AuditOrder, audit_units, sentences_for
from directive_engine.workflows.checking import (
    CHECKLIST_FORMATS,
    GROUPINGS,
    choose_forms,
    render_forms,
    write_forms,
)
from directive_engine.workflows.drafting import DraftOrder, drafted_rules


@click.command(name="checklist")
@click.option(
    "--units", type=click.Path(path_type=Path), help="Units: YAML, JSON, CSV, XLSX or Parquet."
)
@rules_option
@as_of_option
@set_option
@site_option
@click.option(
    "--directive",
    type=click.Path(path_type=Path),
    help="A directive's text: draft its checklist at once, without a rule pack.",
)
@click.option("--unit", help="One unit, by id or name (default: all units).")
@click.option("--kind", help="The blank form for a kind of unit.")
@click.option(
    "--group-by",
    "grouping",
    type=click.Choice(GROUPINGS),
    help="Put together by requirement, answering party, or place visited.",
)
@click.option("--format", "format_", type=click.Choice(CHECKLIST_FORMATS))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder, one file a form.")
@templates_option
@lang_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    units: Path | None,
    rules: tuple[Path, ...],
    as_of: datetime | None,
    settings: tuple[str, ...],
    site: Path | None,
    directive: Path | None,
    unit: str | None,
    kind: str | None,
    grouping: str | None,
    format_: str | None,
    output: Path | None,
    templates: Path | None,
    lang: Language,
) -> None:
    """Write checklists: what to ask, what is known already, what has to be verified.

    For one unit, for all units, or with --kind a blank form, which needs no units. With
    --directive the items are drafted from the text itself; without units on one form.
    """
    if unit is not None and kind is not None:
        raise click.UsageError("give --unit or --kind, not both")
    if units is None and kind is None and directive is None:
        raise click.UsageError("give --units, --kind for a blank form, or --directive")
    day = (as_of or datetime.now().astimezone()).date()  # noqa: TID251 - the one clock
    order = AuditOrder(units=units, rules=rules, as_of=day, settings=settings, site=site)
    if directive is None:
        audit, warnings = audit_units(order)
    else:
        drafted = DraftOrder(file=directive, rules=rules, meeting=as_of.date() if as_of else None)
        with drafted_rules(drafted) as folder:
            audit, warnings = audit_units(replace(order, rules=(Path(folder),)))
    for warning in warnings if directive is None else ():  # the drafted facts are no columns
        click.echo(render_diagnostic(warning, lang), err=True)
    by = Grouping(grouping) if grouping else None
    forms = choose_forms(audit, sentences_for(audit, lang), unit, kind, by)
    if output is None:
        click.echo(render_forms(forms, format_ or "text", templates), nl=False)
        return
    files = write_forms(forms, format_ or "html", output, templates)
    click.echo(f"{len(files)} → {output}")
