"""DE416: a parameter is used nowhere."""

from collections.abc import Iterator

from directive_engine.compiling import parameters_used
from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.linting.parameters import PLACEHOLDER

PAGE = Page(
    code="DE416",
    title=Words("a parameter that nothing uses", "参数未被使用"),
    reason=prose(
        """
        A parameter that no condition, derived fact or question names changes nothing, whatever
        a site file says. It is usually left over, or its name is misspelt where it should be
        used.
        """,
        """
        没有条件、派生事实或问题引用的参数，改了也不起作用；多为遗留，或引用处写错了名称。
        """,
    ),
    place="parameter",
    bad="""\
id: spare_days
""",
    good="""\
id: stock_days
""",
    severity=Severity.WARNING,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find parameters of a pack that none of its conditions, derived facts or questions names."""
    for pack in subject.base.packs:
        if pack.folder in subject.base.broken:  # what could not be read may use them
            continue
        rules = (rule for rule in subject.program.rules if rule.pack == pack.id)
        used = {str(name) for name in parameters_used(rules, subject.program)}
        texts = [rule.question for rule in pack.rules]
        used |= {name for text in texts for name in PLACEHOLDER.findall(text)}
        # A rule that did not compile may use one all the same.
        compiled = {rule.id for rule in subject.program.rules}
        rest = [rule for rule in pack.rules if rule.id not in compiled]
        written = " ".join(c.text for r in rest for c in (r.applies, r.requires) if c is not None)
        for parameter in pack.manifest.parameters:
            if parameter.id in used or parameter.id in written or parameter.label in written:
                continue
            words = Words(
                f"no rule of this pack names the parameter `{parameter.id}`",
                f"本规则包没有规则使用参数 `{parameter.id}`",
            )
            yield Found(message=words, span=parameter.where("id"))


CHECK = Check(page=PAGE, find=find)
