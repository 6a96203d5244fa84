"""Small packs of one's own: a vocabulary and rules, written as YAML to a folder."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

KINDS = [
    {"id": "county_hq", "label": "县指挥部", "label_en": "county", "party": "territorial"},
    {"id": "township", "label": "乡镇", "label_en": "township", "party": "territorial"},
    {"id": "school", "label": "学校", "label_en": "school"},
    {"id": "hotel", "label": "酒店", "label_en": "hotel"},
]
FACTS = [
    {"id": "stock", "label": "沙袋储备天数", "label_en": "days of sandbags", "type": "int",
     "min": 0},
    {"id": "hours", "label": "响应小时", "label_en": "hours to respond", "type": "double",
     "min": 0},
    {"id": "ready", "label": "已备预案", "label_en": "plan ready", "type": "bool"},
    {"id": "drilled", "label": "演练日期", "label_en": "date of the drill", "type": "date"},
    {"id": "share_done", "label": "完成比例", "label_en": "share done", "type": "double",
     "unit_of_measure": "ratio"},
]  # fmt: skip


def a_parameter(
    id_: str = "days_min", default: object = 7, **changes: object
) -> dict[str, object]:
    """A parameter, an int unless told otherwise."""
    return {
        "id": id_,
        "label": "储备天数下限",
        "label_en": "minimum days in stock",
        "type": "int",
        "unit_of_measure": "天",
        "default": default,
        "basis": {"source": "本地规定"},
        **changes,
    }


def a_rule(id_: str = "stocked", **changes: object) -> dict[str, object]:
    """A rule about schools, with one clause."""
    return {
        "id": id_,
        "title": f"规则{id_}",
        "title_en": f"rule {id_}",
        "clauses": ["一/1"],
        "applies": 'kind == "school"',
        "requires": "stock >= 7",
        "question": "沙袋是否够用?",
        "methods": ["现场查看"],
        "evidence": ["库房实物"],
        "accountable": {"lead": "unit"},
        "severity": "major",
        "remedy": {"action": "补足", "within": "7d"},
        **changes,
    }


def a_pack(id_: str, rules: Sequence[object], **changes: object) -> dict[str, object]:
    """A manifest under `manifest`, and its rules under `rules`, all of one requirement."""
    manifest = {
        "id": id_,
        "title": f"会议{id_}",
        "title_en": f"meeting {id_}",
        "directives": [
            {
                "id": id_,
                "title": f"会议{id_}",
                "title_en": f"meeting {id_}",
                "level": "county",
                "issuer": "县政府",
                "fingerprint": "0123456789ab",
            }
        ],
        "requirements": [
            {"id": "first", "anchor": "一", "title": "首项", "title_en": "first requirement"}
        ],
        **changes,
    }
    return {"manifest": manifest, "rules": {"requirement": "first", "rules": list(rules)}}


def write_rules(folder: Path, *packs: Mapping[str, Any], **vocabulary: object) -> Path:
    """Write the packs and their vocabulary below `folder`; return the rules folder."""
    rules = folder / "rules"
    _write(rules / "vocabulary.yaml", {"kinds": KINDS, "facts": FACTS, **vocabulary})
    for pack in packs:
        place = rules / pack["manifest"]["id"]
        _write(place / "pack.yaml", pack["manifest"])
        _write(place / "01-first.yaml", pack["rules"])
    return rules


def _write(file: Path, data: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
