"""Draft rules → full rules, in the files where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from directive_engine.diagnostics import Diagnostic, Language, UsageError, Words, suggest
from directive_engine.model import Pack, Rule
from directive_engine.packs.promoting import promote_rule
from directive_engine.reports.writing import write_text
from directive_engine.sources import read_text
from directive_engine.workflows.loading import usable_rules

_UNTRANSLATED = "(no English title yet)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted:
    """A rule that is a full one now, and what it still lacks."""

    rule: Rule
    file: Path
    lacks: tuple[Words, ...]


def promote_rules(ids: Sequence[str], rules: Sequence[Path]) -> tuple[Promoted, ...]:
    """Make draft rules full ones; nothing is written unless all of them can be.

    Raises UsageError for a rule that is unknown (DE004) or no draft (DE035), and InputError where
    the rules have errors.
    """
    base = usable_rules(rules).base
    found = [_draft(id_, base.packs) for id_ in ids]
    texts: dict[Path, str] = {}
    for rule in found:
        file = Path(rule.span.file)
        text = promote_rule(texts.get(file) or read_text(file), str(file), rule.id)
        assert text is not None  # noqa: S101 - the rule was read from this file as a draft
        texts[file] = text
    for file, text in texts.items():
        write_text(file, text)
    return tuple(
        Promoted(rule=rule, file=Path(rule.span.file), lacks=_lacks(rule)) for rule in found
    )


def _draft(id_: str, packs: Sequence[Pack]) -> Rule:
    rules = {rule.id: rule for pack in packs for rule in pack.rules}
    rule = rules.get(id_)
    if rule is None:
        words = Words(f"no rule `{id_}`", f"没有规则 `{id_}`")
        raise UsageError(Diagnostic(code="DE004", message=words, help=suggest(id_, list(rules))))
    if not rule.is_draft:
        words = Words(f"rule `{id_}` is no draft", f"规则 `{id_}` 不是草拟规则")
        raise UsageError(Diagnostic(code="DE035", message=words, span=rule.where("id")))
    return rule


def _lacks(rule: Rule) -> tuple[Words, ...]:
    lacks = []
    if not rule.cases:
        lacks.append(Words("it has no cases", "没有用例"))
    if _UNTRANSLATED in rule.title_en:
        lacks.append(Words("its title has no English", "没有英文标题"))
    return tuple(lacks)


def promoted_lines(promoted: Sequence[Promoted], language: Language) -> tuple[str, ...]:
    """Return one line a rule: where it stands, and what it still lacks."""
    lines = []
    for one in promoted:
        lacks = [words.in_language(language) for words in one.lacks]
        tail = f" ({', '.join(lacks)})" if language == "en" else f"（{'、'.join(lacks)}）"
        lines.append(f"{one.rule.id} → {one.file}{tail if lacks else ''}")
    return tuple(lines)
