"""What an audit concludes about a unit under a rule."""

from dataclasses import dataclass, field
from datetime import date

from directive_engine.engines import Bounds, Verdict
from directive_engine.engines.interpreter import Place, Problem
from directive_engine.ir import CompiledRule, Expr
from directive_engine.model import Party, Rule, Status, Waiver
from directive_engine.units import Unit
from directive_engine.values import FactId, Truth, UnitId, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerableBody:
    """Who answers as `party`; `name` is empty where the register does not say."""

    party: Party
    is_lead: bool
    name: str
    unit: UnitId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A unit under a rule: its status, who answers (if it applies), a gap's due date."""

    unit: Unit
    rule: Rule
    compiled: CompiledRule
    verdict: Verdict
    status: Status
    accountable: tuple[AnswerableBody, ...]
    due: date | None = None
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A part of a condition that decided it, as found for `unit`.

    `is_wanted` is False under a negation: then the atom had to be false. `found` is the value of
    `measured`, which had to stand in the relation `needed` to that of `against`, `needed_value`;
    both values are None where unknown. `shortfall` is how far a number is from it, always
    positive.
    """

    expr: Expr
    place: Place = field(compare=False)
    unit: Unit
    truth: Truth
    is_wanted: bool
    measured: Expr | None = None
    against: Expr | None = None
    found: Value | Bounds | None = None
    needed: str = ""
    needed_value: Value | None = None
    shortfall: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    """A fact that nobody supplied."""

    unit: Unit
    fact: FactId


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one fact; `before` is None where it is missing, `after` None for "any value"."""

    unit: Unit
    fact: FactId
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a finding has its status, what would settle it, what would close it."""

    because: tuple[Atom, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    closes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
