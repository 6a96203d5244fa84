"""DE419: a parameter that several files state is not the same thing in them."""

from collections.abc import Iterator
from typing import Final

from directive_engine.diagnostics import Page, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.parameters import first_statements, parameter_lists
from directive_engine.model import Parameter

PAGE = Page(
    code="DE419",
    title=Words("a parameter that is not the same everywhere", "参数在各处含义不一"),
    reason=prose(
        """
        A pack may state its own value of a parameter of the vocabulary or of another pack. Type,
        label, unit of measure and the direction in which it is stricter must then be the same:
        otherwise the values could not be compared.
        """,
        """
        规则包可为词表或其他规则包中的参数另定数值，但类型、标签、计量单位和宽严方向须一致，
        否则无从比较。
        """,
    ),
    place="parameter",
    bad="""\
id: season_start
label: 起算日
label_en: start of the season
type: date
default: "2020-09-01"
""",
    good="""\
id: season_start
label: 本季起算日
label_en: start of the season
type: date
default: "2020-09-01"
""",
    line=2,
)

_SAME: Final = {
    "type": Words("type", "类型"),
    "label": Words("label", "标签"),
    "label_en": Words("English label", "英文标签"),
    "unit_of_measure": Words("unit of measure", "计量单位"),
}
_DIRECTION: Final = Words("`stricter`", " `stricter` ")


def find(subject: Subject) -> Iterator[Found]:
    """Find statements of a parameter that differ from its first in more than the value."""
    first = first_statements(subject)
    direction: dict[str, Parameter] = {}
    for parameters in parameter_lists(subject):
        for parameter in parameters:
            known = first[parameter.id]
            for key, what in _SAME.items():
                if getattr(parameter, key) != getattr(known, key):
                    yield _differs(parameter, known, key, what)
            if parameter.stricter is None:
                continue
            ordered = direction.setdefault(parameter.id, parameter)
            if ordered.stricter is not parameter.stricter:
                yield _differs(parameter, ordered, "stricter", _DIRECTION)


def _differs(parameter: Parameter, known: Parameter, key: str, what: Words) -> Found:
    found, expected, place = getattr(parameter, key), getattr(known, key), known.where(key)
    words = Words(
        f"the {what.en} of `{parameter.id}` is `{found}` here and `{expected}` at {place}",
        f"参数 `{parameter.id}` 的{what.zh}此处为 `{found}`，{place} 处为 `{expected}`",
    )
    hint = Words(
        "make both alike, or give this parameter another id", "请改为一致，或给此参数另取编号"
    )
    return Found(message=words, span=parameter.where(key), help=hint)


CHECK = Check(page=PAGE, find=find)
