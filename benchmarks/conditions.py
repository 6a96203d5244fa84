"""Random conditions: every construct of the language, of the right types more often than not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

SCALARS: Final = ("bool", "int", "double", "string", "enum", "date")
COMPARED: Final = ("==", "!=", "<", "<=", ">", ">=")
INTS: Final = (0, 1, -1, 2, 3, 7, 14, 100, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63))
DOUBLES: Final = (
    0.0,
    -0.0,
    0.5,
    1.0,
    -1.5,
    0.1,
    14.0,
    2.0**53,
    2.0**63,
    -(2.0**63),
    1e308,
    5e-324,
)
TEXTS: Final = ("", "学校", "学", "ab", "a1", "校", "１", "é", "镇中心学校🏫", "a\nb", "A.B")
DATES: Final = (
    "2020-02-29", "2020-10-31", "2020-11-01", "2020-11-30", "2019-12-31", "0001-01-01", "9999-12-31",
)  # fmt: skip
DURATIONS: Final = ("24h", "36h", "-48h", "720h", "0s", "1.5s", "87600000h")
TIMES: Final = ("2020-11-01T08:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00")
PATTERNS: Final = (
    "^学",
    "校$",
    "(学|校).*",
    "[a-z][0-9]",
    r"\\d",
    r"\\w+",
    "(?i)AB",
    "^$",
    ".",
    "a.b",
    "[^a]",
)
ENUM: Final = ("low", "medium", "high")
RELATIONS: Final = ("children", "subordinates", "supervised")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a condition may name: units by prefix, and elements of lists by type."""

    units: tuple[str, ...] = ("", "", "parent.")
    elements: tuple[tuple[str, str], ...] = ()
    macros: int = 0
    asked: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class ConditionWriter:
    """Writes conditions over `facts` (type → names); `plain` keeps to what SQL can say, too."""

    random: Random
    facts: dict[str, list[str]]
    parameters: dict[str, list[str]] = field(default_factory=dict)
    plain: bool = False
    may_ask: bool = True

    def pick(self, options: Sequence[str]) -> str:
        return options[self.random.randrange(len(options))]

    def condition(self, depth: int, scope: Scope | None = None) -> str:
        """Return a condition."""
        return self.write("bool", depth, scope or Scope())

    def write(self, type_: str, depth: int, scope: Scope) -> str:
        """Return an expression of a type."""
        writers: list[Callable[[int, Scope], str]] = [lambda _, s: self.leaf(type_, s)]
        if depth > 0:
            writers += self.compound(type_)
        return writers[self.random.randrange(len(writers))](depth - 1, scope)

    def leaf(self, type_: str, scope: Scope) -> str:
        options = [e for e, t in scope.elements if t == type_] * 4
        for unit in scope.units:
            options += [unit + name for name in self.facts.get(type_, ())]
        options += self.parameters.get(type_, [])
        if not options or (type_ != "enum" and self.random.random() < 0.2):
            return self.literal(type_)
        return self.pick(options)

    def literal(self, type_: str) -> str:
        match type_:
            case "bool":
                return self.pick(["true", "false"])
            case "int":
                value = self.random.choice(INTS)
                return f"({value})" if value < 0 else str(value)
            case "double":
                double = self.random.choice(DOUBLES)
                return f"({double!r})" if str(double)[0] == "-" else repr(double)
            case "string":
                return quoted(self.pick(TEXTS))
            case "enum":
                return quoted(self.pick(ENUM))
            case "date":
                return self.pick(["today", f'date("{self.pick(DATES)}")'])
            case "duration":
                return f'duration("{self.pick(DURATIONS)}")'
            case "timestamp":
                return f'timestamp("{self.pick(TIMES)}")'
            case _:
                element = type_.removeprefix("list<").removesuffix(">")
                items = [self.literal(element) for _ in range(self.random.randrange(4))]
                return f"[{', '.join(items)}]"

    def compound(self, type_: str) -> list[Callable[[int, Scope], str]]:
        match type_:
            case "bool":
                simple = [self.logic, self.logic, self.negation, self.comparison, self.comparison,
                          self.membership, self.test, self.has, self.choice("bool")]  # fmt: skip
                macros = [self.units_test, self.units_test, self.count_test, self.count_test]
                if self.plain:
                    return [*simple, self.units_test]
                return [*simple, *macros, self.list_test, self.list_test, self.list_equality]
            case "int":
                return [self.sum("int", "+-*/%"), self.size, self.days, self.choice("int"),
                        *([] if self.plain else [self.whole, self.negative("int"), self.count, self.gaps])]  # fmt: skip
            case "double":
                return [self.sum("double", "+-*/"), self.choice("double"),
                        *([] if self.plain else [self.double, self.negative("double"), self.rate])]  # fmt: skip
            case "string":
                return [self.sum("string", "+"), self.choice("string")]
            case "date":
                return [self.choice("date"), *([] if self.plain else [self.moved("date")])]
            case "duration":
                return [
                    self.between("date"),
                    self.between("timestamp"),
                    self.sum("duration", "+-"),
                ]
            case "timestamp":
                return [self.moved("timestamp"), self.choice("timestamp")]
            case "enum":
                return []
            case _:
                return [
                    self.filtered(type_),
                    self.mapped(type_),
                    self.sum(type_, "+"),
                    self.choice(type_),
                ]

    # Conditions

    def logic(self, depth: int, scope: Scope) -> str:
        operator = self.pick(["&&", "||"])
        count = self.random.choice((2, 2, 3))
        return f"({f' {operator} '.join(self.condition(depth, scope) for _ in range(count))})"

    def negation(self, depth: int, scope: Scope) -> str:
        return f"!({self.condition(depth, scope)})"

    def comparison(self, depth: int, scope: Scope) -> str:
        types = ["int", "int", "double", "string", "enum", "date", "bool"]
        if not self.plain:
            types += ["duration", "timestamp", "mixed"]
        type_ = self.pick(types)
        left, right = (
            (type_, type_) if type_ != "mixed" else self.random.sample(["int", "double"], 2)
        )
        operator = self.pick(COMPARED[:2] if type_ in {"enum", "bool"} else COMPARED)
        return f"({self.write(left, depth, scope)} {operator} {self.write(right, depth, scope)})"

    def membership(self, depth: int, scope: Scope) -> str:
        type_ = self.pick(["int", "string", "enum", "date", "double"])
        item = self.write(type_, depth, scope)
        if self.plain:
            return f"({item} in {self.literal(f'list<{type_}>')})"
        list_type = f"list<{self.pick([type_, type_, 'double' if type_ == 'int' else type_])}>"
        return f"({item} in {self.write(list_type, depth, scope)})"

    def test(self, depth: int, scope: Scope) -> str:
        text = self.write("string", depth, scope)
        if self.random.random() < 0.3:
            return f'{text}.matches("{self.pick(PATTERNS)}")'
        pattern = self.write("string", 0, scope)
        return f"{text}.{self.pick(['startsWith', 'endsWith', 'contains'])}({pattern})"

    def has(self, _: int, scope: Scope) -> str:
        names = [name for names in self.facts.values() for name in names]
        return f"has({self.pick(scope.units)}{self.pick(names)})"

    def choice(self, type_: str) -> Callable[[int, Scope], str]:
        def write(depth: int, scope: Scope) -> str:
            condition = self.condition(depth, scope)
            then, otherwise = (self.write(type_, depth, scope) for _ in range(2))
            return f"({condition} ? {then} : {otherwise})"

        return write

    # Lists

    def list_type(self) -> str:
        return f"list<{self.pick(SCALARS)}>"

    def inside(self, scope: Scope, type_: str) -> tuple[str, Scope]:
        name = f"e{scope.macros}"
        return name, Scope(
            units=scope.units,
            elements=(*scope.elements, (name, type_.removeprefix("list<").removesuffix(">"))),
            macros=scope.macros + 1,
            asked=scope.asked,
        )

    def list_test(self, depth: int, scope: Scope) -> str:
        type_ = self.list_type()
        name, inner = self.inside(scope, type_)
        items, body = self.write(type_, depth, scope), self.condition(depth, inner)
        return f"{items}.{self.pick(['all', 'exists', 'exists_one'])}({name}, {body})"

    def list_equality(self, depth: int, scope: Scope) -> str:
        type_ = self.list_type()
        return f"({self.write(type_, depth, scope)} {self.pick(['==', '!='])} {self.write(type_, depth, scope)})"

    def filtered(self, type_: str) -> Callable[[int, Scope], str]:
        def write(depth: int, scope: Scope) -> str:
            name, inner = self.inside(scope, type_)
            return (
                f"{self.write(type_, depth, scope)}.filter({name}, {self.condition(depth, inner)})"
            )

        return write

    def mapped(self, type_: str) -> Callable[[int, Scope], str]:
        def write(depth: int, scope: Scope) -> str:
            element = type_.removeprefix("list<").removesuffix(">")
            if self.random.random() < 0.5:
                name, inner = self.units_inside(scope)
                return (
                    f"{self.units(depth, scope)}.map({name}, {self.write(element, depth, inner)})"
                )
            source = self.list_type()
            name, inner = self.inside(scope, source)
            return f"{self.write(source, depth, scope)}.map({name}, {self.write(element, depth, inner)})"

        return write

    # Units

    def units(self, depth: int, scope: Scope) -> str:
        units = self.pick(scope.units) + self.pick(RELATIONS)
        if depth > 0 and not self.plain and self.random.random() < 0.2:
            name, inner = self.units_inside(scope)
            return f"{units}.filter({name}, {self.condition(depth - 1, inner)})"
        return units

    def units_inside(self, scope: Scope) -> tuple[str, Scope]:
        name = f"u{scope.macros}"
        if self.plain:
            return name, Scope(units=(f"{name}.",), macros=1)
        return name, Scope(
            units=(*scope.units, *[f"{name}."] * 4, f"{name}.parent."),
            elements=scope.elements,
            macros=scope.macros + 1,
            asked=(*scope.asked, name),
        )

    def units_test(self, depth: int, scope: Scope) -> str:
        if scope.macros > 2 or (self.plain and scope.macros):
            return self.leaf("bool", scope)
        name, inner = self.units_inside(scope)
        body = self.condition(depth, inner)
        units = self.units(depth, Scope(units=("",))) if self.plain else self.units(depth, scope)
        return f"{units}.{self.pick(['all', 'exists', 'exists_one'])}({name}, {body})"

    def count(self, depth: int, scope: Scope) -> str:
        if scope.macros > 2:
            return self.leaf("int", scope)
        name, inner = self.units_inside(scope)
        items = self.units(depth, scope)
        if self.random.random() < 0.3:
            type_ = self.list_type()
            name, inner = self.inside(scope, type_)
            items = self.write(type_, depth, scope)
        body = self.condition(depth, inner)
        if self.random.random() < 0.3:
            return f"size({items}.filter({name}, {body}))"
        return f"count({items}, {name}, {body})"

    def share(self, depth: int, scope: Scope) -> str:
        if scope.macros > 2:
            return self.leaf("double", scope)
        name, inner = self.units_inside(scope)
        return f"share({self.units(depth, scope)}, {name}, {self.condition(depth, inner)})"

    def count_test(self, depth: int, scope: Scope) -> str:
        operator = self.pick(COMPARED)
        if self.random.random() < 0.5:
            return f"({self.count(depth, scope)} {operator} {self.random.randrange(4)})"
        return (
            f"({self.share(depth, scope)} {operator} {self.pick(['0.5', '0.9', '1.0', '1', '0'])})"
        )

    def gaps(self, _: int, scope: Scope) -> str:
        if not scope.asked or not self.may_ask:
            return self.leaf("int", scope)
        return f"{self.pick(scope.asked)}.compliance.gaps"

    def rate(self, depth: int, scope: Scope) -> str:
        if not scope.asked or not self.may_ask:
            return self.share(depth, scope)
        return f"{self.pick(scope.asked)}.compliance.rate"

    # Values

    def sum(self, type_: str, operators: str) -> Callable[[int, Scope], str]:
        def write(depth: int, scope: Scope) -> str:
            left, right = (self.write(type_, depth, scope) for _ in range(2))
            return f"({left} {self.pick(operators)} {right})"

        return write

    def negative(self, type_: str) -> Callable[[int, Scope], str]:
        return lambda depth, scope: f"(-{self.write(type_, depth, scope)})"

    def size(self, depth: int, scope: Scope) -> str:
        type_ = self.pick(["string"] if self.plain else ["string", self.list_type(), "units"])
        items = self.units(depth, scope) if type_ == "units" else self.write(type_, depth, scope)
        return f"size({items})"

    def days(self, depth: int, scope: Scope) -> str:
        if self.plain:
            return f"days({self.leaf('date', scope)} - {self.leaf('date', scope)})"
        return f"days({self.write('duration', depth, scope)})"

    def whole(self, depth: int, scope: Scope) -> str:
        return f"int({self.write(self.pick(['double', 'int']), depth, scope)})"

    def double(self, depth: int, scope: Scope) -> str:
        return f"double({self.write(self.pick(['double', 'int']), depth, scope)})"

    def moved(self, type_: str) -> Callable[[int, Scope], str]:
        def write(depth: int, scope: Scope) -> str:
            moment, shift = self.write(type_, depth, scope), self.write("duration", depth, scope)
            if self.random.random() < 0.2:
                return f"({shift} + {moment})"
            return f"({moment} {self.pick(['+', '-'])} {shift})"

        return write

    def between(self, type_: str) -> Callable[[int, Scope], str]:
        return lambda depth, scope: (
            f"({self.write(type_, depth, scope)} - {self.write(type_, depth, scope)})"
        )


def quoted(text: str) -> str:
    """Return a text literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
