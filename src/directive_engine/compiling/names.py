"""Names in a condition → facts, parameters, variables and units around the one inspected."""

from typing import Final

from directive_engine.compiling.scope import Scope
from directive_engine.diagnostics import Words, suggest
from directive_engine.ir import (
    SELF,
    Bound,
    ComplianceOf,
    ElementOf,
    Expr,
    FactOf,
    Measure,
    ParameterOf,
    ParentOf,
    Related,
    Relation,
    Subject,
    Today,
)
from directive_engine.syntax import Extent, Member, Name, Node
from directive_engine.values import ParameterId

_RELATIONS: Final = {relation.value: relation for relation in Relation}


def compile_name(node: Name, scope: Scope) -> Expr | None:
    """Return what a bare name means: a variable, a built-in word, a fact or a parameter."""
    source = scope.source(node.at)
    variable = scope.variables.get(node.name)
    if variable is not None:
        if variable.subject is not None:
            words = Words(
                f"`{node.name}` is a unit: name one of its facts",
                f"`{node.name}` 是单位：请写明它的事实",
            )
            scope.report("DE202", node.at, words, Words(f"`{node.name}.…`", f"`{node.name}.…`"))
            return None
        return ElementOf(variable=node.name, type=variable.type, source=source)
    if node.name == "today":
        return Today(source=source)
    is_known = node.name in _RELATIONS or scope.names.vocabulary.find(node.name)
    parameter = None if is_known else scope.names.parameter(node.name)
    if parameter is not None:
        return ParameterOf(parameter=ParameterId(parameter.id), type=parameter.type, source=source)
    return _of_unit(SELF, node.name, node.at, node.at, scope)


def compile_member(subject: Subject, node: Member, scope: Scope) -> Expr | None:
    """Return a fact of another unit, or the units around it."""
    return _of_unit(subject, node.name, node.name_at, node.at, scope)


def _of_unit(
    subject: Subject, name: str, name_at: Extent, at: Extent, scope: Scope
) -> Expr | None:
    source, vocabulary = scope.source(at), scope.names.vocabulary
    if name in _RELATIONS:
        return Related(subject=subject, relation=_RELATIONS[name], source=source)
    fact = vocabulary.find(name)
    if fact is None:
        _report_unknown(name, name_at, scope)
        return None
    return FactOf(subject=subject, fact=fact, type=vocabulary.type_of(fact), source=source)


def compile_compliance(node: Member, holder: Member, scope: Scope) -> Expr | None:
    """Return the findings `unit.compliance.…` of a unit below or supervised."""
    subject = subject_of(holder.operand, scope)
    if not isinstance(subject, Bound):
        words = Words(
            "findings can be asked only of units in `children`, `subordinates`, `supervised`",
            "只能引用 `children`、`subordinates`、`supervised` 中单位的检查结论",
        )
        scope.report("DE209", holder.at, words)
        return None
    if node.name not in {measure.value for measure in Measure}:
        words = Words(f"`compliance` has no `{node.name}`", f"`compliance` 没有 `{node.name}`")
        hint = Words("use `gaps` or `rate`", "可用 `gaps` 或 `rate`")
        scope.report("DE203", node.name_at, words, hint)
        return None
    return ComplianceOf(subject=subject, measure=Measure(node.name), source=scope.source(node.at))


def subject_of(node: Node, scope: Scope) -> Subject | None:
    """Return the unit that `node` stands for, None when it stands for no unit."""
    match node:
        case Name(name=name):
            variable = scope.variables.get(name)
            if variable is not None:
                return variable.subject
            return ParentOf(of=SELF) if name == "parent" else None
        case Member(operand=operand, name="parent"):
            above = subject_of(operand, scope)
            return None if above is None else ParentOf(of=above)
        case _:
            return None


def _report_unknown(name: str, at: Extent, scope: Scope) -> None:
    if name == "compliance":
        words = Words("a unit cannot ask for its own findings", "单位不能引用自身的检查结论")
        scope.report("DE209", at, words)
        return
    if name == "parent":
        words = Words(
            "`parent` is a unit: name one of its facts", "`parent` 是单位：请写明它的事实"
        )
        scope.report("DE203", at, words, Words("`parent.…`", "`parent.…`"))
        return
    words = Words(f"unknown fact `{name}`", f"事实词表中没有 `{name}`")
    known = [*scope.names.all(), *_RELATIONS, "today", "parent", *scope.variables]
    scope.report("DE203", at, words, _with_label(suggest(name, known), scope))


def _with_label(hint: Words | None, scope: Scope) -> Words | None:
    """Show the id beside a suggested label, and the label beside a suggested id."""
    if hint is None:
        return None
    name = hint.en.split("`")[1] if "`" in hint.en else ""
    fact = scope.names.vocabulary.find(name)
    definition = scope.names.vocabulary.fact_by_id.get(fact) if fact else None
    if definition is None:
        return hint
    other = definition.id if name == definition.label else definition.label
    return Words(hint.en.replace("?", f" (`{other}`)?"), hint.zh.replace("?", f"(`{other}`)?"))
