"""Live sessions: from one changed fact to the changed findings, and memory over many sessions.

python -m benchmarks.live --sessions 100000
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.job import AS_OF, FACTS, KINDS, LEVELS, TOPICS, make_rules
from benchmarks.ours import made_rules, vocabulary
from benchmarks.results import keep_results
from benchmarks.worlds import made_pack, made_rule
from directive_engine.compiling import compile_packs
from directive_engine.findings import AuditRequest
from directive_engine.model.source import Condition
from directive_engine.sessions import Session, SessionPool
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, UnitId

UNITS: Final = 400
TOWNSHIP: Final = 40
ASKING: Final = 10
"""Rules that ask for the findings of the units below; the others are those of the bulk job."""


def main() -> None:
    """Measure, print one table, and keep it in RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--changes", type=int, default=20_000)
    parser.add_argument("--sessions", type=int, default=100_000)
    options = parser.parse_args()
    random = Random(3)
    request = job(options.rules, random)
    with SessionPool(request) as pool:
        rows = [*latencies(pool, request, options.changes, random)]
        rows += memory(pool, request, options.sessions, random)
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    lines = [
        f"{options.rules} rules, {UNITS} units, durable_rules {version('durable-rules')}; {os.cpu_count()} cores with a load of {load}, Python {platform.python_version()}, {platform.machine()}; {time.strftime('%Y-%m-%d')}.",
        "",
        "| measured | figure |",
        "|---|---|",
        *(f"| {name} | {figure} |" for name, figure in rows),
        "",
    ]
    print("\n".join(lines))
    keep_results("Live sessions", "\n".join(["## Live sessions", "", *lines]))


def job(rules: int, random: Random) -> AuditRequest:
    """Return `rules` rules, and a register of townships with the units in them."""
    made = made_rules(make_rules(rules - ASKING))
    made += [
        made_rule(
            f"asking_{n}",
            Condition(text='kind == "township"'),
            Condition(text=f"children.all(u, u.compliance.gaps <= {n + 20})"),
        )
        for n in range(ASKING)
    ]
    pack = made_pack(made, [])
    program, problems = compile_packs([pack], vocabulary())
    assert not [p for p in problems if p.severity == "error"]
    assert len(program.rules) == rules
    return AuditRequest(
        program=program,
        packs=(pack,),
        vocabulary=vocabulary(),
        register=Register(_units(random)),
        as_of=AS_OF,
        parameters=(),
    )


def _units(random: Random) -> Iterator[Unit]:
    for n in range(UNITS):
        is_township = n % TOWNSHIP == 0
        yield Unit(
            id=UnitId(f"u{n}"),
            name=f"第{n}单位",
            kind=KINDS[0] if is_township else random.choice(KINDS[1:]),
            parent=None if is_township else UnitId(f"u{n - n % TOWNSHIP}"),
            facts={
                FactId(name): value(random, type_)
                for name, type_ in FACTS.items()
                if random.random() > 0.1
            },
        )


def value(random: Random, type_: str) -> Any:
    """Return a random value of a type."""
    match type_:
        case "bool":
            return random.random() < 0.7
        case "int":
            return random.randrange(120)
        case "double":
            return random.random()
        case "enum":
            return random.choice(LEVELS)
        case "date":
            return AS_OF - timedelta(days=random.randrange(200))
        case _:
            return tuple(random.sample(TOPICS, random.randrange(4)))


def change(session: Session, random: Random) -> int:
    """Change one fact, or now and then withdraw one; return how many findings change."""
    name = random.choice(list(FACTS))
    if random.random() < 0.1:
        return len(session.withdraw(name))
    return len(session.set_fact(name, value(random, FACTS[name])))


def latencies(
    pool: SessionPool, request: AuditRequest, changes: int, random: Random
) -> Iterator[tuple[str, str]]:
    """Measure changes in sessions of 50 changes each, on all units."""
    for unit in request.register.units:
        pool.session(unit.id)
    waited, worked, found = [], [], 0
    session = pool.session(request.register.units[0].id)
    for n in range(changes):
        if n % 50 == 0:
            session = pool.session(random.choice(request.register.units).id)
        before, started = processor_seconds(pool), time.perf_counter()
        found += change(session, random)
        waited.append(time.perf_counter() - started)
        worked.append(processor_seconds(pool) - before)
    for name, share in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)):
        wall, busy = (sorted(times)[int(changes * share)] * 1000 for times in (waited, worked))
        yield f"one changed fact, {name}", f"{wall:.2f} ms, of which {busy:.2f} ms at work"
    yield "changes, and findings that changed", f"{changes:,}, {found:,}"


def memory(
    pool: SessionPool, request: AuditRequest, sessions: int, random: Random
) -> Iterator[tuple[str, str]]:
    """Open `sessions` sessions one after the other, three changes each."""
    started = time.perf_counter()
    for n in range(1, sessions + 1):
        session = pool.session(random.choice(request.register.units).id)
        for _ in range(3):
            change(session, random)
        if n in {1_000, 10_000, sessions}:
            ours, rules = rss_mb("self"), rss_mb(str(pool.process.pid))
            yield f"memory after {n:,} sessions", f"{ours:.0f} MB + {rules:.0f} MB for the rules"
    seconds = time.perf_counter() - started
    yield "sessions a second, three changes each", f"{sessions / seconds:,.0f}"


def processor_seconds(pool: SessionPool) -> float:
    """Return how long this process and that of the rules have run: others may share the machine."""
    rules = Path(f"/proc/{pool.process.pid}/schedstat").read_text()
    return time.process_time() + int(rules.split()[0]) / 1e9


def rss_mb(process: str) -> float:
    """Return how much memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
