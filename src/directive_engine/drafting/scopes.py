"""Subjects in force while a directive is read → who is to act where a clause names nobody."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from directive_engine.drafting.clauses import PartySource
from directive_engine.drafting.meaning import implied_party, topic_of
from directive_engine.drafting.outline import Sentence, Zone
from directive_engine.drafting.parties import leading_subject, subject_of

Names = tuple[str, ...]

_LETTER: Final = re.compile("各位|广大|朋友")
_NARROW: Final = re.compile(
    "的.|^每|食堂$|(?:[员长人]|人员|同志|领导|干部|书记|老师|教师|主任|厨师|孩子|学生|工人|员工|职工|车辆)$"
)
_HEAD: Final = re.compile("(?:党政)?(?:主要|分管|有关|相关)(?:负责人|负责同志|领导|领导同志|同志)")
_YOU: Final = frozenset({"您", "你们", "各位"})
_MATTER: Final = re.compile(  # 学校教育, 企业自查（6月底前）
    "(?:教育|管理|监管|检查|督查|自查|责任|工作|建设|宣传|培训|服务|安全|整治|包案|包保|包联)(?:（.*）)?"
)
_ABOUT: Final = re.compile("[^，、]{2,8}方面[，,]")
_PENAL: Final = re.compile(
    "(?:要)?(?:严肃|从严|严格)(?:考核|执纪)?(?:追责|问责|追究)|对[^，]{2,40}的[^，]{0,6}，[^，]{0,12}(?:追究|追责|问责|约谈|从严处理|严肃处理|提级调查)"
)
_OFFENDERS: Final = re.compile("(?:对)?违(?:者|反者|规者)|(?:国家)?公职人员[^，]*的，")
_OVERSEER: Final = re.compile("督查|督导|纪委|监委|执法|公安|监管|安委办|指挥部")
_COMMA: Final = re.compile(r"[、，,](?![^（(]*[)）])")
_ANNOUNCER: Final = re.compile(
    r"(?:讲|强调|抓好|做好|提|突出|如下|以下|重点|下功夫|要求|议定|说)[^，。]{0,16}"
    r"(?:[一二三四五六七八九十\d几]+(?:个方面|方面|点|条|项|件|句|个事)|如下|以下|下功夫|事项|几条|几点|几件)|如下$"
)
_URGED: Final = re.compile("要|应|必须|务必")
_TELLING: Final = 1000  # characters that show whether a sentence tells or asks


@dataclass(slots=True, kw_only=True)
class Scope:
    """The subjects in force, from the widest to the nearest.

    `attributed` are those that a trailing attribution names, by item. Call `enter` with every
    sentence, `head` with a heading and `party_of` with a clause, in the order of the text.
    """

    addressees: Names
    is_letter: bool  # to people, each of whose sentences is to them all
    attributed: Mapping[int, Names]
    announcer: Names = ()
    item: Names = ()  # of a trailing attribution
    current: Names = ()
    wide: Names = ()  # the last body in force before a person
    before: Names = ()  # in force before the numbered items of a paragraph
    listing: Names = ()  # of whom a sentence with a colon speaks, for the items below it
    listing_level: int = 0
    heads: dict[int, Names] = field(default_factory=dict)  # of headings, by level
    number: int = -1
    topic: str = ""
    headline: str = ""

    def enter(self, sentence: Sentence) -> None:
        """Take up a sentence: forget whom the one before it leaves behind."""
        if sentence.item != self.number:
            self._open_item(sentence)
        elif (self.wide or self.heads) and all(
            _is_narrow(name, self.wide) for name in self.current
        ):
            self.current = self.wide
        if self.item or (self.is_letter and sentence.zone is Zone.BODY):
            self.current = ()
        if sentence.zone is Zone.CLOSING and sentence.is_first:
            self.announcer = ()

    def _open_item(self, sentence: Sentence) -> None:
        """Forget the subject in force; items within a paragraph keep the one before the first."""
        if sentence.number is None or sentence.is_first:
            self.current = ()
        elif sentence.number.value > 1:
            self.current = self.before
        if sentence.number is None or sentence.is_first or sentence.number.value == 1:
            self.before = self.current
        self.wide = self.current
        if sentence.level <= self.listing_level:
            self.listing = ()
        self.number = sentence.item
        self.item = self.attributed.get(sentence.item, ())

    def hear_announcer(self, text: str, sentence: Sentence) -> None:
        """Take the subject of a sentence that announces points: it holds for all of them."""
        beginning = text[sentence.start : min(sentence.end, sentence.start + _TELLING)]
        if _ANNOUNCER.search(beginning) is None:
            return
        subject = subject_of(text, sentence.start, sentence.end)
        if subject is not None and re.match(
            "要|应|必须|务必", text[subject.end : subject.end + 2]
        ):
            self.announcer = subject.names

    def list_below(self, sentence: Sentence) -> None:
        """Keep whom a sentence that ends with a colon speaks of for the items below it."""
        if sentence.stop in {"：", ":"} and sentence.zone is Zone.ITEM:
            self.listing, self.listing_level = self.current, sentence.level

    def head(self, words: str, sentence: Sentence) -> tuple[Names, PartySource]:
        """Take up a heading; return whom it names, or the one above it."""
        if sentence.number is None or sentence.is_first:
            self.current = self.wide = ()
        self.topic, self.headline = topic_of(words), words
        self.heads = {
            level: names for level, names in self.heads.items() if level < sentence.level
        }
        subject = leading_subject(words)
        if subject is None or _MATTER.fullmatch(words, subject.end):
            return self._headed()
        self.heads[sentence.level] = subject.names
        return subject.names, PartySource.EXPLICIT

    def _headed(self) -> tuple[Names, PartySource]:
        """Return whom the headings above name."""
        if self.heads:
            return self.heads[max(self.heads)], PartySource.CARRIED
        return (), PartySource.NONE

    def party_of(self, text: str, start: int, end: int) -> tuple[Names, PartySource]:
        """Return who is to act by the clause at `start` to `end`, and how that is known."""
        words = text[start:end]
        subject = subject_of(text, start, end)
        if subject is not None:
            self.current = subject.names
            if not all(_is_narrow(name, self.wide) for name in subject.names):
                self.wide = subject.names
            return subject.names, PartySource.EXPLICIT
        opens = text[max(start - 1, 0)] not in "，,；;"
        if _OFFENDERS.match(words):
            return (), PartySource.NONE
        if _ABOUT.match(words) or (opens and self._is_penal(words)):
            self.current = self.wide = ()
        owner = implied_party(words)
        if owner and owner not in self.current:
            return (owner,), PartySource.IMPLIED
        if self.current:
            return self.current, PartySource.CARRIED
        return self._wider()

    def bodies(self, names: Sequence[str]) -> Sequence[str]:
        """Return the names; for unnamed heads (主要负责人) their body, for 您 the addressees."""
        if self.wide and names and all(map(_HEAD.fullmatch, names)):
            return self.wide
        if self.addressees and all(name in _YOU for name in names):
            return self.addressees
        return names

    def _wider(self) -> tuple[Names, PartySource]:
        """Return whom the item, a heading, the announcer or the address names."""
        if self.item:
            return self.item, PartySource.EXPLICIT
        if self.heads:
            return self._headed()
        carried = self.listing or self.announcer
        if carried:
            return carried, PartySource.CARRIED
        if self.is_letter and self.addressees:
            return self.addressees, PartySource.IMPLIED
        return (), PartySource.NONE

    def _is_penal(self, words: str) -> bool:
        """Whether somebody else than those in force will call to account."""
        return _PENAL.match(words) is not None and not any(map(_OVERSEER.search, self.current))


def opened_by(address: str, attributed: Mapping[int, Names]) -> Scope:
    """Return the scope at the beginning of a directive with this line of address."""
    return Scope(
        addressees=_addressees(address),
        is_letter=_LETTER.search(address) is not None,
        attributed=attributed,
    )


def _is_narrow(name: str, wide: Sequence[str]) -> bool:
    """Whether a name is a person, or some of those in force before (寄宿制学校 of 各学校)."""
    if _NARROW.search(name):
        return True
    heads = tuple(other.removeprefix("各") for other in wide)
    return not name.startswith("各") and name not in wide and name.endswith(heads)


def _addressees(words: str) -> Names:
    if re.search("同志|大家", words):
        return ()
    names = [name.strip() for name in _COMMA.split(words) if name.strip()]
    people = [n for n, name in enumerate(names) if name.startswith("各位")]
    if people and people[0] > 0:  # bodies, then those who work there
        names = names[: people[0]]
    elif len(names) > 1 and len(people) == len(names):
        names = [name.removeprefix("各位") for name in names]
    return tuple(names)
