"""Parameters: defaults, a site's values and settings of the command line → one value each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from directive_engine.diagnostics import Diagnostic, Span, Words, suggest
from directive_engine.ir import Program
from directive_engine.model import Pack, Parameter, Site
from directive_engine.values import ParameterId, Value, ValueProblem, read_value


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """The value that an audit uses; `override` is the basis of a value that is not the default."""

    parameter: Parameter
    pack: str
    value: Value
    override: str = ""


def resolve_parameters(
    program: Program,
    packs: Sequence[Pack],
    site: Site | None = None,
    settings: Iterable[tuple[str, str]] = (),
) -> tuple[tuple[ParameterValue, ...], tuple[Diagnostic, ...]]:
    """Return the value of every parameter; `settings` (name, text) win over `site` over defaults.

    A name is a parameter's id or `pack.id`. Emits DE020 for an unknown name and DE021 for a value that
    is not of the parameter's type.
    """
    problems: list[Diagnostic] = []
    overrides: dict[ParameterId, tuple[Value, str]] = {}
    entries: list[tuple[str, object, str, Span | None]] = []
    if site is not None:
        entries += [
            (name, entry.value, f"{site.jurisdiction}：{entry.basis}", entry.span)
            for name, entry in site.parameters.items()
        ]
    entries += [(name, text, f"--set {name}={text}", None) for name, text in settings]
    measures = {p.id: p.unit_of_measure for pack in packs for p in pack.manifest.parameters}
    for name, raw, basis, span in entries:
        found = _find(name, program, packs)
        if found is None:
            known = [str(parameter) for parameter in program.parameters]
            words = Words(f"unknown parameter `{name}`", f"没有参数 `{name}`")
            problems.append(
                Diagnostic(code="DE020", message=words, span=span, help=suggest(name, known))
            )
            continue
        value = read_value(raw, program.parameters[found].type, measures[found])
        if value is None or isinstance(value, ValueProblem):
            expected = value.expected if value else Words("a value", "一个值")
            words = Words(
                f"`{name}` must be {expected.en}, found `{raw}`",
                f"`{name}` 应为{expected.zh}，实为 `{raw}`",
            )
            problems.append(Diagnostic(code="DE021", message=words, span=span))
            continue
        overrides[found] = (value, basis)
    return tuple(_values(program, packs, overrides)), tuple(problems)


def _find(name: str, program: Program, packs: Sequence[Pack]) -> ParameterId | None:
    if ParameterId(name) in program.parameters:
        return ParameterId(name)
    pack_id, _, id_ = name.rpartition(".")
    defined = {p.id for pack in packs if pack.id == pack_id for p in pack.manifest.parameters}
    return ParameterId(id_) if id_ in defined and ParameterId(id_) in program.parameters else None


def _values(
    program: Program, packs: Sequence[Pack], overrides: Mapping[ParameterId, tuple[Value, str]]
) -> Iterable[ParameterValue]:
    seen: set[str] = set()
    for pack in packs:
        for parameter in pack.manifest.parameters:
            compiled = program.parameters.get(ParameterId(parameter.id))
            if compiled is None or parameter.id in seen:
                continue
            seen.add(parameter.id)
            value, override = overrides.get(compiled.id, (compiled.default, ""))
            yield ParameterValue(parameter=parameter, pack=pack.id, value=value, override=override)
