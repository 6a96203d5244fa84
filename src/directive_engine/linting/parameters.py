"""Parameters as the vocabulary and the packs state them, for the checks that compare them."""

import re
from collections.abc import Iterator
from typing import Final

from directive_engine.linting.check import Subject
from directive_engine.model import Parameter

PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
"""A parameter in a question."""


def parameter_lists(subject: Subject) -> Iterator[tuple[Parameter, ...]]:
    """Yield the parameters of each file: the vocabulary, then every pack."""
    yield subject.vocabulary.parameters
    for pack in subject.base.packs:
        yield pack.manifest.parameters


def first_statements(subject: Subject) -> dict[str, Parameter]:
    """Return where each parameter is stated first."""
    first: dict[str, Parameter] = {}
    for parameters in parameter_lists(subject):
        for parameter in parameters:
            first.setdefault(parameter.id, parameter)
    return first
