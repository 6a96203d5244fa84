"""The command `directive-engine`: finds a command by name, and turns stops into an exit status."""

import gc
import importlib
import os
import sys
from typing import Final

import click

import directive_engine
from directive_engine.diagnostics import DirectiveEngineError

COMMANDS: Final = {
    "validate": "check rule files: everything that CI wants to know",
    "test": "run the cases in packs",
    "checklist": "checklists for units to be inspected",
    "audit": "findings and gap reports",
    "explain": "a rule, or one finding, in words",
    "schema": "JSON Schema for editors",
}


class _Lazy(click.Group):
    """Imports a command only when it is run, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"directive_engine.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(directive_engine.__version__, prog_name="directive-engine")
def cli() -> None:
    """Directives become rules, rules become checklists, answers become gap reports."""


def main() -> None:
    """Run the command line; exit status as in design.md, section 7."""
    gc.disable()  # a short process that keeps nearly all that it makes
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = cli(standalone_mode=False)
    except click.exceptions.Abort:
        status = 130
    except click.ClickException as error:
        error.show()
        status = 2
    except DirectiveEngineError as error:
        status = _stopped(error)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:
        if os.environ.get("DIRECTIVE_ENGINE_DEBUG"):
            raise
        click.echo(f"internal error: {type(error).__name__}: {error}", err=True)
        click.echo("   help: set DIRECTIVE_ENGINE_DEBUG=1 and report the output", err=True)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _stopped(error: DirectiveEngineError) -> int:
    from directive_engine.reports.diagnostics import render_diagnostic

    for diagnostic in error.diagnostics:
        click.echo(render_diagnostic(diagnostic, "en"), err=True)
    return 2
