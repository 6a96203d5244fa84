"""Checks of parameters: stated alike wherever they stand, ordered where they differ, and used."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from directive_engine.compiling import parameters_used
from directive_engine.diagnostics import Diagnostic, Severity, Span, Words
from directive_engine.ir import Program
from directive_engine.model import Pack, Parameter, Vocabulary
from directive_engine.values import Primitive

PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
"""A parameter in a question."""

_ORDERED: Final = frozenset(
    {Primitive.BOOL, Primitive.INT, Primitive.DOUBLE, Primitive.DATE, Primitive.DURATION}
)
_SAME: Final = {
    "type": Words("type", "类型"),
    "label": Words("label", "标签"),
    "label_en": Words("English label", "英文标签"),
    "unit_of_measure": Words("unit of measure", "计量单位"),
}


def check_parameters(
    packs: Sequence[Pack], program: Program, vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Emit DE416, DE420 and DE422; see each check."""
    first: dict[str, Parameter] = {}
    direction: dict[str, Parameter] = {}
    for parameters in (vocabulary.parameters, *(pack.manifest.parameters for pack in packs)):
        here: dict[str, Span] = {}
        for parameter in parameters:
            yield from _check_twice(parameter, here)
            known = first.setdefault(parameter.id, parameter)
            if known is not parameter:
                yield from _check_same(parameter, known)
            if parameter.stricter is not None:
                direction.setdefault(parameter.id, parameter)
                yield from _check_direction(parameter, direction[parameter.id])
    for pack in packs:
        for parameter in pack.manifest.parameters:
            known = first[parameter.id]
            if parameter.default != known.default:
                yield from _check_order(parameter, known, ordered=parameter.id in direction)
        yield from _check_used(pack, program)


def _check_twice(parameter: Parameter, here: dict[str, Span]) -> Iterator[Diagnostic]:
    """DE420: one file states a parameter twice."""
    if parameter.id in here:
        words = Words(
            f"parameter `{parameter.id}` is stated twice, see line {here[parameter.id].line}",
            f"参数 `{parameter.id}` 重复，见第 {here[parameter.id].line} 行",
        )
        yield Diagnostic(code="DE420", message=words, span=parameter.span)
    here.setdefault(parameter.id, parameter.span)


def _check_same(parameter: Parameter, known: Parameter) -> Iterator[Diagnostic]:
    """DE420: a parameter's type, label or unit of measure is not what it is elsewhere."""
    for name, what in _SAME.items():
        found, expected = getattr(parameter, name), getattr(known, name)
        if found != expected:
            yield _differs(parameter, known, what, str(found), str(expected))


def _check_direction(parameter: Parameter, known: Parameter) -> Iterator[Diagnostic]:
    """DE420: two statements of a parameter disagree on which way is stricter."""
    if parameter.stricter and known.stricter and parameter.stricter is not known.stricter:
        what = Words("`stricter`", " `stricter` ")
        yield _differs(parameter, known, what, parameter.stricter, known.stricter)


def _differs(
    parameter: Parameter, known: Parameter, what: Words, found: str, expected: str
) -> Diagnostic:
    words = Words(
        f"the {what.en} of `{parameter.id}` is `{found}` here and `{expected}` at {known.span}",
        f"参数 `{parameter.id}` 的{what.zh}此处为 `{found}`，{known.span} 处为 `{expected}`",
    )
    hint = Words(
        "make both alike, or give this parameter another id", "请改为一致，或给此参数另取编号"
    )
    return Diagnostic(code="DE420", message=words, span=parameter.span, help=hint)


def _check_order(parameter: Parameter, known: Parameter, *, ordered: bool) -> Iterator[Diagnostic]:
    """DE422: a parameter has different values, and nothing says which is stricter."""
    if parameter.type not in _ORDERED:
        words = Words(
            f"`{parameter.id}` is `{parameter.default}` here and `{known.default}` at {known.span}, "
            "and texts have no stricter one",
            f"参数 `{parameter.id}` 此处为 `{parameter.default}`，{known.span} 处为"
            f" `{known.default}`，文字无从比较宽严",
        )
        hint = Words("give this parameter another id", "请给此参数另取编号")
        yield Diagnostic(code="DE422", message=words, span=parameter.span, help=hint)
    elif not ordered:
        words = Words(
            f"`{parameter.id}` is `{parameter.default}` here and `{known.default}` at {known.span}, "
            "and nothing says which is stricter",
            f"参数 `{parameter.id}` 此处为 `{parameter.default}`，{known.span} 处为"
            f" `{known.default}`，未写明何者更严",
        )
        hint = Words(
            "add `stricter: higher` or `stricter: lower`",
            "请补充 `stricter: higher`(越大越严)或 `stricter: lower`(越小越严)",
        )
        yield Diagnostic(code="DE422", message=words, span=parameter.span, help=hint)


def _check_used(pack: Pack, program: Program) -> Iterator[Diagnostic]:
    """DE416: a pack states a parameter that none of its rules names (warning)."""
    rules = (rule for rule in program.rules if rule.pack == pack.id)
    used = {str(name) for name in parameters_used(rules, program)}
    used |= {name for rule in pack.rules for name in PLACEHOLDER.findall(rule.question)}
    for parameter in pack.manifest.parameters:
        if parameter.id not in used:
            words = Words(
                f"no rule of this pack names the parameter `{parameter.id}`",
                f"本规则包没有规则使用参数 `{parameter.id}`",
            )
            yield Diagnostic(
                code="DE416", message=words, span=parameter.span, severity=Severity.WARNING
            )
