"""Abstract syntax → IR: names resolved, types checked; every problem in a condition is reported.

This module walks the tree and says of each part which type is wanted there; what a name, literal,
operator, function or macro means is in the modules of these names.
"""

from dataclasses import replace
from typing import assert_never

from directive_engine.compiling.functions import (
    STRING_TESTS,
    USAGE,
    compile_function,
    compile_has,
    compile_string_test,
    report_unknown_function,
    report_usage,
)
from directive_engine.compiling.literals import (
    TIMES,
    compile_enum_word,
    compile_literal,
    compile_time,
)
from directive_engine.compiling.macros import (
    COUNTS,
    LIST_MACROS,
    bind,
    compile_map,
    compile_predicate,
)
from directive_engine.compiling.names import (
    compile_compliance,
    compile_member,
    compile_name,
    subject_of,
)
from directive_engine.compiling.operators import (
    compile_binary,
    compile_choice,
    compile_list,
    compile_membership,
    compile_negative,
)
from directive_engine.compiling.scope import Scope
from directive_engine.compiling.types import check_type, report_operator
from directive_engine.diagnostics import Words
from directive_engine.ir import AllOf, AnyOf, Expr, Not, type_of
from directive_engine.syntax import (
    Binary,
    BinaryOperator,
    Call,
    Conditional,
    ListLiteral,
    Literal,
    Logic,
    LogicOperator,
    Member,
    Name,
    Node,
    SyntaxProblem,
    Unary,
    UnaryOperator,
    parse_condition,
)
from directive_engine.values import ListType, Primitive, Type


def compile_condition(scope: Scope, expected: Type = Primitive.BOOL) -> Expr | None:
    """Compile the scope's condition to an expression of type `expected`.

    None when there are problems, which are added to the scope: DE201 syntax, DE202 types, DE203
    names, DE204 enum values, DE205 comparisons without a choice, DE206 functions, DE207 literals,
    DE209 findings of units that cannot be asked for.
    """
    node = parse_condition(scope.condition.text)
    if isinstance(node, SyntaxProblem):
        scope.report("DE201", node.at, node.message, node.help)
        return None
    return _typed(node, scope, expected)


def _compile(node: Node, scope: Scope, wanted: Type | None = None) -> Expr | None:
    match node:
        case Literal():
            return compile_literal(node, scope, wanted)
        case ListLiteral():
            return _list(node, scope, wanted)
        case Name():
            return compile_name(node, scope)
        case Member():
            return _member(node, scope)
        case Call():
            return _call(node, scope)
        case Unary():
            return _unary(node, scope)
        case Binary():
            return _binary(node, scope)
        case Logic():
            return _logic(node, scope)
        case Conditional():
            return _choice(node, scope, wanted)
        case _:
            assert_never(node)


def _typed(node: Node, scope: Scope, expected: Type) -> Expr | None:
    expr = _compile(node, scope, expected)
    if expr is None or not check_type(expr, expected, node.at, scope):
        return None
    return expr


def _wanted_beside(other: Expr | None) -> Type | None:
    return None if other is None else type_of(other)


def _list(node: ListLiteral, scope: Scope, wanted: Type | None) -> Expr | None:
    element = wanted.element if isinstance(wanted, ListType) else None
    compiled = [_compile(item, scope, element) for item in node.items]
    items = tuple(item for item in compiled if item is not None)
    return compile_list(node, items, scope) if len(items) == len(compiled) else None


def _member(node: Member, scope: Scope) -> Expr | None:
    if isinstance(node.operand, Member) and node.operand.name == "compliance":
        return compile_compliance(node, node.operand, scope)
    subject = subject_of(node.operand, scope)
    if subject is not None:
        return compile_member(subject, node, scope)
    if _compile(node.operand, scope) is not None:
        words = Words(
            f"only units have members such as `{node.name}`", f"只有单位才有 `{node.name}`"
        )
        scope.report("DE202", node.name_at, words)
    return None


def _unary(node: Unary, scope: Scope) -> Expr | None:
    if node.operator is UnaryOperator.NOT:
        operand = _typed(node.operand, scope, Primitive.BOOL)
        return None if operand is None else Not(operand=operand, source=scope.source(node.at))
    operand = _compile(node.operand, scope)
    return None if operand is None else compile_negative(node, operand, scope)


def _logic(node: Logic, scope: Scope) -> Expr | None:
    compiled = [_typed(term, scope, Primitive.BOOL) for term in node.terms]
    terms = tuple(term for term in compiled if term is not None)
    if len(terms) < len(compiled):
        return None
    make = AllOf if node.operator is LogicOperator.AND else AnyOf
    return make(terms=terms, source=scope.source(node.at))


def _binary(node: Binary, scope: Scope) -> Expr | None:
    if node.operator is BinaryOperator.IN:
        return _membership(node, scope)
    left, right = _operands(node.left, node.right, scope)
    if left is None or right is None:
        return None
    return compile_binary(node, left, right, scope)


def _operands(left: Node, right: Node, scope: Scope) -> tuple[Expr | None, Expr | None]:
    """Compile both sides; a text on one side is a value of the enum on the other."""
    if isinstance(left, Literal | ListLiteral):
        second = _compile(right, scope)
        return _compile(left, scope, _wanted_beside(second)), second
    first = _compile(left, scope)
    word = compile_enum_word(right, first, scope)
    return first, word or _compile(right, scope, _wanted_beside(first))


def _membership(node: Binary, scope: Scope) -> Expr | None:
    if isinstance(node.left, Literal):
        items = _compile(node.right, scope)
        list_type = _wanted_beside(items)
        element = list_type.element if isinstance(list_type, ListType) else None
        item = _compile(node.left, scope, element)
    else:
        item = _compile(node.left, scope)
        type_ = _wanted_beside(item)
        wanted = None if type_ is None or isinstance(type_, ListType) else ListType(element=type_)
        items = _compile(node.right, scope, wanted)
    if item is None or items is None:
        return None
    return compile_membership(node, item, items, scope)


def _choice(node: Conditional, scope: Scope, wanted: Type | None) -> Expr | None:
    condition = _typed(node.condition, scope, Primitive.BOOL)
    then = _compile(node.then, scope, wanted)
    otherwise = _compile(node.otherwise, scope, wanted)
    if condition is None or then is None or otherwise is None:
        return None
    return compile_choice(node, condition, then, otherwise, scope)


def _call(node: Call, scope: Scope) -> Expr | None:
    if node.function not in USAGE:
        report_unknown_function(node, scope)
        return None
    is_method = node.operand is not None
    match node.operands:
        case _ if node.function in (LIST_MACROS if is_method else COUNTS):
            return _macro(node, scope)
        case (Name() | Member() as argument,) if node.function == "has" and not is_method:
            fact = _compile(argument, scope)
            return None if fact is None else compile_has(node, fact, scope)
        case (text, pattern) if node.function in STRING_TESTS and (
            is_method or node.function == "matches"
        ):
            return _string_test(node, text, pattern, scope)
        case (Literal(value=str()) as text,) if node.function in TIMES and not is_method:
            return compile_time(node, text, scope)
        case (argument,) if node.function == "size" or (
            node.function in {"days", "int", "double"} and not is_method
        ):
            operand = _compile(argument, scope)
            return None if operand is None else compile_function(node, operand, scope)
        case _:
            report_usage(node, scope)
            return None


def _string_test(node: Call, text: Node, pattern: Node, scope: Scope) -> Expr | None:
    first = _typed(text, scope, Primitive.STRING)
    second = _typed(pattern, scope, Primitive.STRING)
    if first is None or second is None:
        return None
    return compile_string_test(node, first, second, scope)


def _macro(node: Call, scope: Scope) -> Expr | None:
    match node.operands:
        case (items_node, Name() as variable, body):
            pass
        case (items_node, Name() as variable, test, body) if node.function == "map":
            items_node = replace(
                node, function="filter", operand=items_node, arguments=(variable, test)
            )
        case _:
            report_usage(node, scope)
            return None
    items = _compile(items_node, scope)
    if items is None:
        return None
    list_type = type_of(items)
    if not isinstance(list_type, ListType):
        report_operator(node.function, (list_type,), items_node.at, scope)
        return None
    inner = bind(variable.name, list_type, scope)
    if node.function == "map":
        result = _compile(body, inner)
        return result and compile_map(node, items, variable.name, result, body.at, scope)
    predicate = _typed(body, inner, Primitive.BOOL)
    return predicate and compile_predicate(node, items, variable.name, predicate, scope)
