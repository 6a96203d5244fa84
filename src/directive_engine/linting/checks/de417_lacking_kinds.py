"""DE417: a rule applies to no kind, or asks units for a fact that they do not have."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Severity, Words, prose
from directive_engine.ir import CompiledRule, FactOf, SelfUnit, walk
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.model import Rule, Vocabulary

PAGE = Page(
    code="DE417",
    title=Words("a fact that the kinds in question do not have", "所涉单位类别没有该事实"),
    reason=prose(
        """
        The vocabulary says which kinds of unit have a fact. A rule that asks other units for it
        stays unknown on them for ever: narrow `applies`, or widen the `kinds` of the fact. A
        rule that can apply to no kind at all is an error.
        """,
        """
        词表规定了哪些单位类别有该事实。规则若向其他类别要这项事实，结论将永远是待核实：应收窄
         `applies` 或放宽事实的 `kinds`。规则不适用于任何类别则为错误。
        """,
    ),
    place="rule",
    bad="""\
applies: kind in ["school", "market"]
requires: 教职工人数 > 0
""",
    good="""\
applies: kind == "school"
requires: 教职工人数 > 0
""",
    line=2,
    severity=Severity.WARNING,
)


def find(subject: Subject) -> Iterator[Found]:
    """Find facts that a rule asks of units whose kind does not have them."""
    rule_by_id = {rule.id: rule for rule in subject.rules}
    for compiled in subject.program.rules:
        if not compiled.kinds:
            yield _never(rule_by_id[compiled.id])
        elif len(compiled.kinds) < len(subject.vocabulary.kinds):
            yield from _lacking(compiled, subject.vocabulary)


def _never(rule: Rule) -> Found:
    words = Words(f"rule `{rule.id}` applies to no kind", f"规则 `{rule.id}` 不适用于任何类别")
    return Found(message=words, span=rule.where("applies"), severity=Severity.ERROR)


def _lacking(compiled: CompiledRule, vocabulary: Vocabulary) -> Iterator[Found]:
    asked = {
        node.fact: node.source.span
        for expr in (compiled.applies, compiled.requires)
        for node in walk(expr)
        if isinstance(node, FactOf) and isinstance(node.subject, SelfUnit)
    }
    for fact, span in asked.items():
        lacking = [
            kind
            for kind in vocabulary.kinds
            if kind.id in compiled.kinds and not vocabulary.has_fact(kind.id, fact)
        ]
        if lacking:
            ids, labels = ", ".join(k.id for k in lacking), "、".join(k.label for k in lacking)
            words = Words(
                f"units of kind {ids} do not have the fact `{fact}`",
                f"{labels}没有事实 `{fact}`",
            )
            yield Found(message=words, span=span)


CHECK = Check(page=PAGE, find=find)
