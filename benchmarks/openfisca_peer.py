"""The bulk job in OpenFisca: variables with formulas over arrays, each computed once.

OpenFisca knows no missing value (a variable without input has its default), so each fact has a variable beside it
that says whether it is known, and each condition has two: that it is true, and that it is false. A list is one
flag a word. Its doubles have 32 bits; they are raised to 64 here, or 0.1 would not equal 0.1.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import openfisca_core
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.job import AS_OF, FACTS, KINDS, LEVELS, TOPICS, Atom, BulkRule, cel
from benchmarks.peers import OPERATORS, Counts, status_counts

assert openfisca_core

DAY: Final = AS_OF.isoformat()
UNIT: Final = build_entity(key="unit", plural="units", label="Unit", is_person=True)
_TYPES: Final = {"bool": bool, "int": int, "double": float, "date": date}
_WORDS: Final = {
    name: Enum(name, [(word, word) for word in words])
    for name, words in (("Kind", KINDS), ("Level", LEVELS))
}


def openfisca_counts(path: Path, rules: list[BulkRule]) -> Counts:
    """Compute the variables of all rules, one simulation a row group."""
    import pyarrow.parquet as pq

    system = _system(rules)
    file = pq.ParquetFile(path, pre_buffer=True)
    totals = np.zeros((len(rules), 3), np.int64)
    rows = 0
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=["kind", *FACTS]).combine_chunks()
        simulation = SimulationBuilder().build_default_simulation(system, table.num_rows)
        for name in table.column_names:
            for variable, values in _inputs(name, table.column(name).chunk(0)):
                simulation.set_input(variable, DAY, values)
        for n, rule in enumerate(rules):
            for m, status in enumerate(("complies", "gap", "outside")):
                totals[n, m] += simulation.calculate(f"{rule.id}_{status}", DAY).sum()
        rows += table.num_rows
    return [status_counts(met, gaps, outside, rows) for met, gaps, outside in totals]


def _inputs(name: str, array: Any) -> Iterator[tuple[str, Any]]:
    """Yield the variables that hold a column, with their arrays."""
    known = array.is_valid().to_numpy(zero_copy_only=False)
    type_ = FACTS.get(name, "enum")
    yield f"{name}_known", known
    match type_:
        case "enum":
            words = LEVELS if name in FACTS else KINDS
            coded = array.dictionary_encode()
            table = np.array(
                [words.index(word) for word in coded.dictionary.to_pylist()], np.uint8
            )
            yield name, _enum(name).encode(table[coded.indices.fill_null(0).to_numpy()])
        case "list<enum>":
            offsets, coded = array.offsets.to_numpy(), array.values.dictionary_encode()
            held = coded.dictionary.to_pylist()
            for word in TOPICS:
                code = held.index(word) if word in held else -1
                hits = np.append(0, np.cumsum(coded.indices.to_numpy() == code))
                yield f"{name}_{word}", hits[offsets[1:]] > hits[offsets[:-1]]
        case "date":
            days = array.view("int32").fill_null(0).to_numpy()
            yield name, days.astype("datetime64[D]")
        case _:
            nothing = False if type_ == "bool" else 0
            yield name, array.fill_null(nothing).to_numpy(zero_copy_only=False)


def _enum(name: str) -> Any:
    return _WORDS["Level" if name in FACTS else "Kind"]


def _system(rules: list[BulkRule]) -> TaxBenefitSystem:
    """Return the variables of the job: facts, atoms, rules."""
    system = TaxBenefitSystem([UNIT])
    for name, type_ in (("kind", "enum"), *FACTS.items()):
        _add(system, f"{name}_known")
        if type_ == "list<enum>":
            for word in TOPICS:
                _add(system, f"{name}_{word}")
        elif type_ == "enum":
            words = _enum(name)
            default = next(iter(words))
            _add(system, name, value_type=Enum, possible_values=words, default_value=default)
        else:
            _add(system, name, value_type=_TYPES[type_])
        if type_ == "double":
            system.get_variable(name).dtype = np.float64
    for rule in rules:
        for atom in (*rule.atoms, *([rule.condition] if rule.condition else [])):
            for claim in (True, False):
                if _truth(atom, claim=claim) not in system.variables:
                    _add(system, _truth(atom, claim=claim), formula=_atom(atom, claim=claim))
        for status in ("applies", "outside", "complies", "gap"):
            _add(system, f"{rule.id}_{status}", formula=_status(rule, status))
    return system


def _add(system: TaxBenefitSystem, name: str, **more: Any) -> None:
    made = {"value_type": bool, "entity": UNIT, "definition_period": DateUnit.DAY, **more}
    system.add_variable(type(name, (Variable,), made))


def _truth(atom: Atom, *, claim: bool) -> str:
    """Return the variable that says that an atom is true, or false."""
    return f"{'true' if claim else 'false'}: {cel(atom)}"


def _atom(a: Atom, *, claim: bool) -> Any:
    def formula(unit: Any, period: Any) -> Any:
        known = unit(f"{a.fact}_known", period)
        if a.kind == "known":
            return known if claim else ~known
        match a.kind:
            case "flag":
                held = unit(a.fact, period)
            case "int" | "double":
                held = OPERATORS[a.operator](unit(a.fact, period), a.value)
            case "ratio":
                whole = unit(a.other, period)
                known = known & unit(f"{a.other}_known", period) & (whole != 0)
                with np.errstate(all="ignore"):
                    held = unit(a.fact, period) / whole >= a.value
            case "enum":
                held = _is_one_of(unit(a.fact, period), a.value)
            case "within":
                today = np.datetime64(period.start.date)
                held = today - unit(a.fact, period) <= np.timedelta64(a.value, "D")
            case _:
                held = unit(f"{a.fact}_{a.value}", period)
        return known & (held if claim else ~held)

    return formula


def _is_one_of(values: Any, words: tuple[str, ...]) -> Any:
    return np.logical_or.reduce([values == values.possible_values[word] for word in words])


def _status(rule: BulkRule, status: str) -> Any:
    def formula(unit: Any, period: Any) -> Any:
        def said(atom: Atom, *, claim: bool) -> Any:
            return unit(_truth(atom, claim=claim), period)

        if status in {"applies", "outside"}:
            concerned = _is_one_of(unit("kind", period), rule.kinds)
            if status == "applies":
                condition = rule.condition
                return concerned & said(condition, claim=True) if condition else concerned
            return ~concerned | said(rule.condition, claim=False) if rule.condition else ~concerned
        claim = status == "complies"
        both = np.logical_and if rule.joins_all == claim else np.logical_or
        met = both.reduce([said(atom, claim=claim) for atom in rule.atoms])
        return unit(f"{rule.id}_applies", period) & met

    return formula
