"""Audit → its figures: by requirement, by party, by township, and the units with most gaps.

It explains no finding, so that it costs little however many units there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from directive_engine.diagnostics import Language
from directive_engine.findings import Audit, Finding
from directive_engine.model import Party, Status
from directive_engine.reports.parameters import contested_words
from directive_engine.units import Unit
from directive_engine.wording import term

_RANKED = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Numbers of findings under one heading; `rate` is the share compliant of those decided."""

    name: str
    compliant: int
    gaps: int
    unknown: int
    waived: int

    @property
    def applicable(self) -> int:
        """All findings that concern a unit."""
        return self.compliant + self.gaps + self.unknown + self.waived

    @property
    def rate(self) -> float | None:
        """Compliant of compliant and gaps; None where nothing is decided."""
        decided = self.compliant + self.gaps
        return self.compliant / decided if decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCard:
    """One unit: what it is called, where it belongs, who answers for it, and its figures."""

    id: str
    file: str
    name: str
    kind: str
    township: str
    department: str
    responsible: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The figures of an audit; `stricter` says which of differing parameters bind."""

    language: Language
    as_of: str
    titles: tuple[str, ...]
    total: Tally
    units: int
    rules: int
    by_requirement: tuple[Tally, ...]
    by_party: tuple[Tally, ...]
    by_township: tuple[Tally, ...]
    ranking: tuple[UnitCard, ...]
    stricter: tuple[str, ...]


def build_summary(audit: Audit, language: Language) -> Summary:
    """Count the findings that concern a unit; headings are in `language`."""
    names, request = Names(audit=audit, language=language), audit.request
    concerned = [f for f in audit.findings if f.status is not Status.NOT_APPLICABLE]
    cards = [names.card(unit) for unit in request.register.units]
    with_gaps = sorted((c for c in cards if c.tally.gaps), key=lambda card: -card.tally.gaps)
    manifests = [pack.manifest for pack in request.packs]
    return Summary(
        language=language,
        as_of=request.as_of.isoformat(),
        titles=tuple(m.title if names.zh else m.title_en for m in manifests),
        total=tally("合计" if names.zh else "total", concerned),
        units=len(request.register.units),
        rules=len(request.program.rules),
        by_requirement=_tallies(concerned, lambda f: names.requirement_by_rule.get(f.rule.id, "")),
        by_party=_tallies(concerned, lambda f: names.party(f.rule.accountable.lead)),
        by_township=_tallies(concerned, lambda f: names.township(f.unit)),
        ranking=tuple(with_gaps[:_RANKED]),
        stricter=tuple(
            contested_words(value, request.packs, language)
            for value in request.parameters
            if value.is_contested
        ),
    )


def tally(name: str, findings: Iterable[Finding]) -> Tally:
    """Count findings under the heading `name`."""
    statuses = Counter(finding.status for finding in findings)
    return Tally(
        name=name,
        compliant=statuses[Status.COMPLIANT],
        gaps=statuses[Status.GAP],
        unknown=statuses[Status.UNKNOWN],
        waived=statuses[Status.WAIVED],
    )


def _tallies(findings: Iterable[Finding], key: Callable[[Finding], str]) -> tuple[Tally, ...]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return tuple(tally(name or "—", group) for name, group in groups.items())


@dataclass(frozen=True, kw_only=True)
class Names:
    """What units, kinds, parties and requirements are called in a report."""

    audit: Audit
    language: Language

    @property
    def zh(self) -> bool:
        """Whether the report is Chinese."""
        return self.language == "zh"

    @cached_property
    def requirement_by_rule(self) -> Mapping[str, str]:
        """The title of the requirement that each rule belongs to."""
        titles = {}
        for pack in self.audit.request.packs:
            requirement_by_id = {r.id: r for r in pack.manifest.requirements}
            for file in pack.files:
                requirement = requirement_by_id.get(file.requirement)
                if requirement is not None:
                    title = requirement.title if self.zh else requirement.title_en
                    titles.update({rule.id: title for rule in file.rules})
        return titles

    def party(self, party: Party) -> str:
        """Return what a party is called."""
        return term("party", party.value).in_language(self.language)

    def kind(self, unit: Unit) -> str:
        """Return what the unit's kind is called."""
        kind = self.audit.request.vocabulary.kind(unit.kind)
        if kind is None:
            return unit.kind
        return kind.label if self.zh else kind.label_en

    def township(self, unit: Unit) -> str:
        """Return the township that a unit is or lies in."""
        for above in (unit, *self.audit.request.register.ancestors(unit)):
            if above.kind == "township":
                return above.name
        return "县直" if self.zh else "county level"

    def card(self, unit: Unit) -> UnitCard:
        """Return the unit's card, with the figures of the findings that concern it."""
        findings = self.audit.findings_by_unit[unit.id]
        department = self.audit.request.register.unit_by_id.get(unit.department or unit.id)
        return UnitCard(
            id=unit.id,
            file=page_file(unit.id),
            name=unit.name,
            kind=self.kind(unit),
            township=self.township(unit),
            department=department.name if unit.department and department else "",
            responsible=unit.responsible,
            tally=tally(unit.name, findings),
        )


def page_file(unit: str) -> str:
    """Return a file name for a unit's page: fit for every file system, and its own."""
    safe = "".join(char if char.isalnum() or char in "-_" else f"={ord(char):x}" for char in unit)
    return f"{safe}.html"
