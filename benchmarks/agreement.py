"""Do all ways of running rules give the same statuses? Random worlds, as many as asked for.

python -m benchmarks.agreement --pairs 10000000
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.register_files import register_columns, write_register
from benchmarks.sql import sql_verdicts
from benchmarks.worlds import Shape, random_request
from directive_engine.engines import Engine, Verdict, World
from directive_engine.engines.columnar import ColumnarEngine
from directive_engine.engines.columnar.bulk import BulkRequest, BulkRun
from directive_engine.engines.columnar.records import STATUS_NAMES, StatusRecord, StatusWriter
from directive_engine.engines.columnar.unit_files import open_unit_file
from directive_engine.engines.interpreter import CompiledInterpreter, WalkingInterpreter
from directive_engine.engines.rete import ReteEngine
from directive_engine.findings import Audit, AuditRequest, run_audit, status_of
from directive_engine.units import load_units
from directive_engine.values import FactId, ParameterId

SHAPE = Shape(rules=20, units=30)
_FILE_EVERY = 8
_PLAIN_EVERY = 4
_ROWS = 11  # batches that are no whole bytes of bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A pair on which two ways differ, and all that is needed to see it again."""

    way: str
    unit: str
    rule: str
    expected: object
    found: object
    applies: str
    requires: str


@dataclass(slots=True)
class Tally:
    """How many pairs each way has answered, and how they were answered."""

    pairs: Counter[str]
    statuses: Counter[str]


def check_world(
    random: Random, number: int, tally: Tally, shape: Shape = SHAPE
) -> Iterator[Disagreement]:
    """Make one world and yield every pair on which the ways of running it differ."""
    plain = number % _PLAIN_EVERY == 0
    request = random_request(random, replace(shape, plain=plain))
    expected = run_audit(request, WalkingInterpreter())
    tally.pairs["walked"] += len(expected.findings)
    tally.statuses.update(finding.status.value for finding in expected.findings)
    engines: list[tuple[str, Engine]] = [
        ("generated", CompiledInterpreter()),
        ("columnar", ColumnarEngine()),
        ("rete", ReteEngine()),
    ]
    for way, engine in engines:
        found = run_audit(request, engine)
        tally.pairs[way] += len(found.findings)
        for a, b in zip(expected.findings, found.findings, strict=True):
            if a.verdict != b.verdict:
                yield _differs(way, expected, a, b.verdict)
    if plain:
        yield from _against_sql(request, expected, tally)
    if number % _FILE_EVERY == 1:
        yield from _against_files(request, tally)


def _differs(way: str, audit: Audit, finding: object, found: object) -> Disagreement:
    rule = finding.rule  # type: ignore[attr-defined]
    return Disagreement(
        way=way,
        unit=finding.unit.id,  # type: ignore[attr-defined]
        rule=rule.id,
        expected=finding.verdict,  # type: ignore[attr-defined]
        found=found,
        applies=rule.applies.text if rule.applies else "",
        requires=rule.requires.text,
    )


def _against_sql(request: AuditRequest, expected: Audit, tally: Tally) -> Iterator[Disagreement]:
    world = World(
        program=request.program,
        register=request.register,
        as_of=request.as_of,
        parameters={ParameterId(v.parameter.id): v.value for v in request.parameters},
    )
    said = sql_verdicts(world, register_columns(request.register, request.vocabulary))
    position = {unit.id: n for n, unit in enumerate(request.register.units)}
    for finding in expected.findings:
        if finding.rule.id in said:
            tally.pairs["SQL"] += 1
            applies, requires = said[finding.rule.id][position[finding.unit.id]]
            if status_of(Verdict(applies, requires)) is not finding.status:
                yield _differs("SQL", expected, finding, (applies, requires))


def _against_files(request: AuditRequest, tally: Tally) -> Iterator[Disagreement]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "units.parquet"
        write_register(path, request.register, request.vocabulary, _ROWS)
        register, _ = load_units(path, request.vocabulary)
        expected = run_audit(replace(request, register=register), WalkingInterpreter())
        record = run_file(request, path, folder)
        codes = {rule: record.of_rule(rule) for rule in record.rules}
        position = {unit.id: n for n, unit in enumerate(register.units)}
        for finding in expected.findings:
            tally.pairs["streamed"] += 1
            found = STATUS_NAMES[codes[finding.rule.id][position[finding.unit.id]]]
            if found != finding.status.value:
                yield _differs("streamed", expected, finding, found)


def run_file(request: AuditRequest, path: Path, folder: Path) -> StatusRecord:
    """Run rules over a unit file in batches; return the record of statuses that is written."""
    run = BulkRun(request=bulk_request(request, path))
    writer = StatusWriter(folder, run.rules, "id")
    run.run([writer])
    writer.close()
    return StatusRecord(folder)


def bulk_request(request: AuditRequest, path: Path) -> BulkRequest:
    """Return the same audit of the units in a file."""
    file = open_unit_file(path)
    register = {"id", "name", "kind", "parent", "department"}
    return BulkRequest(
        program=request.program,
        vocabulary=request.vocabulary,
        as_of=request.as_of,
        parameters={ParameterId(v.parameter.id): v.value for v in request.parameters},
        file=file,
        path=str(path),
        columns={FactId(h): h for h in file.headings if h not in {"parent", "department"}},
        register_columns={h: h for h in file.headings if h in register},
    )


def main() -> None:
    """Check random worlds until the asked number of pairs is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tally, differences = Tally(Counter(), Counter()), 0
    started, number = time.monotonic(), options.seed
    while tally.pairs["walked"] < options.pairs:
        for one in check_world(Random(number), number, tally):
            differences += 1
            print(f"world {number}: {one}")
        number += 1
    seconds = time.monotonic() - started
    print(f"{number - options.seed} worlds, {seconds:.0f} s, {differences} disagreements")
    for way, pairs in tally.pairs.items():
        print(f"  {way:10} {pairs:>12,} pairs")
    total = sum(tally.statuses.values())
    print("  " + ", ".join(f"{s} {n / total:.0%}" for s, n in tally.statuses.most_common()))
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
