"""What kind of line a line is by its form alone: title, date, salutation, numbered, signature."""

import re
from typing import Final

_NUMERAL: Final = "[零〇一二三四五六七八九十百]"
_MARKERS: Final = {
    "heading": rf"{_NUMERAL}{{1,4}}[、．]|第{_NUMERAL}{{1,4}}[章节编][\s\t]",
    "bracketed": rf"[（(](?:{_NUMERAL}{{1,4}}|\d{{1,2}})[）)]",
    "counted": rf"{_NUMERAL}{{1,3}}(?:是|要(?![求素点害领]))|其{_NUMERAL}[，,是]",
    "ordinal": (
        rf"第{_NUMERAL}{{1,4}}(?:[、，,：:条项点]|个(?!月)|方面|阶段|[是要])|(?:首先|其次|最后)[，,、]"
    ),
    "arabic": r"\d{1,2}(?:[.．](?!\d)|[、)）]|\.\d{1,2}(?:\.\d{1,2})?[ \t、])",
    "circled": r"[①-⑳⑴-⒇⒈-⒛㈠-㈩]",
    "named": r"【|〔|(?:附件|附|抄送|抄报|主送|分送|出席|列席|参加|联系人)\d{0,2}[：:]",
    "dashed": r"[—–―-]{1,2}(?![—–―-])|[●•▪■◆◇○·※☆★]",
}
_MARKER: Final = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _MARKERS.items()))

_SUBJECT: Final = "[^。！？；，,;：:\n]"
_KIND: Final = (
    "(?:讲话|致辞|发言|讲话提纲|提纲|要点|讲话要点|讲话稿|讲稿|主持词|纪要|通知|通报|通告|公告|公报|"
    "意见|决定|方案|规定|办法|报告|请示|批复|函|令|倡议书|公开信|一封信|慰问信)"
)
_REMARK: Final = r"(?:[（(][^（）()\n]{1,30}[）)])?"
_TITLE: Final = re.compile(
    rf"{_SUBJECT}{{0,30}}(?:会议?|大会)上?的?(?:{_SUBJECT}{{0,8}}){_KIND}{_REMARK}"
    rf"|{_SUBJECT}{{0,20}}在{_SUBJECT}{{2,40}}[上时中]的{_SUBJECT}{{0,6}}{_KIND}{_REMARK}"
    rf"|{_SUBJECT}{{0,40}}关于{_SUBJECT}{{2,60}}{_KIND}{_REMARK}"
    rf"|致{_SUBJECT}{{1,40}}(?:信|倡议书|书){_REMARK}"
    rf"|{_SUBJECT}{{2,40}}(?:讲话提纲|讲话要点|讲话稿|会议纪要|的一封信|倡议书){_REMARK}"
)
_YEAR: Final = r"(?:\d{4}|[12][\dxX×]{3}|[xX×]{2,4}|[〇○零一二三四五六七八九]{4})"
_PART: Final = r"(?:[\dxX×]{1,2}|[一二三四五六七八九十]{1,3})"
_DATE: Final = re.compile(
    rf"[（(]?{_YEAR}年{_PART}月(?:{_PART}日)?[）)]?|[（(]?\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}[）)]?"
)
_SALUTATION: Final = re.compile(
    r"(?:尊敬的|亲爱的)?(?:同志们|朋友们|各位[^。，,；;]{1,20}|[^。；;]{0,40}(?:同志|先生|女士)们?)[，,：:！!]"
)
_MAX_TITLE, _MAX_SIGNATURE = 120, 30
_PAUSE: Final = re.compile("[，。；！？,;!?]")


def marker_of(line: str) -> str | None:
    """Return the kind of numbering or bullet that `line` begins with."""
    found = _MARKER.match(line)
    return found.lastgroup if found else None


def is_title(line: str) -> bool:
    """Tell whether `line` names a directive."""
    return (
        len(line) <= _MAX_TITLE and marker_of(line) is None and _TITLE.fullmatch(line) is not None
    )


def is_date(line: str) -> bool:
    """Tell whether `line` is a date and nothing else."""
    return _DATE.fullmatch(line) is not None


def is_salutation(line: str) -> bool:
    """Tell whether `line` only addresses the hearers."""
    return _SALUTATION.fullmatch(line) is not None


def addresses(line: str) -> bool:
    """Tell whether `line` begins by addressing the hearers, as the first of a part does."""
    return line.startswith(
        ("同志们，", "同志们,", "同志们！", "同志们!", "各位同志，", "各位同志,")
    )


def may_sign(line: str) -> bool:
    """Tell whether `line` could be the name of a person or body above a date."""
    return len(line) <= _MAX_SIGNATURE and not _PAUSE.search(line)


def stands_alone(line: str) -> bool:
    """Tell whether `line` is whole whatever stands around it."""
    return is_date(line) or is_title(line) or is_salutation(line)
