"""The shipped packs: every clause that orders or aims is covered, no sentence is quoted."""

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from directive_engine.workflows.loading import compile_rules
from directive_engine.workflows.testing import run_pack_cases

ROOT = Path(__file__).parent.parent.parent
DIRECTIVES = ROOT.parent / "shared" / "directives"
needs_directives = pytest.mark.skipif(
    not DIRECTIVES.is_dir(), reason="the directives' texts are not on this machine"
)


def test_no_diagnostics() -> None:
    assert compile_rules(()).diagnostics == ()


def test_all_cases_pass_and_every_rule_shows_its_statuses() -> None:
    report = run_pack_cases(())
    assert report.passed
    assert [entry.rule.id for entry in report.coverage if entry.lacking] == []


@needs_directives
@pytest.mark.parametrize("directive", ["city-meeting", "county-push", "province-video"])
def test_every_order_and_goal_is_covered(directive: str) -> None:
    seen: Counter[str] = Counter()
    wanted = set()
    every = set()
    with (DIRECTIVES / f"{directive}.clauses.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            seen[row["section"]] += 1
            anchor = f"{row['section']}/{seen[row['section']]}"
            every.add(anchor)
            if row["role"] in {"order", "goal"}:
                wanted.add(anchor)
    named = anchors_into(directive)
    assert wanted - named == set()
    assert named - every == set()


def anchors_into(directive: str) -> set[str]:
    """Return the clauses of a directive that some rule or disposition of some pack names."""
    found = set()
    for pack in compile_rules(()).base.packs:
        named = {c for rule in pack.rules for c in rule.clauses}
        named |= {c for d in pack.manifest.dispositions for c in d.clauses}
        for anchor in named:
            of, colon, clause = anchor.rpartition(":")
            if (of if colon else pack.id) == directive:
                found.add(clause)
    return found


@needs_directives
@pytest.mark.parametrize("file", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda p: p.name)
def test_no_sentence_of_a_directive_is_quoted(file: Path) -> None:
    length = 12
    runs = set()
    for directive in DIRECTIVES.glob("*.txt"):
        text = plain(directive.read_text("utf-8"))
        runs |= {text[i : i + length] for i in range(len(text) - length + 1)}
    for line in file.read_text("utf-8").splitlines():
        text = plain(line)
        quoted = [text[i : i + length] for i in range(len(text) - length + 1)]
        assert not runs.intersection(quoted), line


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()).lower()
