"""A clause's words → the parties it names as the ones to act."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import yaml

from directive_engine.drafting.lexicon import alternatives, words
from directive_engine.drafting.verbs import is_urged, orders, verbs_in
from directive_engine.model.terms import Party

_FILE: Final = "parties.yaml"
_LONGEST: Final = 60
_TRADE: Final = 6  # characters of a trade's name that may follow a verb in a name
_NAME: Final = 22  # characters of the longest name
_SHARED: Final = 8  # characters of a name that takes its head from the end of the list
_PREFIX: Final = re.compile(
    r"(?:[一二三四五六七八九十]+[是要]|请|希望|愿|让|责成|并|均|分别|统一|由|这次|今年|同时|也|且)*"
)
_SEPARATOR: Final = re.compile(r"以及|[、,，和及与]|会同|并")
_TIME: Final = (
    r"(?:每[一-鿿\d]*[日天周月季年]|[年月]底|主?汛期|今|本|从|自|在|于|至少|原则上|[汛节]前|年内|"
    r"一个月|下[周月]|近期|\d)"
)
_STARTER: Final = re.compile(
    alternatives(words("modals") | words("adverbs") | words("goals"))
    + rf"|{_TIME}|[把将对为按向以用是都不持派要应须你那建组凭随逐走领带]|没有|负总?责|牵头|"
    + r"带着|靠前|会同|联合|回去|收到|接到|昼夜|白天|晚上|夜间|全年|营业|现场|一律|自觉|进企业"
)
_STOP: Final = re.compile(
    r"(?<![重主需首紧只])要(?!求|点|素)|(?<![反适响相供对报理])应(?![急对])|必须|务必|不得|"
    r"[，,：:。；]|应当|严禁|“"
)
_NOT_A_NAME: Final = re.compile(
    alternatives(words("adverbs") - {"统一", "联合", "共同"})
    + r"|[把将对在向以按从用给为要其该这那]|每[日天周月年季]|必须|务必|不得|严禁|禁止|一律|确保|"
    + r"做到|实现|\d+月|应(?!急)"
)
_EVERYONE: Final = re.compile("我们(?!的)|大家|同志们")
_ANYBODY: Final = re.compile("(?:严禁|禁止|不许|不得有)(任何单位和个人)")
_ANYBODY_NAMES: Final = ("任何单位", "个人")
_TOPICAL: Final = re.compile(
    r"各(?:乡镇|镇|村|街道|社区|部门|单位|学校|企业|地|县区|区县)(?=要|不得|必须|应)"
)
_TRADES: Final = re.compile("公安|交警|公安交警|检察|交通|司法")
_OFFICE: Final = re.compile(
    r"(?:党政)?(?:主要|分管|有关)?(?:负责同志|负责人|责任人|领导同志)$|的法人代表$"
)
_WHOLE_AREA: Final = re.compile("全[县市区省镇]")
_URGED: Final = re.compile("要|必须|务必")
_HELPED: Final = re.compile(r"牵头[，,](.{1,40}?)(?:配合|协助|参与|参加)")
_JOINED: Final = re.compile("(?:要|应)?(?:会同|联合)")
_KNOWN_VERB: Final = re.compile(
    r"(?:单位|机构|人员|企业|部门|中心|主体|机关|[局委办队组室站所员户厂者]|大队|支队|执法|责任|干部)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The parties named in a stretch of text and where the stretch stands."""

    names: tuple[str, ...]
    start: int
    end: int


@cache
def _classes() -> tuple[tuple[re.Pattern[str], Party | None, str], ...]:
    loaded = yaml.safe_load(files(__package__).joinpath(_FILE).read_text("utf-8"))
    rows: list[tuple[str, Party | None, str]] = []
    for party, kinds in loaded.items():
        for kind, pattern in kinds.items():
            rows.append((pattern, None if party == "none" else Party(party), kind))
    return tuple((re.compile(rf"(?:{pattern})$"), party, kind) for pattern, party, kind in rows)


@lru_cache(maxsize=4096)
def class_of(name: str) -> tuple[Party | None, str] | None:
    """Return who a party is among the four, and its unit kind; None where it is no party."""
    best: tuple[int, Party | None, str] | None = None
    name = _OFFICE.sub("", name) or "领导干部"
    bare = re.sub(r"[（(][^）)]*[)）]$", "", name)
    for pattern, party, kind in _classes():
        for candidate in {name, bare}:
            found = pattern.search(candidate)
            if found and (best is None or len(found.group()) > best[0]):
                best = len(found.group()), party, kind
    return None if best is None else (best[1], best[2])


def subject_of(text: str, start: int, end: int) -> Subject | None:
    """Return the subject at the beginning of `start` to `end`, or after a fronted object."""
    anybody = _ANYBODY.search(text, start, end)
    if anybody is not None:
        return Subject(names=_ANYBODY_NAMES, start=anybody.start(1), end=anybody.end(1))
    for begin in _beginnings(text, start, end):
        found = _subject_at(text, begin, end)
        if found is not None:
            return found
    return None


def leading_subject(text: str) -> Subject | None:
    """Return the subject with which a fragment begins."""
    prefix = _PREFIX.match(text)
    return _subject_at(text, prefix.end() if prefix else 0, len(text))


def _beginnings(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a subject may begin: at the start, after each comma, after 由 and 责成."""
    places = [start, *(found.end() for found in re.compile("[，,：:]").finditer(text, start, end))]
    places += [found.end() for found in re.compile("由|责成").finditer(text, start + 1, end)]
    places += [found.start() for found in _TOPICAL.finditer(text, start + 1, end)]
    for place in places:
        prefix = _PREFIX.match(text, place, end)
        yield prefix.end() if prefix else place


def _subject_at(text: str, start: int, end: int) -> Subject | None:
    """Return the longest list of parties at `start` after which a predicate may begin."""
    found = _STOP.search(text, start, min(end, start + _LONGEST))
    limit = found.start() if found else min(end, start + _LONGEST)
    if _NOT_A_NAME.match(text, start, end):
        return None
    everyone = _EVERYONE.match(text, start, end)
    if everyone:
        return Subject(names=(everyone.group(),), start=start, end=everyone.end())
    fragment_end = found.start() if found and found.group() in "，,：:" else None
    for finish in range(limit, start + 1, -1):
        if finish == end or not (finish == fragment_end or _starts(text, finish)):
            continue
        names = split_names(text[start:finish])
        if _WHOLE_AREA.fullmatch(text, start, finish) and not _URGED.match(text, finish):
            continue
        if names and not (finish != fragment_end and _is_condition(text, finish, end)):
            return Subject(names=_with_helpers(text, names, finish, end), start=start, end=finish)
    return None


def _starts(text: str, place: int) -> bool:
    return is_urged(text, place) or _STARTER.match(text, place) is not None


def _is_condition(text: str, start: int, end: int) -> bool:
    """Whether the words up to the next comma say in which case (家长骑电动车的，…)."""
    comma = re.compile("[，,]").search(text, start, end)
    return comma is not None and text[comma.start() - 1] == "的"


def _with_helpers(text: str, names: tuple[str, ...], start: int, end: int) -> tuple[str, ...]:
    """Add those who are to help (甲牵头，乙、丙配合)."""
    found = _HELPED.match(text, start, end)
    helpers = split_names(found[1]) if found else ()
    joined = _JOINED.match(text, start, end)
    if joined and (others := _subject_at(text, joined.end(), end)):
        helpers += others.names
    return tuple(dict.fromkeys([*names, *helpers]))


def split_names(stretch: str) -> tuple[str, ...]:
    """Return the names in `甲、乙部门和丙`, each with the head that they share; () if none."""
    if re.search(r"[“”！。]", stretch) or not stretch:
        return ()
    if re.search(r"(?:(?<![主重])要|把|将|对|的(?!法人|主要|党政|相关))", stretch):
        return ()
    clean = re.sub(r"\s|(?<=.)[二两三四五六七八九](?=部门|单位|家单位)", "", stretch)
    bracketed = re.sub(r"[（(][^）)]*[)）]", lambda m: "〇" * len(m.group()), clean)
    parts: list[str] = []
    place = 0
    for found in _SEPARATOR.finditer(bracketed):
        if found.group() in {"和", "及", "与"} and not _is_name(
            clean[place : found.start()], clean
        ):
            continue
        parts.append(clean[place : found.start()])
        place = found.end()
    parts.append(clean[place:])
    parts = [part for part in parts if part]
    last = parts[-1] if parts else ""
    if not last or class_of(last) is None or len(last) > _NAME:
        return ()
    head = re.search(r"(?:等)?(?<!执法)(部门|(?<!成员)单位|企业|机关|机构|负责同志|负责人)$", last)
    if last.startswith(("各", "有关", "相关")):
        head = None if re.fullmatch("各?(?:有关|相关)?(?:部门|单位|企业)", last) else head
    names: list[str] = []
    for part in parts:
        name = re.sub(r"^(?:等|各级(?=.))", lambda m: m.group(), part)
        if class_of(name) is None or (head is not None and _TRADES.fullmatch(name)):
            if head is None or len(name) > _SHARED:
                return ()
            name += head.group(1)
        listed = re.match(r"(.+)等[一-鿿]{0,4}(?:部门|单位|企业|机关|机构|场所)$", name)
        if listed is not None and len(parts) > 1:
            name = listed[1] if class_of(listed[1]) else listed[1] + (head[1] if head else "")
        name = re.sub(r"等(?=部门|单位|企业|机关|机构)", "", name)
        names.append(name)
    split = [piece for name in names for piece in _stuck(name)]
    if any(_has_verb(name) or _has_topic(name) for name in split):
        return ()
    return tuple(dict.fromkeys(split))


def _has_topic(name: str) -> bool:
    """Whether an object stands before the party (防汛物资各乡镇)."""
    before, each, _ = name.partition("各")
    return bool(each and before) and not before.endswith("直") and class_of(before) is None


def _has_verb(name: str) -> bool:
    """Whether a verb in a name shows that it is no name (做好社区, 各乡镇组建抢险队)."""
    for place, verb in verbs_in(name):
        after = name[place + len(verb) :]
        if verb not in orders():
            continue
        if place == 0 and not _KNOWN_VERB.match(after):
            return True
        if place > 0 and len(after) > _TRADE:
            return True
    return False


def _is_name(part: str, whole: str) -> bool:
    head = re.search(r"(部门|单位|企业|机关|机构)$", whole)
    return class_of(part) is not None or (head is not None and len(part) <= _SHARED)


def _stuck(name: str) -> Sequence[str]:
    """Split two names that stand without a comma: 各级各部门, 广大干部群众."""
    found = re.fullmatch(r"(.*?各级)(各.*)", name) or re.fullmatch(r"(各单位)([相有]关部门)", name)
    return found.groups() if found else [name]


def four_party_of(names: Sequence[str]) -> tuple[Party, ...]:
    """Return who the named parties are among the four, in their order."""
    found = {known[0] for name in names if (known := class_of(name)) is not None}
    whole = any(re.fullmatch(r"全[县市区省镇乡]上下", name) for name in names)
    return tuple(party for party in Party if whole or party in found)


def kinds_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the unit kinds of the named parties."""
    kinds = [known[1] for name in names if (known := class_of(name)) is not None]
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def attribution(words_: str) -> tuple[str, ...]:
    """Return the bodies that a trailing （牵头单位：…；责任单位：…） names, the lead first."""
    names: list[str] = []
    for part in re.split(r"[；;]", words_.strip("（()）。 ")):
        _, colon, listed = part.partition("：") if "：" in part else part.partition(":")
        if colon:
            names += [name for name in re.split(r"[、，,]", listed) if name.strip()]
    return tuple(dict.fromkeys(name.strip() for name in names))
