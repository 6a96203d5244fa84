"""The chain of labels: the best of all chains, and weights that can be learned anew."""

from itertools import pairwise, product
from pathlib import Path

import pytest
from benchmarks.train_drafter import examples, learn, written
from hypothesis import given
from hypothesis import strategies as st

from directive_engine.drafting.cutting import BEGINS, GOES_ON, HEADING, TELLS, WEIGHTS
from directive_engine.drafting.tagger import Tagger, from_json, shipped

SPEECHES = Path(__file__).parent / "speeches"
LABELS = ("B", "I", "O")
WEIGHT = st.integers(-20, 20).map(lambda n: n / 4)
ROW = st.lists(WEIGHT, min_size=3, max_size=3)
TAGGERS = st.builds(
    lambda moves, weights: Tagger(
        labels=LABELS, moves=moves, weights=dict(zip("abcd", weights, strict=True))
    ),
    st.lists(ROW, min_size=3, max_size=3),
    st.lists(ROW, min_size=4, max_size=4),
)
ROWS = st.lists(st.frozensets(st.sampled_from("abcdz"), max_size=4), min_size=1, max_size=5)


def weight_of(tagger: Tagger, rows: list[frozenset[str]], chain: tuple[int, ...]) -> float:
    own = sum(
        tagger.weights[name][label]
        for row, label in zip(rows, chain, strict=True)
        for name in row
        if name in tagger.weights
    )
    return own + sum(tagger.moves[a][b] for a, b in pairwise(chain))


@given(tagger=TAGGERS, rows=ROWS)
def test_no_chain_weighs_more(tagger: Tagger, rows: list[frozenset[str]]) -> None:
    found = tuple(LABELS.index(label) for label in tagger.tag(rows, {}))
    best = max(weight_of(tagger, rows, c) for c in product(range(3), repeat=len(rows)))
    assert weight_of(tagger, rows, found) == pytest.approx(best)


@given(tagger=TAGGERS, rows=ROWS)
def test_a_barred_label_is_not_given(tagger: Tagger, rows: list[frozenset[str]]) -> None:
    assert "O" not in tagger.tag(rows, dict.fromkeys(range(len(rows)), "O"))


def test_nothing_has_no_labels() -> None:
    assert shipped(WEIGHTS).tag([], {}) == []


def test_shipped_weights_know_every_label() -> None:
    tagger = shipped(WEIGHTS)
    assert set(tagger.labels) == {HEADING, BEGINS, GOES_ON, TELLS}
    assert all(len(row) == len(tagger.labels) for row in tagger.weights.values())


def test_weights_are_learned_written_and_read() -> None:
    pytest.importorskip("pycrfsuite", reason="needs the extra bench")
    known = list(examples(SPEECHES / "blind"))
    learned = learn(known)
    assert from_json(written(learned)) == learned
    right = sum(
        label == given
        for rows, labels in known
        for label, given in zip(learned.tag(rows, {}), labels, strict=True)
    )
    assert right / sum(len(labels) for _, labels in known) > 0.95
