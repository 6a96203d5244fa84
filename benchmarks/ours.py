"""This package on the bulk job."""

from pathlib import Path

from benchmarks.job import (
    AS_OF,
    FACTS,
    KINDS,
    LEVELS,
    TOPICS,
    BulkRule,
    applies_text,
    requires_text,
)
from benchmarks.worlds import made_pack, made_rule
from directive_engine.compiling import compile_packs
from directive_engine.engines.columnar.bulk import BulkRequest
from directive_engine.engines.columnar.unit_files import open_unit_file
from directive_engine.ir import Program
from directive_engine.model import Rule, Vocabulary
from directive_engine.model.source import Condition
from directive_engine.model.vocabulary import EnumValueEntry, FactDefinition, UnitKind
from directive_engine.values import FactId


def vocabulary() -> Vocabulary:
    """Return the vocabulary of the job."""
    kinds = [UnitKind(id=kind, label=f"类{kind}", label_en=kind) for kind in KINDS]
    facts = []
    for name, type_ in FACTS.items():
        words = TOPICS if type_ == "list<enum>" else LEVELS if type_ == "enum" else ()
        values = tuple(EnumValueEntry(id=w, label=f"值{w}", label_en=w) for w in words)
        facts.append(
            FactDefinition(id=name, label=f"事实{name}", label_en=name, type=type_, values=values)
        )
    return Vocabulary(kinds, facts)


def made_rules(rules: list[BulkRule], *, strata: bool = False) -> list[Rule]:
    """Return the rules of the job as a pack has them; `strata` adds some on units below."""
    made = [
        made_rule(r.id, Condition(text=applies_text(r)), Condition(text=requires_text(r)))
        for r in rules
    ]
    if strata:
        concerned = Condition(text='kind == "township"')
        made += [made_rule(f"s{n}", concerned, Condition(text=t)) for n, t in enumerate(BELOW)]
    return made


BELOW = (
    "children.all(u, u.b1)",
    "share(children, u, u.i1 >= 30) >= 0.5",
    "count(subordinates, u, has(u.t1)) >= 100",
    "children.exists(u, u.i2 > i2 && u.b3)",
    "children.all(u, u.compliance.gaps <= 60)",
    "share(subordinates, u, u.compliance.rate >= 0.5) >= 0.9",
)
"""What a township is asked about the units in it; the last two about their findings."""


def compile_job(rules: list[BulkRule], *, strata: bool = False) -> Program:
    """Compile the rules of the job."""
    pack = made_pack(made_rules(rules, strata=strata), [])
    program, problems = compile_packs([pack], vocabulary())
    errors = [p for p in problems if p.severity == "error"]
    assert not errors, errors[0]
    return program


def request(path: Path, rules: list[BulkRule]) -> BulkRequest:
    """Return the job on a file."""
    return _request(path, compile_job(rules))


def stratified_request(path: Path, rules: list[BulkRule]) -> BulkRequest:
    """Return the job on a file, with rules about the units below others, too."""
    return _request(path, compile_job(rules, strata=True))


def _request(path: Path, program: Program) -> BulkRequest:
    file = open_unit_file(path)
    return BulkRequest(
        program=program,
        vocabulary=vocabulary(),
        as_of=AS_OF,
        parameters={},
        file=file,
        path=str(path),
        columns={FactId(name): name for name in file.headings if name != "parent"},
        register_columns={n: n for n in ("id", "name", "kind", "parent")},
    )
