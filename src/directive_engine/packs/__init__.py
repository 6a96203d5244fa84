"""YAML folders ⇄ packs, vocabulary, sites and waivers."""

from directive_engine.packs.clauses import render_clause_file
from directive_engine.packs.loading import CLAUSES, RuleBase, load_rules
from directive_engine.packs.rewriting import NameForm, rewrite_conditions
from directive_engine.packs.sites import load_site, load_waivers

__all__ = [
    "CLAUSES",
    "NameForm",
    "RuleBase",
    "load_rules",
    "load_site",
    "load_waivers",
    "render_clause_file",
    "rewrite_conditions",
]
