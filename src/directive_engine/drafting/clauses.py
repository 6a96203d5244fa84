"""A clause as the drafter reads it: what is asked, of whom, by when and how much."""

from dataclasses import dataclass
from enum import StrEnum

from directive_engine.model import ClauseRole
from directive_engine.model.terms import Party


class PartySource(StrEnum):
    """How a clause's party is known."""

    EXPLICIT = "explicit"
    CARRIED = "carried"  # from an earlier clause
    IMPLIED = "implied"
    NONE = "none"


class Modality(StrEnum):
    """What a clause does to an act."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A deadline, frequency, amount or share in a clause, with offsets in the mended text.

    `words` say it as the clause does, `pieces` name each figure in them: a period and a count with
    a verb between are two (每月至少安排2次 → 每月, 2次).
    """

    start: int
    end: int
    words: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClause:
    """One clause; `start` and `end` are offsets in the mended text, end exclusive.

    `omitted` is the verb that a gapped clause takes from the one before.
    """

    start: int
    end: int
    text: str
    section: str
    role: ClauseRole
    anchor: str = ""
    omitted: str = ""
    parties: tuple[str, ...] = ()
    party_source: PartySource = PartySource.NONE
    four_party: tuple[Party, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    topic: str = ""
    headline: str = ""
    modality: Modality = Modality.OBLIGATION
    condition: str = ""
    deadlines: tuple[Figure, ...] = ()
    quantities: tuple[Figure, ...] = ()
