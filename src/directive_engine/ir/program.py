"""Compiled rules with everything that an engine needs to run them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from directive_engine.ir.nodes import Expr
from directive_engine.values import FactId, ParameterId, RuleId, Type, Value


class Stratum(IntEnum):
    """When a rule is evaluated: after the findings that it asks for."""

    FACTS = 0  # asks for no findings
    HIERARCHY = 1  # asks for findings of units below: from the leaves up
    SUPERVISION = 2  # asks for findings of supervised units: after all others


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """A rule's two conditions; `kinds` are the unit kinds that it can apply to at all."""

    id: RuleId
    pack: str
    applies: Expr
    requires: Expr
    kinds: frozenset[str]
    stratum: Stratum


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledParameter:
    """A parameter's type and default."""

    id: ParameterId
    type: Type
    default: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Rules of all loaded packs, derived facts without forward references, parameters."""

    rules: tuple[CompiledRule, ...]
    derived: Mapping[FactId, Expr]
    inherited: frozenset[FactId]
    fact_types: Mapping[FactId, Type]
    parameters: Mapping[ParameterId, CompiledParameter]
