"""The text of a directive as read → a draft: its clauses, dated and anchored, and its repairs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from directive_engine.drafting.analysis import analyse
from directive_engine.drafting.clauses import DraftClause
from directive_engine.drafting.outline import title_of
from directive_engine.drafting.tagger import Tagger
from directive_engine.texts.repairs import MendedText, mend
from directive_engine.texts.splitting import split_directives
from directive_engine.values import parse_date

_DATE_LINE: Final = re.compile(r"[（(]?\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*[)）]?")
_LINES: Final = 6
"""How many lines at either end may hold the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDraft:
    """One directive of a file; `start` and `end` are offsets in the mended text."""

    title: str
    date: date | None
    start: int
    end: int
    clauses: tuple[DraftClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All directives of a file, with the text that they were read from."""

    text: MendedText
    directives: tuple[DirectiveDraft, ...]

    @property
    def clauses(self) -> tuple[DraftClause, ...]:
        """All clauses, in the order of the text."""
        return tuple(clause for directive in self.directives for clause in directive.clauses)

    @property
    def asks(self) -> bool:
        """Whether any clause orders or aims."""
        return any(clause.role.asks for clause in self.clauses)


def draft_directives(raw: str, meeting: date | None = None, tagger: Tagger | None = None) -> Draft:
    """Return the directives in a text as read; `meeting` is their date where the text has none.

    `tagger` cuts the sentences into clauses; None takes the one that ships.
    """
    mended = mend(raw)
    return Draft(
        text=mended,
        directives=tuple(
            DirectiveDraft(
                title=title_of(mended.text, start, end),
                date=_date_of(mended.text[start:end]) or meeting,
                start=start,
                end=end,
                clauses=tuple(_anchored(mended, start, end, tagger)),
            )
            for start, end in split_directives(mended)
        ),
    )


def _anchored(
    mended: MendedText, start: int, end: int, tagger: Tagger | None
) -> Iterator[DraftClause]:
    """Count the clauses of every section, and write brackets in names as the text does."""
    seen: Counter[str] = Counter()

    @cache
    def as_read(name: str) -> str:
        narrow = name.replace("（", "(").replace("）", ")")
        is_narrow = narrow != name and name not in mended.raw and narrow in mended.raw
        return narrow if is_narrow else name

    for clause in analyse(mended.text, start, end, tagger):
        seen[clause.section] += 1
        yield replace(
            clause,
            anchor=f"{clause.section}/{seen[clause.section]}",
            parties=tuple(as_read(name) for name in clause.parties),
        )


def _date_of(text: str) -> date | None:
    """Return the date on a line of its own at either end, or with which the text begins."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line in [*lines[:_LINES], *lines[-_LINES:]]:
        found = _DATE_LINE.fullmatch(line) or _DATE_LINE.match(line)
        if found is not None:
            year, month, day = (int(part) for part in found.groups())
            return parse_date(f"{year:04}-{month:02}-{day:02}")
    return None
