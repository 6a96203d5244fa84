"""Packs and vocabulary → a program: all rules compiled, derived facts ordered, strata known."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from directive_engine.compiling.conditions import compile_condition
from directive_engine.compiling.kinds import possible_kinds
from directive_engine.compiling.scope import Names, Scope, parameters_by_id
from directive_engine.compiling.strata import stratum_of
from directive_engine.diagnostics import Diagnostic, Span, Words
from directive_engine.ir import (
    SELF,
    CompiledParameter,
    CompiledRule,
    ComplianceOf,
    Const,
    Expr,
    FactOf,
    Has,
    Program,
    walk,
)
from directive_engine.model import Condition, Pack, Parameter, Rule, Vocabulary
from directive_engine.values import (
    FactId,
    ParameterId,
    Primitive,
    RuleId,
    ValueProblem,
    read_value,
)

_ALWAYS = Const(value=True, type=Primitive.BOOL)


def compile_packs(
    packs: Sequence[Pack], vocabulary: Vocabulary
) -> tuple[Program, tuple[Diagnostic, ...]]:
    """Compile every rule of `packs`; rules with problems are left out of the program.

    A rule may name the parameters of its own pack and those of the vocabulary. Emits the codes of
    `compile_condition`, DE208 for derived facts that form a cycle, and DE213 for a parameter whose
    default is not of its type.
    """
    problems: list[Diagnostic] = []
    shared = Names(vocabulary=vocabulary, parameters=parameters_by_id(vocabulary.parameters))
    derived = _compile_derived(shared, problems)
    rules: list[CompiledRule] = []
    for pack in packs:
        names = _names_of(pack, vocabulary)
        compiled = (_compile_rule(rule, pack.id, names, problems) for rule in pack.rules)
        rules += [rule for rule in compiled if rule is not None]
    stated = [*vocabulary.parameters, *(p for pack in packs for p in pack.manifest.parameters)]
    program = Program(
        rules=tuple(rules),
        derived=_in_order(derived, vocabulary, problems),
        inherited=frozenset(FactId(fact.id) for fact in vocabulary.facts if fact.inherited),
        fact_types={FactId(fact.id): fact.fact_type for fact in vocabulary.facts},
        parameters=_compile_parameters(stated, problems),
    )
    return program, tuple(problems)


def check_conditions(
    conditions: Iterable[Condition], pack: Pack, vocabulary: Vocabulary
) -> tuple[Diagnostic, ...]:
    """Return the problems of conditions that belong to no sound rule of `pack`."""
    problems: list[Diagnostic] = []
    names = _names_of(pack, vocabulary)
    for condition in conditions:
        compile_condition(_scope(condition, names, problems))
    return tuple(problems)


def _names_of(pack: Pack, vocabulary: Vocabulary) -> Names:
    own = parameters_by_id((*pack.manifest.parameters, *vocabulary.parameters))
    return Names(vocabulary=vocabulary, parameters=own)


def _compile_rule(
    rule: Rule, pack: str, names: Names, problems: list[Diagnostic]
) -> CompiledRule | None:
    applies: Expr | None = _ALWAYS
    if rule.applies is not None:
        applies = compile_condition(_scope(rule.applies, names, problems))
    requires = _requires(rule, names, problems)
    if applies is None or requires is None:
        return None
    strata = []
    for expr in (applies, requires):
        stratum = stratum_of(expr)
        if stratum is None:
            problems.append(_not_askable(expr, rule))
            return None
        strata.append(stratum)
    return CompiledRule(
        id=RuleId(rule.id),
        pack=pack,
        applies=applies,
        requires=requires,
        kinds=possible_kinds(applies, names.vocabulary),
        stratum=max(strata),
    )


def _requires(rule: Rule, names: Names, problems: list[Diagnostic]) -> Expr | None:
    if rule.is_draft and rule.requires is not None:
        compile_condition(_scope(rule.requires, names, problems))
    if rule.is_judged:
        return FactOf(subject=SELF, fact=FactId(rule.id), type=Primitive.BOOL)
    if rule.requires is None:  # the linter reports a rule without a condition
        return None
    return compile_condition(_scope(rule.requires, names, problems))


def _scope(condition: Condition, names: Names, problems: list[Diagnostic]) -> Scope:
    return Scope(names=names, condition=condition, problems=problems)


def _not_askable(expr: Expr, rule: Rule) -> Diagnostic:
    return Diagnostic(
        code="DE209",
        message=Words(
            "findings may be asked only of units below this one or supervised by it",
            "只能引用本单位下级或所监管单位的检查结论",
        ),
        span=_first_finding(expr) or rule.span,
    )


def _first_finding(expr: Expr) -> Span | None:
    return next((n.source.span for n in walk(expr) if isinstance(n, ComplianceOf)), None)


def _compile_derived(names: Names, problems: list[Diagnostic]) -> dict[FactId, Expr]:
    derived: dict[FactId, Expr] = {}
    for fact in names.vocabulary.facts:
        if fact.derived is None:
            continue
        expr = compile_condition(_scope(fact.derived, names, problems), fact.fact_type)
        if expr is None:
            continue
        place = _first_finding(expr)
        if place is not None:
            words = Words("a derived fact cannot ask for findings", "派生事实不能引用检查结论")
            problems.append(Diagnostic(code="DE209", message=words, span=place))
            continue
        derived[FactId(fact.id)] = expr
    return derived


def _in_order(
    derived: Mapping[FactId, Expr], vocabulary: Vocabulary, problems: list[Diagnostic]
) -> dict[FactId, Expr]:
    graph = {
        fact: {
            node.fact
            for node in walk(expr)
            if isinstance(node, FactOf | Has) and node.fact in derived
        }
        for fact, expr in derived.items()
    }
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            cycle: list[FactId] = error.args[1][::-1]
            problems.append(_cycle(cycle, vocabulary))
            graph = {fact: on - {*cycle} for fact, on in graph.items() if fact not in cycle}
        else:
            return {fact: derived[fact] for fact in order}


def _cycle(cycle: Sequence[FactId], vocabulary: Vocabulary) -> Diagnostic:
    definitions = [vocabulary.fact_by_id[fact] for fact in cycle]
    first = min(definitions, key=lambda fact: (fact.span.line, fact.span.column))
    turn = cycle.index(FactId(first.id))
    chain = " → ".join([*cycle[turn:-1], *cycle[:turn], cycle[turn]])
    return Diagnostic(
        code="DE208",
        message=Words(f"derived facts form a cycle: {chain}", f"派生事实循环定义：{chain}"),
        span=first.where("derived"),
        help=Words("define one of them without the others", "请改为不引用其他几项来定义其中一项"),
    )


def _compile_parameters(
    parameters: Iterable[Parameter], problems: list[Diagnostic]
) -> dict[ParameterId, CompiledParameter]:
    compiled: dict[ParameterId, CompiledParameter] = {}
    for parameter in parameters:
        default = read_value(parameter.default, parameter.type, parameter.unit_of_measure)
        if default is None or isinstance(default, ValueProblem):
            expected = default.expected if default else Words("a value", "一个值")
            words = Words(
                f"the default of `{parameter.id}` is not {expected.en}",
                f"参数 `{parameter.id}` 的默认值应为{expected.zh}",
            )
            problems.append(
                Diagnostic(code="DE213", message=words, span=parameter.where("default"))
            )
            continue
        key = ParameterId(parameter.id)
        compiled.setdefault(key, CompiledParameter(id=key, type=parameter.type, default=default))
    return compiled
