"""What conditions the columnar engine leaves to the interpreter, and why."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from directive_engine.diagnostics import Words
from directive_engine.ir import CompiledRule, Const, Expr, FactOf, Has, Program, walk

LONGEST: Final = timedelta(microseconds=2**59)
"""18,000 years: sums of fewer than 16 such durations stay within 64 bits of microseconds."""


def beyond_columns(rule: CompiledRule, program: Program) -> Words | None:
    """Return why `rule` cannot be computed on columns, None where it can."""
    for expr in (rule.applies, rule.requires):
        for node in _with_derived(expr, program):
            if isinstance(node, Const) and _is_too_long(node.value):
                return Words("a duration of over 18,000 years", "超过一万八千年的时长")
    return None


def _is_too_long(value: object) -> bool:
    return isinstance(value, timedelta) and abs(value) > LONGEST


def _with_derived(expr: Expr, program: Program) -> Iterator[Expr]:
    for node in walk(expr):
        yield node
        if isinstance(node, FactOf | Has) and node.fact in program.derived:
            yield from _with_derived(program.derived[node.fact], program)
