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
    assert found.four.f1 >= 0.85


@pytest.mark.parametrize(
    ("folder", "clauses", "parties"),
    [
        ("development", 0.95, 0.92),
        ("further", 0.93, 0.84),
        ("trial", 0.9, 0.9),
        ("heldout", 0.9, 0.87),
        ("final", 0.88, 0.82),
        ("unseen", 0.86, 0.8),
    ],
)
def test_directives_of_our_own(folder: str, clauses: float, parties: float) -> None:
    found = score(SPEECHES / folder)
    assert found.clauses.f1 >= clauses
    assert found.roles.f1 >= 0.93
    assert found.parties.f1 >= parties
