"""Characters that recognition took for others, where only one reading makes sense."""

import re
from typing import Final

from directive_engine.texts.characters import HAN
from directive_engine.texts.edits import Edit, RepairKind

_DASH: Final = "[-－–—―ー‐‑﹣−]"
_ABSOLUTE: Final = "律[不严禁按由依取予停追从给]|票否决"
_PLANS: Final = "考核|管理|范围|规划|预算|计划|清单|体系|名录"
_READINGS: Final = {
    rf"进({_DASH})(?=步)": "一",
    rf"[逐统第唯]({_DASH})(?=[{HAN}])": "一",
    rf"({_DASH})(?<![-－–—―ー‐‑﹣−\w].)(?=抓\.?到底|以贯之|视同仁|把手|盘棋|{_ABSOLUTE})": "一",
    rf"[党政的各凡地]({_DASH})(?=把手|票否决)": "一",
    rf"[{HAN}](?<![法规纪自])({_DASH})(?={_ABSOLUTE})": "一",
    r"(曰)(?<=\d.)": "日",
    rf"纳(人)(?<![接容缴采吸吐招]..)(?=[^，。；\n]{{0,8}}(?:{_PLANS}))": "入",
    rf"部(\])(?<=[各关级]..)(?=[{HAN}、，])": "门",
}
_PATTERNS: Final = tuple((re.compile(form), char) for form, char in _READINGS.items())


def mend_misreadings(text: str) -> list[Edit]:
    """Find 进-步 for 进一步, 8曰 for 8日 and their like."""
    return sorted(
        Edit(*found.span(1), char, RepairKind.MISREAD)
        for pattern, char in _PATTERNS
        for found in pattern.finditer(text)
    )
