"""A fragment between two commas → whether it says something, or serves what comes after."""

import re
from functools import lru_cache
from typing import Final

from directive_engine.drafting.figures import time_end
from directive_engine.drafting.lexicon import one_of
from directive_engine.drafting.names import class_of, split_names
from directive_engine.drafting.parties import leading_subject
from directive_engine.drafting.verbs import DONT, MUST, is_verb, nouns, verb_at, verbs_in

ADVERBS: Final = one_of("adverbs")
MARKER: Final = re.compile(r"[一二三四五六七八九十]{1,3}[是要]")
MODAL: Final = re.compile(
    rf"{MUST}|"
    r"不得|不准|不许|不能|严禁|禁止|一律|责令|责成|第一责任人|不要|请(?![假示教])|"
    rf"{DONT}|"
    r"负[一-鿿]{1,3}责|不予|予以"
)
NORM: Final = re.compile(
    r"不少于|不低于|不超过|不得少于|不多于|不大于|不小于|不高于|达到|控制在|至少|\d[^，]{0,3}以[上内下]$|100%$|百分之|全覆盖$"
)
QUOTED: Final = re.compile(r"[“‘「《（(][^”’」》）)]{0,80}[”’」》）)]")
_LEAD: Final = re.compile(
    rf"(?:{MARKER.pattern}|{ADVERBS}|要|应|须|务必|必须|并|和|及|以及|地|也|请|再|还|又|就|先|更|愿|原则上|特别是|尤其是|[于在](?=\d{{1,2}}[月日]))*"
)
_HEADS: Final = re.compile(
    r"(?:[户员点站区车率费期书表证号线网库所场室器品队组局厂店制性量权法案者物](?![一-鿿])|"
    r"[户员点站区车率费期书表证号线网库所场室器品队局厂店制性量权者]的|"
    r"单位|人员|主体|项目|企业|制度|机制|措施|情况|任务|要求|体系|方案|预案|计划|场所|部门|队伍|力量|隐患|原则|事项|工作组|日程|系统|规程|条件|对象|行为|成果|能力|压力|泵站|管网|工程|路段|机构|信息|标准|规范|规律|方式|职责|平台)"
)
_OPENER: Final = re.compile(
    r"按照|按(?![时期])|根据|依据|依照|遵照|参照|结合|针对|围绕|通过|对于|关于|随着|本着|依托|立足|借助|凭借|鉴于|为了|从|自(?![觉身主然己])|凡是?|遇到?|如遇|如果|倘若|若|一旦|一经|除(?!雪|冰)|谁要是|以(?![上内下])|"
    r"对(?!照|接|标|表|账)|聚焦|经(?!营)|在(?!岗|建)|于|因为?|紧扣|着眼|面向|面对|与|同(?!步)|向|为(?!准)|比照|截至|到(?!岗|位)|当(?![场天日好成])|带着|由"
)
_CONDITION: Final = re.compile(r"[的者]$")
_WHOLE: Final = re.compile(
    "(?:让|愿)我们(?![^，]*(?:下|一样|那样)$)|能[^，]{1,8}的|一个?[一-鿿]{1,4}一[一-鿿]{1,3}$"
)
_NAMED_ACT: Final = re.compile("逐[一-鿿]某$")  # 逐企“把脉问诊”
_INVITED: Final = re.compile(r"请[^，要]*的[^，要]{1,6}$")
_URGED: Final = re.compile(
    rf"[^，要]{{1,20}}?(?<![重主需首紧只])要(?=(?:{ADVERBS})*(?:{_OPENER.pattern}))"
)
_TIME: Final = re.compile(
    r"(?:之?前|以前|之?后|以后|(?<!小)(?<!及)(?<!按)(?<!随)(?<!实)(?<!定)时|期间|的话|情况下|过程中|基础上|前提下|同时|之际|以来|高峰|方面|[周月季年期][初末底])$|"
    r"^利用[^，]*时间$|像[^，]*(?:一样|那样)$|(?:\d|[一二三四五六七八九十两几])+个?(?:工作日|小时|天|日|周|月|年)(?:之内|以内|内)$|^(?:每|今|明|本|下)[^，]{1,3}$|^(?:\d|[一二三四五六七八九十两])+个?(?:工作日|小时|天|日|周|月|年)(?:之?内)?$|范围内$"
)
_AS: Final = re.compile(
    r"以[^，]*?为[^，]{0,10}(?:抓手|目标|重点|契机|核心|引领|突破口|主线|统领|导向|牵引|载体|主体|依托|关键|基础|支撑|动力|准绳|准则|中心|主题|原则)$"
)
_LEADS: Final = re.compile(r"(?:牵头|负责|配合|协助|参与|参加|为主|主抓|领导)$")
_ACT: Final = re.compile(
    rf"到位$|来一[次场回]|[过走查看扫摸]一遍|(?:拨付|发放|兑现|缴纳|报送|上报|办结)$|就[一-鿿]|\d(?:小时|分钟|日|天|个工作日)内[一-鿿]{{2}}|进行|开展|[给让使]|做(?=[最好到])|逐[一-鿿][一-鿿]{{2}}|{ADVERBS}[一-鿿]{{2,6}}$|"
    r"[记列纳计录放置转改报送交写贴压移归定评变排](?:入|到|为|成|出|给|向|至)|"
    r"[上开办搞做写留签算清包派设建打](?:好|满|足)?[一二两三\d]"
)
_RESULT: Final = re.compile("[一-鿿](?:完|好|清|齐|足|满|掉|牢|紧|住|破)(?!的)[一-鿿\\d]{2}")
_HOW: Final = re.compile(
    r"(?:一[一-鿿]){2}(?=[一-鿿])|立即|及时|当场|当天|马上|严格|全面|切实|扎实|认真|坚决|深入|持续|进一步|一律|逐[一-鿿]|积极|主动|严肃|依法|大力|着力|努力|从严|抓紧|"
    r"尽快|加快|统筹|优先|自觉|尽量"
)
_EXISTS: Final = re.compile(
    r"(?:列入|纳入)[^，]*的(?:\d+|[一二两三四五六七八九十]+)[座个家处条项名所][^，]{1,6}$|"
    r"(?:存在|发现|出现|涉及|需要|有|没有|具有|属于|参加|从事|新建|接到|收到|查出)"
    r"[^，]*的(?![^，]*(?:逐|立即|当场|及时|一律))[^，的]{1,8}$|"
    r"(?:一旦|如果?|若)?(?:发现|发生|出现|接到|收到|遇有)(?![^，]*(?:要|应|必须|立即|及时))[^，一\d]{2,12}$"
)
_LACKING: Final = re.compile(
    "(?:[一-鿿]{0,4}不|无|未|没有|已)[^，]*的[一-鿿]{2,3}$|[^，]*会同[一-鿿、]{2,30}(?:部门|单位|[局委]|机关|机构)$"
)
_TO_WHOM: Final = frozenset({"为", "向", "与", "同"})
_NAMED_RESULT: Final = re.compile(
    "(?:贯彻|落实|执行|整改|完成|办理|进展|工作|开展|自查|排查|检查|整治)+(?:情况|结果|成果|进展)|(?:因[公事私])?(?:外出|离[岗开县市区]{1,2})"
)
_FROM: Final = re.compile("[从自][^，]{2,8}(?:开始|起)")
_ABOVE_ALL: Final = ("特别是", "尤其是")
_LONG_ACT: Final = 6
_BY: Final = frozenset(
    {
        "按照",
        "按",
        "根据",
        "依据",
        "依照",
        "遵照",
        "参照",
        "结合",
        "针对",
        "围绕",
        "通过",
        "本着",
        "聚焦",
    }
)
_PLACE: Final = re.compile(r"(?:方面|上|中|下|里|内|时|等)$")
_FRAME: Final = re.compile(
    r"(?:方面|上|中|下|里|内|原则|要求|部署|精神|机制|方针|思路|规定|标准|办法|意见|目标|情况|实际|特点|需要|变化|形势|任务|重点|问题|短板|弱项|分工|职责|规律|条件|行为|等)$"
)
_WAY: Final = re.compile(
    r"(?:方面|上|中|下|里|内|时|等|作风|举措|态度|干劲|精神|姿态|状态|标准|行动|决心|力度|担当|实效|成绩|劲头|感|方式|形式|名义|理由)$"
)
_MAXIM_OF: Final = re.compile("的(?:要求|原则|方针|思路|理念|机制)$")
_TO_WHICH: Final = re.compile("的[一-鿿]{2,4}$")  # 对接纳未成年人的网吧
_DESCRIBED: Final = re.compile("[^，]*[一-鿿]的([一-鿿]{1,6})")  # 下游有人居住的村
_LISTED: Final = re.compile("[^，]*等[一-鿿]{2,8}")  # 米面油等生活必需品
_ASPECT: Final = re.compile(
    "(?![把将])[一-鿿]{2,6}(?<![跟赶补关装贴戴带顶接迎追])上"
)  # 宣传发动上
_IDIOMS: Final = re.compile(r"[一-鿿]{4}(?:[、，][一-鿿]{4})*")
_STATE: Final = re.compile(
    r"(?:天天|餐餐|人人|处处|班班|户户|时时)[一-鿿]{1,2}$|一[一-鿿]一[一-鿿]|[一-鿿](?:一遍|一看|清楚|明白|干净|出来|起来|上去)$|(?<![的、])(?:[不无没有达][一-鿿\d]|到位|[一-鿿]必[一-鿿]|就[一-鿿])"
)


@lru_cache(maxsize=4096)
def bare(fragment: str) -> str:
    """Return a fragment without its number, its time, 要 and adverbs."""
    place = -1
    while place != len(fragment):
        place = len(fragment)
        lead = _LEAD.match(fragment)
        if lead and lead.end() < len(fragment):
            fragment = fragment[lead.end() :]
        when = time_end(fragment, 0)
        if when < len(fragment):
            fragment = fragment[when:]
    return fragment


def main_verb(stretch: str) -> bool:
    """Whether a verb behind a noun says what is done, rather than names an act."""
    tail_from = stretch.rfind("的") + 1
    for place, verb in verbs_in(stretch):
        before, after = stretch[:place], stretch[place + len(verb) :]
        if not before or before.endswith(("、", "的", "和", "及")):
            continue
        urged = (
            re.search(
                rf"(?:{ADVERBS}|[不先后再\d内前]|逐[一-鿿]|[次轮遍]|小时|分钟|昼夜)$", before
            )
            is not None
        )
        if place < tail_from and re.match(r"[^，]{0,9}的", after):
            continue
        if not urged and (not after or after.startswith("、") or _HEADS.match(after)):
            continue
        return True
    return _ACT.search(stretch, 1) is not None


@lru_cache(maxsize=4096)
def is_complete(fragment: str) -> bool:
    """Whether a fragment has a predicate of its own."""
    plain = QUOTED.sub("某", fragment)
    if _CONDITION.search(plain):
        return False
    if _ASPECT.fullmatch(plain) or time_end(plain, 0) == len(plain):
        return False
    if NORM.search(plain) or _WHOLE.match(plain) or _NAMED_ACT.search(plain):
        return True
    if (_TIME.search(plain) and not MODAL.search(plain)) or _AS.search(plain):
        return False
    subject = leading_subject(fragment)
    urged = None if subject else _URGED.match(plain)
    if subject is not None:
        rest = bare(QUOTED.sub("某", fragment[subject.end :]))
    else:
        rest = bare(plain[urged.end() :] if urged else plain)
    if _LEADS.search(plain) and not main_verb(rest):
        return False
    if (_EXISTS.match(rest) or _LACKING.match(plain)) and not MODAL.search(plain):
        return False
    if _FROM.fullmatch(rest) or (plain.startswith(_ABOVE_ALL) and split_names(rest)):
        return False
    opened = _OPENER.match(rest)
    if opened is not None:
        is_told = subject is not None or urged is not None
        return _ends_in_act(opened.group(), rest[opened.end() :], is_told=is_told)
    if re.match("会同|联合", rest):
        return main_verb(rest[2:])
    if subject is not None and rest and rest[0] not in "，,":
        return _NAMED_RESULT.fullmatch(rest) is None
    return _says_something(plain, rest)


def _says_something(plain: str, rest: str) -> bool:
    """Whether a fragment without a subject has a verb; `rest` is what stands after its adverbs."""
    verb = verb_at(rest)
    if re.match("[把将]", rest) or verb:
        is_name = verb in nouns() and _HEADS.match(rest[len(verb) :]) is not None
        return not is_name or MODAL.search(plain) is not None
    if _RESULT.match(rest) or re.match("不[一-鿿]", plain):
        return True
    assigned = re.search("由(?=[一-鿿])", rest[1:])
    if assigned is not None and any(n > 1 for n, _ in verbs_in(rest[assigned.end() + 1 :])):
        return True
    if MODAL.search(plain) and not _INVITED.search(plain):
        return True
    how = _HOW.match(rest) or _HOW.match(plain)
    if how is not None and len(plain) > how.end() + 1:
        return True
    described = _DESCRIBED.fullmatch(plain)
    if _LISTED.fullmatch(plain) or (described and class_of(described[1]) is not None):
        return False
    return main_verb(plain) or _STATE.search(plain[1:]) is not None


def _ends_in_act(opener: str, after: str, *, is_told: bool) -> bool:
    """Whether what stands after 对, 按照, 由 … goes on to say what is done.

    `is_told` says that somebody is told to do it: then a verb at the end names no matter.
    """
    if opener in _BY and _MAXIM_OF.search(after):
        return False
    if MODAL.search(after):
        return True
    if is_told and opener in _TO_WHOM and len(after) >= _LONG_ACT:
        return True
    frame = _FRAME if opener in _BY else _WAY if opener == "以" else _PLACE
    if is_told and not frame.search(after):
        return any(place > 0 for place, _ in verbs_in(after)) or _ACT.search(after) is not None
    if opener == "对" and _TO_WHICH.search(after):
        return False
    if opener in {"由", "向", "到"}:
        return any(place > 0 for place, _ in verbs_in(after))
    closing = frame if opener == "以" else _FRAME
    return not closing.search(after) and main_verb(after)


def opens_adjunct(fragment: str) -> bool:
    """Whether a fragment begins with 对, 按照, 在 …."""
    return _OPENER.match(bare(fragment)) is not None


def is_manner(fragment: str) -> bool:
    """Whether a fragment is idioms of four characters that say how (点面结合、关口前移)."""
    plain = re.sub(rf"^(?:{MARKER.pattern})?(?:要|并)?", "", fragment)
    if not _IDIOMS.fullmatch(plain) or plain.startswith(("不得", "严禁", "禁止", "每")):
        return False
    first = re.split("[、，]", plain)[0]
    if "、" in plain and re.fullmatch(ADVERBS, first[:2]) and is_verb(first[2:]):
        return False
    names_object = is_verb(first[:2]) and not is_verb(first[2:])
    return "、" in plain or not names_object
