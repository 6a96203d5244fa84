"""Rules and a unit (or a kind) → the items that an inspector asks about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from directive_engine.findings import Audit, Finding
from directive_engine.ir import CompiledRule
from directive_engine.model import Rule, Status, UnitKind
from directive_engine.units import Unit
from directive_engine.values import RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a checklist; `finding` is None on a blank form."""

    requirement: str
    requirement_en: str
    pack: str
    rule: Rule
    compiled: CompiledRule
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What to ask at one unit, or at any unit of a kind."""

    kind: UnitKind | None
    unit: Unit | None
    items: tuple[Item, ...]


def unit_checklist(audit: Audit, unit: Unit) -> Checklist:
    """Return the items for `unit`, without those that certainly do not apply."""
    by_rule = {
        finding.rule.id: finding
        for finding in audit.findings_by_unit[unit.id]
        if finding.status is not Status.NOT_APPLICABLE
    }
    items = tuple(
        replace(item, finding=by_rule[item.rule.id])
        for item in _items(audit)
        if item.rule.id in by_rule
    )
    return Checklist(kind=audit.request.vocabulary.kind(unit.kind), unit=unit, items=items)


def blank_checklist(audit: Audit, kind: UnitKind) -> Checklist:
    """Return the blank form for units of `kind`: every rule that can apply to it."""
    items = tuple(item for item in _items(audit) if kind.id in item.compiled.kinds)
    return Checklist(kind=kind, unit=None, items=items)


def _items(audit: Audit) -> Iterator[Item]:
    compiled = {rule.id: rule for rule in audit.request.program.rules}
    for pack in audit.request.packs:
        titles = {r.id: r for r in pack.manifest.requirements}
        for file in pack.files:
            requirement = titles.get(file.requirement)
            for rule in file.rules:
                yield Item(
                    requirement=requirement.title if requirement else "",
                    requirement_en=requirement.title_en if requirement else "",
                    pack=pack.manifest.title,
                    rule=rule,
                    compiled=compiled[RuleId(rule.id)],
                )
