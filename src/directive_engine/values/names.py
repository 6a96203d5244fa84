"""Ids, kept apart by the type checker."""

from typing import NewType

FactId = NewType("FactId", str)
UnitId = NewType("UnitId", str)
RuleId = NewType("RuleId", str)
ParameterId = NewType("ParameterId", str)
