"""Which types go together, and what to say where they do not."""

from collections.abc import Sequence
from typing import Final

from directive_engine.compiling.scope import Scope
from directive_engine.diagnostics import Words
from directive_engine.ir import ArithmeticOperator, Expr, type_of
from directive_engine.syntax import Extent
from directive_engine.values import ListType, Primitive, Type, is_numeric, type_name

_INT, _DOUBLE, _STRING = Primitive.INT, Primitive.DOUBLE, Primitive.STRING
_DATE, _TIMESTAMP, _DURATION = Primitive.DATE, Primitive.TIMESTAMP, Primitive.DURATION
_ORDERED: Final = frozenset({Primitive.BOOL, _INT, _DOUBLE, _STRING, _DATE, _TIMESTAMP, _DURATION})
_SUMS: Final = {
    (_INT, _INT): _INT,
    (_DOUBLE, _DOUBLE): _DOUBLE,
    (_STRING, _STRING): _STRING,
    (_DATE, _DURATION): _DATE,
    (_TIMESTAMP, _DURATION): _TIMESTAMP,
    (_DURATION, _DURATION): _DURATION,
    (_DURATION, _DATE): _DATE,
    (_DURATION, _TIMESTAMP): _TIMESTAMP,
}
_DIFFERENCES: Final = {
    (_INT, _INT): _INT,
    (_DOUBLE, _DOUBLE): _DOUBLE,
    (_DATE, _DATE): _DURATION,
    (_TIMESTAMP, _TIMESTAMP): _DURATION,
    (_DATE, _DURATION): _DATE,
    (_TIMESTAMP, _DURATION): _TIMESTAMP,
    (_DURATION, _DURATION): _DURATION,
}
_PRODUCTS: Final = {(_INT, _INT): _INT, (_DOUBLE, _DOUBLE): _DOUBLE}
_REMAINDERS: Final = {(_INT, _INT): _INT}
_RESULTS: Final = {
    ArithmeticOperator.ADD: _SUMS,
    ArithmeticOperator.SUBTRACT: _DIFFERENCES,
    ArithmeticOperator.MULTIPLY: _PRODUCTS,
    ArithmeticOperator.DIVIDE: _PRODUCTS,
    ArithmeticOperator.REMAINDER: _REMAINDERS,
}


def check_type(expr: Expr, expected: Type, at: Extent, scope: Scope) -> bool:
    """Tell whether `expr` is of type `expected`; report it where not (DE202)."""
    found = type_of(expr)
    if found == expected or (isinstance(expected, ListType) and is_empty_list(found)):
        return True
    hint = None
    if expected is Primitive.BOOL and is_numeric(found):
        hint = Words("compare it, as in `… > 0`", "请写出比较，如 `… > 0`")
    elif {found, expected} == {_INT, _DOUBLE}:
        name = "double" if expected is _DOUBLE else "int"
        hint = Words(f"convert it with `{name}(…)`", f"请用 `{name}(…)` 转换")
    words = Words(
        f"expected {type_name(expected)}, found {type_name(found)}",
        f"此处应为 {type_name(expected)}，实为 {type_name(found)}",
    )
    scope.report("DE202", at, words, hint)
    return False


def report_operator(
    operator: str, types: Sequence[Type], at: Extent, scope: Scope, hint: Words | None = None
) -> None:
    """Report an operator or function that does not take operands of `types` (DE202)."""
    names = " and ".join(type_name(type_) for type_ in types)
    names_zh = " 与 ".join(type_name(type_) for type_ in types)
    words = Words(f"`{operator}` does not go with {names}", f"`{operator}` 不能用于 {names_zh}")
    scope.report("DE202", at, words, hint or _conversion(types))


def _conversion(types: Sequence[Type]) -> Words | None:
    if set(types) == {_INT, _DOUBLE}:
        return Words("convert the int with `double(…)`", "请用 `double(…)` 转换整数")
    if _DATE in types and (_STRING in types or _INT in types):
        usage = 'date("2020-10-01")'
        return Words(f"write a date as `{usage}`", f"日期写作 `{usage}`")
    if _DURATION in types and _INT in types:
        return Words("count days with `days(…)`", "请用 `days(…)` 换算为天数")
    if Primitive.BOOL in types and len(set(types)) > 1:
        return Words("compare it with `true` or `false`", "请与 `true` 或 `false` 比较")
    return None


def is_empty_list(type_: Type) -> bool:
    """Tell whether `type_` is that of `[]`, which goes with every list."""
    return isinstance(type_, ListType) and type_.element is Primitive.NOTHING


def are_comparable(left: Type, right: Type) -> bool:
    """Tell whether values of the two types can be equal."""
    if isinstance(left, ListType) and isinstance(right, ListType):
        if Primitive.UNIT in {left.element, right.element}:
            return False
        return left == right or is_empty_list(left) or is_empty_list(right)
    if Primitive.NOTHING in {left, right}:  # an element of `[]`: there is none to compare
        return True
    return left == right or (is_numeric(left) and is_numeric(right))


def are_ordered(left: Type, right: Type) -> bool:
    """Tell whether values of both types can stand beside `<`."""
    return left in _ORDERED and right in _ORDERED


def arithmetic_type(op: ArithmeticOperator, left: Type, right: Type) -> Type | None:
    """Return the type of `left op right`, None where there is none."""
    if isinstance(left, ListType) and isinstance(right, ListType):
        if op is not ArithmeticOperator.ADD or not are_comparable(left, right):
            return None
        return right if is_empty_list(left) else left
    if isinstance(left, Primitive) and isinstance(right, Primitive):
        return _RESULTS[op].get((left, right))
    return None
