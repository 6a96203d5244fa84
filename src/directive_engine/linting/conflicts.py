"""Rules that no unit can meet, as the checks of them report it."""

from collections.abc import Iterator

from directive_engine.compiling import resolve_parameters
from directive_engine.diagnostics import Language, Words
from directive_engine.linting.check import Subject
from directive_engine.model import Rule, Vocabulary
from directive_engine.proofs import Conflict, find_conflicts
from directive_engine.values import ParameterId
from directive_engine.wording import value_words


def conflicts_in(subject: Subject) -> Iterator[tuple[Conflict, Rule, Rule]]:
    """Yield what no unit can meet: pairs of rules, or one rule with itself."""
    values, _ = resolve_parameters(subject.program, subject.base.packs, subject.vocabulary)
    parameters = {ParameterId(v.parameter.id): v.value for v in values}
    rule_by_id = {rule.id: rule for rule in subject.rules}
    for conflict in find_conflicts(subject.program, parameters):
        yield conflict, rule_by_id[conflict.first.id], rule_by_id[conflict.second.id]


def kind_words(conflict: Conflict, vocabulary: Vocabulary) -> Words:
    """Name the kinds of unit that a conflict concerns."""
    return Words(
        ", ".join(_kind(kind, vocabulary, "en") for kind in conflict.kinds),
        "、".join(_kind(kind, vocabulary, "zh") for kind in conflict.kinds),
    )


def _kind(kind: str, vocabulary: Vocabulary, language: Language) -> str:
    known = vocabulary.kind(kind)
    if known is None:
        return kind
    return known.label if language == "zh" else known.label_en


def witness_words(conflict: Conflict, vocabulary: Vocabulary) -> Words:
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
