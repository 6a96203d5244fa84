"""A clause's words → its topic, its condition, and who is concerned where nobody is named."""

import re
from typing import Final

from directive_engine.drafting.clauses import Modality
from directive_engine.drafting.lexicon import one_of
from directive_engine.drafting.verbs import DONT
from directive_engine.model import ClauseRole
from directive_engine.model.terms import Party

GOVERNMENT: Final = (Party.TERRITORIAL, Party.DEPARTMENT)
"""Who must act where no word tells more."""
_FOUR: Final = re.compile(
    r"四方责任|属地[^，]{0,20}(?:部门|行业)[^，]{0,20}(?:单位|主体)[^，]{0,24}(?:个人|自我)"
)
_GUIDED: Final = re.compile(
    r"(?:引导|教育|动员|提醒|劝导|发动|倡导|鼓励|督促|号召)[^，]{0,8}(?:群众|居民|村民|市民|公众|消费者|家长|学生|业主|农户|个人|住户|农民|普查对象|师生|孩子|骑手)|落实辖区群众"
)
_GUIDED_UNITS: Final = re.compile(
    r"督促[^，]{0,8}(?:医院|学校|企业|商户|单位|物业|门店|平台|公司)|(?:督促|责令|指导|引导|对[^，]{0,12})(?:各行业、各单位|企业|平台|学校|商户|单位|\d+所学校)"
)
_CUES: Final = (
    (Party.DEPARTMENT, re.compile(r"宣传力度|宣传引导|引导公众|引导群众|倡导")),
    (Party.INDIVIDUAL, re.compile(r"个人(?:防护|责任)|家庭个人|持证上岗|群众自觉|个人责任")),
    (
        Party.UNIT,
        re.compile(
            r"学校(?!周边)|医院|企业|工地|商超|超市|餐饮|酒店|市场(?!监管)|养老机构|场所|车站|卡口|冷库|从业人员|重点部位|单位主体|机关单位|主体责任|"
            r"窗口|库房|生产线|校园|车间|项目部|班组"
        ),
    ),
    (
        Party.DEPARTMENT,
        re.compile(
            r"行业部门|行业监管|监管|宣传力度|宣传引导|公共卫生|卫生创建|资金|执法|部门责任|抽检|指标|审批|取缔|约谈|曝光"
        ),
    ),
    (
        Party.TERRITORIAL,
        re.compile(r"属地|辖区|乡镇|社区|村屯|小区|指挥|专班|管控|人员|物资|预案|演练|疫情"),
    ),
)
_NAMED: Final = (
    (Party.TERRITORIAL, re.compile("属地|乡镇|社区|村居|街道")),
    (Party.DEPARTMENT, re.compile("部门|行业")),
    (Party.UNIT, re.compile("单位|学校|企业|机关|医院|经营者|业主")),
    (Party.INDIVIDUAL, re.compile("家庭|个人|群众")),
)
_PUNISHED: Final = re.compile("追责|问责|追究|从严处理|严肃处理|停职|处分|处罚")
_MINDSET: Final = re.compile(one_of("mindset"))
_FORBIDS: Final = re.compile(
    r"不得|(?<!拿)不准|不许|严禁|禁止|绝不|决不|不能(?!少|[^，]{1,2}的)|不要|严防|杜绝|勿|"
    rf"{DONT}"
)
_ALLOWS: Final = re.compile(r"^(?:[^，]*，)?[^，]*(?:可以|经批准可|可适当)")
_CONDITION: Final = re.compile(
    r"^(?:对|凡|凡是|遇|遇到|如遇|如果|若|一旦|一经|发现|发生|出现|因|谁要是|确需|只要)[^，]{1,30}(?=，)|^[^，]{1,24}的(?=，|一律|要|由|依法|不得|立即|必须|严肃|坚决)|"
    r"^对[^，]{1,20}的(?=[^，]{2,10}$)"
)
_OWNERS: Final = (
    (re.compile(r"学校(?:疫情防控|安全)?主体责任|校园(?:封闭)?管理|教职员工和学生"), "学校"),
    (re.compile(r"企业(?:安全生产)?主体责任"), "企业"),
    (re.compile(r"医疗机构主体责任|院感防控主体责任"), "医疗机构"),
)
_TOPIC_NOISE: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[是要])?"
    rf"(?:要|在|把|关于|聚焦|也?请|{one_of('adverbs', 'verbs')})*|"
    r"(?:要|上下功夫|方面|工作|要再.*|要慎终.*|要持续.*|要不断.*)$"
)
_TOPIC: Final = 12


def four_party_by_topic(clause: str, topic: str, role: ClauseRole) -> tuple[Party, ...]:
    """Return who must act where no party is named: by the words, then by the heading's."""
    if _FOUR.search(clause):
        return tuple(Party)
    if role in {ClauseRole.HEADLINE, ClauseRole.PRINCIPLE}:
        if role is ClauseRole.HEADLINE and re.search("责任|自己|^.{1,4}$", clause):
            return tuple(party for party, cue in _NAMED if cue.search(clause))
        return ()
    if _MINDSET.search(clause):
        return ()
    if _PUNISHED.search(clause):
        return (Party.DEPARTMENT,)
    for words in (clause, topic):
        for party, cue in _CUES:
            if cue.search(words):
                return (party,)
    return GOVERNMENT


def guided(clause: str) -> tuple[Party, ...]:
    """Return whom the party of a causative is to move (引导群众…)."""
    found = []
    if _GUIDED_UNITS.search(clause):
        found.append(Party.UNIT)
    if _GUIDED.search(clause):
        found.append(Party.INDIVIDUAL)
    return tuple(found)


def speaks_of_all(clause: str) -> bool:
    """Whether a clause names all four responsibilities."""
    return _FOUR.search(clause) is not None


def implied_party(clause: str) -> str:
    """Return the one body that the wording leaves, or nothing."""
    return next((party for pattern, party in _OWNERS if pattern.search(clause)), "")


def modality_of(clause: str) -> Modality:
    """Return what the clause does to the act."""
    if _FORBIDS.search(clause):
        return Modality.PROHIBITION
    return Modality.PERMISSION if _ALLOWS.search(clause) else Modality.OBLIGATION


def condition_of(clause: str) -> str:
    """Return the words of the case in which the clause asks, or nothing."""
    found = _CONDITION.search(clause)
    return found.group() if found else ""


def topic_of(headline: str) -> str:
    """Return the matter that a headline names."""
    words = re.split("[，,。：]", headline)[0]
    words = re.sub(r"[“”‘’]", "", words)
    bare = _TOPIC_NOISE.sub("", words)
    return (bare or words)[:_TOPIC]
