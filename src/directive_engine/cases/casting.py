"""A case's nested facts → a small register with typed facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from directive_engine.diagnostics import Diagnostic, Words, suggest
from directive_engine.engines import Bounds, Compliance
from directive_engine.model import KIND, CaseEntry, CaseUnit, Vocabulary
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, Primitive, UnitId, Value, ValueProblem, read_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The units of a case; `subject` is the one that the rule is about."""

    register: Register
    subject: Unit
    compliance: dict[UnitId, Compliance]
    problems: tuple[Diagnostic, ...]


def cast_case(stated: CaseUnit, vocabulary: Vocabulary, rule: str) -> Cast:
    """Read a case's facts.

    `answer` stands for the answer to the manual rule `rule`. Emits DE301 for an unknown fact,
    DE302 for a value of the wrong type, and DE303 for a unit without a known kind.
    """
    builder = _Builder(vocabulary=vocabulary, rule=rule)
    subject = builder.add(stated)
    register = Register(builder.units.values())
    return Cast(
        register=register,
        subject=register.unit_by_id[subject],
        compliance=builder.compliance,
        problems=tuple(builder.problems),
    )


@dataclass(slots=True, kw_only=True)
class _Builder:
    vocabulary: Vocabulary
    rule: str
    units: dict[UnitId, Unit] = field(default_factory=dict)
    compliance: dict[UnitId, Compliance] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def add(
        self, stated: CaseUnit, parent: UnitId | None = None, department: UnitId | None = None
    ) -> UnitId:
        if stated.parent is not None:
            parent = self.add(stated.parent)
        key = UnitId(f"unit-{len(self.units) + 1}")
        facts = dict(self.facts(stated))
        kind = str(facts.pop(KIND, ""))
        if not kind:
            words = Words("a unit in a case needs a `kind`", "用例中的单位须写明 `kind`")
            self.problems.append(Diagnostic(code="DE303", message=words, span=stated.span))
        self.units[key] = Unit(
            id=key,
            name=str(facts.pop(FactId("name"), key)),
            kind=kind,
            parent=parent,
            department=department,
            facts=facts,
            span=stated.span,
        )
        if stated.compliance is not None:
            self.compliance[key] = self.stated_compliance(stated.compliance)
        for child in stated.children:
            self.add(child, parent=key)
        for unit in stated.supervised:
            self.add(unit, department=key)
        return key

    def facts(self, stated: CaseUnit) -> Iterator[tuple[FactId, Value]]:
        for entry in stated.entries:
            name = self.rule if entry.name == "answer" else entry.name
            fact = self.vocabulary.find(name)
            if fact is None:
                words = Words(f"unknown fact `{name}`", f"事实词表中没有 `{name}`")
                hint = suggest(name, self.vocabulary.names())
                self.problems.append(
                    Diagnostic(code="DE301", message=words, span=entry.name_span, help=hint)
                )
                continue
            value = read_value(
                entry.raw, self.vocabulary.type_of(fact), self.vocabulary.measure_of(fact)
            )
            if isinstance(value, ValueProblem):
                self.wrong_type(entry, value)
            elif value is not None:
                yield fact, value

    def stated_compliance(self, entries: tuple[CaseEntry, ...]) -> Compliance:
        known: dict[str, Bounds] = {}
        for entry in entries:
            type_ = {"gaps": Primitive.INT, "rate": Primitive.DOUBLE}.get(entry.name)
            if type_ is None:
                words = Words(
                    f"`compliance` has no `{entry.name}`", f"`compliance` 没有 `{entry.name}`"
                )
                hint = Words("use `gaps` or `rate`", "可用 `gaps` 或 `rate`")
                self.problems.append(
                    Diagnostic(code="DE301", message=words, span=entry.name_span, help=hint)
                )
                continue
            value = read_value(entry.raw, type_)
            if isinstance(value, ValueProblem):
                self.wrong_type(entry, value)
            elif isinstance(value, int | float):
                known[entry.name] = Bounds(value, value)
        return Compliance(gaps=known.get("gaps"), rate=known.get("rate"))

    def wrong_type(self, entry: CaseEntry, problem: ValueProblem) -> None:
        expected = problem.expected
        words = Words(
            f"`{entry.name}` must be {expected.en}, found `{entry.raw}`",
            f"`{entry.name}` 应为{expected.zh}，实为 `{entry.raw}`",
        )
        self.problems.append(Diagnostic(code="DE302", message=words, span=entry.span))
