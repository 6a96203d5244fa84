"""Conditions in YAML files → the same files with every condition in its canonical form.

Only the scalars that hold conditions are written anew; comments, order and layout stay as they
are.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, Final, assert_never

from directive_engine.model import Vocabulary
from directive_engine.sources import SourceMapping, SourceSequence, SourceText, load_yaml
from directive_engine.syntax import (
    Binary,
    Call,
    Conditional,
    ListLiteral,
    Literal,
    Logic,
    Member,
    Name,
    Node,
    SyntaxProblem,
    Unary,
    format_condition,
    parse_condition,
)

CONDITION_KEYS: Final = ("applies", "requires", "derived")
_WIDTH: Final = 99
_PLAIN_START: Final = re.compile(r"[^\s!&*?|>@%`\"'\[\]{},#-]|-[^\s]")
_FLOW: Final = frozenset(",[]{}")


class NameForm(StrEnum):
    """How facts are named: by id, by label, or as each author wrote them."""

    ID = "id"
    LABEL = "label"
    KEEP = "keep"


def rewrite_conditions(text: str, file: str, vocabulary: Vocabulary, form: NameForm) -> str:
    """Return the text of a YAML file with its conditions in canonical form, named in `form`.

    A condition that cannot be parsed stays as it is. Raises InputError where the file is no YAML.
    """
    offset_of = offsets_of(text)

    def rename(written: str) -> str:
        return _named(written, vocabulary, form)

    pieces, done = [], 0
    for parent, scalar in sorted(
        _conditions(load_yaml(text, file)), key=lambda found: found[1].origin.start
    ):
        node = parse_condition(str(scalar))
        if isinstance(node, SyntaxProblem):
            continue
        wanted = format_condition(_renamed(node, rename, frozenset()))
        if wanted == " ".join(str(scalar).split()):
            continue
        start = scalar.origin.start
        end = offset_of(scalar.span.end_line, scalar.span.end_column)
        is_flow = text[offset_of(parent.span.line, parent.span.column)] == "{"
        indent = parent.span.column + 1
        written = _scalar(wanted, is_flow=is_flow, indent=indent)
        if scalar.origin.style in {"|", ">"}:
            written += "\n"  # the end of a block scalar takes its line break along
        pieces += [text[done:start], written]
        done = end
    return "".join([*pieces, text[done:]])


def offsets_of(text: str) -> Callable[[int, int], int]:
    """Return what turns line and column (from 1) of a file's text into an offset."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return lambda line, column: starts[line - 1] + column - 1


def _conditions(data: Any) -> Iterator[tuple[SourceMapping, SourceText]]:
    """Yield the scalars that hold conditions, each with the mapping it stands in."""
    match data:
        case SourceMapping():
            for key, value in data.items():
                scalar = data.texts.get(key, value)
                if key in CONDITION_KEYS and isinstance(scalar, SourceText):
                    yield data, scalar
                else:
                    yield from _conditions(value)
        case SourceSequence():
            for item in data:
                yield from _conditions(item)
        case _:
            pass


def _scalar(condition: str, *, is_flow: bool, indent: int) -> str:
    """Write a condition as a YAML scalar: plain where YAML allows, else quoted, else folded."""
    if len(condition) + indent > _WIDTH and not is_flow and "  " not in condition:
        lines = textwrap.wrap(
            condition, _WIDTH - indent, break_long_words=False, break_on_hyphens=False
        )
        return "\n".join([">-", *(" " * indent + line for line in lines)])
    is_plain = _PLAIN_START.match(condition) and not re.search(r":(\s|$)|\s#", condition)
    if is_plain and not (is_flow and _FLOW.intersection(condition)):
        return condition
    return "'" + condition.replace("'", "''") + "'"


def _named(written: str, vocabulary: Vocabulary, form: NameForm) -> str:
    fact = vocabulary.find(written)
    definition = vocabulary.fact_by_id.get(fact) if fact is not None else None
    if definition is None or form is NameForm.KEEP:
        return written
    return definition.id if form is NameForm.ID else definition.label


def _renamed(node: Node, rename: Callable[[str], str], bound: frozenset[str]) -> Node:
    """Return `node` with its facts renamed; the variables that macros bind keep their names."""

    def inside(inner: Node) -> Node:
        return _renamed(inner, rename, bound)

    match node:
        case Literal():
            return node
        case Name(name=name):
            return node if name in bound else Name(name=rename(name))
        case Member(operand=operand, name=name):
            return Member(operand=inside(operand), name=rename(name))
        case ListLiteral(items=items):
            return ListLiteral(items=tuple(map(inside, items)))
        case Unary(operator=operator, operand=operand):
            return Unary(operator=operator, operand=inside(operand))
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator=operator, left=inside(left), right=inside(right))
        case Logic(operator=operator, terms=terms):
            return Logic(operator=operator, terms=tuple(map(inside, terms)))
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return Conditional(
                condition=inside(condition), then=inside(then), otherwise=inside(otherwise)
            )
        case Call(function=function, operand=operand, arguments=arguments):
            within = bound | _bound_by(node)
            return Call(
                function=function,
                operand=None if operand is None else inside(operand),
                arguments=tuple(_renamed(a, rename, within) for a in arguments),
            )
        case _:
            assert_never(node)


def _bound_by(call: Call) -> frozenset[str]:
    """Return the variable that a macro binds: `list.all(x, …)`, `count(list, x, …)`."""
    place = 1 if call.operand is None and call.function in {"count", "share"} else 0
    is_macro = place == 1 or (call.operand is not None and len(call.arguments) > 1)
    if not is_macro or len(call.arguments) <= place:
        return frozenset()
    variable = call.arguments[place]
    return frozenset({variable.name}) if isinstance(variable, Name) else frozenset()
