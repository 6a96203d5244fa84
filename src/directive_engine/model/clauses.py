"""The clauses of a directive as a pack knows them: place, role and fingerprint, but no text."""

from dataclasses import field
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from directive_engine.model.source import CONFIG, IN_MEMORY, Positioned, SpanField

NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
Length = Annotated[int, Field(gt=0)]


class ClauseRole(StrEnum):
    """What a clause does; only orders and goals ask for something that can be checked."""

    ORDER = "order"
    GOAL = "goal"
    HEADLINE = "headline"
    PRINCIPLE = "principle"

    @property
    def asks(self) -> bool:
        """Whether a rule or a stated disposition is owed to the clause."""
        return self in {ClauseRole.ORDER, ClauseRole.GOAL}


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Clause(Positioned):
    """One clause: the n-th of its section is `section/n`.

    `position` counts from the start of the directive's first clause; it, `length` and
    `fingerprint` are those of the normalised text.
    """

    anchor: Annotated[str, StringConstraints(pattern=r"^\S+/[1-9]\d*$")]
    role: ClauseRole
    position: Annotated[int, Field(ge=0)]
    length: Length
    fingerprint: Fingerprint
    span: SpanField = field(default=IN_MEMORY, compare=False)

    @property
    def section(self) -> str:
        """The section's label."""
        return self.anchor.rpartition("/")[0]


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class DirectiveClauses(Positioned):
    """The clauses of one directive in the order of the text.

    `length` and `fingerprint` are those of the text from the first clause to the last, so that new
    sentences between known ones are noticed.
    """

    id: NonEmpty
    length: Length
    fingerprint: Fingerprint
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class ClauseFile(Positioned):
    """What a pack's `clauses.yaml` holds."""

    directives: Annotated[tuple[DirectiveClauses, ...], Field(min_length=1)]
    span: SpanField = field(default=IN_MEMORY, compare=False)
