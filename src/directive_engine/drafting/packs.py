"""A drafted directive → a draft pack: manifest, rules by section, clauses, and new facts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directive_engine.drafting.clauses import DraftClause
from directive_engine.drafting.draft import DirectiveDraft, Draft
from directive_engine.drafting.rules import Drafter, DraftRule, Known
from directive_engine.model import (
    Clause,
    ClauseFile,
    ClauseRole,
    Directive,
    DirectiveClauses,
    FactDefinition,
    PackManifest,
    Requirement,
    RuleFile,
    VocabularyFile,
)
from directive_engine.model.pack import Level
from directive_engine.texts.fingerprints import Normalised, normalise, text_fingerprint
from directive_engine.texts.repairs import MendedText

_LEVELS: Final = (
    (Level.PROVINCE, re.compile("全省|省委|省政府|省直")),
    (Level.CITY, re.compile("全市|市委|市政府|市直")),
    (Level.COUNTY, re.compile("全[县区]|[县区]委|[县区]政府|县直|区直|县人民政府")),
    (Level.TOWNSHIP, re.compile("全[镇乡]|镇党委|乡党委|镇政府")),
)
_HEAD: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPack:
    """What a draft pack's folder holds; `rules` keep what each rule comes from."""

    id: str
    manifest: PackManifest
    files: tuple[RuleFile, ...]
    clauses: ClauseFile
    vocabulary: VocabularyFile
    rules: tuple[DraftRule, ...]


def pack_id(stem: str) -> str:
    """Return the id of a pack made from a file of this name."""
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    return plain if re.match(r"[a-z]", plain) else f"draft-{plain}".strip("-")


def draft_packs(
    draft: Draft, ids: Iterable[str], known: Known, taken: set[str]
) -> Iterator[DraftPack]:
    """Yield a pack for each directive that orders or aims; `ids` name one for each directive.

    Labels in `taken` are used already, and grow.
    """
    plain = normalise(draft.text.raw)
    for directive, id_ in zip(draft.directives, ids, strict=True):
        if not any(clause.role.asks for clause in directive.clauses):
            continue
        drafter = Drafter(id_.replace("-", "_"), known, directive.date, taken)
        rules = tuple(drafter.rule_of(c) for c in directive.clauses if c.role.asks)
        sections = _by_section(rules)
        yield DraftPack(
            id=id_,
            manifest=_manifest(directive, draft.text, id_, sections),
            files=tuple(
                RuleFile(requirement=f"section_{number:02}", rules=tuple(r.rule for r in found))
                for number, found in enumerate(sections.values(), start=1)
            ),
            clauses=ClauseFile(directives=(_clauses(directive, draft.text, plain, id_),)),
            vocabulary=VocabularyFile(kinds=(), facts=tuple(_facts(rules))),
            rules=rules,
        )


def _by_section(rules: Sequence[DraftRule]) -> Mapping[str, list[DraftRule]]:
    sections: dict[str, list[DraftRule]] = {}
    for rule in rules:
        sections.setdefault(rule.clause.section, []).append(rule)
    return sections


def _facts(rules: Sequence[DraftRule]) -> Iterator[FactDefinition]:
    for rule in rules:
        if rule.fact is not None:
            yield rule.fact


def _manifest(
    directive: DirectiveDraft,
    text: MendedText,
    id_: str,
    sections: Mapping[str, Sequence[DraftRule]],
) -> PackManifest:
    title = directive.title or id_
    head = title + text.text[directive.start : directive.start + _HEAD]
    start, end = text.span(directive.start, directive.end)
    return PackManifest(
        id=id_,
        title=f"{title}（草拟）",
        title_en=f"Draft pack {id_}",
        directives=(
            Directive(
                id=id_,
                title=title,
                title_en=f"Directive {id_} (no English title yet)",
                level=_level(head),
                issuer="待补充",
                fingerprint=text_fingerprint(text.raw[start:end]),
                date=directive.date,
            ),
        ),
        requirements=tuple(
            Requirement(
                id=f"section_{number:02}",
                anchor=section,
                title=_heading(rules[0].clause) or section,
                title_en=f"Section {number}",
            )
            for number, (section, rules) in enumerate(sections.items(), start=1)
        ),
    )


def _heading(clause: DraftClause) -> str:
    return clause.headline or clause.topic


def _level(head: str) -> Level:
    found = [(match.start(), level) for level, cue in _LEVELS if (match := cue.search(head))]
    return min(found, default=(0, Level.COUNTY))[1]


def _clauses(
    directive: DirectiveDraft, text: MendedText, plain: Normalised, id_: str
) -> DirectiveClauses:
    places = []
    for clause in directive.clauses:
        start, end = text.span(clause.start, clause.end)
        places.append((clause, plain.position_of(start), plain.position_of(end)))
    first = min((start for _, start, _ in places), default=0)
    last = max((end for _, _, end in places), default=0)
    return DirectiveClauses(
        id=id_,
        length=last - first,
        fingerprint=plain.fingerprint(first, last),
        clauses=tuple(
            Clause(
                anchor=clause.anchor,
                role=ClauseRole(clause.role),
                position=start - first,
                length=end - start,
                fingerprint=plain.fingerprint(start, end),
            )
            for clause, start, end in places
        ),
    )
