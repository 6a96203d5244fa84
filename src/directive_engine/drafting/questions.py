"""A clause → the question that an inspector asks (是否…)."""

import re
from typing import Final

from directive_engine.drafting.clauses import DraftClause
from directive_engine.drafting.figures import time_end
from directive_engine.drafting.parties import leading_subject, subject_of
from directive_engine.drafting.predicates import (
    ADVERBS,
    MARKER,
    is_complete,
    is_manner,
    opens_adjunct,
)
from directive_engine.drafting.verbs import MUST, is_urged, nouns, verb_at, verbs_in

_URGES: Final = re.compile(MUST)
_STRESS: Final = re.compile(
    "(?:一定|一概|一律|千万|首先|可|更|还|就|也|都|又|同样|尤其|坚决|原则上|全面|严格)+$"
)
_FORBIDS: Final = re.compile(
    r"(?:一律|坚决)?(?:(?<![要容舍顾怪由])不得|(?<!拿)不准|不许|严禁|禁止|[绝决]不允许|不允许|不要|[绝决]?不能(?!自理)|切勿|切莫|请勿|(?<![分特区告个级类性识鉴差])别(?=[一-鿿]{2}))"
    r"(?!少于|低于|超过|高于|小于|大于|不|[^，]{1,2}的|[^，]{1,8}的(?=\d|一律|要|，|制定|限期|由|给予|予以|采取|实行|落实|通报|约谈|停|关|列入|纳入|报|移))"
)
_BANS: Final = re.compile("严禁|禁止|不允许")
_NOT_ONE: Final = re.compile("一[一-鿿]{1,2}")  # 一道都不能少
_MAXIM: Final = re.compile(  # 谁检查谁签字; 发现一起，处理一起; 小事不出村、大事不出镇
    "越[^，]*，?越|谁[^，、]{1,6}、?谁|宁可?[^，]*，|凡?[^，、]{2,12}的不放过|[^，的能]{2,6}的[^，的]{2,5}，[^，的能]{2,6}的[^，的]{2,5}$|(?:到时候)?谁[^，]{1,14}，[^，]{0,4}谁|(?!做到|确保|实现|努力|力争)(?:([一-鿿]{1,2}一[起处件个例家项条][，、]?){2}|该[^，]{1,8}的|"
    "(?:[一-鿿]{2,4}[不无][一-鿿]{1,3}、)+[一-鿿]{2,4}[不无][一-鿿]{1,3}$)"
)
_CASES: Final = re.compile("[到见看只拍光]|以为|[^，]*就")
_AGAIN: Final = re.compile("、(?:不[得许准能]|严禁)")
_MOVES: Final = re.compile(
    "(?:要|并|主动)*(?:做到|实现|组织|引导|教育|督促|动员|提醒|劝导|告知|叮嘱)"
)
_AND_WHO: Final = re.compile("(、[一-鿿]{2,8}(?:领导|同志|负责人|部门|单位))要(?!求)")
_UNLESS: Final = re.compile("未经[一-鿿]{2,6}$|(?<![一-鿿])任何(?:人|单位|单位和个人|个人)$")
_NORMS: Final = re.compile(
    r"按?不[得能]?(?:少于|低于|超过|高于|大于|小于)|按?不多于|(?<![传未])达到|控制在|突破|保持在|至少|(?<=率)(?=\d)"
)
_NORM_OF: Final = re.compile(r"[^，]{0,12}的[一-鿿]")
_EMPHASIS: Final = re.compile(
    r"(?:坚决|切实|认真|扎实|扎扎实实|着力|努力|奋力|全力|真正|大力|积极|牢牢|毫不放松|进一步|不断|持续|继续|"
    r"要|并|也|请(?!专|第三方|有|机构|人|律师|医)|愿|将(?=组织|开展|派|成立|采取|安排|联合))+(?!利)"
)
_OPENS: Final = re.compile(
    rf"^(?:{MARKER.pattern}|责成(?=[一-鿿]{{2,12}}[局委办部])|或(?=由)|首先，?|同时，?|并且?|以?及(?!时)|[我他她]要求|要求(?=各|全[省市县区]|有关|相关|[我你]们)|我希望|但是?(?!书)|且|也|请(?!勿|有资质|专|第三方|人|律师|医)|让(?=我们|大家|同志)|希望|愿)+"
)
_IDLE: Final = re.compile(r"\s|(?<=[一-鿿])[.．](?=[一-鿿])|(?<=部)[给跟]我|既(?![有定往然是])")
_NOBODY: Final = re.compile("您(?!的)|我们|大家|同志们|你们|各位同志")
_TO_REACH: Final = re.compile(
    r"^(?:力争|确保|保证|努力实现|力求|实现)(?=[^，]*(?:突破|达到|不低于|不少于|控制在))"
)
_CASE: Final = re.compile(
    rf"^[^，]{{2,12}}(?:低于|高于|超过|达到)[^，]{{1,10}}(?<!小)时|^(?:出现|遇有?)[^，]{{2,8}}(?=随[一-鿿]随)|^(?:发现|遇有?|出现|接到|收到)[^，、]{{2,10}}?(?={ADVERBS}|现场|立即|当场|\d+(?:小时|分钟|日|天|个工作日)内)|^经[^，]{{2,20}}的[一-鿿]{{1,4}}(?=立即|一律)|^(?!该)[^，]{{2,24}}的(?={ADVERBS}|\d+(?:小时|分钟|日|天|个工作日)内|依法|立即|一律|由|移送|给予|予以|约谈|通报|停|退|追|暂停|隔离|上报|清退|发给|颁发|制定|采取|列入|纳入)"
)
_KEEPS: Final = re.compile("加强|强化|实行|落实|做好|严格|推进|深化|各")
_STATED: Final = re.compile(  # 9月底前|其余小区|全部开工
    r"(?![将把对])[一-鿿\d]{2,14}?(?=基本(?:畅通|完成|到位|建成)|动态清零|压减|下降|降低|提高到|全部(?:开工|完成|到位|整改|建成))"
)
_BEHIND_NOUN: Final = re.compile(
    rf"(?!重点|统一){ADVERBS}|每[日天周月季年]|逐[一-鿿]|先|\d+分钟|(?<![\d年于至每])(?:\d+|[一二三四五六七八九十])(?:个(?:工作日|小时|月)|小时|月底|[日天]内)|上墙|张榜|全覆盖|(?<=[一-鿿]{2})全[市县区镇乡](?=通报)|(?<=[果录单况据案告息])[向与报于]|"
    r"(?<=[一-鿿])(?<!于)(?:\d{1,2}月\d{1,2}日|[年月]底)前|(?<=[日事段])做到|(?<=检查)全程|(?<=结果)当日|"
    r"(?<=[一-鿿]{2})由(?=[一-鿿]{2})|(?<=[一-鿿]{2})(?:压缩|缩短|压减|提高|降低)[至到]|基本(?=畅通|完成|稳定|到位|建成|实现|清零|消除|满足)|(?:明显|显著|大幅)(?=[一-鿿]{2})|动态(?=清零)|(?<=[一-鿿、]{3})(?:实行|保持)(?=[一-鿿]{2})|日产日清|(?<=[表单册告案录况])于(?=\d)|(?<=[一-鿿]{3})(?:实时|自动|确保|足额|按(?:规范|规定|要求|标准)(?=[一-鿿]{2})|一[处根瓶户个]不[留漏少]|按照(?=[一-鿿]{2,12}(?:原则|要求|规定|标准)))|非必要|无(?=[一-鿿]{2})|(?<!、)一([一-鿿])一(?!\1)[一-鿿]"
)
_SO: Final = re.compile(
    "不[乱一-鿿](?![能得超低少高断准])[^，、]{0,4}[，、]不|[决绝]不(?!能)|应[一-鿿]尽[一-鿿]"
)
_REFRAINS: Final = re.compile(  # 不买“三无”食品; 一处不留
    "不(?![断定再予超少低高得准折仅合符具服达]|发生|[^，]{1,6}的[一-鿿])[一-鿿]{2}|一[一-鿿]不[一-鿿]$"
)
_EACH: Final = re.compile("一([一-鿿])一(?!\\1)[一-鿿]")
_COUNT_OF: Final = re.compile(
    r"[\d一二两三四五六七八九十]+(?:(?:个|名|次|人|场|项|条|台|套|具|支)[一-鿿]{2}|[一-鿿]{1,2}的[一-鿿]{2})"
)
_RESPONSIBLE: Final = re.compile(r"^(.{1,24}?)是(.{0,20}(?:责任人|责任主体))$")
_LEADS: Final = re.compile("^((?!由)[一-鿿]{2,12}(?:负责|牵头)，)(?![要应须])")  # 甲负责，完成…
_NOUN_FIRST: Final = re.compile("[一-鿿]{0,6}(?:率|数|量|费)")
_NAMES_MATTER: Final = re.compile(
    "[户点站员组室]|干部|[一-鿿]{0,2}(?:情况|工作|制度|机制|措施|任务|费|率|人员|部门|单位|结果|信息|设施|通道|热线|平台|责任|场所|隐患|事项)|的|[、和及与]"
)
_MATTER: Final = re.compile("(?:情况|建议|意见|做法|信息|名单|材料|线索)$")
_FOUND: Final = re.compile(
    "情况|结果|费用?|记录|率|(?:表|册|名单|方案|台账|报告|计划)(?=[于由报经每在]|上墙)"
)
_FRONTED: Final = re.compile("[^，]{4,40}，(?=(?:全部|一律|均)?由[一-鿿]{2})")
_NO_NOUN: Final = re.compile(
    "连续|动态|就近|主动|健全|做到|让|使|于|逐|限|报|交|送|手把手|上门|[把将]"
)
_ACTS: Final = re.compile("[教给让把将得、抓管]|希望|时$")
_CALLS: Final = frozenset({"拨打", "填写", "转发", "扫描"})
_INVITED: Final = re.compile("([^，]{2,30}，|[^，]{2,10}[时后前]|外出[^，]{2})请(?![假示求教客])")
_DIRECTED: Final = re.compile("派|请|逐|先|设|每[^，]*、每")
_THING: Final = re.compile(
    "[一-鿿、]{1,11}?[器员栓箱车道口厕池库所室厅场具品](?=每[日天周月季年半]|时刻|一天)"
    "|[^，]*的[一-鿿]{1,6}(?=由[一-鿿]{2})|(?!成立|组建|设立|建立|实行|采取|推行|一律)[一-鿿]{2,8}(?<![理自缘])(?=由[一-鿿])"
)
_WAY: Final = re.compile("以(?![上内下及])[^，]*，|用最|按照|根据|围绕|聚焦|立足|举一反三")
_FEWEST: Final = 3
_FRAME: Final = 8  # characters of 按…不低于…
_NOUN: Final = 10  # characters of the longest noun before its verb
_WHOSE_LIST: Final = re.compile("^(?:各|全[省市县区镇乡]|有关|相关)(?!.*的)|(?:[局委办厅]|部门)$")
_SHORT: Final = 9  # characters of a question that says too little by itself


def question_of(clause: DraftClause, *, names_party: bool) -> str:
    """Return the question; `names_party` keeps the clause's subject in it."""
    words = _IDLE.sub("", _OPENS.sub("", clause.text)).strip("，,、。；;：: ")
    if clause.omitted:
        return f"是否{clause.omitted}{words}？"
    words = _LEADS.sub(r"由\1", words)
    responsible = _RESPONSIBLE.match(words)
    if responsible is not None:
        return f"是否明确{responsible[1]}为{responsible[2]}？"
    asked = _asked(_without_subject(words, names_party=names_party))
    if len(asked) <= _SHORT and not names_party:
        asked = _asked(words)
    return f"{asked}？"


def _without_subject(words: str, *, names_party: bool) -> str:
    """Drop who acts where the checklist is theirs: everyone of a kind, or an office."""
    subject = subject_of(words, 0, len(words))
    if subject is None or words[: subject.start].endswith("由"):
        return words
    rest = words[subject.end :]
    named = words[subject.start : subject.end]
    is_nobody = _NOBODY.match(named) is not None
    stays = names_party or subject.start > 0 or not all(map(_WHOSE_LIST.search, subject.names))
    if re.match("牵头|负责|会同", rest) or (stays and not is_nobody):
        return words
    return words[: subject.start].removesuffix("责成") + rest.lstrip("，,")


def _asked(words: str) -> str:
    """Put 是否 where the predicate begins."""
    if _MAXIM.match(words):
        return f"是否做到{words}"
    words = re.sub("(?<=的，)请", "", words)
    forbidden, urged = _first(_FORBIDS, words), _first(_URGES, words)
    told = forbidden or urged
    if told is not None:
        return _told(words, told, is_forbidden=told is forbidden)
    words = _TO_REACH.sub("", words)
    invited = _INVITED.match(words)
    if invited is not None and not (invited[1][-1] == "，" and _says(invited[1][:-1])):
        rest = words[invited.end() :]
        subject = leading_subject(rest)
        named = rest[: subject.end] if subject else ""
        return f"{invited[1]}{named}是否{_plain(rest[len(named) :])}"
    norm = _first(_NORMS, words)
    starts_with_act = len(verb_at(words)) > 1
    if (
        norm is not None
        and norm.start() > 0
        and "的，" not in words[norm.end() :]
        and not (starts_with_act and _NORM_OF.match(words, norm.end()))
    ):
        reached = re.sub("不[得能]", "不", norm.group()) or "达到"
        if len(verb_at(words)) == norm.start():
            return f"是否{words}"
        by = words.rfind("按", max(norm.start() - _FRAME, 0), norm.start())
        if by > 0 and words[by + 1] not in "期时月季照规":
            return f"{words[:by]}是否{words[by:]}"
        act = _act_before(words, norm.start())
        if act and _COUNT_OF.match(words, norm.end()):
            return f"{words[:act]}是否{words[act : norm.start()]}{reached}{words[norm.end() :]}"
        before = words[: norm.start()].removesuffix("均")
        both = "均" if len(before) < norm.start() else ""
        return f"{before}是否{both}{reached}{words[norm.end() :]}"
    place = _predicate(words)
    place -= words[:place].endswith(("不", "就"))
    before = words[:place]
    comma = "，" if before.endswith("的") else ""
    return f"{before}{comma}是否{_plain(words[place:])}"


def _says(fragment: str) -> bool:
    """Whether a fragment says something, rather than names a matter (落实情况)."""
    return is_complete(fragment) and _MATTER.search(fragment) is None


def _told(words: str, told: re.Match[str], *, is_forbidden: bool) -> str:
    """Put 是否 in the place of 要 or 不得."""
    if told.start() > 0 and _moves(words):
        return f"是否{words}"
    before = _STRESS.sub("", re.sub("一个也$|^谁也?$", "", words[: told.start()]))
    act = _AND_WHO.sub(r"\1", words[told.end() :])
    if not is_forbidden:
        comma = "，" if before.endswith("的") else ""
        return f"{before}{comma}是否{_plain(act)}"
    case = _UNLESS.search(before)
    if case is not None:
        return f"{before[: case.start()]}是否做到{case[0]}不得{act}"
    kept_from = _kept_from(told.group(), act)
    if _NOT_ONE.fullmatch(before):
        return f"是否做到{before}{kept_from.removeprefix('做到')}"
    return f"{before}是否{kept_from}"


def _moves(words: str) -> bool:
    """Whether what is urged is what others are moved to do (引导群众不要…)."""
    return _MOVES.match(words) is not None and leading_subject(words) is None


def _kept_from(forbids: str, act: str) -> str:
    """Say that what is forbidden does not happen; what is a case or a ban stays whole."""
    if _BANS.search(forbids) or _CASES.match(act) or leading_subject(act) is not None:
        return f"杜绝{act}"
    act = _AGAIN.sub("、不", act)
    without = "没" if act.startswith("有") else "不"
    return f"做到{without}{act}"


def _act_before(words: str, end: int) -> int:
    """Return where the verb stands that a bound follows (每月|开展不少于1次自查), else 0."""
    return next((n for n, verb in verbs_in(words[:end]) if n > 1 and n + len(verb) == end), 0)


def _plain(predicate: str) -> str:
    """Drop the emphasis with which a predicate begins."""
    found = _EMPHASIS.match(predicate)
    rest = predicate[found.end() :] if found else predicate
    is_act = is_complete(rest) and not rest.startswith("工作")
    rest = rest if is_act or opens_adjunct(rest) else predicate
    if _SO.match(rest) or _REFRAINS.match(rest):
        return f"做到{rest}"
    return f"实行{rest}" if _EACH.match(rest) else rest


def _first(pattern: re.Pattern[str], words: str, place: int = 0) -> re.Match[str] | None:
    """Return the first match from `place` on, outside quotes."""
    for found in pattern.finditer(words, place):
        before = words[: found.start()]
        if before.count("“") <= before.count("”"):
            return found
    return None


def _predicate(words: str) -> int:
    """Return where the predicate begins: behind adjuncts, behind times, behind a noun."""
    if words.startswith(("于", "让", "由")) or _WAY.match(words):
        return 0
    fronted = _FRONTED.match(words)
    if fronted is not None and not is_urged(words, 0):
        return fronted.end()
    subject = leading_subject(words)
    if subject is not None and words[: subject.start].endswith("由"):
        return subject.start - 1
    if subject is not None and _NOUN_FIRST.match(words, subject.end) is None:
        return _after_time(words, subject.end)
    place = 0
    for comma in re.compile("[，,]").finditer(words):
        if is_complete(words[place : comma.start()]):
            break
        place = comma.end()
    case = _CASE.match(words[place:])
    if case is not None and _KEEPS.match(case[0]) is None:
        return place + case.end()
    fragment = re.split("[，,]", words[place:])[0]
    timed = _after_time(fragment, 0)
    if timed:
        actor = leading_subject(fragment[timed:])
        if actor is not None:
            return place + timed + actor.end
        noun = None if verb_at(fragment[timed:]) else _STATED.match(fragment, timed)
        return place + (noun.end() if noun else timed)
    later = leading_subject(words[place:]) if place and fragment[0] != "由" else None
    if later is not None:
        return place + later.end
    return place + _behind_noun(fragment)


def _behind_noun(fragment: str) -> int:
    """Return where the predicate begins of a noun that is no party, 0 where there is none."""
    if _DIRECTED.match(fragment):
        return 0
    thing = _THING.match(fragment)
    if thing is not None:
        return thing.end()
    act = verb_at(fragment)
    is_matter = bool(act) and _FOUND.match(fragment, len(act)) is not None
    if (
        (
            (is_urged(fragment, 0) or act in _CALLS)
            and not is_matter
            and not fragment.startswith("检查全程")
        )
        or fragment.startswith(("会同", "联合", "依"))
        or opens_adjunct(fragment)
        or re.match(rf"{ADVERBS}|[把将不]", fragment)
    ):
        return 0
    behind = _first(_BEHIND_NOUN, fragment, 2)
    ways = {_first_verb(fragment), behind.start() if behind else 0} - {0}
    return min(ways, default=0)


def _after_time(words: str, place: int) -> int:
    end = time_end(words, place)
    return end if end < len(words) else place


def _first_verb(fragment: str) -> int:
    """Return where the verb stands of which a noun is the subject (积案化解情况纳入考核)."""
    act = verb_at(fragment)
    if (act and not _FOUND.match(fragment, len(act))) or _NO_NOUN.match(fragment):
        return 0
    for place, verb in verbs_in(fragment):
        before = fragment[:place]
        is_how = is_manner(before) and _FOUND.search(before) is None
        if place > _NOUN or _ACTS.search(before) or is_how:
            return 0
        after = fragment[place + len(verb) :]
        fewest = 1 if fragment.startswith("每") else _FEWEST
        if place > fewest and verb not in nouns() and not _NAMES_MATTER.match(after):
            return place
    return 0
