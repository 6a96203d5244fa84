"""A stretch of text → the names of bodies and people in it, and who they are among the four."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import yaml

from directive_engine.drafting.lexicon import words
from directive_engine.drafting.verbs import nouns, orders, verb_at, verbs_in
from directive_engine.model.terms import Party

_FILE: Final = "parties.yaml"
_TRADE: Final = 6  # characters of a trade's name that may follow a verb in a name
_NAME: Final = 22  # characters of the longest name
_SHARED: Final = 8  # characters of a name that takes its head from the end of the list
_NO_NAMES: Final = re.compile(
    r"^人员$|说说|(?<=.)全[省市县区镇乡村]$|(?<![省市县区镇])“(?!两委)|^“|(?<!两委)”(?![办专指领工])|[！。逐]|^没有|^专人|^送|^下设|^预计|^安排|^选派|^抽调|^设(?![计备施])|^接待|(?<=.)进(?=[厂校村山林站])|^我(?!们)|(?<=.)好(?=.)|(?<=[部领导员长])包|(?<=.)到|(?<=.)(?:[每由向]|任何)|[一-鿿]\d(?!2345|\d*个(?:乡|镇|村|街|社区|部门|县|区))|(?<![主重])要|把|将|对|关于|内与|^与|使(?!用)|包到|培训(?!机构|中心|学校|基地)|"
    r"^组织(?!部|员|人|者)|(?<=.)(?<!党)组织(?![部者员委、和]|$)|报(?![社刊业])|(?<=.)(?:(?<!所)在(?![职校建岗])|是)|"
    r"的(?!法人|主要|党政|相关|同志们?$)"
)
_SEPARATOR: Final = re.compile(r"以及|[、,，和及与]|会同|并")
_WHOLE: Final = re.compile(  # holds no separator of a list
    r"[（(][^）)]*[)）]|[省市县区乡镇村](?:、[省市县区乡镇村])+[两三四]级|粮食和物资储备|自然资源和规划|住房和城乡建设|人力资源和社会保障|工业和信息化|发展和改革|"
    "文化和旅游|教育和体育|民族和宗教|城市管理和综合执法|应急和安全生产|经济和信息化|科学技术和工业"
)
_IN_STATE: Final = re.compile("^(?:(?:停[产工业建]|复[工产]|在建|新建|关停|废弃)(?=[一-鿿]{2}))+")
_WEAK: Final = frozenset({"和", "及", "与"})
_COUNT: Final = re.compile(r"\s|(?<=.)[二两三四五六七八九](?=部门|单位|家单位)")
_HEAD: Final = re.compile(
    r"等?(?<!执法)(部门|(?<!成员)单位|企业|机关|机构|公司|党组织|负责同志|负责人)$"
)
_GENERAL_HEAD: Final = re.compile("各?(?:有关|相关)?(?:部门|单位|企业)")
_LISTED: Final = re.compile(r"(.+)等[一-鿿]{0,6}(?:部门|单位|企业|机关|机构|场所|人员|队伍|力量)$")
_LISTED_KIND: Final = re.compile("等[一-鿿]{0,6}(?:场所|单位|部门|企业|机构|力量|队伍)$")
_LONG_LIST: Final = 3  # names from which a list shows that its short members are names too
_PLACED: Final = re.compile(
    ".*直|社会|地方|沿[海江河]|全[省市县区镇乡]|辖区内?|境内|属地|[山林库景]区|重点|相关|有关|涉[一-鿿]{1,2}"
)
_BOTH: Final = (  # who answers for two of the four
    (re.compile("^各级(?:党员|领导)*干部$"), {Party.TERRITORIAL, Party.DEPARTMENT}),
    (re.compile("(?:从业人员|班主任)$"), {Party.UNIT, Party.INDIVIDUAL}),
)
_TRADES: Final = re.compile("公安|交警|公安交警|检察|交通|司法")
_OFFICE: Final = re.compile(
    r"(?:党政)?(?:主要|分管|有关)?(?:负责同志|负责人|责任人|领导同志)$|的法人代表$"
)
_PERSON: Final = re.compile("(?:书记|[长员]|主任|领导|负责同志|负责人)$")
_SHARED_OFFICE: Final = re.compile("(?:党政)?主要负责(?:人|同志)$")
_OFFICE_END: Final = re.compile(
    "(?:工作)?(?:[局办委站所室厅署队组会科股者方户商点员]|中心|机构|部门|单位|大队|支队|责任人|主体)"
)
_BODY: Final = re.compile(
    r"(?:单位|机构|人员|企业|部(?!门)|教师|老师|医[生师]|护士|校长|园长|部门|中心|主体|机关|[局委办队组室站所员户厂者]|人$|大队|支队|执法|责任|[县市区乡镇]?级?领导|干部|"
    r"负责|[县乡镇市区]长|副[校园院]?长|同志)"
)
_FIRM: Final = re.compile("(?:企业|单位|公司|机构|人员|主体)$")


@cache
def _endings() -> Mapping[str, Mapping[str, str]]:
    """Return the file's endings of names as patterns, by party and unit kind."""
    loaded = yaml.safe_load(files(__package__).joinpath(_FILE).read_text("utf-8"))
    return {
        party: {kind: "|".join(endings) for kind, endings in kinds.items()}
        for party, kinds in loaded.items()
    }


@cache
def _classes() -> tuple[tuple[re.Pattern[str], Party | None, str, bool], ...]:
    """Return the endings of names, whom and what they name, and whether only if no other does."""
    parties = {
        "none": None,
        "otherwise": Party.INDIVIDUAL,
        **{str(party): party for party in Party},
    }
    return tuple(
        (re.compile(rf"(?:{pattern})$"), parties[party], kind, party == "otherwise")
        for party, kinds in _endings().items()
        for kind, pattern in kinds.items()
    )


@cache
def last_characters() -> frozenset[str]:
    """Return the characters with which a name can end: whatever stands last in an alternative."""
    patterns = "|".join(pattern for kinds in _endings().values() for pattern in kinds.values())
    in_sets = re.findall(r"\[([一-鿿]+)\](?=\||$|\))", patterns)
    return frozenset(
        "".join([*re.findall(r"[一-鿿）](?=\||$|[)?\]])", patterns), *in_sets, "志人表）)"])
    )


@lru_cache(maxsize=4096)
def class_of(name: str) -> tuple[Party | None, str] | None:
    """Return who a body is among the four, and its unit kind; None where it is none.

    The longest ending that the file lists decides.
    """
    office = _OFFICE.sub("", name) or "领导干部"
    is_head = office not in {name, "领导干部"} and not name.endswith("责任人")
    if is_head and (known := class_of(office)) is not None:
        return known
    bare = re.sub(r"[（(][^）)]*[)）]$", "", office)
    best: tuple[int, Party | None, str] | None = None
    for pattern, party, kind, is_last in _classes():
        if is_last and best is not None:
            continue
        for candidate in {name, office, bare}:
            found = pattern.search(candidate)
            if found and (best is None or len(found.group()) > best[0]):
                best = len(found.group()), party, kind
    return None if best is None else (best[1], best[2])


@lru_cache(maxsize=8192)
def split_names(stretch: str, *, is_urged: bool = False) -> tuple[str, ...]:
    """Return the names in `甲、乙部门和丙` as written; () where it is no list of names.

    Of a list that is told to do something only the last name need be known.
    """
    if not stretch or _NO_NAMES.search(stretch):
        return ()
    parts = list(_parts(_COUNT.sub("", stretch)))
    if not parts or len(parts[-1]) > _NAME or class_of(parts[-1]) is None:
        return ()
    names: list[str] = []
    for part in parts:
        whole = _whole_name(part, parts, is_urged=is_urged)
        if (
            whole is None
            or (_has_verb(whole) and _has_verb(whole.removeprefix("各")))
            or _has_topic(whole)
        ):
            return ()
        names += _stuck(_without_others(part, parts))
    return tuple(dict.fromkeys(names))


def _parts(stretch: str) -> Iterator[str]:
    """Divide a list; 和 divides only where a name ends before it."""
    bracketed = _WHOLE.sub(lambda m: "〇" * len(m.group()), stretch)
    head = _HEAD.search(stretch)
    place = 0
    for found in _SEPARATOR.finditer(bracketed):
        part = stretch[place : found.start()]
        is_name = class_of(part) is not None or (head is not None and len(part) <= _SHARED)
        if found.group() in _WEAK and not is_name:
            continue
        place = found.end()
        if part:
            yield part
    if stretch[place:]:
        yield stretch[place:]


def _whole_name(part: str, parts: Sequence[str], *, is_urged: bool) -> str | None:
    """Return a part of a list with the head or office that it shares; None where it is no name."""
    last = parts[-1]
    part = _without_others(part, parts)
    office = _SHARED_OFFICE.search(last)
    if office is not None and part != last and not _PERSON.search(part):
        part += office.group()
    elif last.endswith("党组织") and not part.endswith("党组织"):
        part += "党组织"
    head = _head_of(last)
    if class_of(part) is None or (head and _TRADES.fullmatch(part)):
        is_listed = is_urged or _LISTED_KIND.search(last) or len(parts) >= _LONG_LIST
        if len(part) > _SHARED or not (head or is_listed):
            return None
        part += head
    return part


def _without_others(part: str, parts: Sequence[str]) -> str:
    """Return a part of a list without the 等 that stands for those not named."""
    listed = _LISTED.match(part)
    if listed is not None and len(parts) > 1 and class_of(listed[1]):
        return listed[1]
    return re.sub(r"等(?:相关|有关|各)?(?=部门|单位|企业|机关|机构)", "", part)


def _head_of(last: str) -> str:
    head = _HEAD.search(last)
    is_own = last.startswith(("各", "有关", "相关")) and _GENERAL_HEAD.fullmatch(last)
    return "" if head is None or is_own else head[1]


def _has_topic(name: str) -> bool:
    """Whether an object stands before the party (防汛物资各乡镇)."""
    before, each, _ = name.partition("各")
    return bool(each and before) and not _PLACED.fullmatch(before) and class_of(before) is None


@cache
def _never_first() -> tuple[str, ...]:
    return tuple(words("only_orders"))


def _has_verb(name: str) -> bool:
    """Whether a verb in a name shows that it is no name (做好社区, 各乡镇组建抢险队)."""
    return all(_is_act(bare) for bare in (name, name.removeprefix("各")))


def _is_act(name: str) -> bool:
    name = _IN_STATE.sub("", name)
    if name in orders() or name.startswith(_never_first()):
        return True
    for place, verb in verbs_in(name):
        after = name[place + len(verb) :]
        if verb not in orders():
            continue
        if verb in words("only_orders") - words("name_verbs"):
            return True
        is_trade = verb in nouns() and _FIRM.search(after)
        second = verb_at(after)
        office = after.removeprefix(second) if second in words("name_verbs") else after
        if place == 0 and not is_trade and not _BODY.match(office):
            return True
        is_inside = verb in words("name_verbs") and len(after) <= _TRADE
        if place > 0 and not is_inside and not _OFFICE_END.fullmatch(after):
            return True
    return False


def _stuck(name: str) -> Sequence[str]:
    """Split two names that stand without a comma: 各级各部门."""
    found = re.fullmatch(r"(.*?各级|各[县区市地校村镇]{1,2})(各(?!类).*)", name) or re.fullmatch(
        r"(各单位)([相有]关部门)", name
    )
    return found.groups() if found else [name]


def four_party_of(names: Sequence[str]) -> tuple[Party, ...]:
    """Return who the named bodies are among the four, in their order."""
    found = {known[0] for known in classes_of(names) if known is not None}
    if set(names) == {"各乡镇", "各单位"}:  # beside places, offices are meant
        found = (found - {Party.UNIT}) | {Party.DEPARTMENT}
    whole = any(re.fullmatch("全[县市区省镇乡]上下", name) for name in names)
    for pattern, parties in _BOTH:
        if any(map(pattern.search, names)):
            found = found | parties
    return tuple(party for party in Party if whole or party in found)


def kinds_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the unit kinds of the named bodies."""
    kinds = [known[1] for known in classes_of(names) if known is not None]
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def classes_of(names: Sequence[str]) -> tuple[tuple[Party | None, str] | None, ...]:
    """Return the class of each name; one without a head (气象、水利部门) has the next one's."""
    found: list[tuple[Party | None, str] | None] = []
    for name in reversed(names):
        found.append(class_of(name) or (found[-1] if found else None))
    return tuple(reversed(found))


def attribution(stretch: str) -> tuple[str, ...]:
    """Return the bodies that a trailing （牵头单位：…；责任单位：…） names, the lead first."""
    names: list[str] = []
    for part in re.split(r"[；;]", stretch.strip("（()）。 ")):
        _, colon, listed = part.partition("：") if "：" in part else part.partition(":")
        if colon:
            names += [name for name in re.split(r"[、，,]", listed) if name.strip()]
    return tuple(dict.fromkeys(name.strip() for name in names))
