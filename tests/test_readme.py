"""README's console blocks are run as they stand, and print what they show."""

import os
import re
import shlex
import subprocess
import sys
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


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_program_prints_what_is_shown(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    shown = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    program, output = shown.groups()
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.stdout.decode() == output, done.stderr.decode()


def test_the_tours_are_the_same() -> None:
    english = [c.replace(" --lang en", "") for c, _ in _commands("README.md")]
    chinese = [c.replace(" --lang zh", "") for c, _ in _commands("README.zh-CN.md")]
    assert english == chinese
