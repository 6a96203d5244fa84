"""Annotated directives → how well the drafter reads them: one line a directive, one table.

    python -m benchmarks.score_drafter FOLDER… [--errors NAME] [--keep]

`--keep` writes the table to RESULTS.md, `--errors` (a name, or `all`) prints what went wrong.

A clause is found where an annotated one overlaps it by at least 0.75 (intersection over union).
Roles, parties and the four-party class are compared on found clauses; figures as sets of words.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.results import keep_results
from directive_engine.drafting.clauses import DraftClause
from directive_engine.drafting.draft import draft_directives
from directive_engine.drafting.tagger import Tagger
from directive_engine.sources import read_text

_HEAD = (
    "## Drafter",
    "",
    "F1 on annotated directives: clauses that order or aim (overlap of at least 0.75), headlines, then on the clauses",
    "found their role, parties, how the party is known, the four-party class, and deadlines and quantities in the same",
    "words (figures); of those with a number, a date or a period also whether one's words contain the other's (numbers:",
    "12家 and 12家医院 agree).",
    "`directives` are the four real speeches. The weights that cut sentences into clauses were learned from all folders but",
    "`blind`, `later` and `last`; so clauses and headlines of the others say nothing about a new text: see the part Folders",
    "left out. The other rules were mended on all folders but `blind` and `last`, of which only questions were read.",
    "",
    "The figures at first sight, by the drafter of the day before a folder was read (up to `blind` a grammar cut the",
    "clauses). `outside`, `blind` and `beyond` were annotated by people who knew neither the drafter nor our conventions,",
    "`later` and `last` by its makers, so their figures are kinder:",
    "",
    "| folder | clauses | roles | parties | four-party | figures |",
    "|---|---|---|---|---|---|",
    "| further | .812 | .942 | .523 | .643 | .745 |",
    "| trial | .839 | .969 | .812 | .723 | .774 |",
    "| heldout | .836 | .901 | .682 | .735 | .704 |",
    "| final | .861 | .967 | .705 | .655 | .783 |",
    "| unseen | .872 | .975 | .812 | .847 | .739 |",
    "| outside | .872 | .961 | .673 | .731 | .640 |",
    "| blind | .894 | .960 | .560 | .770 | .526 |",
    "| later | .963 | .975 | .941 | .832 | .958 |",
    "| last | .966 | 1.000 | .980 | .952 | .980 |",
    "| beyond | .944 | .932 | .709 | .726 | .804 |",
    "",
    "`python -m benchmarks.score_drafter FOLDER… --keep` writes this part:",
    "",
)
OVERLAP = 0.75
_NUMBER = re.compile(
    r"\d|[一二两三四五六七八九十半](?:个|次|日|天|周|月|季|年|小时|分钟|名|支|家|处|项|件|遍|轮)|每|[前内底]$"
)
ASKING = {"order", "goal"}


@dataclass
class Tally:
    """True positives, found and wanted."""

    hits: float = 0
    found: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        """F1; 1.0 where there was nothing to find."""
        return 2 * self.hits / (self.found + self.wanted) if self.found + self.wanted else 1.0

    def add(self, found: set[str], wanted: set[str]) -> None:
        """Count one pair of sets."""
        self.hits += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)

    def add_loosely(self, found: set[str], wanted: set[str]) -> None:
        """Count one pair of sets; words hold where they contain, or are part of, the others'."""
        for some, others in ((found, wanted), (wanted, found)):
            self.hits += sum(any(a in b or b in a for b in others) for a in some) / 2
        self.found += len(found)
        self.wanted += len(wanted)


@dataclass
class Score:
    """What is measured of one directive, or of many together."""

    clauses: Tally = field(default_factory=Tally)
    headlines: Tally = field(default_factory=Tally)
    roles: Tally = field(default_factory=Tally)
    parties: Tally = field(default_factory=Tally)
    sources: Tally = field(default_factory=Tally)
    four: Tally = field(default_factory=Tally)
    figures: Tally = field(default_factory=Tally)
    numbers: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Wanted:
    """An annotated clause."""

    start: int
    end: int
    role: str
    text: str
    parties: frozenset[str]
    source: str
    four: frozenset[str]
    figures: frozenset[str]


def annotated(table: Path) -> list[Wanted]:
    """Read the annotated clauses of a table."""
    rows = csv.DictReader(read_text(table).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Wanted(
            start=int(row["start"]),
            end=int(row["end"]),
            role=row["role"],
            text=row["clause"],
            parties=frozenset(p for p in row["party"].split(";") if p),
            source=row["party_source"],
            four=frozenset(p for p in row["four_party"].split(";") if p not in {"", "none"}),
            figures=frozenset(
                plain(f) for f in row["deadline_or_quantity"].split(";") if plain(f)
            ),
        )
        for row in rows
    ]


def plain(words: str) -> str:
    """Return a figure without glosses in brackets, spaces and quotes."""
    return re.sub(r"[（(][^）)]*[)）]|[\s“”]", "", words)


def spans(
    path: Path, tagger: Tagger | None = None
) -> tuple[list[tuple[int, int, DraftClause]], str]:
    """Return the drafter's clauses with their offsets in the text as read."""
    raw = read_text(path)
    draft = draft_directives(raw, tagger=tagger)
    return [(*draft.text.span(c.start, c.end), c) for c in draft.clauses], raw


def pairs(
    found: Sequence[tuple[int, int, DraftClause]], wanted: Sequence[Wanted]
) -> Iterator[tuple[int, int]]:
    """Yield matching (found, wanted), the best overlap first; each once."""
    scored = []
    for n, (start, end, _) in enumerate(found):
        for m, want in enumerate(wanted):
            both = min(end, want.end) - max(start, want.start)
            if both > 0:
                share = both / (max(end, want.end) - min(start, want.start))
                if share >= OVERLAP:
                    scored.append((-share, n, m))
    seen_found: set[int] = set()
    seen_wanted: set[int] = set()
    for _, n, m in sorted(scored):
        if n not in seen_found and m not in seen_wanted:
            seen_found.add(n)
            seen_wanted.add(m)
            yield n, m


def add(score: Score, path: Path, *, errors: bool, tagger: Tagger | None = None) -> None:
    """Add one directive to a score; `errors` prints what went wrong."""
    found, raw = spans(path, tagger)
    wanted = annotated(path.with_suffix(".clauses.tsv"))
    asked = [f for f in found if f[2].role.value in ASKING]
    owed = [w for w in wanted if w.role in ASKING]
    matched = list(pairs(asked, owed))
    score.clauses.hits += len(matched)
    score.clauses.found += len(asked)
    score.clauses.wanted += len(owed)
    heads = [f for f in found if f[2].role.value == "headline"]
    score.headlines.hits += len(list(pairs(heads, [w for w in wanted if w.role == "headline"])))
    score.headlines.found += len(heads)
    score.headlines.wanted += sum(w.role == "headline" for w in wanted)
    together = dict(pairs(found, wanted))
    for n, m in together.items():
        clause, want = found[n][2], wanted[m]
        score.roles.add({clause.role.value}, {want.role})
        parties = set(clause.parties)
        score.parties.add(parties, set(want.parties))
        score.sources.add({clause.party_source.value}, {want.source})
        four = {p.value for p in clause.four_party}
        score.four.add(four, set(want.four))
        figures = {
            plain(piece) for f in (*clause.deadlines, *clause.quantities) for piece in f.pieces
        }
        score.figures.add(figures, set(want.figures))
        score.numbers.add_loosely(
            *({f for f in fs if _NUMBER.search(f)} for fs in (figures, want.figures))
        )
        if errors:
            report(clause, want, parties, four, figures)
    if errors:
        kept = set(together)
        for n, (start, end, clause) in enumerate(found):
            if n not in kept:
                print("  +", clause.role.value, clause.section, raw[start:end].replace("\n", "⏎"))
        for m, want in enumerate(wanted):
            if m not in together.values():
                print("  -", want.role, want.text)


def report(
    clause: DraftClause, want: Wanted, parties: set[str], four: set[str], figures: set[str]
) -> None:
    """Print what differs."""
    if clause.role.value != want.role:
        print("  role", clause.role.value, "≠", want.role, want.text)
    if parties != want.parties:
        print("  party", sorted(parties), "≠", sorted(want.parties), want.text)
    if four != want.four:
        print("  four", sorted(four), "≠", sorted(want.four), want.text)
    if figures != want.figures:
        print("  fig", sorted(figures), "≠", sorted(want.figures), want.text)


def header() -> str:
    """Return the heads of the table's columns."""
    return f"{'directive':28} clauses headline  roles   party  source  4-party figures numbers"


def line(name: str, score: Score) -> str:
    """Return a row of the table."""
    tallies = (
        score.clauses, score.headlines, score.roles, score.parties, score.sources, score.four, score.figures,
        score.numbers,
    )  # fmt: skip
    cells = "  ".join(f"{tally.f1:6.3f}" for tally in tallies)
    return f"{name:28} {cells}"


def main(arguments: Sequence[str]) -> None:
    """Print the table, and keep it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--errors", metavar="NAME", help="a directive, or `all`")
    parser.add_argument("--keep", action="store_true", help="write RESULTS.md")
    options = parser.parse_args(arguments)
    lines = [header()]
    for folder in options.folders:
        total = Score()
        for table in sorted(folder.glob("*.clauses.tsv")):
            path = table.with_name(table.name.removesuffix(".clauses.tsv") + ".txt")
            score = Score()
            add(score, path, errors=options.errors in {path.stem, "all"})
            add(total, path, errors=False)
            lines.append(line(path.stem, score))
        lines.append(line(f"= {folder.name}", total))
    print("\n".join(lines))
    if options.keep:
        keep_results("Drafter", "\n".join([*_HEAD, "```text", *lines, "```"]))


if __name__ == "__main__":
    main(sys.argv[1:])
