"""IR → a sentence in Chinese or English, from the vocabulary's labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from directive_engine.diagnostics import Language
from directive_engine.ir import (
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
    SelfUnit,
    Share,
    Size,
    StringTest,
    Subject,
    Today,
    type_of,
)
from directive_engine.model import Parameter, Vocabulary
from directive_engine.values import RATIO, FactId, ListType, ParameterId, Primitive, Type, Value
from directive_engine.wording.terms import term
from directive_engine.wording.values import value_words

_NEGATED = {
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.LESS: Comparison.GREATER_OR_EQUAL,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER,
    Comparison.GREATER: Comparison.LESS_OR_EQUAL,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS,
}
_BUILT_IN = {"kind": ("类别", "the kind"), "id": ("编号", "the id"), "name": ("名称", "the name")}
_SIGNS = {
    ArithmeticOperator.ADD: ("加", "plus"),
    ArithmeticOperator.SUBTRACT: ("减", "minus"),
    ArithmeticOperator.MULTIPLY: ("乘以", "times"),
    ArithmeticOperator.DIVIDE: ("除以", "divided by"),
    ArithmeticOperator.REMAINDER: ("除以（取余）", "modulo"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbaliser:
    """Says conditions in `language`; parameters with a known value are said by their value."""

    vocabulary: Vocabulary
    parameters: Mapping[ParameterId, Parameter]
    language: Language
    values: Mapping[ParameterId, Value] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def say(self, expr: Expr) -> str:
        """Return the condition or value `expr` in words."""
        match expr:
            case Not(operand=operand):
                return self._not(operand)
            case AllOf(terms=terms):
                inner = [self._inner(term_, AnyOf) for term_ in terms]
                return ("，且" if self._zh else ", and ").join(inner)
            case AnyOf(terms=terms):
                inner = [self._inner(term_, AllOf) for term_ in terms]
                return ("，或" if self._zh else ", or ").join(inner)
            case FactOf() if type_of(expr) is Primitive.BOOL:
                return self._claim(expr, holds=True)
            case Compare():
                return self._compare(expr.op, expr)
            case Membership():
                return self._membership(expr, holds=True)
            case StringTest(kind=kind, text=text, pattern=pattern):
                verb = self._term("string_test", kind.value)
                return self._join(self.value(text), verb, self.value(pattern))
            case Has(subject=subject, fact=fact):
                label = self._owned(subject, self.label(fact))
                return f"已填报{label}" if self._zh else f"{label} is reported"
            case Quantified():
                return self._quantified(expr)
            case Choose(condition=condition, then=then, otherwise=otherwise):
                parts = self.say(condition), self.say(then), self.say(otherwise)
                form = "如果{}，则{}；否则{}" if self._zh else "if {}, then {}; otherwise {}"
                return form.format(*parts)
            case _:
                return self.value(expr)

    def label(self, fact: FactId) -> str:
        """Return a fact's label."""
        built_in = _BUILT_IN.get(fact)
        if built_in is not None:
            return built_in[0 if self._zh else 1]
        if fact.startswith("compliance."):
            return self._term("measure", fact.split(".")[1])
        definition = self.vocabulary.fact_by_id.get(fact)
        if definition is None:
            return fact
        return definition.label if self._zh else definition.label_en

    def measure_of(self, expr: Expr) -> str:
        """Return the unit of measure of a number, empty where it has none."""
        match expr:
            case FactOf(fact=fact):
                return self.vocabulary.measure_of(fact)
            case ParameterOf(parameter=parameter):
                return self.parameters[parameter].unit_of_measure
            case Days():
                return "天"
            case Share() | ComplianceOf(measure=Measure.RATE):
                return RATIO
            case Convert(operand=operand) | Negative(operand=operand):
                return self.measure_of(operand)
            case Choose(then=then, otherwise=otherwise):
                return self.measure_of(then) or self.measure_of(otherwise)
            case _:
                return ""

    def fact_value(self, fact: FactId, value: Value | None) -> str:
        """Return a value of `fact` with its label or unit of measure."""
        known = fact in self.vocabulary.fact_by_id or fact == "kind"
        type_ = self.vocabulary.type_of(fact) if known else None
        return value_words(value, type_, self.language, self.vocabulary.measure_of(fact))

    def value(self, expr: Expr) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a node
        """Return the words for a value."""
        match expr:
            case Const(value=value, type=type_):
                return value_words(value, type_, self.language)
            case FactOf(subject=subject, fact=fact):
                return self._owned(subject, self.label(fact))
            case ParameterOf(parameter=parameter):
                return self._parameter(parameter)
            case Today():
                return "检查日" if self._zh else "the audit date"
            case ElementOf():
                return "该项" if self._zh else "it"
            case ListOf(items=items):
                return ("、" if self._zh else ", ").join(self.value(item) for item in items)
            case Arithmetic(op=op, left=left, right=right):
                sign = _SIGNS[op][0 if self._zh else 1]
                return self._join(self._operand(left), sign, self._operand(right))
            case Negative(operand=operand):
                return f"负的{self.value(operand)}" if self._zh else f"minus {self.value(operand)}"
            case Size(operand=operand):
                return self._size(operand)
            case Days(operand=operand):
                return self._days(operand)
            case Convert(operand=operand):
                return self.value(operand)
            case Filtered(items=items, variable=variable, predicate=predicate):
                return self._such(items, variable, predicate)
            case Mapped(items=items, variable=variable, result=result):
                inner = self._within(variable, items).value(result)
                return (
                    f"{self.value(items)}的{inner}"
                    if self._zh
                    else f"{inner} of {self.value(items)}"
                )
            case Counted(items=items, variable=variable, predicate=predicate):
                such = self._such(items, variable, predicate)
                return f"{such}的数量" if self._zh else f"the number of {such}"
            case Share(items=items, variable=variable, predicate=predicate):
                return self._share(items, variable, predicate)
            case Related(subject=subject, relation=relation):
                return self._owned(subject, self._term("relation", relation.value))
            case ComplianceOf(subject=subject, measure=measure):
                return self._owned(subject, self._term("measure", measure.value))
            case (
                Has()
                | Not()
                | AllOf()
                | AnyOf()
                | Compare()
                | Membership()
                | StringTest()
                | Quantified()
                | Choose()
            ):
                return self.say(expr)
            case _:
                assert_never(expr)

    @property
    def _zh(self) -> bool:
        return self.language == "zh"

    def _term(self, group: str, key: str) -> str:
        return term(group, key).in_language(self.language)

    def _join(self, *parts: str) -> str:
        return ("" if self._zh else " ").join(parts)

    def _inner(self, expr: Expr, weaker: type) -> str:
        text = self.say(expr)
        if not isinstance(expr, weaker):
            return text
        return f"({text})"

    def _operand(self, expr: Expr) -> str:
        text = self.value(expr)
        return f"({text})" if isinstance(expr, Arithmetic) else text

    def _parameter(self, parameter: ParameterId) -> str:
        definition = self.parameters[parameter]
        if parameter in self.values:
            measure = definition.unit_of_measure
            return value_words(self.values[parameter], definition.type, self.language, measure)
        return definition.label if self._zh else definition.label_en

    def _owned(self, subject: Subject, what: str) -> str:
        match subject:
            case SelfUnit():
                return what
            case Bound(variable=variable):
                name = self.units.get(variable, "该单位" if self._zh else "the unit")
            case ParentOf(of=SelfUnit()):
                name = "上级单位" if self._zh else "the unit above"
            case ParentOf(of=of):
                above = "上级单位" if self._zh else "the unit above"
                name = self._owned(of, above)
            case _:
                assert_never(subject)
        if not name:
            return what
        return f"{name}的{what}" if self._zh else f"{what} of {name}"

    def _claim(self, expr: FactOf, *, holds: bool) -> str:
        label = self._owned(expr.subject, self.label(expr.fact))
        if self._zh:
            return f"{label}为“{'是' if holds else '否'}”"
        return f"{label}: {'yes' if holds else 'no'}"

    def _not(self, operand: Expr) -> str:
        match operand:
            case FactOf():
                return self._claim(operand, holds=False)
            case Compare(op=op):
                return self._compare(_NEGATED[op], operand)
            case Membership():
                return self._membership(operand, holds=False)
            case Has(subject=subject, fact=fact):
                label = self._owned(subject, self.label(fact))
                return f"未填报{label}" if self._zh else f"{label} is not reported"
            case _:
                inner = self.say(operand)
                return f"并非({inner})" if self._zh else f"not ({inner})"

    def _compare(self, op: Comparison, expr: Compare) -> str:
        left, right = expr.left, expr.right
        group = "date_comparison" if type_of(left) is Primitive.DATE else "comparison"
        equality = op in {Comparison.EQUAL, Comparison.NOT_EQUAL}
        verb = self._term("comparison" if equality else group, op.value)
        measure = self.measure_of(left)
        if isinstance(right, Choose):
            return self._chosen_limit(op, expr, right)
        limit = self._with_measure(right, measure)
        if self._zh and limit[:1].isdigit():
            return f"{self.value(left)}{verb} {limit}"
        return self._join(self.value(left), verb, limit)

    def _chosen_limit(self, op: Comparison, expr: Compare, limit: Choose) -> str:
        """Say `a >= (c ? x : y)` as the two comparisons that it stands for."""
        then, otherwise = (
            self._compare(op, replace(expr, right=side)) for side in (limit.then, limit.otherwise)
        )
        form = "如果{}，则{}；否则{}" if self._zh else "if {}, then {}; otherwise {}"
        return form.format(self.say(limit.condition), then, otherwise)

    def _with_measure(self, expr: Expr, measure: str) -> str:
        match expr:
            case Const(value=value, type=type_):
                return value_words(value, type_, self.language, measure)
            case ParameterOf(parameter=parameter) if parameter in self.values:
                type_of_parameter: Type = self.parameters[parameter].type
                own = self.parameters[parameter].unit_of_measure or measure
                return value_words(self.values[parameter], type_of_parameter, self.language, own)
            case _:
                return self.value(expr)

    def _membership(self, expr: Membership, *, holds: bool) -> str:
        item, items = self.value(expr.item), self.value(expr.items)
        if isinstance(expr.items, ListOf):
            if self._zh:
                return f"{item}{'属于' if holds else '不属于'}{items}"
            return f"{item} is {'' if holds else 'not '}one of {items}"
        if self._zh:
            return f"{items}{'包含' if holds else '不包含'}{item}"
        return f"{items} {'includes' if holds else 'does not include'} {item}"

    def _quantified(self, expr: Quantified) -> str:
        inner = self._within(expr.variable, expr.items).say(expr.predicate)
        items = self.value(expr.items)
        match expr.quantifier:
            case Quantifier.ALL:
                return f"{items}均满足：{inner}" if self._zh else f"for each of {items}: {inner}"
            case Quantifier.EXISTS:
                return (
                    f"{items}中至少一个满足：{inner}"
                    if self._zh
                    else f"for at least one of {items}: {inner}"
                )
            case Quantifier.EXISTS_ONE:
                return (
                    f"{items}中恰有一个满足：{inner}"
                    if self._zh
                    else f"for exactly one of {items}: {inner}"
                )
            case _:
                assert_never(expr.quantifier)

    def _within(self, variable: str, items: Expr) -> "Verbaliser":
        """Inside a macro the element goes without saying, unless macros nest."""
        type_ = type_of(items)
        is_unit = isinstance(type_, ListType) and type_.element is Primitive.UNIT
        name = "" if not self.units else ("该单位" if self._zh else "that unit")
        return replace(self, units={**self.units, variable: name}) if is_unit else self

    def _such(self, items: Expr, variable: str, predicate: Expr) -> str:
        inner = self._within(variable, items).say(predicate)
        listed = self.value(items)
        return f"{listed}中“{inner}”者" if self._zh else f"{listed} where “{inner}”"

    def _share(self, items: Expr, variable: str, predicate: Expr) -> str:
        inner = self._within(variable, items).say(predicate)
        listed = self.value(items)
        return (
            f"{listed}中“{inner}”的占比" if self._zh else f"the share of {listed} where “{inner}”"
        )

    def _days(self, operand: Expr) -> str:
        match operand:
            case Arithmetic(op=ArithmeticOperator.SUBTRACT, left=Today(), right=right):
                day = self.value(right)
                return f"{day}距检查日的天数" if self._zh else f"days since {day}"
            case _:
                span = self.value(operand)
                return f"{span}的天数" if self._zh else f"days of {span}"

    def _size(self, operand: Expr) -> str:
        inner = self.value(operand)
        if type_of(operand) is Primitive.STRING:
            return f"{inner}的字数" if self._zh else f"the length of {inner}"
        return f"{inner}的数量" if self._zh else f"the number of {inner}"
