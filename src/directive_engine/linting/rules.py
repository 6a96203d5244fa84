"""Checks of packs: ids, conditions, questions, and facts that the unit kinds have."""

from collections.abc import Iterator, Sequence

from directive_engine.diagnostics import Diagnostic, Severity, Span, Words, suggest
from directive_engine.ir import CompiledRule, FactOf, Program, SelfUnit, walk
from directive_engine.linting.parameters import PLACEHOLDER
from directive_engine.model import Assessment, Pack, Rule, Vocabulary


def check_packs(
    packs: Sequence[Pack], program: Program, vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Emit DE411 to DE413, DE415, DE417 and DE418; see each check."""
    yield from _check_unique(packs)
    for pack in packs:
        yield from _check_requirements(pack)
        for rule in pack.rules:
            yield from _check_assessment(rule)
            yield from _check_question(rule, pack, vocabulary)
    rule_by_id = {rule.id: rule for pack in packs for rule in pack.rules}
    for compiled in program.rules:
        yield from _check_kinds(compiled, rule_by_id[compiled.id], vocabulary)


def _check_unique(packs: Sequence[Pack]) -> Iterator[Diagnostic]:
    """DE411: two rules have one id."""
    first: dict[str, Span] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.id in first:
                words = Words(
                    f"the rule id `{rule.id}` is taken, see {first[rule.id]}",
                    f"规则编号 `{rule.id}` 重复，见 {first[rule.id]}",
                )
                yield Diagnostic(code="DE411", message=words, span=rule.span)
            first.setdefault(rule.id, rule.span)


def _check_requirements(pack: Pack) -> Iterator[Diagnostic]:
    """DE412: a rule file names a requirement that the manifest does not have."""
    known = [requirement.id for requirement in pack.manifest.requirements]
    for file in pack.files:
        if file.requirement not in known:
            words = Words(
                f"unknown requirement `{file.requirement}`", f"没有方面要求 `{file.requirement}`"
            )
            hint = suggest(file.requirement, known)
            yield Diagnostic(code="DE412", message=words, span=file.span, help=hint)


def _check_assessment(rule: Rule) -> Iterator[Diagnostic]:
    """DE413: a rule needs `requires` or `assessed: manual`, not both."""
    if (rule.assessed is Assessment.MANUAL) == (rule.requires is not None):
        words = Words(
            f"rule `{rule.id}` needs either `requires` or `assessed: manual`",
            f"规则 `{rule.id}` 须有 `requires` 或 `assessed: manual` 之一",
        )
        yield Diagnostic(code="DE413", message=words, span=rule.span)
    if not rule.cases:
        words = Words(f"rule `{rule.id}` has no cases", f"规则 `{rule.id}` 没有用例")
        yield Diagnostic(code="DE418", message=words, span=rule.span, severity=Severity.WARNING)


def _check_question(rule: Rule, pack: Pack, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """DE415: a question asks for a parameter that neither the pack nor the vocabulary has."""
    known = [p.id for p in (*pack.manifest.parameters, *vocabulary.parameters)]
    for name in PLACEHOLDER.findall(rule.question):
        if name not in known:
            words = Words(
                f"the question names no parameter `{name}`", f"问题中的参数 `{name}` 不存在"
            )
            yield Diagnostic(
                code="DE415", message=words, span=rule.span, help=suggest(name, known)
            )


def _check_kinds(
    compiled: CompiledRule, rule: Rule, vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """DE417: a rule asks units for a fact that their kind does not have (warning)."""
    if not compiled.kinds:
        words = Words(f"rule `{rule.id}` applies to no kind", f"规则 `{rule.id}` 不适用于任何类别")
        yield Diagnostic(code="DE417", message=words, span=rule.span)
    asked = {
        node.fact: node.source.span
        for expr in (compiled.applies, compiled.requires)
        for node in walk(expr)
        if isinstance(node, FactOf) and isinstance(node.subject, SelfUnit)
    }
    if len(compiled.kinds) == len(vocabulary.kinds):
        return
    for fact, span in asked.items():
        lacking = sorted(kind for kind in compiled.kinds if not vocabulary.has_fact(kind, fact))
        if lacking:
            names = ", ".join(lacking)
            words = Words(
                f"units of kind {names} do not have the fact `{fact}`",
                f"类别 {names} 没有事实 `{fact}`",
            )
            yield Diagnostic(code="DE417", message=words, span=span, severity=Severity.WARNING)
