"""Rules → items to ask."""

from directive_engine.checklists.items import (
    Checklist,
    Demand,
    Grouping,
    Item,
    blank_checklist,
    place_of,
    unit_checklist,
    whole_checklist,
)

__all__ = [
    "Checklist",
    "Demand",
    "Grouping",
    "Item",
    "blank_checklist",
    "place_of",
    "unit_checklist",
    "whole_checklist",
]
