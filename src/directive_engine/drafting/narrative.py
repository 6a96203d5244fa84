"""Whether words order something, or tell of something past."""

import re
from typing import Final

from directive_engine.drafting.lexicon import one_of
from directive_engine.drafting.predicates import QUOTED
from directive_engine.drafting.verbs import DONT, MUST

_ORDERS: Final = re.compile(
    rf"(?!(?<=[就也])要|要看到|要清醒){MUST}|"
    r"不要|不得|不准|不许|严禁|禁止|一律|"
    r"(?<!申)请(?![假示求教])|希望|[我他她]要求|责成|责令|让我们|愿(?:我们|各位|大家)|由[^，。]{2,20}(?:负责|牵头|组织|处理|审批|清理|派员)|负总责|第一责任人|持证上岗|"
    rf"不能(?!回|让人)|{DONT}|勿|绝不能|决不能|绝不允许|决不允许"
)
_PAST: Final = re.compile(
    r"(?<![为除不得])了(?=[，。；：]|$|\d|[一两三几多不许大])|[来去做干说看听查问用办有]过(?![程硬关渡去问])|(?:已经?|曾经?|先后|刚刚?|正在|一直)(?![立])|"
    r"下降\d|提高了|增长\d|减少\d|达到?了|受到|预计[^，。要]{0,10}\d|累计[^，。要]{0,12}\d|同比|总体[^，。要]{0,4}(?:平稳|向好)|仍(?:存在|时有)|得到(?!落实)|引起|暴露出|反馈的\d|提出(?:批评|表扬)|分别(?:通报|介绍|汇报|发言|作了?)|转移群众\d|启动应急响应\d次"
)
_PAST_HEADING: Final = re.compile(
    "成绩|回顾|主要做法|存在的?(?:主要|突出)?问题|正视问题|看清家底|工作总结|基本情况|取得的?成效"
)
_PROMISE: Final = re.compile(
    r"(?:^|[，、])[^，、]{0,8}(?:[县市区省](?:委|政府|局|里|财政|防指|指挥部)|[一-鿿]{2,6}(?:办|局|部|委|机关|部门))[^，要]{0,4}(?:将|(?<!委)(?<!员)会(?![同商议]))(?=[^，]{2})"
)
_LEAD: Final = re.compile(rf"(?:{one_of('adverbs')}|要|并|请|再|先|以[^，]{{2,8}}(?=迎接|庆祝))*")
_ACT: Final = re.compile(one_of("verbs", "goals", "closing_goals", "states"))


def is_about_past(headline: str) -> bool:
    """Whether a heading announces a report on what was done, or on what is amiss."""
    return _PAST_HEADING.search(headline) is not None


def is_past(stretch: str) -> bool:
    """Whether a stretch has a sign of telling what has happened."""
    return _PAST.search(stretch) is not None


def is_promise(stretch: str) -> bool:
    """Whether an office says what it will do itself (县委将严肃追责)."""
    return _PROMISE.search(stretch) is not None and not orders(stretch)


def orders(stretch: str) -> bool:
    """Whether a stretch has a word of ordering."""
    return _ORDERS.search(QUOTED.sub("某", stretch)) is not None


def begins_with_act(clause: str) -> bool:
    """Whether a clause begins with what is to be done, as a bare order does."""
    lead = _LEAD.match(clause)
    return _ACT.match(clause, lead.end() if lead else 0) is not None
