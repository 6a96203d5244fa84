"""Paths → rule files with every condition in its canonical form."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from directive_engine.packs import NameForm, rewrite_conditions
from directive_engine.reports.writing import write_text
from directive_engine.sources import read_text
from directive_engine.workflows.loading import usable_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class FormattedFile:
    """A rule file, and its text once its conditions are in canonical form."""

    file: Path
    text: str
    has_changed: bool


def format_rules(paths: Sequence[Path], form: NameForm) -> tuple[FormattedFile, ...]:
    """Format the rule files under `paths`, without writing; raises InputError for broken rules."""
    base = usable_rules(paths).base
    formatted = []
    for file in base.files:
        before = read_text(file)
        after = rewrite_conditions(before, str(file), base.vocabulary, form)
        formatted.append(FormattedFile(file=file, text=after, has_changed=after != before))
    return tuple(formatted)


def write_formatted(files: Sequence[FormattedFile]) -> None:
    """Write the files that have changed."""
    for file in files:
        if file.has_changed:
            write_text(file.file, file.text)
