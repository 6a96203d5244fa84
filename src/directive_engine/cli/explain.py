"""`directive-engine explain`."""

import re
from datetime import datetime
from pathlib import Path

import click

from directive_engine.cli.options import (
    as_of_option,
    lang_option,
    rules_option,
    set_option,
    site_option,
)
from directive_engine.diagnostics import Language
from directive_engine.workflows.auditing import AuditOrder, audit_units, sentences_for
from directive_engine.workflows.explaining import (
    explain_code,
    explain_codes,
    explain_finding,
    explain_finding_json,
    explain_rule,
)

_CODE = re.compile(r"DE\d+")


@click.command(name="explain")
@click.argument("rule")
@click.option("--units", type=click.Path(path_type=Path), help="Unit file, for one finding.")
@click.option("--unit", help="The unit, by id or name.")
@rules_option
@as_of_option
@set_option
@site_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@lang_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    rule: str,
    units: Path | None,
    unit: str | None,
    rules: tuple[Path, ...],
    as_of: datetime | None,
    settings: tuple[str, ...],
    site: Path | None,
    format_: str,
    lang: Language,
) -> None:
    """Say a rule in words, or with --units and --unit one finding.

    RULE is the id or title of a rule; or the code of a diagnostic, such as DE203; or `codes`, for
    the pages of all codes as Markdown.
    """
    if rule == "codes" or _CODE.fullmatch(rule):
        click.echo(explain_codes() if rule == "codes" else explain_code(rule, lang), nl=False)
        return
    if (units is None) != (unit is None):
        raise click.UsageError("give --units and --unit together")
    if units is None or unit is None:
        click.echo(explain_rule(rule, rules, settings, site, lang), nl=False)
        return
    day = (as_of or datetime.now().astimezone()).date()  # noqa: TID251 - the one clock
    order = AuditOrder(units=units, rules=rules, as_of=day, settings=settings, site=site)
    audit, _ = audit_units(order)
    sentences = sentences_for(audit, lang)
    if format_ == "json":
        click.echo(explain_finding_json(rule, unit, audit, sentences))
    else:
        click.echo(explain_finding(rule, unit, audit, sentences), nl=False)
