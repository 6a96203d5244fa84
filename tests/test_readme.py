"""README's console blocks are run as they stand, and print what they show."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from directive_engine.cli.main import cli

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def _commands(name: str) -> list[tuple[str, str]]:
    found = []
    for block in _BLOCK.findall((ROOT / name).read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_commands_print_what_is_shown(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    commands = _commands(name)
    assert len(commands) >= 5
    for command, output in commands:
        result = CliRunner().invoke(cli, shlex.split(command)[1:])
        assert result.stdout == output, command


def test_the_tours_are_the_same() -> None:
    english = [c.replace(" --lang en", "") for c, _ in _commands("README.md")]
    chinese = [c.replace(" --lang zh", "") for c, _ in _commands("README.zh-CN.md")]
    assert english == chinese
