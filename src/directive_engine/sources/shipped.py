"""Folders of rules that ship with the package, or stand beside it in a working copy."""

from pathlib import Path

import directive_engine


def shipped_folder(name: str) -> Path:
    """Return the shipped folder `rules` or `templates`."""
    package = Path(directive_engine.__file__).resolve().parent
    working_copy = package.parent.parent
    if (working_copy / "pyproject.toml").is_file() and (working_copy / name).is_dir():
        return working_copy / name
    return package / "_shipped" / name
