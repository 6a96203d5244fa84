"""`directive-engine schema`."""

import click

from directive_engine.workflows.schemas import SCHEMAS, render_schema


@click.command(name="schema")
@click.argument("name", type=click.Choice(SCHEMAS), default="rules")
def command(name: str) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    click.echo(render_schema(name))
