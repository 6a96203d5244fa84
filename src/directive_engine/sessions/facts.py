"""What an inspector says of a fact → the fact and its value, or why it cannot be taken."""

from directive_engine.diagnostics import Diagnostic, UsageError, Words, suggest
from directive_engine.model import Vocabulary
from directive_engine.units import out_of_bounds
from directive_engine.values import FactId, Value, ValueProblem, read_value

_UNCHANGING = frozenset({"id", "kind", "name"})


def find_fact(name: str, kind: str, vocabulary: Vocabulary) -> FactId:
    """Return the fact called `name` (id or label); raises UsageError where it cannot be set."""
    fact = vocabulary.find(name)
    if fact is None:
        words = Words(f"unknown fact `{name}`", f"事实词表中没有 `{name}`")
        raise _refused("DE024", words, suggest(name, vocabulary.names()))
    definition = vocabulary.fact_by_id.get(fact)
    if definition is not None and definition.derived is not None:
        words = Words(f"`{name}` is derived from other facts", f"`{name}` 是派生事实，不能填写")
        raise _refused("DE024", words)
    if fact in _UNCHANGING:
        words = Words(f"`{name}` of a unit does not change", f"单位的 `{name}` 不可更改")
        raise _refused("DE024", words)
    if not vocabulary.has_fact(kind, fact):
        words = Words(
            f"units of kind {kind} do not have `{name}`", f"该类单位（{kind}）没有事实 `{name}`"
        )
        raise _refused("DE024", words)
    return fact


def checked_value(name: str, fact: FactId, raw: object, vocabulary: Vocabulary) -> Value | None:
    """Return `raw` as a value of `fact`, None where it says nothing; raises UsageError."""
    value = read_value(raw, vocabulary.type_of(fact), vocabulary.measure_of(fact))
    if isinstance(value, ValueProblem):
        raise _wrong(name, raw, value.expected)
    if value is not None:
        bounds = out_of_bounds(vocabulary.fact_by_id.get(fact), value)
        if bounds is not None:
            raise _wrong(name, raw, bounds)
    return value


def _wrong(name: str, raw: object, expected: Words) -> UsageError:
    words = Words(
        f"`{name}` must be {expected.en}, found `{raw}`",
        f"`{name}` 应为{expected.zh}，实为 `{raw}`",
    )
    return _refused("DE025", words)


def _refused(code: str, words: Words, hint: Words | None = None) -> UsageError:
    return UsageError(Diagnostic(code=code, message=words, help=hint))
