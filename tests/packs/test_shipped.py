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
PACKS = sorted(p.parent for p in (ROOT / "rules").glob("*/pack.yaml"))
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
@pytest.mark.parametrize(
    "directive", sorted(p.name for p in PACKS if (DIRECTIVES / f"{p.name}.clauses.tsv").is_file())
)
def test_every_order_and_goal_is_covered(directive: str) -> None:
    assert {c for c, role in roles(directive).items() if role in {"order", "goal"}} - named(
        directive
    ) == set()


@needs_directives
@pytest.mark.parametrize(
    "directive", sorted(p.name for p in PACKS if (DIRECTIVES / f"{p.name}.clauses.tsv").is_file())
)
def test_every_clause_named_exists(directive: str) -> None:
    assert named(directive) - set(roles(directive)) == set()


def roles(directive: str) -> dict[str, str]:
    """The role of every annotated clause, by anchor: section and ordinal in that section."""
    seen: Counter[str] = Counter()
    role_by_clause = {}
    with (DIRECTIVES / f"{directive}.clauses.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            seen[row["section"]] += 1
            role_by_clause[f"{row['section']}/{seen[row['section']]}"] = row["role"]
    return role_by_clause


def named(directive: str) -> set[str]:
    """The clauses of a directive that rules or dispositions of any pack name."""
    clauses = set()
    for pack in compile_rules(()).base.packs:
        anchors = [c for rule in pack.rules for c in rule.clauses]
        anchors += [c for d in pack.manifest.dispositions for c in d.clauses]
        for anchor in anchors:
            prefix, _, clause = anchor.rpartition(":")
            if (prefix or pack.id) == directive:
                clauses.add(clause)
    return clauses


@needs_directives
@pytest.mark.parametrize(
    "file", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
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
