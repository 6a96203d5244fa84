"""The one door to every check: `nox` runs them all, as CI does."""

import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "tests", "packs"]


@nox.session
def lint(session: nox.Session) -> None:
    """Format, style, layers, unused dependencies, dead code."""
    session.run("ruff", "format", "--check", "src", "tests", "benchmarks", "noxfile.py")
    session.run("ruff", "check", "src", "tests", "benchmarks", "noxfile.py")
    session.run("lint-imports")
    session.run("deptry", ".")
    session.run("vulture")


@nox.session
def types(session: nox.Session) -> None:
    """Static types, strictly."""
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests."""
    workers = ["-n", "auto"] if shutil.which("pytest") else []
    session.run("python", "-m", "pytest", *workers, *session.posargs)


@nox.session
def packs(session: nox.Session) -> None:
    """The shipped packs and their cases."""
    session.run("directive-engine", "validate", "rules")
    session.run("directive-engine", "fmt", "--check", "rules")
    session.run("directive-engine", "test", "rules")


@nox.session
def docs(session: nox.Session) -> None:
    """Write the pages of the diagnostic codes anew."""
    with Path("docs/diagnostics.md").open("w", encoding="utf-8") as file:
        session.run("directive-engine", "explain", "codes", stdout=file)
