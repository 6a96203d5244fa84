"""The words of a deadline and the date of the meeting → the day by which it is due."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from directive_engine.values import read_numeral

_NUMBER: Final = r"(\d+|[一二两三四五六七八九十]+)"
_DAY: Final = re.compile(
    rf"(?:(\d{{4}})年|(今年|本年|明年))?{_NUMBER}月(?:{_NUMBER}[日号曰]|(底|末|初|上旬|中旬|下旬))?"
)
_WITHIN: Final = re.compile(rf"{_NUMBER}个?(工作日|日|天|周|月|年|小时|分钟)(?:之内|以内|内)?$")
_DAYS: Final = {"初": 5, "上旬": 10, "中旬": 20}
_WEEK: Final = "一二三四五六日"


def due_date(words: str, meeting: date) -> date | None:
    """Return the last day on which a deadline is kept, or None where the words fix no day.

    A month without a year is the next one that is not before the meeting; spans (10天内) count
    from the event that they name, and what recurs (每月25日前) has no last day. Working days are
    not counted: holidays are decreed year by year.
    """
    if words.startswith("每"):
        return None  # it comes again and again
    last = _DAY.search(words.rpartition("至")[2])
    if last is not None:
        return _calendar_day(last, meeting)
    for pattern, day in _NAMED:
        found = pattern.search(words)
        if found is not None:
            return day(found, meeting)
    return None


def within_days(words: str) -> int | None:
    """Return a span's length in whole days (24小时内 → 1), or None where it is no span."""
    found = _WITHIN.search(words)
    number = read_numeral(found[1]) if found else None
    if found is None or number is None:
        return None
    match found[2]:
        case "小时":
            return -(-number // 24)
        case "分钟":
            return 1
        case "周":
            return 7 * number
        case "月":
            return 30 * number
        case "年":
            return 365 * number
        case "工作日":
            return number + 2 * ((number + 4) // 5)  # with the weekends between
        case _:
            return number


def _calendar_day(found: re.Match[str], meeting: date) -> date | None:
    year_words, relative, month_words, day_words, part = found.groups()
    month = read_numeral(month_words)
    if month is None or not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return None
    year = int(year_words) if year_words else meeting.year + (relative == "明年")
    if not year_words and not relative and month < meeting.month:
        year += 1
    length = calendar.monthrange(year, month)[1] if year < date.max.year else 28
    day = read_numeral(day_words) if day_words else _DAYS.get(part or "", length)
    return date(year, month, day) if day is not None and 1 <= day <= length else None


def _end_of_month(_: re.Match[str], meeting: date) -> date:
    return meeting.replace(day=calendar.monthrange(meeting.year, meeting.month)[1])


def _end_of_year(found: re.Match[str], meeting: date) -> date:
    return date(meeting.year + ("明年" in found.group()), 12, 31)


def _day_of_month(found: re.Match[str], meeting: date) -> date | None:
    day = read_numeral(found[1])
    if day is None:
        return None
    month, year = meeting.month, meeting.year
    if day < meeting.day:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _weekday(found: re.Match[str], meeting: date) -> date:
    monday = meeting - timedelta(days=meeting.weekday())
    weeks = 1 if "下" in found[1] else 0
    day = _WEEK.index(found[2]) if found[2] else 6
    return monday + timedelta(days=7 * weeks + day)


_NAMED: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...]] = (
    (re.compile("今天|今晚|当晚|连夜|当天|当日|当场|立即|马上"), lambda _, meeting: meeting),
    (re.compile("明天|明晚"), lambda _, meeting: meeting + timedelta(days=1)),
    (re.compile(r"(下周|本周)([一二三四五六日])?"), _weekday),
    (re.compile(r"(\d{1,2})[日号](?:之前|以前|前)"), _day_of_month),
    (re.compile("月底|月内"), _end_of_month),
    (re.compile(r"(\d{4})年(?:底|末|内|年底|年内)"), lambda found, _: date(int(found[1]), 12, 31)),
    (re.compile("明年|年内|年底|年末|本年|今年|全年|下半年"), _end_of_year),
    (re.compile("上半年"), lambda _, meeting: date(meeting.year, 6, 30)),
)
