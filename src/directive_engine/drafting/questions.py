"""A clause → the question that an inspector asks (是否…)."""

import re
from typing import Final

from directive_engine.drafting.clauses import DraftClause
from directive_engine.drafting.parties import subject_of
from directive_engine.drafting.predicates import ADVERBS, MARKER, is_complete, opens_adjunct
from directive_engine.drafting.verbs import is_urged, verb_at

_URGES: Final = re.compile(
    r"(?<![重主需首紧只有不索])要(?!求|点|素|害|道|闻|件|地|塞|案|领|义|紧[，。的]|么|是)|必须|务必|应当|务须|"
    r"(?<![反适响相供对报理])应(?![急对用收检隔查付变答邀聘考届季])|(?<![必务])须(?!知)"
)
_FORBIDS: Final = re.compile(
    r"(?:一律|坚决)?(?:不得|(?<!拿)不准|不许|严禁|禁止|[绝决]不允许|不允许|不要|[绝决]?不能|切勿|请勿)"
    r"(?!少于|低于|超过|高于|不|[^，]{1,2}的)"
)
_NORMS: Final = re.compile(
    r"按?不[得能]?(?:少于|低于|超过|高于)|按?不(?:多于|大于|小于)|达到|控制在|突破|保持在|至少|(?<=率)(?=\d)"
)
_NORM_OF: Final = re.compile(r"[^，]{0,12}的[一-鿿]")
_EMPHASIS: Final = re.compile(
    r"(?:坚决|切实|认真|扎实|扎扎实实|着力|努力|奋力|全力|真正|大力|积极|牢牢|毫不放松|进一步|不断|持续|继续|"
    r"要|并|也|请|再|愿)+(?!利)"
)
_OPENS: Final = re.compile(rf"^(?:{MARKER.pattern}|首先，?|同时，?|并且?|以?及|也|请|让|希望|愿)+")
_IDLE: Final = re.compile(r"\s|(?<=部)[给跟]我|既(?![有定往然是])")
_NOBODY: Final = re.compile("我们|大家|同志们|你们|各位同志")
_TO_REACH: Final = re.compile(
    r"^(?:力争|确保|努力实现|力求|实现)(?=[^，]*(?:突破|达到|不低于|不少于|控制在))"
)
_TIME: Final = re.compile(
    r"于?(?:每周[一二三四五六日](?:下班)?前?|每[周月]\d{1,2}日(?:之前|以前|前)?|每?日?\d{1,2}[时点](?:之前|以前|前)|每[一二两三四五六七八九十\d半]?个?[日天周月季年]度?|(?:今年|明年)?\d{1,2}月(?:\d{1,2}[日号]|底|末|[上中下]旬)?"
    r"(?:之前|以前|前)?|[年月]底前|年内|[汛节]前|主?汛期|(?:春节|国庆|元旦|清明|暑假|寒假|开学|入冬|雨季|放假|入汛)前|"
    r"[^，]{1,4}期间|\d+个?(?:工作日|小时|天|日)内)+"
)
_CASE: Final = re.compile(
    rf"^[^，]{{2,24}}的(?={ADVERBS}|依法|立即|一律|由|移送|给予|予以|约谈|通报|停|退|追)"
)
_BEHIND_NOUN: Final = re.compile(
    rf"(?!重点|统一){ADVERBS}|每[日天周月季年]|逐[一-鿿]|先|\d+分钟|(?<![\d年于至])(?:\d+|[一二三四五六七八九十])(?:个(?:工作日|小时|月)|小时|月底)|上墙|(?<=[果录单况据案告息])向|"
    r"(?<=[口位])由"
)
_RESPONSIBLE: Final = re.compile(r"^(.{2,24}?)是(.{0,20}(?:责任人|责任主体))$")
_SHORT: Final = 9  # characters of a question that says too little by itself


def question_of(clause: DraftClause, *, names_party: bool) -> str:
    """Return the question; `names_party` keeps the clause's subject in it."""
    words = _IDLE.sub("", _OPENS.sub("", clause.text)).strip("，,、。；;：: ")
    if clause.omitted:
        return f"是否{clause.omitted}{words}？"
    responsible = _RESPONSIBLE.match(words)
    if responsible is not None:
        return f"是否明确{responsible[1]}为{responsible[2]}？"
    asked = _asked(_without_subject(words, names_party=names_party))
    if len(asked) <= _SHORT and not names_party:
        asked = _asked(words)
    if len(asked) <= _SHORT and clause.topic:
        return f"{clause.topic}：{asked}？"
    return f"{asked}？"


def _without_subject(words: str, *, names_party: bool) -> str:
    subject = subject_of(words, 0, len(words))
    if subject is None or words[: subject.start].endswith("由"):
        return words
    rest = words[subject.end :]
    named = words[subject.start : subject.end]
    if re.match("牵头|负责|会同", rest) or (names_party and not _NOBODY.match(named)):
        return words
    return words[: subject.start].removesuffix("责成") + rest.lstrip("，,")


def _asked(words: str) -> str:
    """Put 是否 where the predicate begins."""
    forbidden = _first(_FORBIDS, words)
    if forbidden is not None:
        before = re.sub("(?:一个)?也$", "", words[: forbidden.start()])
        return f"{before}是否杜绝{words[forbidden.end() :]}"
    urged = _first(_URGES, words)
    if urged is not None:
        before = re.sub("[就也都还]$", "", words[: urged.start()])
        return f"{before}是否{_plain(words[urged.end() :])}"
    words = _TO_REACH.sub("", words)
    norm = _first(_NORMS, words)
    starts_with_act = len(verb_at(words)) > 1
    if (
        norm is not None
        and norm.start() > 0
        and not (starts_with_act and _NORM_OF.match(words, norm.end()))
    ):
        reached = re.sub("不[得能]", "不", norm.group()) or "达到"
        return f"{words[: norm.start()]}是否{reached}{words[norm.end() :]}"
    place = _predicate(words)
    before = words[:place]
    comma = "，" if before.endswith("的") else ""
    return f"{before}{comma}是否{_plain(words[place:])}"


def _plain(predicate: str) -> str:
    """Drop the emphasis with which a predicate begins."""
    found = _EMPHASIS.match(predicate)
    rest = predicate[found.end() :] if found else predicate
    return rest if is_complete(rest) or opens_adjunct(rest) else predicate


def _first(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    """Return the first match outside quotes."""
    for found in pattern.finditer(words):
        before = words[: found.start()]
        if before.count("“") <= before.count("”"):
            return found
    return None


def _predicate(words: str) -> int:
    """Return where the predicate begins: behind adjuncts, behind times, behind a noun."""
    place = 0
    for comma in re.compile("[，,]").finditer(words):
        if is_complete(words[place : comma.start()]):
            break
        place = comma.end()
    case = _CASE.match(words[place:])
    if case is not None:
        return place + case.end()
    fragment = re.split("[，,]", words[place:])[0]
    time = _TIME.match(fragment)
    if time is not None and time.end() < len(fragment):
        return place + time.end()
    if (
        is_urged(fragment, 0)
        or opens_adjunct(fragment)
        or re.match(rf"{ADVERBS}|[把将不]", fragment)
    ):
        return place
    behind = _BEHIND_NOUN.search(fragment, 2)
    return place + (behind.start() if behind else 0)
