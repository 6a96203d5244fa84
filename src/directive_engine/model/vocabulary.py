"""The vocabulary: unit kinds and the typed facts that rules may name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Annotated, Final

from pydantic import StrictBool, StrictFloat, StrictInt, StringConstraints
from pydantic.dataclasses import dataclass

from directive_engine.model.pack import Pack, Parameter
from directive_engine.model.source import CONFIG, IN_MEMORY, ConditionField, Positioned, SpanField
from directive_engine.model.terms import Party
from directive_engine.values import EnumType, EnumValue, FactId, ListType, Primitive, Type

KIND: Final = FactId("kind")
RESERVED_NAMES: Final = frozenset(
    [
        "kind",
        "id",
        "name",
        "today",
        "parent",
        "children",
        "subordinates",
        "supervised",
        "compliance",
        "department",
        "responsible",
        "answer",
        "true",
        "false",
        "null",
        "in",
        "has",
        "size",
        "count",
        "share",
        "days",
        "date",
        "timestamp",
        "duration",
        "int",
        "double",
    ]
)
"""Names that a fact or parameter cannot have: columns of unit files and words of the language."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
FactTypeName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(bool|int|double|string|enum|date|list<(bool|int|double|string|enum|date)>)$"
    ),
]


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class UnitKind(Positioned):
    """A kind of unit that can be inspected.

    `party` says that units of this kind are themselves the territorial body or the department that
    answers for what is found there.
    """

    id: Identifier
    label: NonEmpty
    label_en: NonEmpty
    party: Party | None = None
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class EnumValueEntry(Positioned):
    """One value of an enum fact."""

    id: Identifier
    label: NonEmpty
    label_en: NonEmpty
    span: SpanField = field(default=IN_MEMORY, compare=False)


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class FactDefinition(Positioned):
    """A typed fact: what it is called, who has it, and the question that asks for it.

    `min` and `max` bound numbers (inclusive), in the fact's unit of measure.
    """

    id: Identifier
    label: NonEmpty
    label_en: NonEmpty
    type: FactTypeName
    unit_of_measure: str = ""
    min: StrictFloat | StrictInt | None = None
    max: StrictFloat | StrictInt | None = None
    values: tuple[EnumValueEntry, ...] = ()
    kinds: tuple[str, ...] | None = None
    question: str = ""
    inherited: StrictBool = False
    derived: ConditionField | None = None
    span: SpanField = field(default=IN_MEMORY, compare=False)

    @cached_property
    def fact_type(self) -> Type:
        """The type that `type` names, with the enum's values."""
        inner = re.sub(r"^list<(.*)>$", r"\1", self.type)
        if inner == "enum":
            element: Primitive | EnumType = EnumType(
                values=tuple(
                    EnumValue(id=v.id, label=v.label, label_en=v.label_en) for v in self.values
                )
            )
        else:
            element = Primitive(inner)
        return ListType(element=element) if self.type.startswith("list<") else element


@dataclass(frozen=True, kw_only=True, config=CONFIG)
class VocabularyFile(Positioned):
    """What `vocabulary.yaml` holds."""

    kinds: tuple[UnitKind, ...]
    facts: tuple[FactDefinition, ...]
    parameters: tuple[Parameter, ...] = ()
    span: SpanField = field(default=IN_MEMORY, compare=False)


class Vocabulary:
    """Kinds and facts, found by id or by label; `kind`, `id` and `name` are built in.

    `parameters` are those that every pack may name.
    """

    def __init__(
        self,
        kinds: Iterable[UnitKind],
        facts: Iterable[FactDefinition],
        parameters: Iterable[Parameter] = (),
    ) -> None:
        """Index `kinds` and `facts`; of two with one name the first wins (and DE401 tells)."""
        self.kinds = tuple(kinds)
        self.facts = tuple(facts)
        self.parameters = tuple(parameters)
        self.kind_type = EnumType(
            values=tuple(
                EnumValue(id=k.id, label=k.label, label_en=k.label_en) for k in self.kinds
            )
        )
        self.fact_by_id: Mapping[str, FactDefinition] = {f.id: f for f in reversed(self.facts)}
        self._fact_by_label = {f.label: f for f in reversed(self.facts)}
        self._builtin: Mapping[str, Type] = {
            KIND: self.kind_type,
            "id": Primitive.STRING,
            "name": Primitive.STRING,
        }
        self._builtin_labels = {"类别": KIND, "编号": "id", "名称": "name"}

    def find(self, name: str) -> FactId | None:
        """Return the fact whose id or label is `name`."""
        if name in self._builtin:
            return FactId(name)
        fact = self.fact_by_id.get(name) or self._fact_by_label.get(name)
        if fact is not None:
            return FactId(fact.id)
        builtin = self._builtin_labels.get(name)
        return FactId(builtin) if builtin else None

    def type_of(self, fact: FactId) -> Type:
        """Return the type of a fact that `find` returned."""
        builtin = self._builtin.get(fact)
        return builtin if builtin is not None else self.fact_by_id[fact].fact_type

    def measure_of(self, fact: FactId) -> str:
        """Return a fact's unit of measure, empty where it has none."""
        definition = self.fact_by_id.get(fact)
        return definition.unit_of_measure if definition else ""

    def names(self) -> list[str]:
        """Return every id and label, for suggestions."""
        return [*self._builtin, *self.fact_by_id, *self._fact_by_label]

    def kind(self, name: str) -> UnitKind | None:
        """Return the kind whose id or label is `name`."""
        return next((kind for kind in self.kinds if name in {kind.id, kind.label}), None)

    def has_fact(self, kind: str, fact: FactId) -> bool:
        """Tell whether units of `kind` can have `fact`."""
        definition = self.fact_by_id.get(fact)
        return definition is None or definition.kinds is None or kind in definition.kinds


def complete_vocabulary(base: VocabularyFile, packs: Iterable[Pack]) -> Vocabulary:
    """Join the vocabulary file and the answers to the packs' judged rules.

    The answer to a rule that the inspector judges is a boolean fact whose id is the rule's id and
    whose label is its title.
    """
    answers = (
        FactDefinition(
            id=rule.id,
            label=rule.title,
            label_en=rule.title_en,
            type="bool",
            question=rule.question,
            span=rule.span,
        )
        for pack in packs
        for rule in pack.rules
        if rule.is_judged
    )
    return Vocabulary(base.kinds, (*base.facts, *answers), base.parameters)
