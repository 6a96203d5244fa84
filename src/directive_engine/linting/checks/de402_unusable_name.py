"""DE402: a fact or parameter has a name that no condition can use."""

import re
from collections.abc import Iterator

from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.parameters import parameter_lists
from directive_engine.model import RESERVED_NAMES, FactDefinition, Parameter

PAGE = Page(
    code="DE402",
    title=Words("a name that no condition can use", "条件中无法使用的名称"),
    reason=prose(
        """
        Words of the language such as `today` or `size`, and columns of unit files such as
        `name`, cannot name a fact or a parameter. A label that holds a space or punctuation can
        be shown to people, but a condition must then use the id; that is only a note.
        """,
        """
        `today`、`size` 等语言保留字，以及 `name` 等单位文件的列名，不能作
        为事实或参数的名称。标签含空格或标点时仍可展示，但条件中只能用编号，此时仅作提示。
        """,
    ),
    place="fact",
    bad="""\
- {id: size, label: 规模, label_en: size, type: int}
""",
    good="""\
- {id: floor_area, label: 规模, label_en: size, type: int}
""",
)


_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def find(subject: Subject) -> Iterator[Found]:
    """Find reserved words used as names, and labels that are no identifiers."""
    parameters = (p for ps in parameter_lists(subject) for p in ps)
    names: tuple[FactDefinition | Parameter, ...] = (
        *subject.base.vocabulary_file.facts,
        *parameters,
    )
    for named in names:
        for key, name in (("id", named.id), ("label", named.label)):
            if name in RESERVED_NAMES:
                words = Words(f"`{name}` is a word of the language", f"`{name}` 是保留字")
                hint = Words("choose another name", "请改用其他名称")
                yield Found(message=words, span=named.where(key), help=hint)
    for fact in subject.base.vocabulary_file.facts:
        if fact.question and not _IDENTIFIER.fullmatch(fact.label):
            words = Words(
                f"the label `{fact.label}` cannot be written in a condition",
                f"标签 `{fact.label}` 不能用于条件",
            )
            hint = Words("use letters, digits and _ only", "只用汉字、字母、数字和下划线")
            yield Found(message=words, span=fact.where("label"), help=hint, severity=Severity.NOTE)


CHECK = Check(page=PAGE, find=find)
