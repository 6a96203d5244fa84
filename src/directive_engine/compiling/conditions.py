"""Abstract syntax → IR: names resolved, types checked; every problem in a condition is reported."""

from collections.abc import Sequence
from typing import Final, TypeAlias, assert_never

from directive_engine.compiling.comparisons import check_outcome
from directive_engine.compiling.scope import Scope, Variable
from directive_engine.diagnostics import Words, suggest
from directive_engine.ir import (
    SELF,
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticOperator,
    Bound,
    Choose,
    Compare,
    Comparison,
    ComplianceOf,
    Const,
    Convert,
    Counted,
    Days,
    ElementOf,
    Expr,
    FactOf,
    Filtered,
    Has,
    ListOf,
    Mapped,
    Measure,
    Membership,
    Negative,
    Not,
    ParameterOf,
    ParentOf,
    Quantified,
    Quantifier,
    Related,
    Relation,
    Share,
    Size,
    StringTest,
    StringTestKind,
    Subject,
    Today,
    type_of,
)
from directive_engine.syntax import (
    Binary,
    BinaryOperator,
    Call,
    Conditional,
    Extent,
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
from directive_engine.values import (
    EnumType,
    ListType,
    ParameterId,
    Primitive,
    Type,
    Value,
    compile_pattern,
    is_numeric,
    parse_date,
    parse_duration,
    parse_timestamp,
    type_name,
)

_Maybe: TypeAlias = Expr | None
_BOOL, _INT, _DOUBLE, _STRING = Primitive.BOOL, Primitive.INT, Primitive.DOUBLE, Primitive.STRING
_DATE, _TIMESTAMP, _DURATION = Primitive.DATE, Primitive.TIMESTAMP, Primitive.DURATION
_RELATIONS: Final = {relation.value: relation for relation in Relation}
_COMPARISONS: Final = {
    BinaryOperator.EQUAL: Comparison.EQUAL,
    BinaryOperator.NOT_EQUAL: Comparison.NOT_EQUAL,
    BinaryOperator.LESS: Comparison.LESS,
    BinaryOperator.LESS_OR_EQUAL: Comparison.LESS_OR_EQUAL,
    BinaryOperator.GREATER: Comparison.GREATER,
    BinaryOperator.GREATER_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
}
_ARITHMETIC: Final = {
    BinaryOperator.ADD: ArithmeticOperator.ADD,
    BinaryOperator.SUBTRACT: ArithmeticOperator.SUBTRACT,
    BinaryOperator.MULTIPLY: ArithmeticOperator.MULTIPLY,
    BinaryOperator.DIVIDE: ArithmeticOperator.DIVIDE,
    BinaryOperator.REMAINDER: ArithmeticOperator.REMAINDER,
}
_ORDERED: Final = frozenset({_BOOL, _INT, _DOUBLE, _STRING, _DATE, _TIMESTAMP, _DURATION})
_MACROS: Final = {"all", "exists", "exists_one", "filter", "map"}
_FUNCTIONS: Final = frozenset(
    {
        "has",
        "size",
        "days",
        "date",
        "timestamp",
        "duration",
        "int",
        "double",
        "count",
        "share",
        "matches",
        *(kind.value for kind in StringTestKind),
        *_MACROS,
    }
)


def compile_condition(scope: Scope, expected: Type = Primitive.BOOL) -> Expr | None:
    """Compile the scope's condition to an expression of type `expected`.

    None when there are problems, which are added to the scope: DE201 syntax, DE202 types, DE203 names,
    DE204 enum values, DE205 comparisons without a choice, DE206 functions, DE207 literals, DE209
    findings of units that cannot be asked for.
    """
    node = parse_condition(scope.condition.text)
    if isinstance(node, SyntaxProblem):
        scope.report("DE201", node.at, node.message, node.help)
        return None
    expr = _compile(node, scope, expected)
    if expr is None:
        return None
    return expr if _expect(expr, expected, node.at, scope) else None


def _compile(node: Node, scope: Scope, wanted: Type | None = None) -> _Maybe:
    match node:
        case Literal():
            return _literal(node, scope, wanted)
        case ListLiteral():
            return _list(node, scope, wanted)
        case Name():
            return _name(node, scope)
        case Member():
            return _member(node, scope)
        case Call():
            return _call(node, scope)
        case Unary(operator=UnaryOperator.NOT, operand=operand):
            inner = _typed(operand, scope, _BOOL)
            return None if inner is None else Not(operand=inner, source=scope.source(node.at))
        case Unary(operand=operand):
            return _negative(node, operand, scope)
        case Binary():
            return _binary(node, scope)
        case Logic(operator=operator, terms=terms):
            compiled = [_typed(term, scope, _BOOL) for term in terms]
            known = tuple(term for term in compiled if term is not None)
            if len(known) < len(compiled):
                return None
            make = AllOf if operator is LogicOperator.AND else AnyOf
            return make(terms=known, source=scope.source(node.at))
        case Conditional():
            return _conditional(node, scope, wanted)
        case _:
            assert_never(node)


def _typed(node: Node, scope: Scope, expected: Type) -> _Maybe:
    expr = _compile(node, scope, expected)
    if expr is None or not _expect(expr, expected, node.at, scope):
        return None
    return expr


def _expect(expr: Expr, expected: Type, at: Extent, scope: Scope) -> bool:
    found = type_of(expr)
    if found == expected or (isinstance(expected, ListType) and _is_empty_list(found)):
        return True
    hint = None
    if expected is _BOOL and is_numeric(found):
        hint = Words("compare it, as in `… > 0`", "请写出比较，如 `… > 0`")
    elif {found, expected} == {_INT, _DOUBLE}:
        name = "double" if expected is _DOUBLE else "int"
        hint = Words(f"convert it with `{name}(…)`", f"请用 `{name}(…)` 转换")
    scope.report(
        "DE202",
        at,
        Words(
            f"expected {type_name(expected)}, found {type_name(found)}",
            f"此处应为 {type_name(expected)}，实为 {type_name(found)}",
        ),
        hint,
    )
    return False


def _is_empty_list(type_: Type) -> bool:
    return isinstance(type_, ListType) and type_.element is Primitive.NOTHING


# Literals and names


def _literal(node: Literal, scope: Scope, wanted: Type | None) -> _Maybe:
    if isinstance(wanted, EnumType) and isinstance(node.value, str):
        value = wanted.value_of(node.value)
        if value is None:
            names = [name for v in wanted.values for name in (v.id, v.label)]
            choices = "、".join(f"{v.id}({v.label})" for v in wanted.values[:12])
            scope.report(
                "DE204",
                node.at,
                Words(f"`{node.value}` is not one of the values", f"没有取值 `{node.value}`"),
                suggest(node.value, names)
                or Words(f"use one of: {choices}", f"可用取值：{choices}"),
            )
            return None
        return Const(value=value.id, type=wanted, source=scope.source(node.at))
    return Const(value=node.value, type=node.type, source=scope.source(node.at))


def _list(node: ListLiteral, scope: Scope, wanted: Type | None) -> _Maybe:
    element = wanted.element if isinstance(wanted, ListType) else None
    compiled = [_compile(item, scope, element) for item in node.items]
    items = tuple(item for item in compiled if item is not None)
    if len(items) < len(compiled):
        return None
    types = [type_of(item) for item in items]
    first = types[0] if types else Primitive.NOTHING
    for type_, item in zip(types, node.items, strict=True):
        if isinstance(type_, ListType) or type_ is Primitive.UNIT or type_ != first:
            words = Words(
                f"the elements of a list must be of one type: {type_name(first)} and {type_name(type_)}",
                f"列表各元素类型须一致：{type_name(first)} 与 {type_name(type_)}",
            )
            scope.report("DE202", item.at, words)
            return None
    return ListOf(items=items, type=ListType(element=first), source=scope.source(node.at))


def _name(node: Name, scope: Scope) -> _Maybe:
    source = scope.source(node.at)
    variable = scope.variables.get(node.name)
    if variable is not None:
        if variable.subject is not None:
            words = Words(
                f"`{node.name}` is a unit: name one of its facts",
                f"`{node.name}` 是单位：请写明它的事实",
            )
            scope.report("DE202", node.at, words, Words(f"`{node.name}.…`", f"`{node.name}.…`"))
            return None
        return ElementOf(variable=node.name, type=variable.type, source=source)
    if node.name == "today":
        return Today(source=source)
    if node.name in _RELATIONS:
        return Related(subject=SELF, relation=_RELATIONS[node.name], source=source)
    fact = scope.names.vocabulary.find(node.name)
    if fact is not None:
        type_ = scope.names.vocabulary.type_of(fact)
        return FactOf(subject=SELF, fact=fact, type=type_, source=source)
    parameter = scope.names.parameter(node.name)
    if parameter is not None:
        return ParameterOf(parameter=ParameterId(parameter.id), type=parameter.type, source=source)
    _unknown_name(node.name, node.at, scope)
    return None


def _unknown_name(name: str, at: Extent, scope: Scope) -> None:
    words = Words(f"unknown fact `{name}`", f"事实词表中没有 `{name}`")
    hint = suggest(name, [*scope.names.all(), *_RELATIONS, "today", "parent", *scope.variables])
    if name == "compliance":
        words = Words("a unit cannot ask for its own findings", "单位不能引用自身的检查结论")
        scope.report("DE209", at, words)
        return
    if name == "parent":
        words = Words(
            "`parent` is a unit: name one of its facts", "`parent` 是单位：请写明它的事实"
        )
        hint = Words("`parent.…`", "`parent.…`")
    scope.report("DE203", at, words, _with_label(hint, scope))


def _with_label(hint: Words | None, scope: Scope) -> Words | None:
    """Show the id beside a suggested label, and the label beside a suggested id."""
    if hint is None:
        return None
    name = hint.en.split("`")[1] if "`" in hint.en else ""
    fact = scope.names.vocabulary.find(name)
    definition = scope.names.vocabulary.fact_by_id.get(fact) if fact else None
    if definition is None:
        return hint
    other = definition.id if name == definition.label else definition.label
    return Words(hint.en.replace("?", f" (`{other}`)?"), hint.zh.replace("?", f"(`{other}`)?"))


def _subject(node: Node, scope: Scope) -> Subject | None:
    """Return the unit that `node` stands for, None when it stands for no unit."""
    match node:
        case Name(name=name):
            variable = scope.variables.get(name)
            if variable is not None:
                return variable.subject
            return ParentOf(of=SELF) if name == "parent" else None
        case Member(operand=operand, name="parent"):
            above = _subject(operand, scope)
            return None if above is None else ParentOf(of=above)
        case _:
            return None


def _member(node: Member, scope: Scope) -> _Maybe:
    source = scope.source(node.at)
    if isinstance(node.operand, Member) and node.operand.name == "compliance":
        return _compliance(node, node.operand, scope)
    subject = _subject(node.operand, scope)
    if subject is None:
        if _compile(node.operand, scope) is not None:
            words = Words(
                f"only units have members such as `{node.name}`", f"只有单位才有 `{node.name}`"
            )
            scope.report("DE202", node.name_at, words)
        return None
    if node.name in _RELATIONS:
        return Related(subject=subject, relation=_RELATIONS[node.name], source=source)
    fact = scope.names.vocabulary.find(node.name)
    if fact is None:
        _unknown_name(node.name, node.name_at, scope)
        return None
    type_ = scope.names.vocabulary.type_of(fact)
    return FactOf(subject=subject, fact=fact, type=type_, source=source)


def _compliance(node: Member, holder: Member, scope: Scope) -> _Maybe:
    subject = _subject(holder.operand, scope)
    if not isinstance(subject, Bound):
        words = Words(
            "findings can be asked of the units in `children`, `subordinates` or `supervised` only",
            "只能引用 `children`、`subordinates`、`supervised` 中单位的检查结论",
        )
        scope.report("DE209", holder.at, words)
        return None
    if node.name not in {measure.value for measure in Measure}:
        words = Words(f"`compliance` has no `{node.name}`", f"`compliance` 没有 `{node.name}`")
        scope.report(
            "DE203", node.name_at, words, Words("use `gaps` or `rate`", "可用 `gaps` 或 `rate`")
        )
        return None
    return ComplianceOf(subject=subject, measure=Measure(node.name), source=scope.source(node.at))


# Operators


def _negative(node: Unary, operand: Node, scope: Scope) -> _Maybe:
    inner = _compile(operand, scope)
    if inner is None:
        return None
    type_ = type_of(inner)
    if not is_numeric(type_):
        _no_operator("-", (type_,), node.at, scope)
        return None
    return Negative(operand=inner, type=type_, source=scope.source(node.at))


def _no_operator(operator: str, types: Sequence[Type], at: Extent, scope: Scope) -> None:
    names = " and ".join(type_name(type_) for type_ in types)
    names_zh = " 与 ".join(type_name(type_) for type_ in types)
    hint = None
    if set(types) == {_INT, _DOUBLE}:
        hint = Words("convert the int with `double(…)`", "请用 `double(…)` 转换整数")
    words = Words(f"`{operator}` does not go with {names}", f"`{operator}` 不能用于 {names_zh}")
    scope.report("DE202", at, words, hint)


def _binary(node: Binary, scope: Scope) -> _Maybe:
    if node.operator is BinaryOperator.IN:
        return _membership(node, scope)
    pair = _operands(node.left, node.right, scope)
    if pair is None:
        return None
    left, right = pair
    if node.operator in _COMPARISONS:
        return _comparison(_COMPARISONS[node.operator], left, right, node, scope)
    operator = _ARITHMETIC[node.operator]
    type_ = _arithmetic_type(operator, type_of(left), type_of(right))
    if type_ is None:
        _no_operator(operator.value, (type_of(left), type_of(right)), node.at, scope)
        return None
    return Arithmetic(
        op=operator, left=left, right=right, type=type_, source=scope.source(node.at)
    )


def _operands(left: Node, right: Node, scope: Scope) -> tuple[Expr, Expr] | None:
    """Compile both sides; the text on one side is a value of the enum on the other."""
    if isinstance(left, Literal | ListLiteral):
        second = _compile(right, scope)
        first = _compile(left, scope, None if second is None else type_of(second))
    else:
        first = _compile(left, scope)
        second = _enum_word(right, first, scope) or _compile(
            right, scope, None if first is None else type_of(first)
        )
    return None if first is None or second is None else (first, second)


def _enum_word(node: Node, other: _Maybe, scope: Scope) -> _Maybe:
    """Read a bare word beside an enum as a slip: report it with the quotes that it lacks."""
    if other is None or not isinstance(node, Name):
        return None
    type_ = type_of(other)
    if not isinstance(type_, EnumType) or type_.value_of(node.name) is None:
        return None
    if (
        node.name in scope.variables
        or scope.names.vocabulary.find(node.name)
        or scope.names.parameter(node.name)
    ):
        return None
    words = Words(f"the value `{node.name}` must be quoted", f"取值 `{node.name}` 须加引号")
    scope.report("DE204", node.at, words, Words(f'write `"{node.name}"`', f'请写 `"{node.name}"`'))
    return Const(value=node.name, type=type_, source=scope.source(node.at))


def _comparison(op: Comparison, left: Expr, right: Expr, node: Binary, scope: Scope) -> _Maybe:
    types = type_of(left), type_of(right)
    if not _comparable(*types) or (
        op not in {Comparison.EQUAL, Comparison.NOT_EQUAL} and not _ordered(*types)
    ):
        _no_operator(op.value, types, node.at, scope)
        return None
    compare = Compare(op=op, left=left, right=right, source=scope.source(node.at))
    check_outcome(compare, node.at, scope)
    return compare


def _comparable(left: Type, right: Type) -> bool:
    if isinstance(left, ListType) and isinstance(right, ListType):
        if Primitive.UNIT in {left.element, right.element}:
            return False
        return left == right or _is_empty_list(left) or _is_empty_list(right)
    if Primitive.NOTHING in {left, right}:  # an element of `[]`: there is none to compare
        return True
    return left == right or (is_numeric(left) and is_numeric(right))


def _ordered(left: Type, right: Type) -> bool:
    return left in _ORDERED and right in _ORDERED


def _arithmetic_type(op: ArithmeticOperator, left: Type, right: Type) -> Type | None:
    add, subtract = op is ArithmeticOperator.ADD, op is ArithmeticOperator.SUBTRACT
    if left == right == _INT:
        return _INT
    if left == right == _DOUBLE:
        return None if op is ArithmeticOperator.REMAINDER else _DOUBLE
    if left == right == _STRING:
        return _STRING if add else None
    if (
        isinstance(left, ListType)
        and isinstance(right, ListType)
        and add
        and _comparable(left, right)
    ):
        return right if _is_empty_list(left) else left
    if subtract and left == right and left in {_DATE, _TIMESTAMP}:
        return _DURATION
    if (add or subtract) and right is _DURATION and left in {_DATE, _TIMESTAMP, _DURATION}:
        return left
    if add and left is _DURATION and right in {_DATE, _TIMESTAMP}:
        return right
    return None


def _membership(node: Binary, scope: Scope) -> _Maybe:
    if isinstance(node.left, Literal):
        items = _compile(node.right, scope)
        element = type_of(items) if items is not None else None
        item = _compile(
            node.left, scope, element.element if isinstance(element, ListType) else None
        )
    else:
        item = _compile(node.left, scope)
        items = _compile(
            node.right, scope, None if item is None else ListType(element=type_of(item))
        )
    if item is None or items is None:
        return None
    list_type = type_of(items)
    if not isinstance(list_type, ListType):
        _no_operator("in", (type_of(item), list_type), node.at, scope)
        return None
    if not _is_empty_list(list_type) and not _comparable(type_of(item), list_type.element):
        _no_operator("in", (type_of(item), list_type), node.at, scope)
        return None
    return Membership(item=item, items=items, source=scope.source(node.at))


def _conditional(node: Conditional, scope: Scope, wanted: Type | None) -> _Maybe:
    condition = _typed(node.condition, scope, _BOOL)
    then = _compile(node.then, scope, wanted)
    otherwise = _compile(node.otherwise, scope, wanted)
    if condition is None or then is None or otherwise is None:
        return None
    first, second = type_of(then), type_of(otherwise)
    if first != second and not (isinstance(first, ListType) and _comparable(first, second)):
        words = Words(
            f"both results of `?:` must be of one type: {type_name(first)} and {type_name(second)}",
            f"`?:` 两个结果的类型须一致：{type_name(first)} 与 {type_name(second)}",
        )
        scope.report("DE202", node.at, words)
        return None
    type_ = second if _is_empty_list(first) else first
    return Choose(
        condition=condition,
        then=then,
        otherwise=otherwise,
        type=type_,
        source=scope.source(node.at),
    )


# Functions and macros


def _call(node: Call, scope: Scope) -> _Maybe:
    if node.function not in _FUNCTIONS:
        words = Words(f"unknown function `{node.function}`", f"没有函数 `{node.function}`")
        scope.report("DE206", node.function_at, words, suggest(node.function, _FUNCTIONS))
        return None
    if node.operand is None and node.function in {"count", "share"}:
        return _macro(node, node.function, node.arguments, scope)
    if node.operand is not None and node.function in _MACROS:
        return _macro(node, node.function, (node.operand, *node.arguments), scope)
    if node.operand is None and node.function == "has":
        return _has(node, scope)
    arguments = node.arguments if node.operand is None else (node.operand, *node.arguments)
    if node.function in {kind.value for kind in StringTestKind}:
        if node.operand is None and node.function != StringTestKind.MATCHES:
            return _usage(node, scope, f"text.{node.function}(…)")
        return _string_test(node, arguments, scope)
    if node.function == "size":
        return _size(node, arguments, scope)
    if node.operand is not None or len(arguments) != 1 or node.function in _MACROS:
        return _usage(node, scope, _USAGE.get(node.function, f"{node.function}(x)"))
    if node.function in {"date", "timestamp", "duration"}:
        return _time_literal(node, arguments[0], scope)
    return _conversion(node, arguments[0], scope)


_USAGE: Final = {
    "has": "has(fact)",
    "count": "count(list, x, condition)",
    "share": "share(list, x, condition)",
    "all": "list.all(x, condition)",
    "exists": "list.exists(x, condition)",
    "exists_one": "list.exists_one(x, condition)",
    "filter": "list.filter(x, condition)",
    "map": "list.map(x, result)",
    "date": 'date("2020-10-01")',
    "timestamp": 'timestamp("2020-10-01T08:00:00Z")',
    "duration": 'duration("72h")',
    "days": "days(today - date)",
}


def _usage(node: Call, scope: Scope, usage: str) -> _Maybe:
    words = Words(f"`{node.function}` is not used like this", f"`{node.function}` 的用法不对")
    scope.report("DE206", node.function_at, words, Words(f"write `{usage}`", f"请写 `{usage}`"))
    return None


def _has(node: Call, scope: Scope) -> _Maybe:
    if len(node.arguments) == 1 and isinstance(node.arguments[0], Name | Member):
        fact = _compile(node.arguments[0], scope)
        if fact is None:
            return None
        if isinstance(fact, FactOf):
            return Has(subject=fact.subject, fact=fact.fact, source=scope.source(node.at))
    return _usage(node, scope, _USAGE["has"])


def _string_test(node: Call, arguments: Sequence[Node], scope: Scope) -> _Maybe:
    if len(arguments) != 2:  # noqa: PLR2004 - text and pattern
        return _usage(node, scope, f"text.{node.function}(…)")
    text, pattern = (_typed(argument, scope, _STRING) for argument in arguments)
    if text is None or pattern is None:
        return None
    kind = StringTestKind(node.function)
    if kind is StringTestKind.MATCHES and isinstance(pattern, Const):
        compiled = compile_pattern(str(pattern.value))
        if isinstance(compiled, str):
            words = Words(
                f"not a regular expression of RE2: {compiled}", f"不是 RE2 正则表达式：{compiled}"
            )
            scope.report("DE207", arguments[1].at, words)
            return None
    return StringTest(kind=kind, text=text, pattern=pattern, source=scope.source(node.at))


def _size(node: Call, arguments: Sequence[Node], scope: Scope) -> _Maybe:
    if len(arguments) != 1:
        return _usage(node, scope, "size(x)")
    operand = _compile(arguments[0], scope)
    if operand is None:
        return None
    source = scope.source(node.at)
    if isinstance(operand, Filtered):
        return Counted(
            items=operand.items,
            variable=operand.variable,
            predicate=operand.predicate,
            source=source,
        )
    if isinstance(type_of(operand), ListType) or type_of(operand) is _STRING:
        return Size(operand=operand, source=source)
    _no_operator("size", (type_of(operand),), node.at, scope)
    return None


def _time_literal(node: Call, argument: Node, scope: Scope) -> _Maybe:
    if not isinstance(argument, Literal) or not isinstance(argument.value, str):
        return _usage(node, scope, _USAGE[node.function])
    value: Value | None
    match node.function:
        case "date":
            type_, value = _DATE, parse_date(argument.value)
        case "timestamp":
            type_, value = _TIMESTAMP, parse_timestamp(argument.value)
        case _:
            type_, value = _DURATION, parse_duration(argument.value)
    if value is None:
        words = Words(
            f"`{argument.value}` is not a {node.function}",
            f"`{argument.value}` 不是有效的 {node.function}",
        )
        usage = _USAGE[node.function]
        scope.report(
            "DE207", argument.at, words, Words(f"write it like `{usage}`", f"写法如 `{usage}`")
        )
        return None
    return Const(value=value, type=type_, source=scope.source(node.at))


def _conversion(node: Call, argument: Node, scope: Scope) -> _Maybe:
    operand = _compile(argument, scope)
    if operand is None:
        return None
    type_, source = type_of(operand), scope.source(node.at)
    if node.function == "days" and type_ is _DURATION:
        return Days(operand=operand, source=source)
    if node.function in {"int", "double"} and is_numeric(type_):
        return Convert(operand=operand, type=Primitive(node.function), source=source)
    _no_operator(node.function, (type_,), node.at, scope)
    return None


def _macro(node: Call, name: str, arguments: Sequence[Node], scope: Scope) -> _Maybe:
    if name == "map" and len(arguments) == 4:  # noqa: PLR2004 - CEL's map with a filter
        source_node, name_node, test_node, result_node = arguments
        inner = Call(
            function="filter", operand=source_node, arguments=(name_node, test_node), at=node.at
        )
        return _macro(node, name, (inner, name_node, result_node), scope)
    if len(arguments) != 3:  # noqa: PLR2004 - list, variable, body
        return _usage(node, scope, _USAGE[name])
    items_node, variable_node, body_node = arguments
    if not isinstance(variable_node, Name):
        return _usage(node, scope, _USAGE[name])
    items = _compile(items_node, scope)
    if items is None:
        return None
    list_type = type_of(items)
    if not isinstance(list_type, ListType):
        _no_operator(name, (list_type,), items_node.at, scope)
        return None
    variable = variable_node.name
    is_unit = list_type.element is Primitive.UNIT
    inner_scope = scope.within(
        variable,
        Variable(type=list_type.element, subject=Bound(variable=variable) if is_unit else None),
    )
    source = scope.source(node.at)
    if name == "map":
        return _mapped(items, variable, body_node, inner_scope, node)
    predicate = _typed(body_node, inner_scope, _BOOL)
    if predicate is None:
        return None
    match name:
        case "filter":
            return Filtered(
                items=items, variable=variable, predicate=predicate, type=list_type, source=source
            )
        case "count":
            return Counted(items=items, variable=variable, predicate=predicate, source=source)
        case "share":
            return Share(items=items, variable=variable, predicate=predicate, source=source)
        case _:
            return Quantified(
                quantifier=Quantifier(name),
                items=items,
                variable=variable,
                predicate=predicate,
                source=source,
            )


def _mapped(items: Expr, variable: str, body: Node, scope: Scope, node: Call) -> _Maybe:
    result = _compile(body, scope)
    if result is None:
        return None
    type_ = type_of(result)
    if isinstance(type_, ListType):
        words = Words("a list of lists is not supported", "不支持列表的列表")
        scope.report("DE202", body.at, words)
        return None
    return Mapped(
        items=items,
        variable=variable,
        result=result,
        type=ListType(element=type_),
        source=scope.source(node.at),
    )
