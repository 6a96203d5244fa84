"""A clause → what would show that it is met: a number, a date, a document, a yes or a no."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from directive_engine.drafting.clauses import DraftClause, Modality
from directive_engine.drafting.deadlines import due_date, within_days
from directive_engine.drafting.lexicon import one_of
from directive_engine.drafting.parties import leading_subject
from directive_engine.model import ClauseRole
from directive_engine.values import read_numeral


class MeasureKind(StrEnum):
    """What an inspector looks for."""

    SHARE = "share"  # a rate in per cent
    COUNT = "count"  # how often within a period
    AMOUNT = "amount"
    TIME = "time"  # how long something took
    DATE = "date"  # when it was done
    DOCUMENT = "document"
    OFFENCE = "offence"  # what must not occur
    DONE = "done"
    JUDGEMENT = "judgement"  # no fact decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A kind of evidence with its limit.

    `number` is in `unit` (a measure word, `%`, or 天); `at_most` says that more is worse;
    `period_days` is the period of a count; `due` the day from which it must hold.
    """

    kind: MeasureKind
    number: float = 0
    unit: str = ""
    at_most: bool = False
    period_days: int = 0
    due: date | None = None


_SHARE: Final = re.compile(
    r"(\d+(?:\.\d+)?)(%|％|‰)|百分之([一二三四五六七八九十百\d]+)|全覆盖|应.尽"
)
_RATE: Final = re.compile("率|比例|占比|覆盖面|覆盖|比重|权重|%|％|‰")
_PERIODS: Final = {
    "日": 1,
    "天": 1,
    "周": 7,
    "旬": 10,
    "月": 30,
    "季度": 90,
    "季": 90,
    "学期": 150,
    "年": 365,
}
_COUNT: Final = re.compile(
    r"每?(半|\d+|[一二两三四五六七八九十])?个?(日|天|周|旬|月|季度?|学期|年)[^\d一二两三四五六七八九十]*"
    r"(\d+|[一二两三四五六七八九十])(次|场|轮|期|批次|遍|回|天|人次|学时|课时)"
)
_AMOUNT: Final = re.compile(
    r"(不少于|不低于|不超过|至少|至多|最多|不得少于|不得超过|不得低于)?[^\d一二两三四五六七八九十]{0,6}(\d+(?:\.\d+)?|[一二两三四五六七八九十]+)([一-鿿℃]{1,3}?)(以上|以内|以下)?$"
)
_AT_MOST: Final = re.compile("不超过|不得超过|不高于|控制在|以内|以下|至多|最多|降到|压减")
_OF_A_KIND: Final = frozenset({"岁", "周岁", "层", "级"})  # say which, not how many
_BREACH: Final = re.compile("(?<!不)(?:低于|高于|超过|不足|少于|未达到?)")
"""Of those who fall short (低于85%的单位): a case, no limit."""
_BOUND: Final = 4  # characters before a number that can hold its 不超过
_BUILT: Final = re.compile(
    r"完成|储备|组建|配备|组织|建成|建立|加装|新增|新建|改造|改厕|安排|培训|达到|不少于|不低于|至少|以上|超过|突破|留样|备足|派出|覆盖"
)
_SPAN: Final = re.compile(
    r"(\d+|[一二两三四五六七八九十]+)个?(小时|分钟|工作日|日|天|周|月)(?:之内|以内|内)"
)
_DOCUMENT: Final = re.compile(
    r"(?:制定|制订|拟定|编制|编写|印发|出台|修订|下发|签订|签署|建立|健全|完善|形成|报送|填报|发放|公示|登记|造册|拿出|张贴|公布|备案)"
    r"[^，]*?(?:方案|预案|制度|机制|台账|清单|档案|办法|细则|计划|报告|名单|承诺|责任书|公告|指南|手册|规程|信|表|册|图|协议|通报|目录|标准|明白卡|黑名单)|登记造册|建档立卡|一.一(?:档|策|册|表)"
)
_EXHORTS: Final = re.compile(
    rf"^(?:要|{one_of('adverbs')})*(?:克服|树立|提高(?:政治|思想|认识|站位)|增强|绷紧|把握|认识|担起|扛起|振奋|弘扬|把思想|保持.*状态|"
    r"打起|统一思想|谱写|夺取|贯彻|领会|筑起|筑牢|咬定|一鼓作气)"
)
_MINDSET: Final = re.compile(one_of("mindset"))


def measure_of(clause: DraftClause, meeting: date | None) -> Measure:
    """Return the strongest evidence that the clause's own words and figures name."""
    due = next(
        (d for f in clause.deadlines if meeting and (d := due_date(f.words, meeting))), None
    )
    subject = leading_subject(clause.text)
    said = max(len(clause.condition), subject.end if subject else 0)
    told_from = clause.start + said  # a figure of the condition or of the name is no limit
    words = [figure.words for figure in clause.quantities if figure.start >= told_from]
    for found in (
        _share(clause.text, words),
        _count(words),
        _amount(clause.text, words),
        _time(clause),
    ):
        if found is not None:
            kind, number, unit, at_most, period = found
            return Measure(
                kind=kind, number=number, unit=unit, at_most=at_most, period_days=period, due=due
            )
    return Measure(kind=_plain_kind(clause, due), due=due)


_Found = tuple[MeasureKind, float, str, bool, int]


def _share(text: str, words: list[str]) -> _Found | None:
    for said in words:
        found = _SHARE.search(said)
        if found is None or not (
            _RATE.search(text) or found[0] == "全覆盖" or found[0][0] == "应"
        ):
            continue
        before, _, after = text.partition(said)
        if after.startswith("的") and _BREACH.search(before[-_BOUND:] + said):
            continue
        if found[1]:
            number = float(found[1]) / (10 if found[2] == "‰" else 1)
        elif found[3]:
            number = float(read_numeral(found[3]) or 100)
        else:
            number = 100.0
        return MeasureKind.SHARE, number, "%", _AT_MOST.search(text) is not None, 0
    return None


def _count(words: list[str]) -> _Found | None:
    for said in words:
        found = _COUNT.search(said)
        if found is None or not re.match("每|半|一", said):
            continue
        days = _PERIODS[found[2].removesuffix("度") if found[2] == "季度" else found[2]]
        many = 1 if found[1] is None else read_numeral(found[1])
        period = days // 2 if found[1] == "半" else days * (many or 1)
        number = read_numeral(found[3])
        if number is not None:
            return MeasureKind.COUNT, number, found[4], "不超过" in said, max(period, 1)
    return None


def _amount(text: str, words: list[str]) -> _Found | None:
    for said in words:
        found = _AMOUNT.fullmatch(said)
        if found is None or not (found[1] or found[4] or _BUILT.search(text)):
            continue
        if found[4] is None and found[1] is None and re.search(f"对[^，]*{re.escape(said)}", text):
            continue  # what is acted upon, not what is to be reached
        number = float(found[2]) if found[2][0].isdigit() else read_numeral(found[2])
        if number is not None and found[3] not in _OF_A_KIND:
            bound = text.partition(said)[0][-_BOUND:] + said
            return MeasureKind.AMOUNT, number, found[3], _AT_MOST.search(bound) is not None, 0
    return None


def _time(clause: DraftClause) -> _Found | None:
    for figure in clause.deadlines:
        found = _SPAN.search(figure.words)
        days = within_days(figure.words)
        if found is None or days is None:
            continue
        number = read_numeral(found[1]) or 0
        match found[2]:
            case "小时":
                return MeasureKind.TIME, number, "小时", True, 0
            case "分钟":
                return MeasureKind.TIME, number, "分钟", True, 0
            case _:
                return MeasureKind.TIME, days, "天", True, 0
    return None


def _plain_kind(clause: DraftClause, due: date | None) -> MeasureKind:
    if due is not None:
        return MeasureKind.DATE
    if _DOCUMENT.search(clause.text):
        return MeasureKind.DOCUMENT
    has_figure = bool(clause.quantities or clause.deadlines)
    if clause.modality is Modality.PROHIBITION:
        return MeasureKind.OFFENCE
    if not has_figure and (
        _EXHORTS.search(clause.text)
        or _MINDSET.search(clause.text)
        or clause.role is ClauseRole.GOAL
    ):
        return MeasureKind.JUDGEMENT
    return MeasureKind.DONE
