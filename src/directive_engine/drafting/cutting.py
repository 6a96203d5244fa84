"""The sentences of a directive → headings, clauses, and what only tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from directive_engine.drafting.features import PROMISE, STATE, features
from directive_engine.drafting.fragments import Fragment, fragments, lines_of, sentences_of
from directive_engine.drafting.narrative import begins_with_act, is_past, orders
from directive_engine.drafting.outline import Marker, Sentence, Zone
from directive_engine.drafting.parties import subject_of
from directive_engine.drafting.tagger import Tagger, shipped

HEADING: Final = "H"
BEGINS: Final = "B"
GOES_ON: Final = "I"
TELLS: Final = "O"
WEIGHTS: Final = "fragments.json"
_IDLE: Final = re.compile("联系(?:人|电话)|邮箱|^附件|^本(?:通知|办法|方案|意见|规定)自")
_ANNOUNCES: Final = re.compile(
    r"(?:最后|下面|这里|在此|另外)?(?:我)?(?:再|就|还要)?(?:强调|讲|说|提|谈)"
    r"(?:[一二三四五几]|\d)(?:点|句|条|个方面|件事)[一-鿿]{0,4}|(?:最后)?(?:衷心)?(?:祝|预祝)[^要]*"
    r"|本(?:通知|办法|方案|意见|规定)自.*"
)
_REPORTS: Final = re.compile(
    r"(?!从|严|高|按|根据|依|遵|结合|对照|符合|围绕|落实|会议?(?:要|应))[^要各不对，]{2,16}(?:强调|要求|指出)"
)
_SCOPE: Final = re.compile("(?:时间|范围|对象|依据|期限|名单)[：:。]?$")
_NAMED_MATTER: Final = re.compile("[^，：:]{2,8}[：:]")  # 乱占：围垦湖泊
_NAMED: Final = 8  # characters at the end of a heading that say so
_CONNECTS: Final = re.compile(
    "最后|同时|此外|另外|总之|因此|为此|下一步|当前|再次|其次|首先|对此|在此期间|其间"
)
_CASE: Final = re.compile(
    "(?:凡|对|如|若|遇|一旦|因)[^，]*的|(?:出现|发生|存在|排名|连续)[^，]*的[一-鿿]{1,4}|(?:出现|发生)[0-9][^，]*|(?:哪[个家]|哪一[个家件]|谁家)[^，]{1,12}"
)
_BEGINS: Final = re.compile("(?:逾期|拒不|拒绝)[^，]*的|(?<![，,])(?:特别|尤其)是[^，]{2,16}")
_PAIRS: Final = re.compile(  # 宁可…，不可…; …情况，请…报
    "[^，]*宁可?[^，]*，(?:不可|也不|决不)[^，]*|"
    "[^，要应]*(?:情况|建议|意见|做法|信息|名单|材料|线索)，请[^，]*"
)
_GLOSS: Final = re.compile("即(?![将日时可刻便使])|直至")  # 完成“四个一”，即…
_EACH_ONE: Final = re.compile("[一-鿿]{2}一[起处件个例]")  # 发现一起，查处一起
_HEADING: Final = 45  # characters of a sentence that can head others
_LACKS: Final = re.compile("不[到够足严实细强力高深全明]|问题|缺失|滞后|薄弱|[较很]差|隐患多")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A sentence with the spans of its clauses; none where it only tells, one where it heads."""

    sentence: Sentence
    is_heading: bool
    spans: tuple[tuple[int, int], ...]


def cut(text: str, sentences: Sequence[Sentence], tagger: Tagger | None = None) -> list[Cut]:
    """Label the fragments of all sentences and join those of a clause."""
    found = fragments(text, sentences)
    labels = _labels(text, found, tagger or shipped(WEIGHTS))
    cuts: list[Cut] = []
    for places in sentences_of(found):
        sentence = found[places[0]].sentence
        spans: list[tuple[int, int]] = []
        before = TELLS
        for place in places:
            start, end = found[place].start, found[place].end
            if labels[place] == GOES_ON and before != TELLS:
                spans[-1] = (spans[-1][0], end)
            elif labels[place] != TELLS:
                spans.append((start, end))
            before = labels[place]
        is_heading = any(labels[place] == HEADING for place in places)
        is_heading = is_heading and not (cuts and _is_headed(cuts[-1], sentence))
        if is_heading:  # without the frame of a report (会议强调，…)
            first = next(place for place in places if labels[place] != TELLS)
            spans = [(found[first].start, found[places[-1]].end)]
        if not spans and _must_ask(text, found, places):
            spans = [(found[places[0]].start, found[places[-1]].end)]
        cuts.append(
            Cut(
                sentence=sentence,
                is_heading=is_heading,
                spans=tuple(spans),
            )
        )
    return cuts


def _labels(text: str, found: Sequence[Fragment], tagger: Tagger) -> list[str]:
    """Label line after line; what has no body, or is too long, heads nothing."""
    rows = features(text, found)
    labels: list[str] = []
    for places in lines_of(found):
        barred = {n: HEADING for n, p in enumerate(places) if _heads_nothing(found[p].sentence)}
        if _heads(text, found, places):
            labels += [HEADING] * len(places)
        else:
            labels += tagger.tag([rows[place] for place in places], barred)
    _join(text, found, rows, labels)
    _drop(text, found, rows, labels)
    return labels


def _join(
    text: str, found: Sequence[Fragment], rows: Sequence[set[str]], labels: list[str]
) -> None:
    """Keep cases and adjuncts with what follows, glosses with what is before; free connectives."""
    for place, (one, other) in enumerate(pairwise(found)):
        if one.sentence is not other.sentence:
            continue
        begins, begins_next = labels[place] == BEGINS, labels[place + 1] == BEGINS
        is_case = begins and _CASE.fullmatch(text, one.start, one.end)
        is_gloss = begins_next and _GLOSS.match(text, other.start)
        is_same = all(_EACH_ONE.fullmatch(text, f.start, f.end) for f in (one, other))
        waits = "adjunct" in rows[place] and "complete" not in rows[place]
        if is_same and labels[place] == TELLS:
            labels[place] = BEGINS
        is_pair = begins_next and _PAIRS.fullmatch(text, one.start, other.end)
        if is_case or is_gloss or is_same or is_pair or (begins and begins_next and waits):
            labels[place + 1] = GOES_ON
        elif labels[place + 1] != TELLS and _BEGINS.fullmatch(text, one.start, one.end):
            labels[place], labels[place + 1] = BEGINS, GOES_ON
        elif labels[place + 1] == GOES_ON and _CONNECTS.fullmatch(text, one.start, one.end):
            labels[place], labels[place + 1] = TELLS, BEGINS


def _drop(
    text: str, found: Sequence[Fragment], rows: Sequence[set[str]], labels: list[str]
) -> None:
    """Take a state to its goal; what announces points, or what the speaker will do, is told."""
    for place, row in enumerate(rows):
        if labels[place] == BEGINS and STATE in row:
            labels[place] = GOES_ON
        elif (
            PROMISE in row
            or _announces(text, found[place])
            or (labels[place] == GOES_ON and place and PROMISE in rows[place - 1])
        ):
            labels[place] = TELLS


def _heads_nothing(sentence: Sentence) -> bool:
    return not sentence.has_body or sentence.end - sentence.start > _HEADING


def _heads(text: str, found: Sequence[Fragment], places: Sequence[int]) -> bool:
    """Whether a numbered sentence has its line to itself and goes on in the next."""
    first, last = found[places[0]], found[places[-1]]
    sentence = first.sentence
    number = sentence.number
    return (
        number is not None
        and not number.marker.is_spoken
        and sentence is last.sentence
        and (sentence.stop == "。" or number.marker is Marker.LINE)
        and subject_of(text, first.start, last.end) is None
        and not _heads_nothing(sentence)
    )


def _is_headed(before: Cut, sentence: Sentence) -> bool:
    """Whether a sentence goes on in the line of a heading that stands right before it."""
    is_plain = sentence.number is None and not sentence.is_first
    return is_plain and before.is_heading and before.sentence.section == sentence.section


def _announces(text: str, fragment: Fragment) -> bool:
    """Whether a fragment only says that points follow, or who said what follows."""
    if _ANNOUNCES.fullmatch(text, fragment.start, fragment.end):
        return True
    says_more = fragment.count > 1 or not fragment.sentence.has_body
    return says_more and _REPORTS.fullmatch(text, fragment.start, fragment.end) is not None


def _must_ask(text: str, found: Sequence[Fragment], places: Sequence[int]) -> bool:
    """Whether a sentence asks by its place: alone in its item, or a point that names an act."""
    first, last = found[places[0]], found[places[-1]]
    sentence = first.sentence
    words = text[first.start : last.end]
    if sentence.zone is not Zone.ITEM or sentence.stop in "？?" or _IDLE.search(words):
        return False
    headed = text[: first.start].rstrip()[-_NAMED:]
    if _SCOPE.search(headed):
        return False
    named = _NAMED_MATTER.match(words)
    if is_past(words) or (named and not (orders(words) or begins_with_act(words[named.end() :]))):
        return False
    if sentence.number is not None and sentence.number.marker.is_spoken:
        return begins_with_act(text[sentence.number.end : last.end]) and not _LACKS.search(words)
    beside = [found[n].sentence for n in (places[0] - 1, places[-1] + 1) if 0 <= n < len(found)]
    return (
        sentence.is_first
        and not sentence.is_line
        and all(other.line != sentence.line for other in beside)
    )
