"""A unit file → register of units with typed facts; all that is wrong is reported in one run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from directive_engine.diagnostics import (
    Diagnostic,
    InputError,
    Severity,
    Span,
    Words,
    suggest,
)
from directive_engine.model import Vocabulary
from directive_engine.sources import load_yaml
from directive_engine.units.bounds import out_of_bounds
from directive_engine.units.register import Register, Unit
from directive_engine.units.tables import Row, Table, heading, read_table
from directive_engine.values import (
    FactId,
    Primitive,
    UnitId,
    Value,
    ValueProblem,
    read_value,
)

_REQUIRED = ("id", "kind")
_SERIAL = ("序号", "no.", "no")
"""Headings of plain line numbers: no facts, and ids only where nothing better stands."""


def load_units(path: Path, vocabulary: Vocabulary) -> tuple[Register, tuple[Diagnostic, ...]]:
    """Load a unit file, with warnings about columns and cells that could not be used.

    A value of the wrong type is a warning (DE621) and the fact stays missing. Raises InputError
    for what makes the register itself wrong: missing columns (DE611), ids missing or doubled
    (DE612), unknown kinds (DE613), parents and departments (DE614), cycles (DE615), no units at
    all (DE610).
    """
    return load_table(read_table(path), vocabulary, str(path))


def load_table(
    table: Table, vocabulary: Vocabulary, file: str
) -> tuple[Register, tuple[Diagnostic, ...]]:
    """Load rows of cells, as `load_units` does."""
    return _Loader(table=table, vocabulary=vocabulary, file=file).load()


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, Sequence[str]]:
    """Return the headings that stand for each column, the surest first."""
    text = (files("directive_engine.units") / "headings.yaml").read_text("utf-8")
    loaded: Any = load_yaml(text, "headings.yaml")
    return {column: tuple(aliases) for column, aliases in loaded.items()}


def register_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return which heading stands for each column of the register."""
    written = {heading(name).lower(): name for name in reversed(headings)}
    found: dict[str, str] = {}
    for column, aliases in _aliases().items():
        name = next((written[alias] for alias in aliases if alias in written), None)
        if name is not None:
            found[column] = name
    return found


@dataclass(slots=True, kw_only=True)
class _Loader:
    table: Table
    vocabulary: Vocabulary
    file: str
    problems: list[Diagnostic] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    facts: dict[str, FactId] = field(default_factory=dict)

    def load(self) -> tuple[Register, tuple[Diagnostic, ...]]:
        self.problems.extend(self.table.problems)
        if not self.table.rows:
            words = Words("the file has no units", "文件中没有单位")
            raise InputError(Diagnostic(code="DE610", message=words, span=Span(file=self.file)))
        self.read_headings()
        self.stop_on_errors()
        units = [unit for row in self.table.rows if (unit := self.unit(row)) is not None]
        units = self.resolve(self.unique(units))
        self.check_cycles(units)
        self.stop_on_errors()
        return Register(units), tuple(self.problems)

    def stop_on_errors(self) -> None:
        errors = [p for p in self.problems if p.severity is Severity.ERROR]
        if errors:
            raise InputError(*errors)

    def report(
        self,
        code: str,
        words: Words,
        span: Span,
        hint: Words | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.problems.append(
            Diagnostic(code=code, message=words, span=span, help=hint, severity=severity)
        )

    def read_headings(self) -> None:
        self.columns |= register_columns(self.table.headings)
        written = {heading(name).lower(): name for name in reversed(self.table.headings)}
        numbers = {written.get(alias) for alias in _SERIAL}
        for name in self.table.headings:
            if name in self.columns.values() or name in numbers:
                continue
            fact = self.vocabulary.find(heading(name))
            if fact is None:
                words = Words(
                    f"unknown fact `{name}`: the column is not used",
                    f"事实词表中没有 `{name}`，该列未使用",
                )
                hint = suggest(name, self.vocabulary.names())
                span = self.table.heading_span(name)
                self.report("DE620", words, span, hint, Severity.WARNING)
            elif self.is_derived(fact):
                words = Words(
                    f"`{name}` is derived: its values are not used",
                    f"`{name}` 是派生事实，所填数值不使用",
                )
                self.report("DE623", words, self.table.heading_span(name), None, Severity.WARNING)
            else:
                self.facts[name] = fact
        for column in _REQUIRED:
            if column not in self.columns:
                words = Words(f"missing column `{column}`", f"缺少列 `{column}`")
                aliases = _aliases()[column]
                hint = Words(
                    f"give it one of the headings {', '.join(aliases)}",
                    f"可用表头：{'、'.join(aliases)}",
                )
                self.report("DE611", words, Span(file=self.file), hint)

    def is_derived(self, fact: FactId) -> bool:
        definition = self.vocabulary.fact_by_id.get(fact)
        return definition is not None and definition.derived is not None

    def text(self, row: Row, column: str) -> str:
        name = self.columns.get(column)
        value = read_value(row.cells.get(name) if name else None, Primitive.STRING)
        return value if isinstance(value, str) else ""

    def place(self, row: Row, column: str) -> Span:
        name = self.columns.get(column)
        return row.cell_span(name) if name in row.cells and name is not None else row.span

    def unit(self, row: Row) -> Unit | None:
        key, written_kind = self.text(row, "id"), self.text(row, "kind")
        for column, value in (("id", key), ("kind", written_kind)):
            if not value:
                words = Words(f"a unit has no `{column}`", f"有单位缺少 `{column}`")
                self.report("DE612", words, self.place(row, column))
        if not key or not written_kind:
            return None
        kind = self.vocabulary.kind(written_kind)
        if kind is None:
            known = [name for k in self.vocabulary.kinds for name in (k.id, k.label)]
            words = Words(f"unknown kind `{written_kind}`", f"没有单位类别 `{written_kind}`")
            self.report("DE613", words, self.place(row, "kind"), suggest(written_kind, known))
        kind_id = kind.id if kind else ""
        return Unit(
            id=UnitId(key),
            name=self.text(row, "name") or key,
            kind=kind_id,
            parent=UnitId(self.text(row, "parent")) if self.text(row, "parent") else None,
            department=UnitId(self.text(row, "department"))
            if self.text(row, "department")
            else None,
            responsible=self.text(row, "responsible"),
            facts=dict(self.fact_values(row, kind_id, key)),
            span=self.place(row, "id"),
        )

    def fact_values(self, row: Row, kind: str, unit: str) -> Iterator[tuple[FactId, Value]]:
        for name, raw in row.cells.items():
            fact = self.facts.get(name)
            if fact is None or raw is None or raw == "":
                continue
            value = read_value(
                raw, self.vocabulary.type_of(fact), self.vocabulary.measure_of(fact)
            )
            if isinstance(value, ValueProblem):
                self.wrong_value(row, name, raw, unit, value.expected)
            elif value is None:
                continue
            elif kind and not self.vocabulary.has_fact(kind, fact):
                words = Words(
                    f"`{unit}`: units of kind {kind} do not have `{name}`; the value is not used",
                    f"`{unit}`：该类单位没有事实 `{name}`，所填数值不使用",
                )
                self.report("DE624", words, row.cell_span(name), None, Severity.WARNING)
            elif (
                bounds := out_of_bounds(self.vocabulary.fact_by_id.get(fact), value)
            ) is not None:
                self.wrong_value(row, name, raw, unit, bounds)
            else:
                yield fact, value

    def wrong_value(self, row: Row, name: str, raw: object, unit: str, expected: Words) -> None:
        words = Words(
            f"`{name}` of `{unit}` must be {expected.en}, found `{raw}`: taken as missing",
            f"`{unit}` 的 `{name}` 应为{expected.zh}，实为 `{raw}`：按缺失处理",
        )
        self.report("DE621", words, row.cell_span(name), None, Severity.WARNING)

    def unique(self, units: list[Unit]) -> list[Unit]:
        first: dict[UnitId, Unit] = {}
        for unit in units:
            if unit.id in first:
                words = Words(
                    f"the id `{unit.id}` is taken, see line {first[unit.id].span.line}",
                    f"编号 `{unit.id}` 重复，见第 {first[unit.id].span.line} 行",
                )
                self.report("DE612", words, unit.span)
            first.setdefault(unit.id, unit)
        return list(first.values())

    def resolve(self, units: list[Unit]) -> list[Unit]:
        """Replace names of parents and departments by ids; each unknown one is reported once."""
        ids = {unit.id for unit in units}
        ids_by_name: dict[str, list[UnitId]] = {}
        for unit in units:
            ids_by_name.setdefault(unit.name, []).append(unit.id)
        unresolved: dict[tuple[str, UnitId], list[Unit]] = {}

        def reference(unit: Unit, column: str, written: UnitId | None) -> UnitId | None:
            if written is None or written in ids:
                return written
            named = ids_by_name.get(written, [])
            if len(named) == 1:
                return named[0]
            unresolved.setdefault((column, written), []).append(unit)
            return None

        resolved = [
            replace(
                unit,
                parent=reference(unit, "parent", unit.parent),
                department=reference(unit, "department", unit.department),
            )
            for unit in units
        ]
        self.report_unresolved(unresolved, ids_by_name)
        return resolved

    def report_unresolved(
        self,
        unresolved: Mapping[tuple[str, UnitId], Sequence[Unit]],
        ids_by_name: Mapping[str, Sequence[UnitId]],
    ) -> None:
        row_by_id = {self.text(row, "id"): row for row in reversed(self.table.rows)}
        known = [*row_by_id, *ids_by_name] if unresolved else []
        for (column, written), units in unresolved.items():
            named, first = len(ids_by_name.get(written, ())), units[0].id
            more = len(units) - 1
            of = Words(
                f"`{first}` and {more} more units" if more else f"`{first}`",
                f"`{first}` 等 {more + 1} 个单位" if more else f"`{first}` ",
            )
            if named:
                words = Words(
                    f"`{written}` is the name of {named} units: give the id",
                    f"有 {named} 个单位名为 `{written}`：请填编号",
                )
            else:
                words = Words(
                    f"the {column} `{written}` of {of.en} does not exist",
                    f"{of.zh}的{'上级' if column == 'parent' else '主管部门'} `{written}` 不存在",
                )
            hint = suggest(written, known) or Words(
                "add it as a unit, or leave the cell empty", "请把它列为单位，或将该格留空"
            )
            self.report("DE614", words, self.place(row_by_id[first], column), hint)

    def check_cycles(self, units: list[Unit]) -> None:
        parent = {unit.id: unit.parent for unit in units}
        span = {unit.id: unit.span for unit in units}
        done: set[UnitId] = set()
        for unit in units:
            path: dict[UnitId, None] = {}
            here: UnitId | None = unit.id
            while here is not None and here not in done and here not in path:
                path[here] = None
                here = parent.get(here)
            if here is not None and here in path:
                cycle = list(path)[list(path).index(here) :]
                chain = " → ".join([*cycle, here])
                words = Words(
                    f"units stand above one another in a cycle: {chain}",
                    f"上下级关系循环：{chain}",
                )
                self.report("DE615", words, span[here])
            done.update(path)
