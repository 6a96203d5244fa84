"""DE421: one file states a parameter twice."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Span, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.parameters import parameter_lists

PAGE = Page(
    code="DE421",
    title=Words("a parameter stated twice in one file", "同一文件中参数重复"),
    reason=prose(
        """
        A file states each parameter once. Two files may state the same one, with values of
        their own.
        """,
        """
        同一文件中每个参数只能出现一次；不同文件可以规定同一参数，并各有数值。
        """,
    ),
    place="pack",
    bad="""\
parameters:
  - id: stock_days
    label: 储备天数要求
    label_en: days to be in stock
    type: int
    default: 7
    basis: {source: 县指挥部通知}
  - id: stock_days
    label: 储备天数要求
    label_en: days to be in stock
    type: int
    default: 7
    basis: {source: 省卫健委要求}
""",
    good="""\
parameters:
  - id: stock_days
    label: 储备天数要求
    label_en: days to be in stock
    type: int
    default: 7
    basis: {source: 县指挥部通知}
""",
    line=8,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find parameters that an earlier one of the same file has the id of."""
    for parameters in parameter_lists(subject):
        here: dict[str, Span] = {}
        for parameter in parameters:
            span = parameter.where("id")
            if parameter.id in here:
                line = here[parameter.id].line
                words = Words(
                    f"parameter `{parameter.id}` is stated twice, see line {line}",
                    f"参数 `{parameter.id}` 重复，见第 {line} 行",
                )
                hint = Words("delete one of the two", "请删去其中一个")
                yield Found(message=words, span=span, help=hint)
            here.setdefault(parameter.id, span)


CHECK = Check(page=PAGE, find=find)
