"""Checks of what compiles but is wrong or careless."""

from directive_engine.linting.clauses import check_clauses
from directive_engine.linting.conflicts import check_conflicts
from directive_engine.linting.counts import check_counts
from directive_engine.linting.parameters import check_parameters
from directive_engine.linting.rules import check_packs
from directive_engine.linting.vocabulary import check_vocabulary

__all__ = [
    "check_clauses",
    "check_conflicts",
    "check_counts",
    "check_packs",
    "check_parameters",
    "check_vocabulary",
]
