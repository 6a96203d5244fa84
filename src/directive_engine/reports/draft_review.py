"""Draft → a page to review it: the source with its clauses marked, the rules beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directive_engine.diagnostics import Language
from directive_engine.drafting.draft import Draft
from directive_engine.drafting.packs import DraftPack
from directive_engine.drafting.rules import DraftRule
from directive_engine.model import FactDefinition
from directive_engine.reports.draft_outline import repair_lines
from directive_engine.reports.templating import render_template
from directive_engine.wording import term

_DOUBTFUL = 0.6
"""Below this a draft rule is to be looked at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text as read; `role` and `number` are those of its clause, if any."""

    text: str
    role: str = ""
    number: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCard:
    """A draft rule as the page shows it."""

    number: int
    id: str
    anchor: str
    title: str
    question: str
    requires: str
    applies: str
    fact: str
    accountable: str
    confidence: str
    is_doubtful: bool
    reasons: tuple[str, ...]
    similar: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The whole page."""

    language: Language
    source: str
    titles: tuple[str, ...]
    pieces: tuple[Piece, ...]
    cards: tuple[RuleCard, ...]
    to_check: int
    repairs: tuple[str, ...]


def render_review(
    draft: Draft, packs: Sequence[DraftPack], source: str, language: Language
) -> str:
    """Return the page as one self-contained HTML file, the most doubtful rules first."""
    numbers = {clause: n for n, clause in enumerate(draft.clauses, start=1)}
    rules = sorted(
        (rule for pack in packs for rule in pack.rules),
        key=lambda rule: (_confidence(rule), numbers[rule.clause]),
    )
    facts = {fact.id: fact for pack in packs for fact in pack.vocabulary.facts}
    cards = tuple(_card(rule, numbers[rule.clause], facts, language) for rule in rules)
    review = Review(
        language=language,
        source=source,
        titles=tuple(directive.title or source for directive in draft.directives),
        pieces=tuple(_pieces(draft)),
        cards=cards,
        to_check=sum(card.is_doubtful for card in cards),
        repairs=repair_lines(draft, language),
    )
    return render_template("review.html.j2", review)


def _pieces(draft: Draft) -> Iterator[Piece]:
    raw, here = draft.text.raw, 0
    for number, clause in enumerate(draft.clauses, start=1):
        start, end = draft.text.span(clause.start, clause.end)
        if start < here:
            continue
        if start > here:
            yield Piece(text=raw[here:start])
        yield Piece(
            text=raw[start:end], role=clause.role.value, number=number, anchor=clause.anchor
        )
        here = end
    if here < len(raw):
        yield Piece(text=raw[here:])


def _confidence(rule: DraftRule) -> float:
    return rule.rule.drafted.confidence if rule.rule.drafted else 0.0


def _card(
    draft: DraftRule, number: int, facts: dict[str, FactDefinition], language: Language
) -> RuleCard:
    rule, sure = draft.rule, _confidence(draft)
    fact = draft.fact
    separator = "、" if language == "zh" else ", "
    parties = [term("party", p.value).in_language(language) for p in rule.accountable.parties]
    drafted = rule.drafted
    return RuleCard(
        number=number,
        id=rule.id,
        anchor=draft.clause.anchor,
        title=rule.title,
        question=rule.question,
        requires=rule.requires.text if rule.requires else "",
        applies=rule.applies.text if rule.applies else "",
        fact=_fact_words(fact) if fact else "",
        accountable=separator.join(parties),
        confidence=f"{sure:.0%}",
        is_doubtful=sure < _DOUBTFUL,
        reasons=drafted.reasons if drafted else (),
        similar=tuple((s.rule, f"{s.score:.2f}") for s in drafted.similar) if drafted else (),
    )


def _fact_words(fact: FactDefinition) -> str:
    measure = f" {fact.unit_of_measure}" if fact.unit_of_measure else ""
    return f"{fact.label} ({fact.type}{measure})"
