"""Explanations → sentences: what was found, what is needed, what to verify, what to change."""

from collections.abc import Iterable
from dataclasses import dataclass

from directive_engine.diagnostics import Language, Words
from directive_engine.findings import Atom, Change, Explanation, Finding, MissingFact, asks
from directive_engine.ir import (
    Choose,
    Compare,
    Expr,
    FactOf,
    ListOf,
    StringTest,
    type_of,
    walk,
)
from directive_engine.model import KIND, Rule, Status
from directive_engine.units import Unit
from directive_engine.values import RATIO, FactId, Primitive, Truth
from directive_engine.wording import Verbaliser, term, value_words

_SHOWN = 6
_TRUTHS = {
    Truth.FALSE: Words("does not hold", "不成立"),
    Truth.UNKNOWN: Words("is unknown", "未知"),
    Truth.TRUE: Words("holds", "成立"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Says explanations of findings in the verbaliser's language."""

    verbaliser: Verbaliser

    @property
    def language(self) -> Language:
        """The language of the sentences."""
        return self.verbaliser.language

    @property
    def zh(self) -> bool:
        """Whether the sentences are Chinese."""
        return self.language == "zh"

    def point(self, rule: Rule, requires: Expr) -> str:
        """Say what to check: in Chinese the rule's question, in English its condition."""
        if self.zh:
            return self.question(rule)
        if rule.is_judged:
            return rule.title_en
        words = self.verbaliser.say(requires)
        return words[:1].upper() + words[1:]

    def question(self, rule: Rule) -> str:
        """Fill a rule's question with the parameters' values; it says units of measure itself."""
        question = rule.question
        for name, parameter in self.verbaliser.parameters.items() if "{" in question else ():
            measure = RATIO if parameter.unit_of_measure == RATIO else ""
            value = self.verbaliser.values[name]
            shown = value_words(value, parameter.type, self.language, measure)
            question = question.replace(f"{{{name}}}", shown)
        return question

    def because(self, finding: Finding, explanation: Explanation) -> tuple[str, ...]:
        """Return one sentence per deciding atom, without the unit's kind where others decided."""
        atoms = [a for a in explanation.because if not _only_kind(a)] or explanation.because
        sentences = [self.atom(atom, finding.unit) for atom in atoms]
        problems = [p.words.in_language(self.language) for p in explanation.problems]
        return tuple(dict.fromkeys([*sentences, *problems]))

    def atom(self, atom: Atom, about: Unit) -> str:
        """Say an atom: `医用口罩储备天数应不少于 14 天，实为 9 天，差 5 天`."""
        if atom.measured is not None and atom.against is not None:
            text = self._related(atom, atom.measured, atom.against)
        else:
            text = self._plain(atom)
        if atom.unit.id == about.id:
            return text
        return f"{atom.unit.name}：{text}" if self.zh else f"{atom.unit.name}: {text}"

    def _related(self, atom: Atom, measured: Expr, against: Expr) -> str:
        """Say what had to stand in a relation to something, and what it was."""
        is_date = type_of(measured) is Primitive.DATE and isinstance(atom.expr, Compare)
        must = term("date_must" if is_date else "must", atom.needed).in_language(self.language)
        name = self.verbaliser.value(measured)
        measure = self.verbaliser.measure_of(measured)
        measure = measure or self.verbaliser.measure_of(against)
        limit = self._limit(atom, against, measure)
        type_ = Primitive.STRING if isinstance(atom.expr, StringTest) else type_of(measured)
        found = value_words(atom.found, type_, self.language, measure)
        short = self._shortfall(atom, measure)
        if self.zh:
            return f"{name}{_spaced(must, limit)}，{_spaced('实为', found)}{short}"
        return f"{name} {must} {limit}; found {found}{short}"

    def _limit(self, atom: Atom, against: Expr, measure: str) -> str:
        """Say what was needed: a value, and where it is another fact's, whose."""
        value = value_words(atom.needed_value, type_of(against), self.language, measure)
        if atom.needed_value is None:
            return self.verbaliser.value(against)
        if isinstance(against, Choose | ListOf) or not asks(against):
            return value
        name = self.verbaliser.value(against)
        return f"{name}（{value}）" if self.zh else f"{name} ({value})"

    def _shortfall(self, atom: Atom, measure: str) -> str:
        if not atom.shortfall or atom.needed in {"==", "!="}:
            return ""
        points = measure in {RATIO, "%"}
        amount = value_words(round(atom.shortfall, 9), None, self.language, measure)
        if points:
            amount = f"{amount[:-1]} 个百分点" if self.zh else f"{amount[:-1]} points"
        return f"，差 {amount}" if self.zh else f" ({amount} off)"

    def _plain(self, atom: Atom) -> str:
        if isinstance(atom.expr, FactOf):
            label = self.verbaliser.value(atom.expr)
            found = atom.found if isinstance(atom.found, bool) else None
            needed, value = (
                value_words(v, Primitive.BOOL, self.language) for v in (atom.is_wanted, found)
            )
            if self.zh:
                return f"{label}应为“{needed}”，实为“{value}”"
            return f"{label} must be {needed}; found {value}"
        condition = self.verbaliser.say(atom.expr)
        word = _TRUTHS[atom.truth].in_language(self.language)
        negation = Words("", "") if atom.is_wanted else Words(" (must not hold)", "（应不成立）")
        text = f"{condition}{negation.in_language(self.language)}"
        if atom.measured is not None:
            found_words = value_words(atom.found, type_of(atom.measured), self.language)
            word += f"，{_spaced('实为', found_words)}" if self.zh else f"; found {found_words}"
        return f"{text}：{word}" if self.zh else f"{text}: {word}"

    def fact(self, unit: Unit, fact: FactId, about: Unit) -> str:
        """Name a fact, with its unit where that is another one."""
        label = self.verbaliser.label(fact)
        if unit.id == about.id:
            return label
        return f"{unit.name}的{label}" if self.zh else f"{label} of {unit.name}"

    def missing(self, finding: Finding, facts: Iterable[MissingFact]) -> str:
        """List what to verify."""
        names = [self.fact(m.unit, m.fact, finding.unit) for m in facts]
        return self._listed(names)

    def closes(self, finding: Finding, changes: Iterable[Change]) -> str:
        """List what to change."""
        parts = []
        for change in changes:
            name = self.fact(change.unit, change.fact, finding.unit)
            before = self.verbaliser.fact_value(change.fact, change.before)
            after = self.verbaliser.fact_value(change.fact, change.after)
            parts.append(
                f"{name}：{before} → {after}" if self.zh else f"{name}: {before} → {after}"
            )
        return self._listed(parts)

    def _listed(self, parts: list[str]) -> str:
        separator = "；" if self.zh else "; "
        shown = separator.join(parts[:_SHOWN])
        rest = len(parts) - _SHOWN
        if rest <= 0:
            return shown
        more = f"{separator}另有 {rest} 项" if self.zh else f"{separator}{rest} more"
        return shown + more

    def status(self, status: Status) -> str:
        """Return the word for a status."""
        return term("status", status.value).in_language(self.language)


def _spaced(words: str, value: str) -> str:
    """Join Chinese words and a value, with a space before a figure or a Latin letter."""
    return f"{words} {value}" if value[:1].isascii() else f"{words}{value}"


def _only_kind(atom: Atom) -> bool:
    facts = [node.fact for node in walk(atom.expr) if isinstance(node, FactOf)]
    return bool(facts) and all(fact == KIND for fact in facts)
