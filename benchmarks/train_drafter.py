"""Annotated directives → the weights by which the drafter cuts sentences into clauses.

    python -m benchmarks.train_drafter FOLDER… [--cross] [--keep]

Writes the weights into the package. `--cross` writes none: it leaves out one folder after the
other, learns from the rest, and prints how well the drafter reads the folder left out; `--keep`
writes that to RESULTS.md. Needs the extra `bench` (python-crfsuite).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.results import keep_results
from benchmarks.score_drafter import Score, Wanted, add, annotated, header, line
from directive_engine.drafting.cutting import BEGINS, GOES_ON, HEADING, TELLS, WEIGHTS
from directive_engine.drafting.features import features
from directive_engine.drafting.fragments import Fragment, fragments, lines_of, sentences_of
from directive_engine.drafting.outline import Zone, outline
from directive_engine.drafting.tagger import Tagger
from directive_engine.sources import read_text
from directive_engine.texts.repairs import mend

_HEAD = (
    "## Folders left out",
    "",
    "The drafter with weights learned from all folders but the one in the line, and with its other rules as they are:",
    "those of parties and figures were mended on all of these folders, so only clauses, headlines and, less so, roles",
    "are those of an unknown text. `python -m benchmarks.train_drafter FOLDER… --cross --keep` writes this part.",
    "",
)
TARGET = Path(__file__).resolve().parent.parent / "src/directive_engine/drafting" / WEIGHTS
L1, L2 = 0.1, 0.1  # penalties: the first drops features, the second keeps weights small
ROUNDS = 150
SMALLEST = 0.02  # weights that decide nothing
BEFORE = "关于做好有关工作的通知\n各乡镇人民政府，县直有关单位：\n一、落实责任\n"
AFTER = "\n二、抓好宣传\n各学校要开好一堂防火课。\n"
OVERLAP = 0.4  # share of a fragment that a clause must cover

Example = tuple[list[set[str]], list[str]]


def examples(folder: Path) -> Iterator[Example]:
    """Yield the features and the right labels of every directive in a folder."""
    for table in sorted(folder.glob("*.clauses.tsv")):
        mended = mend(read_text(table.with_name(table.name.removesuffix(".clauses.tsv") + ".txt")))
        text = mended.text
        found = fragments(text, outline(text, 0, len(text)).sentences)
        spans = [mended.span(f.start, f.end) for f in found]
        right = labels(found, spans, annotated(table))
        rows = features(text, found)
        for places in lines_of(found):
            yield [rows[n] for n in places], [right[n] for n in places]
        for places in sentences_of(found):
            first = found[places[0]].sentence
            given = [right[place] for place in places]
            if HEADING not in given and first.zone is not Zone.PREAMBLE:
                yield from alone(text[first.start : first.end], first.stop, given)


def alone(sentence: str, stop: str, right: list[str]) -> Iterator[Example]:
    """Yield words as the whole body of an item: offices write so too, our speeches rarely."""
    text = f"{BEFORE}{sentence}{stop}{AFTER}"
    found = fragments(text, outline(text, 0, len(text)).sentences)
    rows = features(text, found)
    begin, end = len(BEFORE), len(BEFORE) + len(sentence)
    own = [n for n, f in enumerate(found) if begin <= f.start and f.end <= end]
    if len(own) == len(right):
        yield [rows[n] for n in own], right


def labels(
    found: Sequence[Fragment], spans: Sequence[tuple[int, int]], wanted: Sequence[Wanted]
) -> list[str]:
    """Return the label of each fragment by the annotated clause that covers it."""
    given: list[str] = []
    before: Wanted | None = None
    for _, (start, end) in zip(found, spans, strict=True):
        clause = max(wanted, key=lambda w: min(end, w.end) - max(start, w.start), default=None)
        if clause is None or min(end, clause.end) - max(start, clause.start) < OVERLAP * (
            end - start
        ):
            given.append(TELLS)
            before = None
            continue
        if clause.role == "headline":
            given.append(HEADING)
        else:
            given.append(GOES_ON if clause is before else BEGINS)
        before = clause
    return given


def learn(known: Sequence[Example]) -> Tagger:
    """Fit a chain of labels with L-BFGS; features are numbered, as their words may hold anything."""
    import pycrfsuite

    names = sorted({name for rows, _ in known for row in rows for name in row})
    numbers = {name: str(number) for number, name in enumerate(names)}
    trainer = pycrfsuite.Trainer(verbose=False)
    for rows, right in known:
        trainer.append([sorted(numbers[name] for name in row) for row in rows], right)
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ROUNDS})
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "weights")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    order = [HEADING, BEGINS, GOES_ON, TELLS]
    weights: dict[str, list[float]] = {}
    for (number, label), weight in info.state_features.items():
        if abs(weight) >= SMALLEST:
            row = weights.setdefault(names[int(number)], [0.0] * len(order))
            row[order.index(label)] = round(weight, 2)
    moves = [[round(info.transitions.get((a, b), 0.0), 2) for b in order] for a in order]
    return Tagger(labels=tuple(order), moves=moves, weights=weights)


def written(tagger: Tagger) -> str:
    """Return a tagger as JSON, one feature a line."""
    rows = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}"
        for name, row in sorted(tagger.weights.items())
    )
    head = json.dumps({"labels": tagger.labels, "moves": tagger.moves})[:-1]
    return f'{head}, "weights": {{\n{rows}\n}}}}\n'


def cross(folders: Sequence[Path]) -> list[str]:
    """Return a table of the scores of each folder by weights learned from the others."""
    known = {folder: list(examples(folder)) for folder in folders}
    lines = [header()]
    for folder in folders:
        tagger = learn([e for other in folders if other != folder for e in known[other]])
        score = Score()
        for table in sorted(folder.glob("*.clauses.tsv")):
            path = table.with_name(table.name.removesuffix(".clauses.tsv") + ".txt")
            add(score, path, errors=False, tagger=tagger)
        lines.append(line(folder.name, score))
    return lines


def main(arguments: Sequence[str]) -> None:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cross", action="store_true", help="leave out each folder in turn")
    parser.add_argument("--keep", action="store_true", help="write RESULTS.md")
    options = parser.parse_args(arguments)
    if options.cross:
        lines = cross(options.folders)
        print("\n".join(lines))
        if options.keep:
            keep_results("Folders left out", "\n".join([*_HEAD, "```text", *lines, "```"]))
        return
    tagger = learn([e for folder in options.folders for e in examples(folder)])
    TARGET.write_text(written(tagger), encoding="utf-8")
    print(f"{len(tagger.weights)} features → {TARGET.name}, {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
