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
    ("folder", "parties", "four"),
    [
        ("development", 0.9, 0.87),
        ("further", 0.87, 0.83),
        ("trial", 0.92, 0.88),
        ("heldout", 0.87, 0.76),
        ("final", 0.86, 0.79),
        ("unseen", 0.92, 0.85),
        ("outside", 0.84, 0.78),
    ],
)
def test_directives_that_were_learned_from(folder: str, parties: float, four: float) -> None:
    found = score(SPEECHES / folder)
    assert found.clauses.f1 >= 0.98
    assert found.roles.f1 >= 0.94
    assert found.parties.f1 >= parties
    assert found.four.f1 >= four


def test_directives_that_were_only_measured() -> None:
    found = score(SPEECHES / "blind")
    assert found.clauses.f1 >= 0.89
    assert found.roles.f1 >= 0.94
    assert found.parties.f1 >= 0.76
    assert found.four.f1 >= 0.8
