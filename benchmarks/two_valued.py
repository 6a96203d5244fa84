"""The bulk job for languages without a third truth value: each rule as three conditions that never fail.

Where a fact is missing such a language fails or says no, so each test is guarded by whether its facts are there,
and its falsity is a condition of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.job import Atom, BulkRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a language writes a test (of facts that are there), and that a fact is there."""

    test: Callable[[Atom], str]
    known: Callable[[str], str]

    def atom(self, atom: Atom, *, claim: bool) -> str:
        """Return the condition that `atom` is certainly true, or certainly false."""
        guards = [self.known(fact) for fact in (atom.fact, atom.other) if fact]
        if atom.kind == "known":
            return f"({guards[0]})" if claim else f"(not ({guards[0]}))"
        if atom.kind == "ratio":
            guards.append(f"{atom.other} != 0")
        test = self.test(atom)
        return f"({' and '.join([*guards, test if claim else f'not ({test})'])})"

    def statuses(self, rule: BulkRule) -> tuple[str, str, str]:
        """Return the conditions that a unit complies, has a gap, and is not concerned."""
        concerned = f"(kind in [{quoted(rule.kinds)}])"
        outside = f"(not {concerned})"
        if rule.condition is not None:
            outside = f"({outside} or {self.atom(rule.condition, claim=False)})"
            concerned = f"({concerned} and {self.atom(rule.condition, claim=True)})"
        met, unmet = (self._joined(rule, claim=claim) for claim in (True, False))
        return f"{concerned} and {met}", f"{concerned} and {unmet}", outside

    def _joined(self, rule: BulkRule, *, claim: bool) -> str:
        joint = " and " if rule.joins_all == claim else " or "
        return f"({joint.join(self.atom(atom, claim=claim) for atom in rule.atoms)})"


def quoted(words: tuple[str, ...]) -> str:
    """Return words as the items of a list."""
    return ", ".join(f"'{word}'" for word in words)
