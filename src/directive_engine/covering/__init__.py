"""A directive's text and the packs → what became of every clause."""

from directive_engine.covering.building import (
    Coverage,
    CoveredClause,
    Outcome,
    SectionTotals,
    cover_text,
)

__all__ = ["Coverage", "CoveredClause", "Outcome", "SectionTotals", "cover_text"]
