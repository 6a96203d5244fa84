"""Parameters: what packs state, a site sets and the command line sets → one value each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directive_engine.diagnostics import Diagnostic, Span, Words, suggest
from directive_engine.ir import CompiledRule, FactOf, Has, ParameterOf, Program, walk
from directive_engine.model import Pack, Parameter, Site, Stricter, Vocabulary
from directive_engine.values import (
    FactId,
    ParameterId,
    Value,
    ValueProblem,
    read_value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A parameter's value as the vocabulary or a pack states it, and for which packs."""

    parameter: Parameter
    value: Value
    packs: tuple[str, ...]
    is_shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """The value that an audit uses; `override` is the basis of a value that nothing states.

    `parameter` is the statement that binds: of several that differ, the stricter.
    """

    parameter: Parameter
    value: Value
    statements: tuple[Statement, ...]
    override: str = ""

    @property
    def is_contested(self) -> bool:
        """Whether packs state different values, so that the stricter had to be taken."""
        return not self.override and len({s.value for s in self.statements}) > 1


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    raw: object
    basis: str
    name_span: Span | None = None
    span: Span | None = None


def _site_entries(site: Site) -> Iterator[_Entry]:
    for name, override in site.parameters.items():
        yield _Entry(
            name,
            override.value,
            f"{site.jurisdiction}：{override.basis}",
            name_span=site.where_key("parameters", name),
            span=override.where("value"),
        )


def resolve_parameters(
    program: Program,
    packs: Sequence[Pack],
    vocabulary: Vocabulary,
    site: Site | None = None,
    settings: Iterable[tuple[str, str]] = (),
) -> tuple[tuple[ParameterValue, ...], tuple[Diagnostic, ...]]:
    """Return every parameter's value; `settings` (name, text) win over `site` over statements.

    A name is a parameter's id or `pack.id`. Where the packs that use a parameter state different
    values, the stricter binds. Emits DE020 for an unknown name and DE021 for a value that is not
    of the parameter's type.
    """
    stated = _statements(program, packs, vocabulary)
    problems: list[Diagnostic] = []
    overrides: dict[ParameterId, tuple[Value, str]] = {}
    entries = [_Entry(name, text, f"--set {name}={text}") for name, text in settings]
    if site is not None:
        entries = [*_site_entries(site), *entries]
    for entry in entries:
        name = entry.name
        found = _find(name, stated, packs)
        if found is None:
            known = [str(parameter) for parameter in stated]
            words = Words(f"unknown parameter `{name}`", f"没有参数 `{name}`")
            problems.append(
                Diagnostic(
                    code="DE020", message=words, span=entry.name_span, help=suggest(name, known)
                )
            )
            continue
        parameter = stated[found][0].parameter
        value = read_value(entry.raw, parameter.type, parameter.unit_of_measure)
        if value is None or isinstance(value, ValueProblem):
            expected = value.expected if value else Words("a value", "一个值")
            words = Words(
                f"`{name}` must be {expected.en}, found `{entry.raw}`",
                f"`{name}` 应为{expected.zh}，实为 `{entry.raw}`",
            )
            problems.append(Diagnostic(code="DE021", message=words, span=entry.span))
            continue
        overrides[found] = (value, entry.basis)
    values = tuple(_value(stated[key], overrides.get(key)) for key in stated)
    return values, tuple(problems)


def strictest(statements: Sequence[Statement]) -> Statement:
    """Return the statement that asks most; the first where none says which way is stricter."""
    direction = next((s.parameter.stricter for s in statements if s.parameter.stricter), None)
    match direction:
        case Stricter.HIGHER:
            return max(statements, key=_in_order)
        case Stricter.LOWER:
            return min(statements, key=_in_order)
        case None:
            return statements[0]


def _in_order(statement: Statement) -> Any:
    return statement.value


def parameters_used(rules: Iterable[CompiledRule], program: Program) -> frozenset[ParameterId]:
    """Return the parameters that the conditions of `rules` name, also through derived facts."""
    used: set[ParameterId] = set()
    seen: set[FactId] = set()
    open_ = [expr for rule in rules for expr in (rule.applies, rule.requires)]
    while open_:
        for node in walk(open_.pop()):
            if isinstance(node, ParameterOf):
                used.add(node.parameter)
            elif isinstance(node, FactOf | Has) and node.fact not in seen:
                seen.add(node.fact)
                if node.fact in program.derived:
                    open_.append(program.derived[node.fact])
    return frozenset(used)


def _statements(
    program: Program, packs: Sequence[Pack], vocabulary: Vocabulary
) -> dict[ParameterId, tuple[Statement, ...]]:
    """Return who states what; the vocabulary, first, speaks for packs without an own value."""
    own = {pack.id: {p.id for p in pack.manifest.parameters} for pack in packs}
    used = {
        pack.id: parameters_used((r for r in program.rules if r.pack == pack.id), program)
        for pack in packs
    }
    found: dict[ParameterId, list[Statement]] = {}
    for parameter, pack in _stated(packs, vocabulary):
        value = read_value(parameter.default, parameter.type, parameter.unit_of_measure)
        if value is None or isinstance(value, ValueProblem):
            continue  # the compiler reports it
        key = ParameterId(parameter.id)
        speaks_for = (
            (pack.id,)
            if pack is not None
            else tuple(p for p in own if key in used[p] and parameter.id not in own[p])
        )
        statement = Statement(
            parameter=parameter, value=value, packs=speaks_for, is_shared=pack is None
        )
        found.setdefault(key, []).append(statement)
    return {key: tuple(_heard(statements)) for key, statements in found.items()}


def _stated(
    packs: Sequence[Pack], vocabulary: Vocabulary
) -> Iterator[tuple[Parameter, Pack | None]]:
    for parameter in vocabulary.parameters:
        yield parameter, None
    for pack in packs:
        for parameter in pack.manifest.parameters:
            yield parameter, pack


def _heard(statements: Sequence[Statement]) -> Sequence[Statement]:
    """Leave out a shared value where every pack that uses the parameter states its own."""
    return [s for s in statements if s.packs] or statements


def _find(
    name: str, stated: Mapping[ParameterId, Sequence[Statement]], packs: Sequence[Pack]
) -> ParameterId | None:
    if ParameterId(name) in stated:
        return ParameterId(name)
    pack_id, _, id_ = name.rpartition(".")
    key = ParameterId(id_)
    known = any(pack.id == pack_id for pack in packs) and key in stated
    return key if known and any(pack_id in s.packs for s in stated[key]) else None


def _value(
    statements: tuple[Statement, ...], override: tuple[Value, str] | None
) -> ParameterValue:
    binding = strictest(statements)
    value, basis = override or (binding.value, "")
    return ParameterValue(
        parameter=binding.parameter, value=value, statements=statements, override=basis
    )
