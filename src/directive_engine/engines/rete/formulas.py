"""Tests of whole numbers joined by "and" and "or", and how durable_rules writes them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from directive_engine.ir import Comparison

ALWAYS_SENT: Final = "z"
"""A property that every fact has: the catch-all rule of each ruleset asks for nothing else."""

_OPERATORS: Final = {
    Comparison.NOT_EQUAL: "$neq",
    Comparison.LESS: "$lt",
    Comparison.LESS_OR_EQUAL: "$lte",
    Comparison.GREATER: "$gt",
    Comparison.GREATER_OR_EQUAL: "$gte",
}
OPPOSITES: Final = {
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.LESS: Comparison.GREATER_OR_EQUAL,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER,
    Comparison.GREATER: Comparison.LESS_OR_EQUAL,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """Signal `left` compared with a number, or with signal `other`; false where one is absent."""

    left: int
    op: Comparison
    number: int = 0
    other: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """All of `terms` hold; without terms: always."""

    terms: tuple["Formula", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """One of `terms` holds; without terms: never."""

    terms: tuple["Formula", ...]


Formula: TypeAlias = Test | Every | Some
ALWAYS: Final = Every(terms=())
NEVER: Final = Some(terms=())


def every(formulas: Iterable[Formula]) -> Formula:
    """Return the formula that all of `formulas` hold."""
    flat = (term for f in formulas for term in (f.terms if isinstance(f, Every) else (f,)))
    terms = tuple(dict.fromkeys(flat))
    if NEVER in terms:
        return NEVER
    return terms[0] if len(terms) == 1 else Every(terms=terms)


def some(formulas: Iterable[Formula]) -> Formula:
    """Return the formula that one of `formulas` holds."""
    flat = (term for f in formulas for term in (f.terms if isinstance(f, Some) else (f,)))
    terms = tuple(dict.fromkeys(flat))
    if ALWAYS in terms:
        return ALWAYS
    return terms[0] if len(terms) == 1 else Some(terms=terms)


def tests(formula: Formula) -> Iterator[Test]:
    """Yield the tests in `formula`."""
    if isinstance(formula, Test):
        yield formula
    else:
        for term in formula.terms:
            yield from tests(term)


def sequence_length(formula: Formula) -> int:
    """Return how many expressions durable_rules keeps in sequence for `formula`.

    Each "and" and "or" is two; a comparison of two signals is one, within the "and" of its guards.
    """
    if isinstance(formula, Test):
        return 0 if formula.other is None else 3
    return 2 + sum(sequence_length(term) for term in formula.terms)


def signals_of(formula: Formula) -> frozenset[int]:
    """Return the signals that `formula` tests."""
    found: set[int] = set()
    for test in tests(formula):
        found.add(test.left)
        if test.other is not None:
            found.add(test.other)
    return frozenset(found)


def signal_name(signal: int) -> str:
    """Return the property that holds a signal."""
    return f"s{signal}"


def written(formula: Formula) -> dict[str, object]:
    """Write `formula` as durable_rules reads it; one that never holds has no form."""
    match formula:
        case Test(left=left, op=op, number=number, other=other):
            if other is None:
                return _compared(signal_name(left), op, number)
            # Without these guards an absent operand is compared as whatever lies in memory.
            guards = [{"$ex": {signal_name(signal): 1}} for signal in (left, other)]
            return {
                "$and": [*guards, _compared(signal_name(left), op, {"$m": signal_name(other)})]
            }
        case Every(terms=()):
            return {ALWAYS_SENT: 1}
        case Every(terms=terms):
            return {"$and": [written(term) for term in terms]}
        case Some(terms=terms):
            return {"$or": [written(term) for term in terms]}
        case _:
            assert_never(formula)


def _compared(left: str, op: Comparison, right: object) -> dict[str, object]:
    return {left: right} if op is Comparison.EQUAL else {_OPERATORS[op]: {left: right}}
