"""A clause's words and place → its role."""

import re
from typing import Final

from directive_engine.drafting.lexicon import one_of
from directive_engine.drafting.parties import leading_subject
from directive_engine.drafting.predicates import bare
from directive_engine.model import ClauseRole

_LEADING: Final = re.compile(
    rf"(?:[一二三四五六七八九十]+[是要])?(?:要|并|请|以及|及|让我们|从而|进而|最终|真正|{one_of('adverbs')})*"
)
_TOWARD: Final = re.compile("[对以][^，]{2,20}?(?=做到|实现|确保)")
_GOAL: Final = re.compile(one_of("goals"))
_CLOSING_GOAL: Final = re.compile(one_of("closing_goals"))
_STATE: Final = re.compile(one_of("states"))
_MAXIM: Final = re.compile(one_of("maxims"))
_ROUTINE: Final = re.compile("坚持(?:每[日天周月])?[一-鿿]{2,3}")  # what one does (坚持陪餐)
_DOCUMENT: Final = re.compile("(?:清单|台账|报告|方案|名单|档案)$")
_RATE: Final = re.compile(
    r"(?:率|占比|比例|覆盖面|总量|产值|达标率|满意度)[^，]{0,10}(?:达到|达|控制在|不低于|保持在|提高到|降到|突破|以上)"
)
_NORM: Final = re.compile(r"应|必须|不得|抽查|查处|权重|抽检|储备|带动")
_AVERTED: Final = re.compile(
    "(?:严防|防止|遏制|杜绝)[^，]*(?:事故|窒息|险情|灾害|火灾|伤亡|反弹|疫情|灾情|发生|流入|传入|传播|扩散)"
)
_FOR: Final = re.compile(
    r"为[^，]{4,40}(?:贡献|保障|基础|支撑|力量|条件|环境|新功|佳绩|答卷)$|答.?卷$|扭转.*局面$|减少.*损失$|^(?:其中)?[^，]{2,10}(?:下降|增长)\d|以[^，]{2,20}(?:迎接|向.*献礼)"
)
_MAKE: Final = re.compile(r"(?:让|使)(?!我们)[^，]{2,30}$|不让|(?:绝|决)?不[能得]让")
_HABIT: Final = re.compile(
    r"防止(?:[^，]{0,16})(?:思想|作风|弄虚作假|形式主义|瞒报|漏报|走过场|挪用|虚报)"
)
_ASKING: Final = re.compile(
    r"\d|严禁|不得|必须|一律|由[^，]{2,10}(?:负责|核查|审批|办理)|每[日天周月季年]"
)
_LINE: Final = 50  # characters of the longest heading on a line of its own
_HEADING: Final = 36
_SLOGAN: Final = 12  # characters of 一是必须守住源头
_LEAD: Final = 26
_PAIR: Final = 2


_AIMS: Final = re.compile("目标(?:任务|要求)?$")


def role_of(clause: str, *, headline: str, place: int, of_sentence: int) -> ClauseRole:
    """Return the role of a clause that is no headline; `place` counts from 0 in its sentence.

    Below a `headline` such as 工作目标 whatever asks is a goal.
    """
    role = _role_of(clause, place, of_sentence)
    is_aim = role is ClauseRole.ORDER and _AIMS.search(headline) is not None
    return ClauseRole.GOAL if is_aim else role


def _role_of(clause: str, place: int, of_sentence: int) -> ClauseRole:
    subject = leading_subject(clause)
    rest = bare(clause[subject.end :] if subject else clause)
    for pattern in (_LEADING, _TOWARD):
        lead = pattern.match(rest)
        rest = rest[lead.end() :] if lead else rest
    is_norm = _NORM.search(clause) is not None
    if subject is not None and _ROUTINE.fullmatch(rest) is not None:
        return ClauseRole.ORDER
    if _MAXIM.match(rest) and not re.search(r"\d|做好|开展|值班|值守|(?<!不)落实(?!到)", rest[4:]):
        return ClauseRole.PRINCIPLE
    if _HABIT.search(rest):
        return ClauseRole.ORDER
    if _AVERTED.match(rest):
        return ClauseRole.GOAL
    if _GOAL.match(rest) and not re.match("守护好|防止将", rest):
        return ClauseRole.GOAL
    if _RATE.search(clause) and not is_norm and "的，" not in clause:
        return ClauseRole.GOAL
    if _FOR.search(clause) or _MAKE.match(rest):
        return ClauseRole.GOAL
    if place > 0 and _STATE.match(rest) and not is_norm and not _DOCUMENT.search(rest):
        return ClauseRole.GOAL
    if place > 0 and _CLOSING_GOAL.match(rest) and place + 1 == of_sentence and not is_norm:
        return ClauseRole.GOAL
    return ClauseRole.ORDER
