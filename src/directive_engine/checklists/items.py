"""Rules and a unit (or a kind) → the items that an inspector asks about, each question once."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from directive_engine.checklists.merging import asked_of
from directive_engine.findings import Audit, Finding
from directive_engine.ir import CompiledRule
from directive_engine.model import Directive, Method, Pack, Party, Rule, Status, UnitKind
from directive_engine.units import Unit
from directive_engine.values import RuleId


class Grouping(StrEnum):
    """By what the items of a checklist are put together."""

    REQUIREMENT = "requirement"
    PARTY = "party"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A clause that demands something, by its directive and its anchor there."""

    directive: Directive
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a checklist; `finding` is None on a blank form.

    `also` are further rules, of other requirements or packs, that ask the same of this unit.
    """

    requirement: str
    requirement_en: str
    rule: Rule
    compiled: CompiledRule
    demands: tuple[Demand, ...]
    finding: Finding | None = None
    also: tuple[Rule, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules that the line answers."""
        return (self.rule, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What to ask at one unit, or at any unit of a kind; `directives` are those that demand it."""

    kind: UnitKind | None
    unit: Unit | None
    items: tuple[Item, ...]

    @property
    def directives(self) -> tuple[Directive, ...]:
        """Every directive that demands an item, in the order of the items."""
        found = {d.directive.id: d.directive for item in self.items for d in item.demands}
        return tuple(found.values())


def unit_checklist(audit: Audit, unit: Unit, grouping: Grouping | None = None) -> Checklist:
    """Return the items for `unit`, without those that certainly do not apply."""
    by_rule = {
        finding.rule.id: finding
        for finding in audit.findings_by_unit[unit.id]
        if finding.status is not Status.NOT_APPLICABLE
    }
    items = (
        replace(item, finding=by_rule[item.rule.id])
        for item in _items(audit)
        if item.rule.id in by_rule
    )
    kind = audit.request.vocabulary.kind(unit.kind)
    return Checklist(kind=kind, unit=unit, items=_arranged(_merged(items, unit.kind), grouping))


def blank_checklist(audit: Audit, kind: UnitKind, grouping: Grouping | None = None) -> Checklist:
    """Return the blank form for units of `kind`: every rule that can apply to it."""
    items = (item for item in _items(audit) if kind.id in item.compiled.kinds)
    return Checklist(kind=kind, unit=None, items=_arranged(_merged(items, kind.id), grouping))


def whole_checklist(audit: Audit, grouping: Grouping | None = None) -> Checklist:
    """Return the form for nobody in particular: every rule, whomever it concerns."""
    return Checklist(kind=None, unit=None, items=_arranged(list(_items(audit)), grouping))


def place_of(rule: Rule) -> Method | str:
    """Return where an inspector finds the answer: its own `place`, or the method leading there."""
    if rule.place:
        return rule.place
    order = (Method.ON_SITE, Method.SAMPLING, Method.INTERVIEW, Method.DOCUMENTS)
    return next(method for method in order if method in rule.methods)


def _items(audit: Audit) -> Iterator[Item]:
    packs = audit.request.packs
    compiled = {rule.id: rule for rule in audit.request.program.rules}
    directives = {d.id: d for pack in packs for d in pack.manifest.directives}
    for pack in packs:
        titles = {r.id: r for r in pack.manifest.requirements}
        for file in pack.files:
            requirement = titles.get(file.requirement)
            for rule in file.rules:
                yield Item(
                    requirement=requirement.title if requirement else "",
                    requirement_en=requirement.title_en if requirement else "",
                    rule=rule,
                    compiled=compiled[RuleId(rule.id)],
                    demands=tuple(_demands(rule, pack, directives)),
                )


def _demands(rule: Rule, pack: Pack, directives: dict[str, Directive]) -> Iterator[Demand]:
    for clause in rule.clauses:
        id_, _, anchor = pack.qualified(clause).partition(":")
        if id_ in directives:
            yield Demand(directive=directives[id_], anchor=anchor)


def _merged(items: Iterable[Item], kind: str) -> list[Item]:
    """Ask once what several rules ask, where they have come to the same status."""
    merged: dict[Hashable, Item] = {}
    for item in items:
        status = item.finding.status if item.finding else None
        key = (status, asked_of(item.compiled, kind))
        first = merged.setdefault(key, item)
        if first is not item:
            merged[key] = replace(
                first,
                also=(*first.also, item.rule),
                demands=tuple(dict.fromkeys((*first.demands, *item.demands))),
            )
    return list(merged.values())


def _arranged(items: list[Item], grouping: Grouping | None) -> tuple[Item, ...]:
    """Put together what belongs together, in the order of its first item."""
    match grouping:
        case None | Grouping.REQUIREMENT:
            keys: list[str] = [item.requirement for item in items]
        case Grouping.PARTY:
            order = list(Party)
            items = sorted(items, key=lambda item: order.index(item.rule.accountable.lead))
            keys = [item.rule.accountable.lead for item in items]
        case Grouping.PLACE:
            keys = [place_of(item.rule) for item in items]
        case _:
            assert_never(grouping)
    first = {key: keys.index(key) for key in keys}
    pairs = sorted(zip(keys, items, strict=True), key=lambda pair: first[pair[0]])
    return tuple(item for _, item in pairs)
