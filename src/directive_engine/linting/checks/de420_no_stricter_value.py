"""DE420: a parameter has different values, and nothing says which is stricter."""

from collections.abc import Iterator
from typing import Final

from directive_engine.diagnostics import Page, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.parameters import first_statements, parameter_lists
from directive_engine.model import Parameter
from directive_engine.values import Primitive

PAGE = Page(
    code="DE420",
    title=Words("different values, none said to be stricter", "数值不同而未说明何者更严"),
    reason=prose(
        """
        Where packs that are used together state different values of one parameter, the stricter
        binds. `stricter: higher` or `stricter: lower` says which that is; texts have no order, so
        they must agree.
        """,
        """
        同时使用的规则包对同一参数规定了不同数值时从严掌握；`stricter: higher`（越大越严）或
        `stricter: lower`（越小越严）说明何者更严。文字无从比较宽严，须一致。
        """,
    ),
    place="parameter",
    bad="""\
id: season_start
label: 本季起算日
label_en: start of the season
type: date
default: "2020-10-01"
""",
    good="""\
id: season_start
label: 本季起算日
label_en: start of the season
type: date
default: "2020-10-01"
stricter: lower
""",
    line=5,
)

_ORDERED: Final = frozenset(
    {Primitive.BOOL, Primitive.INT, Primitive.DOUBLE, Primitive.DATE, Primitive.DURATION}
)


def find(subject: Subject) -> Iterator[Found]:
    """Find packs whose value of a parameter cannot be compared with the first that is stated."""
    first = first_statements(subject)
    ordered = {p.id for ps in parameter_lists(subject) for p in ps if p.stricter is not None}
    for pack in subject.base.packs:
        for parameter in pack.manifest.parameters:
            known = first[parameter.id]
            if parameter.default == known.default:
                continue
            if parameter.type not in _ORDERED:
                reason = Words("texts have no stricter one", "文字无从比较宽严")
                hint = Words("give this parameter another id", "请给此参数另取编号")
                yield _differ(parameter, known, reason, hint)
            elif parameter.id not in ordered:
                reason = Words("nothing says which is stricter", "未写明何者更严")
                hint = Words(
                    "add `stricter: higher` or `stricter: lower`",
                    "请补充 `stricter: higher`(越大越严)或 `stricter: lower`(越小越严)",
                )
                yield _differ(parameter, known, reason, hint)


def _differ(parameter: Parameter, known: Parameter, reason: Words, hint: Words) -> Found:
    place = known.where("default")
    words = Words(
        f"`{parameter.id}` is `{parameter.default}` here and `{known.default}` at {place}, "
        f"and {reason.en}",
        f"参数 `{parameter.id}` 此处为 `{parameter.default}`，{place} 处为 `{known.default}`，"
        f"{reason.zh}",
    )
    return Found(message=words, span=parameter.where("default"), help=hint)


CHECK = Check(page=PAGE, find=find)
