"""Parameters that packs state differently → a sentence: who states what, and what binds."""

from collections.abc import Iterable, Sequence

from directive_engine.compiling import ParameterValue, Statement, parameters_used
from directive_engine.diagnostics import Language
from directive_engine.ir import CompiledRule, Program
from directive_engine.model import Pack
from directive_engine.values import Value
from directive_engine.wording import value_words


def contested_words(value: ParameterValue, packs: Sequence[Pack], language: Language) -> str:
    """Say which packs state which values and that the stricter binds; empty where they agree.

    `重点单位口罩储备天数：《甲会议》7 天，《乙会议》14 天，从严按 14 天`
    """
    if not value.is_contested:
        return ""
    zh = language == "zh"
    parameter = value.parameter

    def shown(amount: Value) -> str:
        return value_words(amount, parameter.type, language, parameter.unit_of_measure)

    said = [f"{_sources(s, packs, language)} {shown(s.value)}" for s in value.statements]
    if zh:
        return f"{parameter.label}：{'，'.join(said)}，从严按 {shown(value.value)}"
    return f"{parameter.label_en}: {', '.join(said)}; the stricter, {shown(value.value)}, binds"


def contested_in(
    rule: CompiledRule,
    program: Program,
    parameters: Iterable[ParameterValue],
    packs: Sequence[Pack],
    language: Language,
) -> tuple[str, ...]:
    """Return the sentences about the parameters that a rule names and packs state differently."""
    contested = [value for value in parameters if value.is_contested]
    if not contested:
        return ()
    named = parameters_used([rule], program)
    return tuple(
        contested_words(value, packs, language)
        for value in contested
        if value.parameter.id in named
    )


def _sources(statement: Statement, packs: Sequence[Pack], language: Language) -> str:
    manifests = [pack.manifest for pack in packs if pack.id in statement.packs]
    if language == "zh":
        titles = "".join(f"《{manifest.title}》" for manifest in manifests)
        return f"{titles}（通用值）" if statement.is_shared else titles
    titles = " and ".join(f"“{manifest.title_en}”" for manifest in manifests)
    return f"{titles} (shared default)" if statement.is_shared else titles
