"""Checks of rules against each other: can a unit meet them, alone and together?"""

from collections.abc import Iterator, Sequence

from directive_engine.compiling import resolve_parameters
from directive_engine.diagnostics import Diagnostic, Language, Severity, Span, Words
from directive_engine.ir import Program
from directive_engine.model import Pack, Rule, Vocabulary
from directive_engine.proofs import Conflict, find_conflicts
from directive_engine.values import ParameterId
from directive_engine.wording import value_words


def check_conflicts(
    packs: Sequence[Pack], program: Program, vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Emit DE451 for two rules that no unit can meet together, DE452 for one that none can meet.

    Both are warnings: packs that conflict can still be audited, and the two findings show it.
    """
    values, _ = resolve_parameters(program, packs, vocabulary)
    parameters = {ParameterId(v.parameter.id): v.value for v in values}
    rule_by_id = {rule.id: rule for pack in packs for rule in pack.rules}
    for conflict in find_conflicts(program, parameters):
        first, second = rule_by_id[conflict.first.id], rule_by_id[conflict.second.id]
        yield _diagnostic(conflict, first, second, vocabulary)


def _diagnostic(
    conflict: Conflict, first: Rule, second: Rule, vocabulary: Vocabulary
) -> Diagnostic:
    kinds = {
        language: ("、" if language == "zh" else ", ").join(
            _kind(kind, vocabulary, language) for kind in conflict.kinds
        )
        for language in ("zh", "en")
    }
    shown = _witness(conflict, vocabulary)
    if first is second:
        code = "DE452"
        message = Words(
            f"no unit can meet `{first.id}`: {kinds['en']}",
            f"任何单位都无法符合 `{first.id}`：{kinds['zh']}",
        )
        hint = Words(f"for example {shown.en}", f"例如{shown.zh}")
    else:
        code = "DE451"
        message = Words(
            f"no unit can meet both `{second.id}` and `{first.id}` ({first.span}): {kinds['en']}",
            f"任何单位都无法同时符合 `{second.id}` 与 `{first.id}`({first.span})：{kinds['zh']}",
        )
        hint = Words(
            f"{shown.en} meets `{first.id}` and so misses `{second.id}`",
            f"{shown.zh}，符合 `{first.id}`，因而不符合 `{second.id}`",
        )
    span = Span(file=second.span.file, line=second.span.line, column=second.span.column)
    return Diagnostic(code=code, message=message, span=span, help=hint, severity=Severity.WARNING)


def _kind(kind: str, vocabulary: Vocabulary, language: Language) -> str:
    known = vocabulary.kind(kind)
    if known is None:
        return kind
    return known.label if language == "zh" else known.label_en


def _witness(conflict: Conflict, vocabulary: Vocabulary) -> Words:
    """Describe the unit that shows the conflict: its kind and facts."""
    unit = conflict.witness

    def said(language: Language) -> str:
        parts = [_kind(unit.kind, vocabulary, language)]
        for fact, value in unit.facts.items():
            definition = vocabulary.fact_by_id[fact]
            label = definition.label if language == "zh" else definition.label_en
            measure = definition.unit_of_measure
            parts.append(f"{label} {value_words(value, definition.fact_type, language, measure)}")
        return ("，" if language == "zh" else ", ").join(parts)

    return Words(said("en"), said("zh"))
