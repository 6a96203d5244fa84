"""The mended text of a directive → its clauses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from directive_engine.drafting.clauses import DraftClause, PartySource
from directive_engine.drafting.cutting import Cut, cut
from directive_engine.drafting.figures import figures
from directive_engine.drafting.fragments import is_gapped
from directive_engine.drafting.meaning import (
    condition_of,
    four_party_by_topic,
    guided,
    implied_party,
    modality_of,
    speaks_of_all,
    topic_of,
)
from directive_engine.drafting.names import attribution, four_party_of, kinds_of
from directive_engine.drafting.outline import Sentence, Zone, is_attribution, outline
from directive_engine.drafting.parties import (
    leading_subject,
    subject_of,
)
from directive_engine.drafting.predicates import bare
from directive_engine.drafting.roles import role_of
from directive_engine.drafting.tagger import Tagger
from directive_engine.drafting.verbs import verb_at
from directive_engine.model import ClauseRole
from directive_engine.model.terms import Party

_LETTER: Final = re.compile("各位|广大")
_NARROW: Final = re.compile(
    "的.|^每|食堂$|(?:[员长人]|人员|同志|领导|干部|书记|老师|教师|主任|厨师|孩子|学生|工人|车辆)$"
)
_ABOUT: Final = re.compile("[^，、]{2,8}方面[，,]")
_PENAL: Final = re.compile(
    "(?:要)?(?:严肃|从严)(?:追责|问责|追究)|对[^，]{2,40}的[^，]{0,6}，[^，]{0,12}(?:追究|追责|问责|约谈|从严处理|严肃处理|提级调查)"
)
_OVERSEER: Final = re.compile("督查|督导|纪委|监委|执法|公安|监管|安委办|指挥部")
_COMMA: Final = re.compile(r"[、，,](?![^（(]*[)）])")
_ANNOUNCER: Final = re.compile(
    r"(?:讲|强调|抓好|做好|提|突出|如下|以下|重点|下功夫|要求|议定|说)[^，。]{0,16}"
    r"(?:[一二三四五六七八九十\d几]+(?:个方面|方面|点|条|项|件|句|个事)|如下|以下|下功夫|事项|几条|几点|几件)|如下$"
)
_TELLING: Final = 1000  # characters that show whether a sentence tells or asks


@dataclass(slots=True, kw_only=True)
class _Scope:
    """The subjects in force, from the widest to the nearest."""

    addressees: tuple[str, ...] = ()
    is_letter: bool = False  # to people, each of whose sentences is to them all
    announcer: tuple[str, ...] = ()
    item: tuple[str, ...] = ()  # of a trailing attribution
    current: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()  # the last body in force before a person
    before: tuple[str, ...] = ()  # in force before the numbered items of a paragraph
    listing: tuple[str, ...] = ()  # of whom a sentence with a colon speaks, for the items below it
    listing_level: int = 0
    heads: dict[int, tuple[str, ...]] = field(default_factory=dict)  # of headings, by level
    number: int = -1
    topic: str = ""
    headline: str = ""


def analyse(
    text: str, start: int, end: int, tagger: Tagger | None = None
) -> tuple[DraftClause, ...]:
    """Return the clauses of the directive at `start` to `end` of the mended text, in order.

    `tagger` cuts the sentences into clauses; None takes the one that ships.
    """
    plan = outline(text, start, end)
    scope = _Scope(
        addressees=_addressees(plan.addressees),
        is_letter=_LETTER.search(plan.addressees) is not None,
    )
    attributed = _attributions(text, plan.sentences)
    clauses: list[DraftClause] = []
    for found in cut(text, plan.sentences, tagger):
        sentence = found.sentence
        if sentence.item != scope.number:
            _open_item(scope, sentence, attributed)
        elif scope.wide and all(_is_narrow(name, scope.wide) for name in scope.current):
            scope.current = scope.wide
        if scope.item or (scope.is_letter and sentence.zone is Zone.BODY):
            scope.current = ()
        if sentence.zone is Zone.CLOSING:
            scope.announcer = () if sentence.is_first else scope.announcer
        if found.is_heading:
            clauses.append(_headline(text, sentence, scope))
            continue
        if sentence.zone is Zone.PREAMBLE:
            _hear_announcer(text, sentence, scope)
        clauses += _asked(text, found, scope)
        if sentence.stop in {"：", ":"} and sentence.zone is Zone.ITEM:
            scope.listing, scope.listing_level = scope.current, sentence.level
    return tuple(clauses)


def _open_item(
    scope: _Scope, sentence: Sentence, attributed: Mapping[int, tuple[str, ...]]
) -> None:
    """Forget the subject in force; items within a paragraph keep the one before the first."""
    if sentence.number is None or sentence.is_first:
        scope.current = ()
    elif sentence.number.value > 1:
        scope.current = scope.before
    if sentence.number is None or sentence.is_first or sentence.number.value == 1:
        scope.before = scope.current
    scope.wide = scope.current
    if sentence.level <= scope.listing_level:
        scope.listing = ()
    scope.number = sentence.item
    scope.item = attributed.get(sentence.item, ())


def _is_narrow(name: str, wide: Sequence[str]) -> bool:
    """Whether a name is a person, or some of those in force before (寄宿制学校 of 各学校)."""
    if _NARROW.search(name):
        return True
    heads = tuple(other.removeprefix("各") for other in wide)
    return not name.startswith("各") and name not in wide and name.endswith(heads)


def _addressees(words: str) -> tuple[str, ...]:
    if re.search("同志|大家|朋友", words):
        return ()
    names = [name.strip() for name in _COMMA.split(words) if name.strip()]
    if len(names) > 1 and all(name.startswith("各位") for name in names):
        names = [name.removeprefix("各位") for name in names]
    return tuple(names)


def _attributions(text: str, sentences: Sequence[Sentence]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for sentence in sentences:
        if is_attribution(text, sentence):
            found[sentence.item] = attribution(text[sentence.start : sentence.end])
    return found


def _beginning(text: str, sentence: Sentence) -> str:
    return text[sentence.start : min(sentence.end, sentence.start + _TELLING)]


def _hear_announcer(text: str, sentence: Sentence, scope: _Scope) -> None:
    """Take the subject of a sentence that announces points: it holds for all of them."""
    if _ANNOUNCER.search(_beginning(text, sentence)) is None:
        return
    subject = subject_of(text, sentence.start, sentence.end)
    if subject is not None and re.match("要|应|必须|务必", text[subject.end : subject.end + 2]):
        scope.announcer = subject.names


def _headline(text: str, sentence: Sentence, scope: _Scope) -> DraftClause:
    words = text[sentence.start : sentence.end]
    if sentence.number is None or sentence.is_first:
        scope.current = scope.wide = ()
    scope.topic, scope.headline = topic_of(words), words
    scope.heads = {level: names for level, names in scope.heads.items() if level < sentence.level}
    subject = leading_subject(words)
    names, source = _headed(scope)
    if subject is not None:
        names, source = subject.names, PartySource.EXPLICIT
        scope.heads[sentence.level] = names
    return DraftClause(
        start=sentence.start,
        end=sentence.end,
        text=words,
        section=sentence.section,
        role=ClauseRole.HEADLINE,
        parties=names,
        party_source=source,
        four_party=four_party_of(names) or four_party_by_topic(words, "", ClauseRole.HEADLINE),
        topic=scope.topic,
    )


def _headed(scope: _Scope) -> tuple[tuple[str, ...], PartySource]:
    """Return whom the headings above name."""
    if scope.heads:
        return scope.heads[max(scope.heads)], PartySource.CARRIED
    return (), PartySource.NONE


def _asked(text: str, found: Cut, scope: _Scope) -> list[DraftClause]:
    clauses: list[DraftClause] = []
    sentence, spans = found.sentence, found.spans
    verb = ""
    for place, (start, end) in enumerate(spans):
        words = text[start:end]
        verb = verb if is_gapped(words) else verb_at(bare(words))
        role = role_of(words, place=place, of_sentence=len(spans))
        names, source = _party(text, start, end, scope)
        concerned = () if source is PartySource.IMPLIED and role is ClauseRole.PRINCIPLE else names
        deadlines, quantities = figures(text, start, end)
        clauses.append(
            DraftClause(
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
        )
    return clauses


def _party(text: str, start: int, end: int, scope: _Scope) -> tuple[tuple[str, ...], PartySource]:
    words = text[start:end]
    subject = subject_of(text, start, end)
    if subject is not None:
        scope.current = subject.names
        if not all(_is_narrow(name, scope.wide) for name in subject.names):
            scope.wide = subject.names
        return subject.names, PartySource.EXPLICIT
    if _ABOUT.match(words) or _is_penal(words, scope):
        scope.current = scope.wide = ()
    owner = implied_party(words)
    if owner and owner not in scope.current:
        return (owner,), PartySource.IMPLIED
    if scope.current:
        return scope.current, PartySource.CARRIED
    if scope.item:
        return scope.item, PartySource.EXPLICIT
    if scope.heads:
        return _headed(scope)
    carried = scope.listing or scope.announcer
    if carried:
        return carried, PartySource.CARRIED
    if scope.is_letter and scope.addressees:
        return scope.addressees, PartySource.IMPLIED
    return (), PartySource.NONE


def _is_penal(words: str, scope: _Scope) -> bool:
    """Whether somebody else than those in force will call to account."""
    return _PENAL.match(words) is not None and not any(map(_OVERSEER.search, scope.current))


def _four(
    words: str, names: Sequence[str], scope: _Scope, role: ClauseRole, zone: Zone
) -> tuple[Party, ...]:
    if speaks_of_all(words):
        return tuple(Party)
    addressed = () if role is ClauseRole.PRINCIPLE else four_party_of(scope.addressees)
    if names:
        found = {*four_party_of(names), *guided(words)}
        if "持证上岗" in words:
            found = {Party.INDIVIDUAL}
    elif zone is Zone.CLOSING:
        found = set(guided(words))
    else:
        found = {*(addressed or four_party_by_topic(words, scope.topic, role)), *guided(words)}
    return tuple(party for party in Party if party in found)
