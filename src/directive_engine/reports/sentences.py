"""Explanations → sentences: what was found, what is needed, what to verify, what to change."""

from collections.abc import Iterable
from dataclasses import dataclass

from directive_engine.diagnostics import Language
from directive_engine.findings import Atom, Change, Explanation, Finding, MissingFact
from directive_engine.ir import Compare, Comparison, FactOf, Today, type_of, walk
from directive_engine.model import KIND, Status
from directive_engine.units import Unit
from directive_engine.values import FactId, Primitive
from directive_engine.wording import Verbaliser, term, value_words

_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Says explanations of findings in the verbaliser's language."""

    verbaliser: Verbaliser

    @property
    def language(self) -> Language:
        """The language of the sentences."""
        return self.verbaliser.language

    def because(self, finding: Finding, explanation: Explanation) -> tuple[str, ...]:
        """Return one sentence per deciding atom, without the unit's kind where others decided."""
        atoms = [a for a in explanation.because if not _only_kind(a)] or explanation.because
        sentences = [self.atom(atom, finding.unit) for atom in atoms]
        problems = [p.words.in_language(self.language) for p in explanation.problems]
        return tuple(dict.fromkeys([*sentences, *problems]))

    def atom(self, atom: Atom, about: Unit) -> str:
        """Say an atom: `医用口罩储备天数应不少于 14天,实为 9天,差 5天`."""
        prefix = ""
        if atom.unit.id != about.id:
            prefix = f"{atom.unit.name}：" if self.language == "zh" else f"{atom.unit.name}: "
        condition = self.verbaliser.say(atom.expr)
        if not isinstance(atom.expr, Compare):
            return prefix + self._plain(atom, condition)
        found = self._found(atom, atom.expr)
        if self.language == "zh":
            text = f"应为：{condition}；实为 {found}" if found else condition
            return f"{prefix}{text}{self._shortfall(atom, atom.expr)}"
        text = f"needed: {condition}; found {found}"
        return f"{prefix}{text}{self._shortfall(atom, atom.expr)}"

    def _plain(self, atom: Atom, condition: str) -> str:
        word = {0: ("不成立", "does not hold"), 1: ("未知", "is unknown"), 2: ("成立", "holds")}
        index = 0 if self.language == "zh" else 1
        if isinstance(atom.expr, FactOf):
            label = self.verbaliser.value(atom.expr)
            value = value_words(
                atom.found if not isinstance(atom.found, str) else None,
                Primitive.BOOL,
                self.language,
            )
            needed = value_words(atom.is_wanted, Primitive.BOOL, self.language)
            if self.language == "zh":
                return f"{label}：应为“{needed}”，实为“{value}”"
            return f"{label}: needed {needed}, found {value}"
        negation = "" if atom.is_wanted else ("（应不成立）" if index == 0 else " (must not hold)")
        separator = "：" if index == 0 else ": "
        return f"{condition}{separator}{word[int(atom.truth)][index]}{negation}"

    def _found(self, atom: Atom, expr: Compare) -> str:
        side = expr.left if not isinstance(expr.left, Today) else expr.right
        measure = ""
        for node in walk(side):
            if isinstance(node, FactOf) and side is node:
                measure = self.verbaliser.measure(node.fact)
        return value_words(atom.found, type_of(side), self.language, measure)

    def _shortfall(self, atom: Atom, expr: Compare) -> str:
        if atom.shortfall is None or expr.op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
            return ""
        measure = ""
        if isinstance(expr.left, FactOf):
            measure = self.verbaliser.measure(expr.left.fact)
        amount = value_words(round(atom.shortfall, 4), None, self.language, measure)
        return f"，差 {amount}" if self.language == "zh" else f" (off by {amount})"

    def fact(self, unit: Unit, fact: FactId, about: Unit) -> str:
        """Name a fact, with its unit where that is another one."""
        label = self.verbaliser.label(fact)
        if unit.id == about.id:
            return label
        return f"{unit.name}的{label}" if self.language == "zh" else f"{label} of {unit.name}"

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
                f"{name}：{before} → {after}"
                if self.language == "zh"
                else f"{name}: {before} → {after}"
            )
        return self._listed(parts)

    def _listed(self, parts: list[str]) -> str:
        separator = "；" if self.language == "zh" else "; "
        shown = separator.join(parts[:_SHOWN])
        rest = len(parts) - _SHOWN
        if rest <= 0:
            return shown
        more = f"{separator}另有 {rest} 项" if self.language == "zh" else f"{separator}{rest} more"
        return shown + more

    def status(self, status: Status) -> str:
        """Return the word for a status."""
        return term("status", status.value).in_language(self.language)


def _only_kind(atom: Atom) -> bool:
    facts = [node.fact for node in walk(atom.expr) if isinstance(node, FactOf)]
    return bool(facts) and all(fact == KIND for fact in facts)
