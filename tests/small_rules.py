"""A small, sound folder of rules into which a test puts one piece of its own."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

VOCABULARY = """\
kinds:
  - {id: township, label: 乡镇, label_en: township, party: territorial}
  - {id: school, label: 学校, label_en: school}
  - {id: market, label: 农贸市场, label_en: food market}
parameters:
  - id: season_start
    label: 本季起算日
    label_en: start of the season
    type: date
    default: "2020-09-01"
    basis: {source: 县指挥部通知}
facts:
  - id: mask_stock_days
    label: 口罩储备天数
    label_en: days of masks in stock
    type: int
    unit_of_measure: 天
    min: 0
    max: 365
    question: 口罩可用多少天？
  - id: risk_level
    label: 风险等级
    label_en: risk level
    type: enum
    values:
      - {id: low, label: 低, label_en: low}
      - {id: high, label: 高, label_en: high}
  - {id: staff_count, label: 教职工人数, label_en: staff, type: int, kinds: [school]}
  - {id: drill_date, label: 演练日期, label_en: date of the last drill, type: date}
  - {id: has_plan, label: 有应急预案, label_en: has a plan, type: bool}
  - {id: phone, label: 值班电话, label_en: telephone, type: string}
  - {id: stocked, label: 储备品类, label_en: kinds in stock, type: list<string>}
  - id: mask_weeks
    label: 口罩储备周数
    label_en: weeks of masks in stock
    type: int
    derived: 口罩储备天数 / 7
"""
MANIFEST = {
    "id": "id: county-push",
    "title": "title: 推进会",
    "title_en": "title_en: Push meeting",
    "directives": (
        "directives: [{id: county-push, title: 提纲, title_en: Outline, level: county, "
        'issuer: 县委, fingerprint: "5b4a469ee5ff"}]'
    ),
    "requirements": (
        "requirements: [{id: supplies, anchor: 八-五, title: 物资, title_en: Supplies}]"
    ),
}
CLAUSES = """\
directives:
  - id: county-push
    length: 20
    fingerprint: "0f4a469ee5ff"
    clauses:
      - {anchor: 八-五/1, role: order, position: 0, length: 9, fingerprint: "1f4a469ee5ff"}
      - {anchor: 八-五/2, role: order, position: 9, length: 9, fingerprint: "2f4a469ee5ff"}
"""
PARAMETER = {
    "id": "id: stock_days",
    "label": "label: 储备天数要求",
    "label_en": "label_en: days to be in stock",
    "type": "type: int",
    "default": "default: 7",
    "basis": "basis: {source: 县指挥部通知}",
}
RULE = {
    "id": "id: mask_stock",
    "title": "title: 口罩储备",
    "title_en": "title_en: Masks in stock",
    "clauses": "clauses: [八-五/1]",
    "applies": 'applies: kind == "school"',
    "requires": "requires: 口罩储备天数 >= stock_days",
    "question": "question: 口罩库存是否够用 {stock_days} 天？",
    "methods": "methods: [查阅资料]",
    "evidence": "evidence: [物资台账]",
    "accountable": "accountable: {lead: unit}",
    "severity": "severity: major",
    "remedy": "remedy: {action: 补足, within: 7d}",
    "cases": (
        "cases: [{name: 充足, facts: {kind: school, mask_stock_days: 9}, expect: compliant}]"
    ),
}
UNITS = "编号,名称,类别,口罩储备天数\nT01,城关镇,乡镇,\nS01,一中,学校,3\n"
_KEY = re.compile(r"^(\w+):", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """The file that holds a piece, the line before its first line and the columns before it."""

    file: Path
    line: int = 0
    column: int = 0


def write_rules(folder: Path, place: str = "", text: str = "") -> Written:
    """Write `rules/` and `units.csv` to `folder`, with `text` at `place`.

    A piece of a rule, parameter or manifest replaces the keys that it has itself; among facts it
    is one more; all else are whole files.
    """
    files = {
        "vocabulary.yaml": VOCABULARY,
        "county-push/pack.yaml": _manifest({}),
        "county-push/clauses.yaml": CLAUSES,
        "county-push/05-supplies.yaml": "requirement: supplies\n" + _rules({}),
    }
    written = Written(folder)
    if place in _PIECES:
        name, before, column, after = _PIECES[place](text)
        files[name] = before + textwrap.indent(text, " " * column) + after
        written = Written(folder / "rules" / name, before.count("\n"), column)
    (folder / "rules" / "county-push").mkdir(parents=True)
    (folder / "units.csv").write_text(UNITS, "utf-8")
    for file, content in files.items():
        (folder / "rules" / file).write_text(content, "utf-8", newline="")
    return written


def _fact(_: str) -> tuple[str, str, int, str]:
    return "vocabulary.yaml", VOCABULARY, 2, ""


def _parameter(text: str) -> tuple[str, str, int, str]:
    is_another = "id" in _keys(text) and "id: stock_days" not in text
    return "county-push/pack.yaml", _manifest(_keys(text), is_another=is_another), 4, ""


def _pack(text: str) -> tuple[str, str, int, str]:
    kept = "".join(f"{line}\n" for key, line in MANIFEST.items() if key not in _keys(text))
    parameters = "" if "parameters" in _keys(text) else _parameters({})
    return "county-push/pack.yaml", kept + parameters, 0, ""


def _rule(text: str) -> tuple[str, str, int, str]:
    usual = _rules({}) if "id" in _keys(text) else "rules:\n"  # a rule of its own beside the usual
    before = "requirement: supplies\n" + usual + _block(RULE, _keys(text), "    ")
    return "county-push/05-supplies.yaml", before, 4, ""


def _clauses(_: str) -> tuple[str, str, int, str]:
    return "county-push/clauses.yaml", "", 0, ""


def _file(text: str) -> tuple[str, str, int, str]:
    is_head = text.startswith("requirement:") and "rules:" not in text
    return "county-push/05-supplies.yaml", "", 0, _rules({}) if is_head else ""


_PIECES = {
    "fact": _fact,
    "parameter": _parameter,
    "pack": _pack,
    "rule": _rule,
    "file": _file,
    "clauses": _clauses,
}


def _keys(text: str) -> dict[str, str]:
    return dict.fromkeys(_KEY.findall(text), "")


def _block(lines: dict[str, str], without: dict[str, str], indent: str) -> str:
    kept = [line for key, line in lines.items() if key not in without]
    first = indent[:-2] + "- " + kept[0]
    return "\n".join([first, *(indent + line for line in kept[1:])]) + "\n"


def _rules(without: dict[str, str]) -> str:
    return "rules:\n" + _block(RULE, without, "    ")


def _parameters(without: dict[str, str], *, is_another: bool = False) -> str:
    usual = _block(PARAMETER, {}, "    ") if is_another else ""
    return "parameters:\n" + usual + _block(PARAMETER, without, "    ")


def _manifest(without: dict[str, str], *, is_another: bool = False) -> str:
    head = "\n".join(MANIFEST.values()) + "\n"
    return head + _parameters(without, is_another=is_another)
