"""Exceptions that stop a command; each carries the diagnostics to print."""

from directive_engine.diagnostics.diagnostic import Diagnostic
from directive_engine.diagnostics.words import Words


class DirectiveEngineError(Exception):
    """The command cannot go on; `diagnostics` say why (never empty)."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Keep `diagnostics`, the first of which is the exception's text."""
        super().__init__(diagnostics[0].message.en)
        self.diagnostics = diagnostics


class InputError(DirectiveEngineError):
    """A file cannot be read as what it should be."""


class UsageError(DirectiveEngineError):
    """What was asked for does not exist or leaves nothing to do."""


class MissingExtraError(DirectiveEngineError):
    """A feature needs an optional package that is not installed."""

    def __init__(self, feature: Words, extra: str) -> None:
        """Say that `feature` needs the extra `extra`, and how to get it."""
        command = f"pip install 'directive-engine[{extra}]'"
        super().__init__(
            Diagnostic(
                code="DE003",
                message=Words(
                    f"{feature.en} needs the extra `[{extra}]`",
                    f"{feature.zh}需要安装可选组件 `[{extra}]`",
                ),
                help=Words(command, command),
            )
        )
