"""YAML folders → packs, vocabulary, sites and waivers."""

from directive_engine.packs.loading import RuleBase, load_rules
from directive_engine.packs.sites import load_site, load_waivers

__all__ = ["RuleBase", "load_rules", "load_site", "load_waivers"]
