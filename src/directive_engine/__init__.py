"""Directives → rules → checklists, audits and gap reports."""

__version__ = "0.1.0"
