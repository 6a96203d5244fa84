"""The mended text of a directive → its clauses."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from directive_engine.drafting.clauses import DraftClause, Figure, PartySource
from directive_engine.drafting.cutting import Cut, cut
from directive_engine.drafting.figures import figures
from directive_engine.drafting.fragments import is_gapped
from directive_engine.drafting.meaning import (
    GOVERNMENT,
    condition_of,
    four_party_by_topic,
    guided,
    modality_of,
    speaks_of_all,
)
from directive_engine.drafting.names import attribution, four_party_of, kinds_of
from directive_engine.drafting.outline import Sentence, Zone, is_attribution, outline
from directive_engine.drafting.predicates import bare
from directive_engine.drafting.roles import role_of
from directive_engine.drafting.scopes import Names, Scope, opened_by
from directive_engine.drafting.tagger import Tagger
from directive_engine.drafting.verbs import verb_at
from directive_engine.model import ClauseRole
from directive_engine.model.terms import Party

_WHOLE_AREA: Final = re.compile("(?:^|，)全[省市县区镇乡](?=实行|实施|进入|启动)")
_OFTEN: Final = 0.3  # of those named, from which a directive speaks to them


def analyse(
    text: str, start: int, end: int, tagger: Tagger | None = None
) -> tuple[DraftClause, ...]:
    """Return the clauses of the directive at `start` to `end` of the mended text, in order.

    `tagger` cuts the sentences into clauses; None takes the one that ships.
    """
    plan = outline(text, start, end)
    scope = opened_by(plan.addressees, _attributions(text, plan.sentences))
    clauses: list[DraftClause] = []
    for found in cut(text, plan.sentences, tagger):
        sentence = found.sentence
        scope.enter(sentence)
        if found.is_heading:
            clauses.append(_headline(text, found, scope))
            continue
        if sentence.zone is Zone.PREAMBLE:
            scope.hear_announcer(text, sentence)
        clauses += _asked(text, found, scope)
        scope.list_below(sentence)
    audience = _audience(clauses)
    return tuple(
        replace(clause, four_party=audience)
        if audience and not clause.parties and clause.four_party == GOVERNMENT
        else clause
        for clause in clauses
    )


def _audience(clauses: Sequence[DraftClause]) -> tuple[Party, ...]:
    """Return who among places, offices and units is named often: a directive speaks to them."""
    named: Counter[Party] = Counter(
        party
        for clause in clauses
        if clause.role.asks and clause.party_source is PartySource.EXPLICIT
        for party in four_party_of(clause.parties)
        if party is not Party.INDIVIDUAL
    )
    return tuple(party for party in Party if named[party] >= _OFTEN * named.total() > 0)


def _attributions(text: str, sentences: Sequence[Sentence]) -> Mapping[int, Names]:
    found: dict[int, Names] = {}
    for sentence in sentences:
        if is_attribution(text, sentence):
            found[sentence.item] = attribution(text[sentence.start : sentence.end])
    return found


def _headline(text: str, found: Cut, scope: Scope) -> DraftClause:
    sentence, (start, end) = found.sentence, found.spans[0]
    words = text[start:end]
    names, source = scope.head(words, sentence)
    return DraftClause(
        start=start,
        end=end,
        text=words,
        section=sentence.section,
        role=ClauseRole.HEADLINE,
        parties=names,
        party_source=source,
        four_party=four_party_of(names) or four_party_by_topic(words, "", ClauseRole.HEADLINE),
        topic=scope.topic,
        deadlines=tuple(d for d in figures(text, start, end)[0] if _is_dated(d)),
    )


def _is_dated(deadline: Figure) -> bool:
    return any(character.isdigit() for character in deadline.words)


def _asked(text: str, found: Cut, scope: Scope) -> Iterator[DraftClause]:
    sentence, spans = found.sentence, found.spans
    verb = ""
    for place, (start, end) in enumerate(spans):
        words = text[start:end]
        verb = verb if is_gapped(words) else verb_at(bare(words))
        role = role_of(words, headline=scope.headline, place=place, of_sentence=len(spans))
        names, source = scope.party_of(text, start, end)
        concerned = () if source is PartySource.IMPLIED and role is ClauseRole.PRINCIPLE else names
        deadlines, quantities = figures(text, start, end)
        yield DraftClause(
            start=start,
            end=end,
            text=words,
            section=sentence.section,
            role=role,
            parties=names,
            party_source=source,
            four_party=_four(words, concerned, scope, role, sentence.zone),
            unit_kinds=kinds_of(names),
            topic=scope.topic,
            headline=scope.headline,
            omitted=verb if is_gapped(words) else "",
            modality=modality_of(words),
            condition=condition_of(words),
            deadlines=deadlines,
            quantities=quantities,
        )


def _four(
    words: str, names: Sequence[str], scope: Scope, role: ClauseRole, zone: Zone
) -> tuple[Party, ...]:
    if _WHOLE_AREA.search(words) or speaks_of_all(words):
        return tuple(Party)
    addressed = () if role is ClauseRole.PRINCIPLE else four_party_of(scope.addressees)
    if names:
        found = {*four_party_of(scope.bodies(names)), *guided(words)}
        if "持证上岗" in words:
            found = {Party.INDIVIDUAL}
    elif zone is Zone.CLOSING:
        found = set(guided(words))
    else:
        found = {*(addressed or four_party_by_topic(words, scope.topic, role)), *guided(words)}
    return tuple(party for party in Party if party in found)
