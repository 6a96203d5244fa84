"""Rules and cases → which parts of each condition no case shows to be true, or to be false."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directive_engine.cases.running import case_places
from directive_engine.engines.interpreter import Evaluator, Place
from directive_engine.ir import (
    AllOf,
    AnyOf,
    Choose,
    Const,
    Counted,
    Expr,
    Filtered,
    Mapped,
    Not,
    Program,
    Quantified,
    Share,
    operands,
    type_of,
)
from directive_engine.model import Pack, Vocabulary
from directive_engine.values import Primitive, RuleId, Truth

_JOINING = (AllOf, AnyOf, Not, Choose, Const)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One outcome of one part of a rule's condition, and whether some case takes it.

    Parts are what `&&`, `||`, `!` and `?:` join; those within a macro are evaluated for every
    element.
    """

    rule: RuleId
    part: Expr
    outcome: Truth
    is_taken: bool


def branch_coverage(
    program: Program, packs: Sequence[Pack], vocabulary: Vocabulary
) -> tuple[Branch, ...]:
    """Return both outcomes of every part of every condition, in the order of the rules.

    A case takes an outcome where the part is evaluated to it; the arm of a `?:` that is not chosen
    is not evaluated. Cases with problems take none.
    """
    taken: set[tuple[int, Truth]] = set()
    for rule, world, unit in case_places(program, packs, vocabulary):
        evaluator, place = Evaluator(world=world), Place(unit=unit)
        for condition in (rule.applies, rule.requires):
            taken.update(
                (id(part), truth) for part, truth in _observed(condition, place, evaluator)
            )
    return tuple(
        Branch(rule=rule.id, part=part, outcome=outcome, is_taken=(id(part), outcome) in taken)
        for rule in program.rules
        for condition in (rule.applies, rule.requires)
        for part in _parts(condition)
        for outcome in (Truth.TRUE, Truth.FALSE)
    )


def _is_part(expr: Expr) -> bool:
    return type_of(expr) is Primitive.BOOL and not isinstance(expr, _JOINING)


def _parts(expr: Expr) -> Iterator[Expr]:
    if _is_part(expr):
        yield expr
    for operand in operands(expr):
        yield from _parts(operand)


def _observed(expr: Expr, place: Place, evaluator: Evaluator) -> Iterator[tuple[Expr, Truth]]:
    """Yield the parts that are evaluated at `place`, with their truths where known."""
    if _is_part(expr):
        truth = evaluator.truth(expr, place)
        if truth.is_known:
            yield expr, truth
    match expr:
        case Choose(condition=condition, then=then, otherwise=otherwise):
            yield from _observed(condition, place, evaluator)
            chosen = evaluator.truth(condition, place)
            if chosen.is_known:
                arm = then if chosen is Truth.TRUE else otherwise
                yield from _observed(arm, place, evaluator)
        case (
            Quantified(items=items, variable=variable, predicate=body)
            | Filtered(items=items, variable=variable, predicate=body)
            | Mapped(items=items, variable=variable, result=body)
            | Counted(items=items, variable=variable, predicate=body)
            | Share(items=items, variable=variable, predicate=body)
        ):
            yield from _observed(items, place, evaluator)
            for _, inner in evaluator.elements(items, variable, place) or ():
                yield from _observed(body, inner, evaluator)
        case _:
            for operand in operands(expr):
                yield from _observed(operand, place, evaluator)
