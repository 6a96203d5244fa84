"""A pack, the packs beside it and a text → what became of every clause of its directives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directive_engine.diagnostics import Diagnostic, Severity, UsageError, Words
from directive_engine.model import (
    ClauseRole,
    Directive,
    Disposition,
    Pack,
    Rule,
)
from directive_engine.texts.anchors import Located, Place, locate_clauses
from directive_engine.texts.fingerprints import normalise, text_fingerprint
from directive_engine.values import count_in

_PRESENT: Final = 0.25
"""The share of its clauses that shows a directive to be in a text: speeches share some."""


class Outcome(StrEnum):
    """What became of a clause."""

    RULES = "rules"  # decided by facts
    MANUAL = "manual"  # asked of the inspector
    DISPOSITION = "disposition"  # a stated reason why not
    UNCOVERED = "uncovered"
    CHANGED = "changed"  # the text is not the one that the pack was written for
    HEADING = "heading"  # a headline or principle, to which nothing is owed


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredClause:
    """A clause where it stands in the text as read, with the rules of all packs that name it."""

    directive: Directive
    place: Place
    anchor: str
    section: str
    title: str
    title_en: str
    rules: tuple[Rule, ...]
    disposition: Disposition | None
    outcome: Outcome

    @property
    def role(self) -> ClauseRole:
        """What the clause does."""
        return self.place.clause.role

    @property
    def is_owed(self) -> bool:
        """Whether the clause needs a rule or a disposition."""
        return self.role.asks

    @property
    def is_covered(self) -> bool:
        """Whether it has one, and still reads as it did."""
        return self.is_owed and self.outcome not in {Outcome.UNCOVERED, Outcome.CHANGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTotals:
    """The clauses of a section that order or aim, by what became of them."""

    section: str
    title: str
    title_en: str
    counts: dict[Outcome, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def covered(self) -> int:
        """Those with a rule or a disposition."""
        return self.total - self.counts[Outcome.UNCOVERED] - self.counts[Outcome.CHANGED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What became of every clause, in the order of the text, and what is wrong with the anchors.

    `extents` are the parts of the text that the directives take up.
    """

    pack: Pack
    text: str
    clauses: tuple[CoveredClause, ...]
    extents: tuple[tuple[int, int], ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def total(self) -> int:
        """Clauses that order or aim."""
        return sum(clause.is_owed for clause in self.clauses)

    @property
    def covered(self) -> int:
        """Those with a rule or a disposition."""
        return sum(clause.is_covered for clause in self.clauses)

    @property
    def percent(self) -> float:
        """Covered of total."""
        return 100 * self.covered / self.total

    def sections(self) -> tuple[SectionTotals, ...]:
        """Return the totals of every section in the order of the text."""
        sections: dict[str, SectionTotals] = {}
        for clause in self.clauses:
            totals = sections.setdefault(
                clause.section,
                SectionTotals(
                    section=clause.section,
                    title=clause.title,
                    title_en=clause.title_en,
                    counts=dict.fromkeys(Outcome, 0),
                ),
            )
            if clause.is_owed:
                totals.counts[clause.outcome] += 1
        return tuple(totals for totals in sections.values() if totals.total)


def cover_text(pack: Pack, packs: Sequence[Pack], text: str, source: str) -> Coverage:
    """Find the clauses of `pack` in `text` and what `packs` make of them; `source` names the text.

    That is the pack's own directive; of a pack without one, those of its directives that the text
    holds. Emits DE431 for a clause that no longer matches, DE437 (warning) where the text between
    matching clauses changed, and DE443 (warning) for a headline whose count the pack does not
    state. Raises UsageError where the pack has no clauses (DE436), the text holds none of its
    directives (DE438) or no clause that orders or aims (DE005).
    """
    located = _locate(pack, text, source)
    directives = {directive.id: directive for directive in pack.manifest.directives}
    clauses = [
        clause
        for found in located
        for clause in _covered(found, directives[found.directive.id], pack, packs)
    ]
    problems = [problem for found in located for problem in _problems(found, text, source)]
    problems += [problem for found in located for problem in _uncounted(found, pack, text)]
    coverage = Coverage(
        pack=pack,
        text=text,
        clauses=tuple(sorted(clauses, key=lambda c: (c.place.start, c.place.end))),
        extents=_extents(located, pack, text),
        diagnostics=tuple(problems),
    )
    if not coverage.total:
        words = Words("no clause orders or aims", "没有提出要求或目标的条款")
        raise UsageError(Diagnostic(code="DE005", message=words))
    return coverage


def _extents(located: Sequence[Located], pack: Pack, text: str) -> tuple[tuple[int, int], ...]:
    """Return the whole text where it is one directive's, else each from first clause to last."""
    if text_fingerprint(text) in {d.fingerprint for d in pack.manifest.directives}:
        return ((0, len(text)),)
    return tuple(
        (min(p.start for p in found.places), max(p.end for p in found.places)) for found in located
    )


def _locate(pack: Pack, text: str, source: str) -> list[Located]:
    known = pack.clauses.directives if pack.clauses else ()
    if not known:
        words = Words(
            f"the pack `{pack.id}` has no `clauses.yaml`",
            f"规则包 `{pack.id}` 没有 `clauses.yaml`",
        )
        command = f"directive-engine coverage {pack.id} --source FILE --write-clauses TABLE"
        raise UsageError(Diagnostic(code="DE436", message=words, help=Words(command, command)))
    normalised = normalise(text)
    own = pack.own_directive
    wanted = {own} if own else {directive.id for directive in pack.manifest.directives}
    located = [locate_clauses(d, normalised) for d in known if d.id in wanted]
    present = [f for f in located if f.matching >= _PRESENT * len(f.places)]
    if not present:
        words = Words(
            f"`{source}` holds no clause of the pack `{pack.id}`",
            f"`{source}` 中找不到规则包 `{pack.id}` 的任何条款",
        )
        hint = Words("is it the text of another directive?", "是否为另一份文件？")
        raise UsageError(Diagnostic(code="DE438", message=words, help=hint))
    return present


def _covered(
    found: Located, directive: Directive, pack: Pack, packs: Sequence[Pack]
) -> Iterator[CoveredClause]:
    rules: dict[str, list[Rule]] = {}
    dispositions: dict[str, Disposition] = {}
    for other in packs:
        for rule in other.rules:
            for anchor in rule.clauses:
                rules.setdefault(other.qualified(anchor), []).append(rule)
        for disposition in other.manifest.dispositions:
            for anchor in disposition.clauses:
                dispositions.setdefault(other.qualified(anchor), disposition)
    for place in found.places:
        anchor = f"{directive.id}:{place.clause.anchor}"
        here = tuple({rule.id: rule for rule in rules.get(anchor, ())}.values())
        title, title_en = _title(place.clause.section, directive, pack)
        yield CoveredClause(
            directive=directive,
            place=place,
            anchor=pack.shown(anchor),
            section=pack.shown(f"{directive.id}:{place.clause.section}"),
            title=title,
            title_en=title_en,
            rules=here,
            disposition=dispositions.get(anchor),
            outcome=_outcome(place, here, dispositions.get(anchor)),
        )


def _outcome(place: Place, rules: Sequence[Rule], disposition: Disposition | None) -> Outcome:
    if not place.matches:
        return Outcome.CHANGED
    if not place.clause.role.asks:
        return Outcome.HEADING
    if not all(rule.is_judged for rule in rules):
        return Outcome.RULES
    if rules:
        return Outcome.MANUAL
    return Outcome.DISPOSITION if disposition else Outcome.UNCOVERED


def _title(section: str, directive: Directive, pack: Pack) -> tuple[str, str]:
    """Return the titles of the requirements whose section this is, or is part of."""
    sought = f"{directive.id}:{section}"
    found = [
        requirement
        for requirement in pack.manifest.requirements
        for anchor in (pack.qualified(requirement.anchor),)
        if sought == anchor or sought.startswith(f"{anchor}/")
    ]
    return "、".join(r.title for r in found), ", ".join(r.title_en for r in found)


def _problems(found: Located, text: str, source: str) -> Iterator[Diagnostic]:
    for place in found.places:
        if place.matches:
            continue
        anchor = place.clause.anchor
        line = text.count("\n", 0, place.start) + 1
        column = place.start - text.rfind("\n", 0, place.start)
        where = f"{source}:{line}:{column}"
        yield Diagnostic(
            code="DE431",
            message=Words(
                f"clause {anchor} no longer matches; it should stand at {where}",
                f"条款 {anchor} 与原文不再一致，应在 {where}",
            ),
            span=place.clause.span,
            help=Words(
                "read its rules against the new text, then write the clauses anew",
                "请对照新文本核对相关规则，然后重新生成条款文件",
            ),
        )
    if found.matching == len(found.places) and not found.is_intact:
        yield Diagnostic(
            code="DE437",
            message=Words(
                f"all clauses of `{found.directive.id}` match, but the text between them changed",
                f"`{found.directive.id}` 的条款均一致，但条款之间的文字有变动",
            ),
            span=found.directive.span,
            help=Words("look for new clauses there", "请查看其中是否有新增条款"),
            severity=Severity.WARNING,
        )


def _uncounted(found: Located, pack: Pack, text: str) -> Iterator[Diagnostic]:
    """Find headlines that count what neither a title nor a stated count of the pack has."""
    stated = {count.claim for count in pack.manifest.counts}
    for requirement in pack.manifest.requirements:
        stated |= {count.claim for count in requirement.counts}
        stated |= {count_in(requirement.title) or 0}
    for place in found.places:
        if not place.matches or place.clause.role is not ClauseRole.HEADLINE:
            continue
        claim = count_in("".join(text[place.start : place.end].split()))
        if claim is not None and claim not in stated:
            words = Words(
                f"the headline {place.clause.anchor} counts {claim}, "
                "which the pack does not state",
                f"标题 {place.clause.anchor} 称有 {claim} 项，规则包没有写明相应的 `counts`",
            )
            usage = f"counts: [{{claim: {claim}, of: […]}}]"
            yield Diagnostic(
                code="DE443",
                message=words,
                span=place.clause.span,
                help=Words(usage, usage),
                severity=Severity.WARNING,
            )
