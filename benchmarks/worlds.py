"""Random vocabularies, packs, hierarchies and facts with gaps, from one source of randomness."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.conditions import (
    DATES,
    DOUBLES,
    ENUM,
    INTS,
    SCALARS,
    TEXTS,
    ConditionWriter,
    Scope,
)
from directive_engine.compiling import ParameterValue, compile_packs, resolve_parameters
from directive_engine.diagnostics import has_errors
from directive_engine.findings import AuditRequest
from directive_engine.ir import Program
from directive_engine.model import Pack, Vocabulary
from directive_engine.model.pack import (
    Accountable,
    Basis,
    Directive,
    Level,
    PackManifest,
    Parameter,
    Remedy,
    Requirement,
    Rule,
    RuleFile,
)
from directive_engine.model.source import Condition
from directive_engine.model.terms import Method, Party, RuleSeverity
from directive_engine.model.vocabulary import EnumValueEntry, FactDefinition, UnitKind
from directive_engine.units import Register, Unit
from directive_engine.values import FactId, Primitive, UnitId

AS_OF: Final = date(2020, 11, 1)
KINDS: Final = ("county", "township", "school", "market")
_DEPTH: Final = 3
_ATTEMPTS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large a random world is, and whether it keeps to what SQL can say, too."""

    rules: int
    units: int
    plain: bool = False


def random_request(random: Random, shape: Shape) -> AuditRequest:
    """Return an audit of random units under random rules."""
    facts = _fact_names(random)
    parameters = _parameters(random)
    vocabulary = _vocabulary(random, facts, shape)
    names = {type_: [*facts.get(type_, ()), *_derived_names(type_)] for type_ in facts}
    names["string"] = [*names["string"], "name", "id"]
    writer = ConditionWriter(
        random=random,
        facts=names,
        parameters={
            "int": ["p_int"],
            "double": ["p_double"],
            "string": ["p_text"],
            "date": ["p_date"],
        },
        plain=shape.plain,
    )
    pack, program = _pack(random, writer, vocabulary, parameters, shape)
    values: tuple[ParameterValue, ...] = resolve_parameters(program, [pack], vocabulary)[0]
    register = Register(_units(random, facts, vocabulary, shape))
    return AuditRequest(
        program=program,
        packs=(pack,),
        vocabulary=vocabulary,
        register=register,
        as_of=AS_OF,
        parameters=values,
    )


def _fact_names(random: Random) -> dict[str, list[str]]:
    facts = {type_: [f"{type_}_{n}" for n in range(random.randrange(1, 4))] for type_ in SCALARS}
    facts |= {f"list<{type_}>": [f"list_{type_}"] for type_ in SCALARS}
    return facts


def _derived_names(type_: str) -> list[str]:
    return {"bool": ["is_derived"], "int": ["derived_int"], "double": ["derived_double"], "list<int>": ["derived_list"]}.get(
        type_, []
    )  # fmt: skip


def _parameters(random: Random) -> list[Parameter]:
    basis = Basis(source="test")
    made = [
        ("p_int", Primitive.INT, random.choice(INTS[:8])),
        ("p_double", Primitive.DOUBLE, random.choice(DOUBLES)),
        ("p_text", Primitive.STRING, random.choice(TEXTS[1:])),
        ("p_date", Primitive.DATE, random.choice(DATES)),
    ]
    return [
        Parameter(id=id_, label=f"参数{id_}", label_en=id_, type=type_, default=value, basis=basis)  # type: ignore[arg-type]  # one of those that parameters have
        for id_, type_, value in made
    ]


def _vocabulary(random: Random, facts: dict[str, list[str]], shape: Shape) -> Vocabulary:
    kinds = [UnitKind(id=kind, label=f"类{kind}", label_en=kind) for kind in KINDS]
    values = tuple(EnumValueEntry(id=v, label=f"值{v}", label_en=v) for v in ENUM)
    definitions = [
        FactDefinition(
            id=name,
            label=f"事实{name}",
            label_en=name,
            type=type_,
            values=values if "enum" in type_ else (),
            inherited=name.endswith("_0") and not shape.plain,
        )
        for type_, names in facts.items()
        for name in names
    ]
    kept = Vocabulary(kinds, definitions)
    writer = ConditionWriter(random=random, facts=facts, plain=shape.plain, may_ask=False)
    for type_ in facts:
        for name in _derived_names(type_):
            for _ in range(20):
                text = writer.write(type_, 2, Scope())
                definition = FactDefinition(
                    id=name,
                    label=f"事实{name}",
                    label_en=name,
                    type=type_,
                    derived=Condition(text=text),
                )
                tried = Vocabulary(kinds, [*kept.facts, definition])
                if not has_errors(compile_packs((), tried)[1]):
                    kept = tried
                    break
    return kept


def _pack(
    random: Random,
    writer: ConditionWriter,
    vocabulary: Vocabulary,
    parameters: list[Parameter],
    shape: Shape,
) -> tuple[Pack, Program]:
    rules: list[Rule] = []
    for attempt in count():
        if len(rules) == shape.rules:
            break
        if attempt > _ATTEMPTS:  # a source of randomness that is running dry
            rules += [_simplest(n) for n in range(len(rules), shape.rules)]
            break
        wanted = [
            made_rule(f"rule_{len(rules) + n}", *_conditions(random, writer))
            for n in range(shape.rules - len(rules))
        ]
        program, _ = compile_packs([made_pack(wanted, parameters)], vocabulary)
        usable = {compiled.id for compiled in program.rules}
        rules += [
            made_rule(f"rule_{n}", rule.applies, rule.requires)
            for n, rule in enumerate((r for r in wanted if r.id in usable), start=len(rules))
        ]
    pack = made_pack(rules, parameters)
    return pack, compile_packs([pack], vocabulary)[0]


def _conditions(random: Random, writer: ConditionWriter) -> tuple[Condition, Condition]:
    kinds = ", ".join(f'"{kind}"' for kind in random.sample(KINDS, random.randrange(1, 4)))
    applies = [
        f"kind in [{kinds}]",
        f"kind in [{kinds}] && {writer.condition(2)}",
        writer.condition(2),
    ]
    depth = random.randrange(1, _DEPTH + 1)
    return Condition(text=random.choice(applies)), Condition(text=writer.condition(depth))


def _simplest(number: int) -> Rule:
    return made_rule(f"rule_{number}", None, Condition(text="bool_0"))


def made_rule(id_: str, applies: Condition | None, requires: Condition | None) -> Rule:
    return Rule(
        id=id_,
        title=f"规则{id_}",
        title_en=id_,
        clauses=("一/1",),
        question="是否符合？",
        methods=(Method.DOCUMENTS,),
        evidence=("台账",),
        accountable=Accountable(lead=Party.UNIT),
        severity=RuleSeverity.MAJOR,
        remedy=Remedy(action="整改", within="7d"),
        applies=applies,
        requires=requires,
    )


def made_pack(rules: list[Rule], parameters: list[Parameter]) -> Pack:
    directive = Directive(
        id="d", title="指示", title_en="d", level=Level.COUNTY, issuer="县", fingerprint="0" * 12
    )
    manifest = PackManifest(
        id="random",
        title="随机",
        title_en="random",
        directives=(directive,),
        requirements=(Requirement(id="r", anchor="一", title="要求", title_en="r"),),
        parameters=tuple(parameters),
    )
    return Pack(
        manifest=manifest, files=(RuleFile(requirement="r", rules=tuple(rules)),), folder=Path()
    )


def _units(
    random: Random, facts: dict[str, list[str]], vocabulary: Vocabulary, shape: Shape
) -> list[Unit]:
    ids = [UnitId(f"u{n}") for n in range(shape.units)]
    order = list(range(shape.units))
    random.shuffle(order)  # a parent may stand after its children in the file
    rank = {n: position for position, n in enumerate(order)}
    missing = random.choice((0.0, 0.1, 0.3, 0.6))
    units = []
    for n, id_ in enumerate(ids):
        above = [m for m in range(shape.units) if rank[m] < rank[n]]
        near = [m for m in above if rank[m] < 4] or above
        held = {
            FactId(name): random_value(random, type_)
            for type_, names in facts.items()
            for name in names
            if random.random() >= missing
        }
        units.append(
            Unit(
                id=id_,
                name=random.choice(("一小", "镇中心学校", id_)),
                kind=random.choice(KINDS),
                parent=ids[random.choice(random.choice((near, near, above)))]
                if above and random.random() < 0.9
                else None,
                department=ids[random.choice(order)] if random.random() < 0.6 else None,
                facts=held,
            )
        )
    return units


def random_value(random: Random, type_: str) -> Any:
    match type_:
        case "bool":
            return random.random() < 0.5
        case "int":
            return random.choice(INTS) if random.random() < 0.3 else random.randrange(-3, 15)
        case "double":
            return (
                random.choice(DOUBLES) if random.random() < 0.5 else random.randrange(-4, 30) / 2
            )
        case "string":
            return random.choice(TEXTS)
        case "enum":
            return random.choice(ENUM)
        case "date":
            return date.fromisoformat(random.choice(DATES))
        case _:
            element = type_.removeprefix("list<").removesuffix(">")
            return tuple(
                random_value(random, element) for _ in range(random.choice((0, 0, 1, 2, 3)))
            )
