"""What names mean in a condition, and where its problems are collected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from directive_engine.diagnostics import Diagnostic, Severity, Words
from directive_engine.ir import Source, Subject
from directive_engine.model import Condition, Parameter, Vocabulary
from directive_engine.syntax import Extent
from directive_engine.values import ParameterId, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Everything that a condition may name: the vocabulary and the packs' parameters."""

    vocabulary: Vocabulary
    parameters: Mapping[ParameterId, Parameter]

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter whose id or label is `name`."""
        found = self.parameters.get(ParameterId(name))
        return found or next((p for p in self.parameters.values() if p.label == name), None)

    def all(self) -> list[str]:
        """Return every name, for suggestions."""
        labels = (name for p in self.parameters.values() for name in (p.id, p.label))
        return [*self.vocabulary.names(), *labels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A macro's variable: a unit, or a list element of `type`."""

    type: Type
    subject: Subject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One condition that is being compiled, with the variables of the macros around the place."""

    names: Names
    condition: Condition
    problems: list[Diagnostic]
    variables: Mapping[str, Variable] = field(default_factory=dict)

    def within(self, name: str, variable: Variable) -> "Scope":
        """Return the scope inside a macro that binds `name`."""
        return replace(self, variables={**self.variables, name: variable})

    def source(self, at: Extent) -> Source:
        """Return place and text of a part of the condition."""
        start, end = at
        return Source(span=self.condition.span(start, end), text=self.condition.text[start:end])

    def report(
        self,
        code: str,
        at: Extent,
        message: Words,
        hint: Words | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a problem at a part of the condition."""
        span = self.condition.span(*at)
        self.problems.append(
            Diagnostic(code=code, message=message, span=span, help=hint, severity=severity)
        )


def parameters_by_id(parameters: Iterable[Parameter]) -> dict[ParameterId, Parameter]:
    """Index parameters; of several with one id the first wins."""
    found: dict[ParameterId, Parameter] = {}
    for parameter in parameters:
        found.setdefault(ParameterId(parameter.id), parameter)
    return found
