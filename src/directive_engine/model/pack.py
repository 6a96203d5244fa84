"""A pack: one directive's requirements and rules, with parameters, dispositions and cases."""

import math
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from directive_engine.model.case import Case
from directive_engine.model.clauses import ClauseFile
from directive_engine.model.source import (
    CONFIG,
    IN_MEMORY,
    CalendarDate,
    ConditionField,
    Positioned,
    SpanField,
)
from directive_engine.model.terms import Method, Party, RuleSeverity
from directive_engine.values import Primitive

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
PackId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
ParameterType = Literal[
    Primitive.BOOL,
    Primitive.INT,
    Primitive.DOUBLE,
    Primitive.STRING,
    Primitive.DATE,
    Primitive.TIMESTAMP,
]
"""The types whose values can be written in a file."""


class Level(StrEnum):
    """Level of government that issued a directive."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class Stricter(StrEnum):
    """Which of two values of a parameter asks more of a unit."""

    HIGHER = "higher"
    LOWER = "lower"


class Assessment(StrEnum):
    """How a rule is decided: by facts, or by the inspector's own answer."""

    FACTS = "facts"
    MANUAL = "manual"


class RuleStatus(StrEnum):
    """Whether a rule decides by its conditions, or is only proposed."""

    FULL = "full"
    DRAFT = "draft"


class DispositionKind(StrEnum):
    """Why a clause has no rule."""

    EXHORTATION = "exhortation"
    NARRATIVE = "narrative"
    DUPLICATE = "duplicate"
    ELSEWHERE = "elsewhere"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Directive(Positioned):
    """The source text of a meeting or notice; the text itself is not in the pack."""

    id: PackId
    title: NonEmpty
    title_en: NonEmpty
    level: Level
    issuer: NonEmpty
    fingerprint: Fingerprint
    date: CalendarDate | None = None
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Basis(Positioned):
    """Who set a parameter's default, where, and from when."""

    source: NonEmpty
    place: str = ""
    from_: Annotated[CalendarDate | None, Field(alias="from")] = None
    note: str = ""
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Parameter(Positioned):
    """A number or word that a directive leaves open, with its default and the basis of that.

    It stands in a pack, or in the vocabulary where several packs use it. `stricter` says which of
    two different defaults binds where several packs are loaded.
    """

    id: Identifier
    label: NonEmpty
    label_en: NonEmpty
    type: ParameterType
    default: bool | int | float | str
    basis: Basis
    unit_of_measure: str = ""
    stricter: Stricter | None = None
    span: SpanField = field(default=IN_MEMORY, compare=False)


class Children(StrEnum):
    """What a heading counts where its children are not listed one by one."""

    REQUIREMENTS = "requirements"
    RULES = "rules"
    CLAUSES = "clauses"


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Count(Positioned):
    """A heading that counts: eight aspects, four parties, three lines of defence.

    `of` lists the children by id or anchor, or says what they are; `why` tells why there are more
    or fewer of them than the heading claims.
    """

    claim: Annotated[int, Field(ge=2)]
    of: (
        Annotated[Children, Field(strict=False)]
        | Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    )
    title: str = ""
    why: str = ""
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Requirement(Positioned):
    """A numbered item of the directive."""

    id: Identifier
    anchor: NonEmpty
    title: NonEmpty
    title_en: NonEmpty
    counts: tuple[Count, ...] = ()
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Disposition(Positioned):
    """Why the named clauses have no rule."""

    clauses: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    kind: DispositionKind
    reason: NonEmpty
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Accountable(Positioned):
    """Lead party and the others who answer for a rule."""

    lead: Party
    others: tuple[Party, ...] = ()
    span: SpanField = field(default=IN_MEMORY, compare=False)

    @property
    def parties(self) -> tuple[Party, ...]:
        """All parties, the lead first."""
        return (self.lead, *self.others)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Remedy(Positioned):
    """What closes a gap, and within how long (`7d`, `24h`; `0d` is on the spot)."""

    action: NonEmpty
    within: Annotated[str, StringConstraints(pattern=r"^\d{1,4}[dh]$")]
    action_en: str = ""
    span: SpanField = field(default=IN_MEMORY, compare=False)

    @property
    def within_days(self) -> int:
        """The time allowed in whole days, hours rounded up."""
        amount = int(self.within[:-1])
        return amount if self.within.endswith("d") else math.ceil(amount / 24)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class SimilarRule(Positioned):
    """A rule that asks much the same, and how alike the two are (0 to 1)."""

    rule: Identifier
    score: Annotated[float, Field(ge=0, le=1)]
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Drafted(Positioned):
    """How sure the drafter is of a draft rule (0 to 1), why, and which rules are like it.

    `parties` are the bodies that the clause names, or that its context does.
    """

    parties: tuple[NonEmpty, ...] = ()
    confidence: Annotated[float, Field(ge=0, le=1)]
    reasons: tuple[NonEmpty, ...] = ()
    similar: tuple[SimilarRule, ...] = ()
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Rule(Positioned):
    """Whom it concerns (`applies`), what must hold (`requires`), and what an inspector needs.

    `place` is where to look (库房, 校门); without it, checklists by place go by the methods. A
    rule whose `status` is draft is asked but not decided: its `requires` is checked, not run.
    """

    id: Identifier
    title: NonEmpty
    title_en: NonEmpty
    clauses: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    question: NonEmpty
    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    evidence: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    accountable: Accountable
    severity: RuleSeverity
    remedy: Remedy
    applies: ConditionField | None = None
    requires: ConditionField | None = None
    assessed: Assessment = Assessment.FACTS
    status: RuleStatus = RuleStatus.FULL
    drafted: Drafted | None = None
    place: str = ""
    tags: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    span: SpanField = field(default=IN_MEMORY, compare=False)

    @property
    def is_draft(self) -> bool:
        """Whether the rule is only proposed."""
        return self.status is RuleStatus.DRAFT

    @property
    def is_judged(self) -> bool:
        """Whether the inspector's answer decides, not the facts."""
        return self.is_draft or self.assessed is Assessment.MANUAL


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class PackManifest(Positioned):
    """What `pack.yaml` holds."""

    id: PackId
    title: NonEmpty
    title_en: NonEmpty
    directives: Annotated[tuple[Directive, ...], Field(min_length=1)]
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    parameters: tuple[Parameter, ...] = ()
    counts: tuple[Count, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class RuleFile(Positioned):
    """What every other file of a pack holds: the rules of one requirement."""

    requirement: Identifier
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class Pack:
    """A manifest, its rule files in the order of names, and the clauses that they may name."""

    manifest: PackManifest
    files: tuple[RuleFile, ...]
    folder: Path
    clauses: ClauseFile | None = None

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.manifest.id

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in order."""
        return tuple(rule for file in self.files for rule in file.rules)

    def qualified(self, anchor: str) -> str:
        """Return an anchor with its directive: `八-一/2` → `county-push:八-一/2`.

        An anchor without one is of the pack's own directive.
        """
        directive, colon, _ = anchor.partition(":")
        if colon and directive.isascii():
            return anchor
        return f"{self.own_directive or self.manifest.directives[0].id}:{anchor}"

    @property
    def own_directive(self) -> str | None:
        """The directive that the pack is made for, by its id; None where it draws on several."""
        ids = [directive.id for directive in self.manifest.directives]
        return self.id if self.id in ids else ids[0] if len(ids) == 1 else None

    def shown(self, anchor: str) -> str:
        """Return a qualified anchor as the pack itself writes it."""
        directive, _, rest = anchor.partition(":")
        return rest if directive == self.own_directive else anchor
