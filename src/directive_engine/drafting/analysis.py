"""The mended text of a directive → its clauses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from directive_engine.drafting.clauses import DraftClause, PartySource
from directive_engine.drafting.cutting import cut, is_gapped
from directive_engine.drafting.figures import figures
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
from directive_engine.drafting.narrative import (
    asks,
    begins_with_act,
    is_about_past,
    is_promise,
    only_tells,
    orders,
    tells,
)
from directive_engine.drafting.outline import Sentence, Zone, outline
from directive_engine.drafting.parties import (
    leading_subject,
    subject_of,
)
from directive_engine.drafting.predicates import bare
from directive_engine.drafting.roles import is_headline, role_of
from directive_engine.drafting.verbs import verb_at
from directive_engine.model import ClauseRole
from directive_engine.model.terms import Party

_ATTRIBUTION: Final = re.compile(
    r"[（(][^）)：:]{0,6}(?:牵头|责任|配合|主办|落实|完成|协办)[^）)：:]{0,6}[：:].*[)）]$"
)
_LETTER: Final = re.compile("各位|广大")
_NARROW: Final = re.compile(
    "的.|(?:[员长人]|人员|同志|领导|干部|书记|老师|教师|主任|厨师|孩子|学生|工人|车辆)$"
)
_ABOUT: Final = re.compile("[^，、]{2,8}方面[，,]")
_PENAL: Final = re.compile(
    "(?:追究|追责|问责|通报|约谈|曝光|从严处理|从严查处|严肃处理|严肃查处|提级调查|一票否决|取消[^，]{0,6}资格|移交|移送)"
)
_COMMA: Final = re.compile(r"[、，,](?![^（(]*[)）])")
_ANNOUNCER: Final = re.compile(
    r"(?:讲|强调|抓好|做好|提|突出|如下|以下|重点|下功夫|要求|议定|说)[^，。]{0,16}"
    r"(?:[一二三四五六七八九十\d几]+(?:个方面|方面|点|条|项|件|句|个事)|如下|以下|下功夫|事项|几条|几点|几件)|如下$"
)
_TELLING: Final = 1000  # characters that show whether a sentence tells or asks
_LEAD: Final = 16
_HEAD: Final = 9
_PAIRED: Final = 24  # characters of the longest lead in two parts
_FEWEST_LEADS: Final = 2
_FEWEST_HEADS: Final = 3


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
    heads: dict[int, tuple[str, ...]] = field(default_factory=dict)  # of headings, by level
    number: int = -1
    asking_line: int = -1
    led_lines: frozenset[int] = frozenset()  # those that begin with a lead
    topic: str = ""
    headline: str = ""
    tells_of_past: bool = False


def analyse(text: str, start: int, end: int) -> tuple[DraftClause, ...]:
    """Return the clauses of the directive at `start` to `end` of the mended text, in order."""
    plan = outline(text, start, end)
    scope = _Scope(
        addressees=_addressees(plan.addressees), is_letter=_LETTER.search(plan.addressees) is not None
    )
    attributed = _attributions(text, plan.sentences)
    leads = _leads(text, plan.sentences)
    scope.led_lines = frozenset(plan.sentences[place].line for place in leads)
    clauses: list[DraftClause] = []
    for place, sentence in enumerate(plan.sentences):
        if _ATTRIBUTION.match(_beginning(text, sentence)):
            continue
        if sentence.item != scope.number:
            _open_item(scope, sentence, attributed)
        elif scope.wide and all(_NARROW.search(name) for name in scope.current):
            scope.current = scope.wide
        if scope.item or (scope.is_letter and sentence.zone is Zone.BODY):
            scope.current = ()
        if sentence.zone is Zone.CLOSING:
            scope.announcer = () if sentence.is_first else scope.announcer
        clauses += _of_sentence(text, sentence, scope, is_lead=place in leads)
    return tuple(clauses)


def _open_item(
    scope: _Scope, sentence: Sentence, attributed: Mapping[int, tuple[str, ...]]
) -> None:
    """Forget the subject in force; items within a paragraph keep the one before the first."""
    is_inline = sentence.number is not None and not sentence.is_first
    if not is_inline:
        scope.current = ()
    elif sentence.number is not None and sentence.number.value > 1:
        scope.current = scope.before
    scope.before = scope.wide = scope.current
    scope.number = sentence.item
    scope.item = attributed.get(sentence.item, ())


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
        words = text[sentence.start : sentence.end]
        if _ATTRIBUTION.match(words):
            found[sentence.item] = attribution(words)
    return found


def _leads(text: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """Return the places of short sentences without a number that head those after them.

    They come in numbers: each worded as a demand, or each at the head of its paragraph.
    """
    urged: list[int] = []
    heads: list[int] = []
    for place, (sentence, following) in enumerate(pairwise(sentences)):
        words = text[sentence.start : sentence.end]
        if (
            sentence.number is not None
            or following.number is not None
            or sentence.zone not in {Zone.ITEM, Zone.BODY}
            or sentence.stop != "。"
            or len(words) > _PAIRED
            or re.search(r"\d|，.*，", words)
            or following.item != sentence.item
            or not (following.line == sentence.line or sentence.is_first)
            or subject_of(text, sentence.start, sentence.end) is not None
        ):
            continue
        is_short = len(words) <= _LEAD and "，" not in words
        if is_short and re.match(r"(?:要|也?请|[^，]{2,8}要[^，]{2,6}$)", words):
            urged.append(place)
        elif (
            sentence.is_first
            and sentence.zone is Zone.BODY
            and ("，" in words or len(words) <= _HEAD)
        ):
            heads.append(place)
    found = urged if len(urged) >= _FEWEST_LEADS else []
    return frozenset(found + (heads if len(heads) >= _FEWEST_HEADS else []))


def _of_sentence(
    text: str, sentence: Sentence, scope: _Scope, *, is_lead: bool
) -> list[DraftClause]:
    words = _beginning(text, sentence)
    if sentence.zone is Zone.PREAMBLE and _ANNOUNCER.search(words):
        return _announced(text, sentence, scope)
    spans = cut(text, sentence.start, sentence.end)
    subject = subject_of(text, sentence.start, sentence.start + len(words))
    if is_lead or is_headline(text, sentence, len(spans), has_party=_acts(text, subject)):
        return [_headline(text, sentence, scope)]
    goes_on = sentence.line == scope.asking_line or sentence.line in scope.led_lines
    if tells(words, sentence.stop, Zone.ITEM if goes_on else sentence.zone):
        return []
    if scope.tells_of_past and not orders(words):
        return []
    found = _asked(text, sentence, spans, scope, goes_on=goes_on)
    scope.asking_line = sentence.line if found else scope.asking_line
    return found


def _beginning(text: str, sentence: Sentence) -> str:
    return text[sentence.start : min(sentence.end, sentence.start + _TELLING)]


def _acts(text: str, subject: object) -> bool:
    end = getattr(subject, "end", None)
    return (
        end is not None
        and re.match("要|应|须|必须|不得|负责|牵头", text[end : end + 2]) is not None
    )


def _announced(text: str, sentence: Sentence, scope: _Scope) -> list[DraftClause]:
    """Take the subject of an announcer, and what it asks before it announces."""
    subject = subject_of(text, sentence.start, sentence.end)
    if subject is not None and re.match("要|应|必须|务必", text[subject.end : subject.end + 2]):
        scope.announcer = subject.names
    spans = cut(text, sentence.start, sentence.end)
    before = [s for s in spans if not _ANNOUNCER.search(text[s[0] : s[1]])]
    if not scope.announcer or not before:
        return []
    return _asked(text, sentence, before, scope)


def _headline(text: str, sentence: Sentence, scope: _Scope) -> DraftClause:
    words = text[sentence.start : sentence.end]
    scope.current = scope.wide = ()
    scope.topic, scope.headline = topic_of(words), words
    scope.heads = {level: names for level, names in scope.heads.items() if level < sentence.level}
    subject = leading_subject(words)
    names, source = _headed(scope)
    if subject is not None:
        names, source = subject.names, PartySource.EXPLICIT
        scope.heads[sentence.level] = names
    if sentence.level <= 1:
        scope.tells_of_past = is_about_past(words)
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


def _asked(
    text: str,
    sentence: Sentence,
    spans: Sequence[tuple[int, int]],
    scope: _Scope,
    *,
    goes_on: bool = False,
) -> list[DraftClause]:
    clauses: list[DraftClause] = []
    verb = ""
    asking = (
        goes_on
        or sentence.zone is Zone.ITEM
        or (sentence.zone is not Zone.PREAMBLE and orders(_beginning(text, sentence)))
    )
    promised = False
    for place, (start, end) in enumerate(_without_story(text, *span) for span in spans):
        words = text[start:end]
        promised = is_promise(words) or (promised and leading_subject(words) is None)
        if promised or only_tells(words) or not (asking or _begins(words, sentence.zone)):
            continue
        asking = True
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
                four_party=_four(words, concerned, scope.topic, role, sentence.zone),
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


def _begins(words: str, zone: Zone) -> bool:
    """Whether asking begins with a clause; in a preamble only with somebody who must act."""
    subject = leading_subject(words)
    if zone is Zone.PREAMBLE:
        return subject is not None and orders(words)
    return subject is not None or asks(words) or begins_with_act(words)


def _without_story(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop fragments at the start that only tell (任务更重，各级要…)."""
    for comma in re.compile("[，,]").finditer(text, start, end):
        told = text[start : comma.start()]
        if told.endswith("的") or not only_tells(told):
            break
        start = comma.end()
    return start, end


def _party(text: str, start: int, end: int, scope: _Scope) -> tuple[tuple[str, ...], PartySource]:
    words = text[start:end]
    subject = subject_of(text, start, end)
    if subject is not None:
        scope.current = subject.names
        if not all(_NARROW.search(name) for name in subject.names):
            scope.wide = subject.names
        return subject.names, PartySource.EXPLICIT
    if _ABOUT.match(words):
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
    if scope.announcer:
        return scope.announcer, PartySource.CARRIED
    if scope.is_letter and scope.addressees:
        return scope.addressees, PartySource.IMPLIED
    return (), PartySource.NONE


def _four(
    words: str, names: Sequence[str], topic: str, role: ClauseRole, zone: Zone
) -> tuple[Party, ...]:
    if speaks_of_all(words):
        return tuple(Party)
    if names:
        found = {*four_party_of(names), *guided(words)}
        if "持证上岗" in words:
            found = {Party.INDIVIDUAL}
    elif zone is Zone.CLOSING:
        found = set(guided(words))
    else:
        found = {*four_party_by_topic(words, topic, role), *guided(words)}
    return tuple(party for party in Party if party in found)
