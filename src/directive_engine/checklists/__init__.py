"""Rules → items to ask."""

from directive_engine.checklists.items import Checklist, Item, blank_checklist, unit_checklist

__all__ = ["Checklist", "Item", "blank_checklist", "unit_checklist"]
