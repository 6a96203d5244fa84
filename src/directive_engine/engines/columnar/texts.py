"""Tests of texts; regular expressions that Rust reads as RE2 does run in Polars, others in RE2."""

import re
from typing import Final

import polars as pl

from directive_engine.engines.columnar.bits import Truths
from directive_engine.engines.columnar.columns import Column, Scalar, spread
from directive_engine.engines.interpreter.operations import EvaluationError, string_test
from directive_engine.ir import StringTestKind
from directive_engine.values import Primitive

_SAME_IN_RUST: Final = re.compile(
    r"""(?: [^\\.\[\](){}?*+|^$\x00-\x1f]      # a literal
          | \\[.\-+*?()|\[\]{}^$/]              # an escaped sign
          | [.|^$)] | \((?!\?)                   # any character, alternatives, ends, groups
          | \[\^?(?:[^\\\[\]\-&~^] (?:-[^\\\[\]\-&~^])?)+\]   # a class without nested ones
          | [?*+](?![?*+{]) | \{\d{1,2}(?:,\d{0,2})?\}(?![?*+{])
        )*""",
    re.VERBOSE,
)
"""No escapes such as `\\d`, which is ASCII in RE2 and Unicode in Rust; no flags."""


def test_texts(kind: StringTestKind, text: pl.Series, pattern: Column, rows: int) -> Truths:
    """Test texts against one pattern or one a row."""
    if isinstance(pattern, Scalar) and pattern.value is None:
        return Truths.constant(None, rows)
    if kind is StringTestKind.MATCHES:
        return _matches(text, pattern, rows)
    other = pattern.value if isinstance(pattern, Scalar) else pattern
    if isinstance(other, pl.Series):
        frame = pl.DataFrame({"text": text, "pattern": other})
        return Truths.of_series(frame.select(_test(kind, pl.col("pattern"))).to_series())
    frame = pl.DataFrame({"text": text})
    return Truths.of_series(frame.select(_test(kind, pl.lit(other))).to_series())


def _test(kind: StringTestKind, pattern: pl.Expr) -> pl.Expr:
    text = pl.col("text")
    match kind:
        case StringTestKind.STARTS_WITH:
            return text.str.starts_with(pattern)
        case StringTestKind.ENDS_WITH:
            return text.str.ends_with(pattern)
        case _:
            return text.str.contains(pattern, literal=True)


def _matches(text: pl.Series, pattern: Column, rows: int) -> Truths:
    if isinstance(pattern, Scalar) and _SAME_IN_RUST.fullmatch(pattern.value):
        try:
            return Truths.of_series(text.str.contains(pattern.value))
        except pl.exceptions.ComputeError:  # RE2 is the judge of what is a regular expression
            pass
    pairs = pl.DataFrame({"text": text, "pattern": spread(pattern, Primitive.STRING, rows)})
    distinct = pairs.unique()
    found = [_search(*pair) for pair in distinct.iter_rows()]
    answers = distinct.with_columns(pl.Series("found", found, pl.Boolean))
    joined = pairs.join(
        answers, on=["text", "pattern"], how="left", maintain_order="left", nulls_equal=True
    )
    return Truths.of_series(joined["found"])


def _search(text: str | None, pattern: str | None) -> bool | None:
    if text is None or pattern is None:
        return None
    try:
        return string_test(StringTestKind.MATCHES, text, pattern)
    except EvaluationError:
        return None
