"""The command `directive-engine`: finds a command by name, and turns stops into an exit status."""

import gc
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Final, TextIO

import click

import directive_engine
from directive_engine.diagnostics import DirectiveEngineError, Language

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

COMMANDS: Final = {
    "validate": "check rule files: everything that CI wants to know",
    "test": "run the cases in packs",
    "checklist": "checklists for units to be inspected",
    "audit": "findings and gap reports",
    "coverage": "which clauses of a directive's text the packs cover",
    "draft": "a directive's text: its clauses, and a draft pack",
    "promote": "make draft rules full ones",
    "explain": "a rule, or one finding, in words",
    "fmt": "canonical formatting of conditions",
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


class _Pipe(io.FileIO):
    """A file whose reader may leave before the end, as `head` does: the rest is dropped."""

    def write(self, data: "Buffer") -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            return memoryview(data).nbytes


def _forgiving(stream: TextIO) -> TextIO:
    """Return `stream` so that neither its encoding nor a closed pipe can stop the program."""
    try:
        is_pipe = not stream.isatty()
        file = stream.fileno()
    except (AttributeError, OSError, ValueError):  # a stream without a file
        return stream
    if not is_pipe:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
        return stream
    raw = _Pipe(file, "wb", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=stream.encoding, errors="replace", line_buffering=True
    )


def main() -> None:
    """Run the command line; exit status as in design.md, section 7."""
    gc.disable()  # a short process that keeps nearly all that it makes
    sys.stdout, sys.stderr = _forgiving(sys.stdout), _forgiving(sys.stderr)
    chosen: dict[str, Language] = {}
    try:
        status = cli(standalone_mode=False, obj=chosen)
    except click.exceptions.Abort:
        status = 130
    except click.ClickException as error:
        error.show()
        status = 2
    except DirectiveEngineError as error:
        status = _stopped(error, chosen.get("language", "en"))
    except Exception as error:
        if os.environ.get("DIRECTIVE_ENGINE_DEBUG"):
            raise
        click.echo(f"internal error: {type(error).__name__}: {error}", err=True)
        click.echo("   help: set DIRECTIVE_ENGINE_DEBUG=1 and report the output", err=True)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _stopped(error: DirectiveEngineError, language: Language) -> int:
    from directive_engine.reports.diagnostics import render_diagnostic

    for diagnostic in error.diagnostics:
        click.echo(render_diagnostic(diagnostic, language), err=True)
    return 2
