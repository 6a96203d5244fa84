"""A clause's words → the parties it names as the ones to act."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from directive_engine.drafting.figures import time_end
from directive_engine.drafting.lexicon import alternatives, words
from directive_engine.drafting.names import class_of, last_characters, split_names
from directive_engine.drafting.verbs import MUST, is_urged, is_verb, nouns, verb_at, verbs_in

_LONGEST: Final = 60
_PREFIX: Final = re.compile(
    r"(?:[一二三四五六七八九十]+[是要]|[我他她]?要求|请|希望|愿|让(?=我们|大家|同志)|责成|并|均|分别|统一|由|"
    r"同时|也|盼|且)*"
)
_EACH: Final = re.compile("每(?:一?[个名家支所处座台层栋校村户人])")  # counts, not times
_TIME: Final = (
    r"(?:每[一-鿿\d]*[日天周月季年时期旬晚餐趟班]|"
    r"[一二两三四五六七八九十]+(?:日|天|周|个月|小时)内|"
    r"[年月]底|非?主?汛期|[上下]半年|今|本|从|自|在|于|至少|原则上|[汛节]前|年内|"
    r"一个月|下[周月]|会后|近期|遇|[一二两三四五六七八九十半]+[天日周月]一|[一-鿿]{2}(?:节)?(?:期间|时段)|\d)"
)
_STARTER: Final = re.compile(
    alternatives(words("modals") | words("adverbs") | words("goals"))
    + rf"|{_TIME}|[把将对为按向以用是都不持派要应须你那建组凭随逐走领带包任]|没有|负总?责|牵头|"
    + r"带着|靠前|依据|依照|按照|根据|参照|"
    + r"处(?=\d|以|[二两三四五六七八九十]+[日天])|会同|联合|这|就餐|回去|收到|接到|"
    + r"昼夜|连续|集体|依法|白天|晚上|夜间|全年|营业|"
    + r"现场|一律|自觉|进企业|既|逢|给|上门|抢|假期|一[分道齐线]|[出发开上下].前|"
    + r"也|都|均|还|多(?=[一-鿿])|"
    + r"各(?=[包带联挂])|每[人家户村个]|即[日时]|中途|因(?!地)|如[遇有]|具体(?=[一-鿿])"
)
_STOP: Final = re.compile(
    rf"{MUST}|不得|"
    r"[，,：:。；]|严禁|(?<![省市县区镇])“(?!两委”)|不准|不许|(?<!申)请(?![假示求教])"
)
_NOT_A_NAME: Final = re.compile(
    alternatives(words("adverbs") - {"统一", "联合", "共同", "重点", "集中"})
    + r"|重点(?![一-鿿]{0,8}(?:企业|单位|部门|[县区镇村]|场所)(?:要|必须|应|须|不得|一律))|"
    + r"在(?![职校建岗])|到(?!会|场人)|驻[村点厂校](?!干部|工作|第一|民警|[帮辅队])|"
    + r"用(?!人单位|工|餐)|其(?!他)|[把将对向以按给为要该这那逐凡]|"
    + r"让|包括|如果|不[能许准]|带着|见到|使(?!用)|从(?!业)|经(?!营)|会同|"
    + r"每[个名家支所处](?!乡镇|村|社区|街道|县|区|部门|单位|学校|"
    + r".{1,8}(?:要|必须|应|每|不得|须|至少|都))|"
    + r"每[日天周月年季学一二两三半班剂百\d]|[一两]个?人|"
    + r"必须|务必|不得|严禁|禁止|一律|确保|做到|实现|\d+月|应(?!急)"
)
_EVERYONE: Final = re.compile(
    "在座的?各位|我们(?!的)|大家|同志们|大伙儿?|您(?!的)|咱们(?=要|齐|一起|都)"
)
_ANYBODY: Final = re.compile("(?:严禁|禁止|不许|不得有)(任何(?:单位和个人|单位|企业|个人|组织))")
_TOPICAL: Final = re.compile(
    r"各(?:乡镇|镇|村|街道|社区|部门|单位|学校|企业|地|县区|区县)(?=要|不得|必须|应)"
)
_WHOLE_AREA: Final = re.compile("全[县市区省镇]")
_URGED: Final = re.compile("要|必须|务必|实行|实施|进入|启动")
_STRONG: Final = re.compile(
    "(?:各|县|市|区|省|乡镇|镇|属地|所有|有关).*"
    "(?:局|委|办|部门|单位|政府|机关|公司|企业|学校|医院|中心|所|支队|大队|机构)"
)
_IN_CHARGE_OF: Final = re.compile("[门局委办所位镇站]负责")
_TOLD_ABOUT: Final = re.compile(  # 值守人员|不少于2人, 留守儿童|要建立台账
    "[^，]{2,11}率(?![先领])|办[公理事案结学]|员不(?:得?少于|得?低于)|"
    "[童者人户众员](?:要|应|必须)?(?:逐[一户人])?(?:建立台账|建档|登记造册|应[一-鿿]尽)"
)
_UNFINISHED: Final = re.compile("(?:主要|分管|有关|相关)$")
_MUST: Final = re.compile("必?须")
_PAUSES: Final = frozenset("，,：:。；“")
_BETWEEN: Final = re.compile(
    rf"(?:{alternatives(words('adverbs'))}|(?:\d{{1,2}}月)?(?:\d{{1,2}}[日时]|底)前|[^，、的]{{2}}(?:期间|时段|前)|"
    r"(?<=[一-鿿])非?汛期|每[日天周月年]|中途|都|也|均|还|更|原则上|一般)+$"
)
_COUNTED: Final = re.compile(
    r"(?:(?:全[省市县区镇乡])?\d+[名支家所]|每[个家支名所座处]|\d+[个家支名所座处户])"
)
_OPENS: Final = re.compile(
    alternatives((words("adjunct_openers") | words("modals")) - {"用", "从", "需", "需要"}) + "|凡"
)
_CASE: Final = re.compile("[^，]{0,24}(?:后|时|前|以后|之后)[，,]")
_FINDS: Final = re.compile("发现|收到|接到|因")
_BODY_BY_PLACE: Final = re.compile(
    "(?:各|县|市|区|州|省|镇|乡)(?!要|里|情|长)[一-鿿]{2,9}(?=要|应当|应(?![急对])|必须|须|不得|负责(?!同志|人))"
)
_TOLD_OF: Final = re.compile(
    "要|得(?!到)|必须|应|不(?:得|少|低|超|高)|率|是"
)  # of a matter (食堂管理要细)
_BY_LEVEL: Final = re.compile(
    r"[一-鿿]{2,8}?包[^，。包]{1,8}(?:[、，][一-鿿]{2,8}?包[^，。、包]{1,8})+"
)
_IN_CHARGE: Final = re.compile("([一-鿿（）()、]{2,24}?)(?:是|为)[^，。]{0,20}(?:责任人|责任主体)")
_QUOTED: Final = re.compile(
    r"[一-鿿、的]{0,24}“(?!两委)([一-鿿]{2,8})”(?=要|必须|应|全部|上岗|一律)"
)
_AGENT: Final = re.compile("[一-鿿（）()]{2,12}")
_ALL_ARE: Final = re.compile("，(?:都|均|一律)?(?:要(?!求)|必须|应(?![急对]))")
_ASSIGNED: Final = re.compile("(?<![交缘理自经为])由(?![^，]{1,8}任[组总主指副])|责成")
_NO_AGENT: Final = re.compile("[向到变我]|专人")
_HELPED: Final = re.compile(r"牵头[，,](.{1,40}?)(?:配合|协助|参与|参加)")
_JOINED: Final = re.compile("(?:要|应)?(?:会同|联合)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The parties named in a stretch of text and where the stretch stands."""

    names: tuple[str, ...]
    start: int
    end: int


def subject_of(text: str, start: int, end: int) -> Subject | None:
    """Return the subject at the beginning of `start` to `end`, or after a fronted object."""
    anybody = _ANYBODY.search(text, start, end)
    if anybody is not None:
        names = tuple(anybody[1].split("和"))
        return Subject(names=names, start=anybody.start(1), end=anybody.end(1))
    waiting: Subject | None = None  # who acts in the case that comes first (甲发布预警后，乙要…)
    for begin in _beginnings(text, start, end):
        found = _subject_at(text, begin, end)
        if found is None and text[begin - 1 : begin] == "由":
            found = _agent_at(text, begin, end)
        if found is None:
            continue
        if waiting is None and _CASE.match(text, found.end, end):
            waiting = found
        elif waiting is None or _URGED.match(text, found.end, end):
            return found
    return waiting


@lru_cache(maxsize=1024)
def leading_subject(text: str) -> Subject | None:
    """Return the subject with which a fragment begins."""
    return _subject_at(text, _without_prefix(text, 0, len(text)), len(text))


def _without_prefix(text: str, start: int, end: int) -> int:
    """Return where a subject may begin behind a number, a time, 请 or 由."""
    place = -1
    while place != start:
        place = start
        prefix = _PREFIX.match(text, start, end)
        start = prefix.end() if prefix else start
        when = start if _EACH.match(text, start) else time_end(text, start)
        start = when if when < end else start
        if when < end and text[when] == "、" and time_end(text, when + 1) > when + 1:
            start += 1
    return start


def _beginnings(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a subject may begin: at the start, after each comma, after 由 and 责成."""
    places = [start, *(found.end() for found in re.compile("[，,：:]").finditer(text, start, end))]
    places += [
        found.end()
        for found in re.compile("(?<![交缘理自经为])由(?![^，]{1,8}任[组总主指副])|责成").finditer(
            text, start, end
        )
    ]
    places += [found.start() for found in _TOPICAL.finditer(text, start + 1, end)]
    for place in places:
        yield _without_prefix(text, place, end)


def _subject_at(text: str, start: int, end: int) -> Subject | None:
    """Return the longest list of parties at `start` after which a predicate may begin."""
    found = _STOP.search(text, start, min(end, start + _LONGEST))
    limit = found.start() if found else min(end, start + _LONGEST)
    if _NOT_A_NAME.match(text, start, end):
        return None
    everyone = _EVERYONE.match(text, start, end)
    if everyone:
        return Subject(names=(everyone.group(),), start=start, end=everyone.end())
    shared = _in_charge(text, start, end)
    if shared is not None:
        return shared
    if (
        limit == end
        and split_names(text[start:end])
        and not _IN_CHARGE_OF.search(text, start, end)
    ):
        return None  # nothing is said of them
    fragment_end = found.start() if found and found.group() in "，,：:" else None
    for finish in range(limit, start + 1, -1):
        if finish == end or text[finish - 1] not in last_characters():
            continue
        is_strong = (
            _STRONG.fullmatch(text, start, finish)
            and text[finish] not in "的、和及与或家长主员者会"
            and not is_verb(text[finish - 1 : finish + 1])
        )
        if not (finish == fragment_end or is_strong or _starts(text, finish)):
            continue
        if is_verb(text[finish - 1 : finish + 1]) and split_names(text[start : finish - 1]):
            continue  # 各村|组建
        names = split_names(text[start:finish])
        if _WHOLE_AREA.fullmatch(text, start, finish) and not _URGED.match(text, finish):
            continue
        if _UNFINISHED.search(text, start, finish) or _TOLD_ABOUT.match(text, finish - 1):
            continue
        if names and not (finish != fragment_end and _is_condition(text, finish, end)):
            return Subject(names=_with_helpers(text, names, finish, end), start=start, end=finish)
    unknown = _BODY_BY_PLACE.match(text, start, end)
    if (
        unknown is not None
        and _TOLD_ABOUT.match(text, unknown.end() - 1) is None
        and not any(True for _ in verbs_in(unknown.group()))
    ):
        return Subject(names=(unknown.group(),), start=start, end=unknown.end())
    if found is not None and (
        found.group() not in _PAUSES or _ALL_ARE.match(text, found.start(), end)
    ):
        return _urged_at(text, start, limit)
    return None


def _in_charge(text: str, start: int, end: int) -> Subject | None:
    """Return those who are in charge, each of a part (领导包乡镇、干部包村), or a quoted name."""
    quoted = _QUOTED.match(text, start, end)
    if quoted is not None and class_of(quoted[1]) is not None:
        return Subject(names=(quoted[1],), start=start, end=quoted.end())
    charged = _IN_CHARGE.fullmatch(text, start, end)
    if charged is not None and (names := split_names(charged[1])):
        return Subject(names=names, start=start, end=charged.end(1))
    if _BY_LEVEL.fullmatch(text, start, end) is None:
        return None
    names = tuple(part.rpartition("包")[0] for part in re.split("[、，]", text[start:end]))
    is_known = all(split_names(name) == (name,) for name in names)
    return Subject(names=names, start=start, end=start + len(names[0])) if is_known else None


def _urged_at(text: str, start: int, limit: int) -> Subject | None:
    """Return who stands right before 要, 必须, 不得 …, with modifiers (使用校车的学校).

    A description with 的 is one name as a whole.
    """
    between = _BETWEEN.search(text, start, limit)
    finish = between.start() if between else limit
    if _TOLD_ABOUT.match(text, finish - 1):
        return None
    name = text[start:finish]
    modifier, of, head = name.rpartition("的")
    if not of:
        found = _COUNTED.match(name)
        counted = name[found.end() :] if found else name
        names = split_names(counted, is_urged=True)
        if counted != name:
            names = (name,) if len(names) == 1 else ()
        return Subject(names=names, start=start, end=finish) if names else None
    heads = split_names(head)
    if not modifier or class_of(head) is None or _OPENS.match(name) or not heads:
        return None
    names = (f"{modifier}的{heads[0]}", *heads[1:])
    return Subject(names=names, start=start, end=finish)


def _agent_at(text: str, start: int, end: int) -> Subject | None:
    """Return who acts behind 由, even a name of an unknown kind."""
    found = _AGENT.match(text, start, end)
    for finish in range(start + 2, found.end() if found else start):
        if len(verb_at(text, finish)) > 1 or text[finish : finish + 1] == "派":
            name = text[start:finish]
            names = split_names(name) or (
                (name,) if not re.search("[向到变我]|专人", name) else ()
            )
            return Subject(names=names, start=start, end=finish) if names else None
    return None


def _starts(text: str, place: int) -> bool:
    verb = verb_at(text, place)
    if (len(verb) > 1 and text[place + len(verb) : place + len(verb) + 1] == "要") or (
        verb in nouns() and _TOLD_OF.match(text, place + len(verb))
    ):
        return False
    if len(verb) > 1 and verb not in nouns():
        return True
    return is_urged(text, place) or _STARTER.match(text, place) is not None


def _is_condition(text: str, start: int, end: int) -> bool:
    """Whether the words up to the next comma say in which case (家长骑电动车的，…)."""
    if _FINDS.match(text, start) or text[start] == "对":
        return False
    comma = re.compile("[，,]").search(text, start, end)
    return (
        comma is not None
        and text[comma.start() - 1] == "的"
        and not _MUST.match(text, comma.end(), end)
    )


def _with_helpers(text: str, names: tuple[str, ...], start: int, end: int) -> tuple[str, ...]:
    """Add those who are to help (甲牵头，乙、丙配合)."""
    found = _HELPED.match(text, start, end)
    helpers = split_names(found[1]) if found else ()
    joined = _JOINED.match(text, start, end)
    if joined:
        listed = split_names(re.split("[，,]", text[joined.end() : end])[0])
        others = None if listed else _subject_at(text, joined.end(), end)
        helpers += listed or (others.names if others else ())
    return tuple(dict.fromkeys([*names, *helpers]))
