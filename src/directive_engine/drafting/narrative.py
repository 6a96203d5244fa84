"""Whether a sentence or a clause asks for something, or tells of something."""

import re
from typing import Final

from directive_engine.drafting.lexicon import alternatives, one_of, words
from directive_engine.drafting.outline import Zone
from directive_engine.drafting.predicates import QUOTED

_ORDERS: Final = re.compile(
    r"(?<![重主需首紧只就也])要(?!求|点|素|害|道|闻|件|么|看到|清醒|紧)|必须|务必|应当|(?<![反适响相供对])应(?=[当在于由按将建提立及主做落加设配急])(?!急)|不得|不准|不许|严禁|禁止|一律|"
    r"(?<!申)请(?![假示求教])|希望|责成|责令|让我们|愿(?:我们|各位|大家)|由[^，。]{2,20}(?:负责|牵头|组织|处理|审批|清理|派员)|负总责|第一责任人|持证上岗|"
    r"不能(?!回|让人)|别(?!的|人|墅)|勿|绝不能|决不能|绝不允许|决不允许"
)
_TARGET: Final = re.compile(
    r"(?:不少于|不低于|不超过|不高于|不得少于|不得超过|控制在|达到|至少)|前(?:完成|将|建立|开好|形成|全部|组织|拿出|修订|清理)|\d+(?:日|月|年|天)内|年内|"
    r"^(?:确保|力争|力求|努力|坚决|切实|严格|全面|深入|扎实|持续|认真|大力|加强|强化|落实|做好|抓好|建立|健全|完善|坚持|实行|推行|引导|严防|充分)"
)
_PAST: Final = re.compile(
    r"(?<![为除不得])了(?=[，。；：]|$|\d|[一两三几多不许大])|[来去做干说看听查问用办有]过(?![程硬关渡去问])|(?:已经?|曾经?|先后|刚刚?|正在|一直)(?![立])|"
    r"下降\d|提高了|增长\d|减少\d|达到?了|受到|得到(?!落实)|引起|暴露出|反馈的\d|转移群众\d|启动应急响应\d次"
)
_SELF: Final = re.compile(
    r"(?<![自给到向跟让由])我(?!们|县|市|省|区|乡|镇|国|院|校|局|单位|处|队)|我们(?:会|将|先后|在|还|已|深|也|党|有|自)|咱们(?:区|也可以|抓紧)"
)
_ISSUER: Final = re.compile(
    r"(?:^|，)(?:[县市区省]委|[县市区省](?:人民)?政府|[县市区省]里|[县市区省]委、[县市区省]政府|[县市区省]财政)(?:、[县市区省]政府)?(?:将|会|还会|已|已经|正在|决定)|(?:^|，)(?:两局|市局|县局|我局|市里|县里|省里)将"
)
_ASKS_AND_TELLS: Final = re.compile(
    r"(?:巡察组|巡视组|督导组|检查组|国家|省里)(?:要求|指出|反馈)|(?:代表|负责人|与会)[^，]{0,6}表示|决定号召|是为了|就是要|目的是|意在|旨在|之所以|动员全"
)
_DATED: Final = re.compile(r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日|据查|据悉|去年|前不久|近日|日前")
_MANY: Final = 3
_COUNTED: Final = re.compile(
    r"\d+(?:\.\d+)?[万亿]?(?:人|元|件|项|个|起|户|%|辆|名|次|家|处|亩|吨|条|台)"
)
_WANTED: Final = re.compile(
    r"要(?!求|素|害)|必须|应|不少于|不低于|不超过|至少|以上|年内|[底日]前|每[日天周月年]|负责|牵头|确保|力争|不得"
)
_PAST_HEADING: Final = re.compile(
    "成绩|回顾|主要做法|存在的?(?:主要|突出)?问题|正视问题|看清家底|工作总结|基本情况|取得的?成效"
)
_QUESTION: Final = re.compile(r"[？?]$")
_SPEECH: Final = re.compile(
    r"(?:说|问|讲|写道|写的是|写着|短信|来信|留言|念叨[^，]{0,5}|告诉我)[了一句]{0,3}[：:，]?[“‘]"
)
_IS: Final = re.compile(r"^[^，]{1,12}(?:是|就是)[^，]{1,16}(?:，[^，]{1,12}是[^，]{1,16})?$")
_ANNOUNCES: Final = re.compile(
    "(?:重点|着力|切实)?(?:要)?(?:做好|做到|抓好|干好|办好|讲)[“]?[一二三四五六七八九十]+(?:件事|个到位|项工作|个方面|条)[”]?"
)
_SCENE: Final = re.compile(
    r"(?:[将已]至|未结|已过|加大|在即|来临)$|^再过|就是元旦|(?<![不为除])了(?![解然])"
)
_TELLS: Final = re.compile(alternatives(words("narrative")))


def tells(sentence: str, stop: str, zone: Zone) -> bool:
    """Whether a whole sentence is narrative."""
    if _QUESTION.search(stop) or _SPEECH.search(sentence) or _ASKS_AND_TELLS.search(sentence):
        return True
    sentence = QUOTED.sub("某", sentence)
    urged = len(_ORDERS.findall(sentence))
    if len(_COUNTED.findall(sentence)) >= _MANY and not _WANTED.search(sentence):
        return True
    if not urged and _ISSUER.search(sentence):
        return True
    told = len(_TELLS.findall(sentence)) + len(_PAST.findall(sentence))
    told += 2 * len(_SELF.findall(sentence))
    targets = len(_TARGET.findall(sentence))
    if zone is Zone.PREAMBLE:
        return not urged or _DATED.match(sentence) is not None
    if _IS.match(sentence) and not re.search("第一责任人|责任主体|要|应|必须", sentence):
        return True
    if zone is Zone.ITEM:
        return told > urged + targets
    return told >= 1 + urged + targets or (told > 0 and not urged and not targets)


def is_about_past(headline: str) -> bool:
    """Whether a heading announces a report on what was done, or on what is amiss."""
    return _PAST_HEADING.search(headline) is not None


def orders(stretch: str) -> bool:
    """Whether a stretch has a word of ordering."""
    return _ORDERS.search(QUOTED.sub("某", stretch)) is not None


def asks(clause: str) -> bool:
    """Whether a clause asks by its own words."""
    return _ORDERS.search(clause) is not None or _TARGET.search(clause) is not None


def only_tells(clause: str) -> bool:
    """Whether a clause has a sign of telling, and none of asking."""
    if re.match("联系人|联系电话", clause) or _ANNOUNCES.fullmatch(clause):
        return True
    told = _TELLS.search(clause) or _SCENE.search(clause)
    return told is not None and not orders(clause) and not begins_with_act(clause)


def is_promise(clause: str) -> bool:
    """Whether the issuer says what it did, does or will do."""
    clause = QUOTED.sub("某", clause)
    return _ISSUER.search(clause) is not None or _SELF.search(clause) is not None


def begins_with_act(clause: str) -> bool:
    """Whether a clause begins with what is to be done, as a bare order does."""
    lead = re.match(
        rf"(?:{one_of('adverbs')}|要|并|请|再|先|以[^，]{{2,8}}(?=迎接|庆祝))*", clause
    )
    rest = clause[lead.end() :] if lead else clause
    return (
        re.match(
            alternatives(
                words("verbs") | words("goals") | words("closing_goals") | words("states")
            ),
            rest,
        )
        is not None
    )
