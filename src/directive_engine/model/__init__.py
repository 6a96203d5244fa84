"""What people wrote: vocabulary, packs, rules, cases, waivers and sites, with their places."""

from directive_engine.model.case import Case, CaseEntry, CaseUnit
from directive_engine.model.pack import (
    Accountable,
    Assessment,
    Basis,
    Directive,
    Disposition,
    DispositionKind,
    Pack,
    PackManifest,
    Parameter,
    Remedy,
    Requirement,
    Rule,
    RuleFile,
    Stricter,
)
from directive_engine.model.site import ParameterOverride, Site, Waiver, WaiverFile
from directive_engine.model.source import Condition, conditions_in
from directive_engine.model.terms import Method, Party, RuleSeverity, Status
from directive_engine.model.vocabulary import (
    KIND,
    RESERVED_NAMES,
    FactDefinition,
    UnitKind,
    Vocabulary,
    VocabularyFile,
    complete_vocabulary,
)

__all__ = [
    "KIND",
    "RESERVED_NAMES",
    "Accountable",
    "Assessment",
    "Basis",
    "Case",
    "CaseEntry",
    "CaseUnit",
    "Condition",
    "Directive",
    "Disposition",
    "DispositionKind",
    "FactDefinition",
    "Method",
    "Pack",
    "PackManifest",
    "Parameter",
    "ParameterOverride",
    "Party",
    "Remedy",
    "Requirement",
    "Rule",
    "RuleFile",
    "RuleSeverity",
    "Site",
    "Status",
    "Stricter",
    "UnitKind",
    "Vocabulary",
    "VocabularyFile",
    "Waiver",
    "WaiverFile",
    "complete_vocabulary",
    "conditions_in",
]
