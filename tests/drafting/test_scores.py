"""The drafter on annotated directives: floors under what was measured, so it gets no worse."""

from pathlib import Path

import pytest
from benchmarks.score_drafter import Score, add

SPEECHES = Path(__file__).parent / "speeches"
GIVEN = Path(__file__).parents[2].parent / "shared" / "directives"


def score(folder: Path) -> Score:
    total = Score()
    for table in sorted(folder.glob("*.clauses.tsv")):
        name = table.name.removesuffix(".clauses.tsv")
        add(total, table.with_name(f"{name}.txt"), errors=False)
    return total


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the four directives are not on this machine")
def test_the_four_directives() -> None:
    found = score(GIVEN)
    assert found.clauses.f1 >= 0.95
    assert found.roles.f1 >= 0.95
    assert found.parties.f1 >= 0.92
    assert found.headlines.f1 >= 0.95
    assert found.four.f1 >= 0.85


@pytest.mark.parametrize(
    ("folder", "parties", "four", "figures"),
    [
        ("development", 0.9, 0.89, 0.87),
        ("further", 0.87, 0.84, 0.86),
        ("trial", 0.92, 0.89, 0.85),
        ("heldout", 0.88, 0.8, 0.8),
        ("final", 0.88, 0.8, 0.89),
        ("unseen", 0.93, 0.88, 0.82),
        ("outside", 0.87, 0.84, 0.82),
        ("beyond", 0.85, 0.82, 0.88),
    ],
)
def test_directives_that_were_learned_from(
    folder: str, parties: float, four: float, figures: float
) -> None:
    found = score(SPEECHES / folder)
    assert found.clauses.f1 >= 0.97
    assert found.roles.f1 >= 0.94
    assert found.parties.f1 >= parties
    assert found.four.f1 >= four
    assert found.figures.f1 >= figures


@pytest.mark.parametrize(
    ("folder", "clauses", "parties", "four", "figures"),
    [
        ("blind", 0.9, 0.84, 0.86, 0.82),
        ("later", 0.96, 0.96, 0.87, 0.95),
        ("last", 0.94, 0.95, 0.92, 0.95),
    ],
)
def test_directives_whose_clauses_were_not_learned(
    folder: str, clauses: float, parties: float, four: float, figures: float
) -> None:
    found = score(SPEECHES / folder)
    assert found.clauses.f1 >= clauses
    assert found.roles.f1 >= 0.95
    assert found.parties.f1 >= parties
    assert found.four.f1 >= four
    assert found.figures.f1 >= figures
