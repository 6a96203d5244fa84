"""The values that one term may still have: an interval, or a choice of values."""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from directive_engine.ir import Comparison
from directive_engine.values import Primitive, Type, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Numbers, dates or durations between two ends (None: no end), without the `excluded` ones."""

    low: Any = None
    high: Any = None
    is_low_open: bool = False
    is_high_open: bool = False
    excluded: frozenset[Any] = frozenset()
    step: Any = None

    @property
    def is_empty(self) -> bool:
        """Whether no value is left."""
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return self.is_low_open or self.is_high_open or self.low in self.excluded
        return bool(self.low > self.high)

    def meet(self, other: "Interval") -> "Interval":
        """Return what both allow."""
        low, is_low_open = self.low, self.is_low_open
        if low is None or (other.low is not None and other.low > low):
            low, is_low_open = other.low, other.is_low_open
        elif other.low == low:
            is_low_open = is_low_open or other.is_low_open
        high, is_high_open = self.high, self.is_high_open
        if high is None or (other.high is not None and other.high < high):
            high, is_high_open = other.high, other.is_high_open
        elif other.high == high:
            is_high_open = is_high_open or other.is_high_open
        met = replace(
            self,
            low=low,
            high=high,
            is_low_open=is_low_open,
            is_high_open=is_high_open,
            excluded=self.excluded | other.excluded,
        )
        return _without_ends(met)

    def pick(self) -> Value | None:
        """Return a value inside, None where none is near at hand."""
        ends = [end for end in (self.low, self.high, *self.excluded) if end is not None]
        tries = list(ends)
        for end in ends:
            step = self.step or (1.0 if isinstance(end, float) else None)
            tries += [end + step * n for n in (1, -1, 2, -2, 3, -3)] if step else []
        if isinstance(self.low, float) and isinstance(self.high, float):
            tries.append((self.low + self.high) / 2)
        return next((value for value in tries if self.allows(value)), None)

    def allows(self, value: Any) -> bool:
        """Tell whether `value` is inside."""
        point = Interval(low=value, high=value)
        return value not in self.excluded and not self.meet(point).is_empty


def _without_ends(interval: Interval) -> Interval:
    """Move the ends of whole values off those that are excluded."""
    here = interval
    while here.step and here.low is not None and here.low in here.excluded:
        here = replace(here, low=here.low + here.step)
    while here.step and here.high is not None and here.high in here.excluded:
        here = replace(here, high=here.high - here.step)
    return here


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Some values of a closed set, or (`allowed` is None) all texts but the `excluded` ones."""

    allowed: frozenset[Any] | None = None
    excluded: frozenset[Any] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether no value is left."""
        return self.allowed is not None and not self.allowed - self.excluded

    def meet(self, other: "Choices") -> "Choices":
        """Return what both allow."""
        if self.allowed is None:
            allowed = other.allowed
        elif other.allowed is None:
            allowed = self.allowed
        else:
            allowed = self.allowed & other.allowed
        return Choices(allowed=allowed, excluded=self.excluded | other.excluded)

    def pick(self) -> Value | None:
        """Return a value inside."""
        if self.allowed is None:
            return "…" if "…" not in self.excluded else "……"
        value: Value = min(self.allowed - self.excluded, key=str)
        return value


Domain: TypeAlias = Interval | Choices


def meet(one: Domain, other: Domain) -> Domain:
    """Return what both allow; of different sorts (never of one term) the first."""
    match (one, other):
        case Interval(), Interval():
            return one.meet(other)
        case Choices(), Choices():
            return one.meet(other)
        case _:
            return one


def interval(op: Comparison, limit: Any, type_: Type) -> Interval:
    """Return the values of `type_` for which `value op limit` holds."""
    if type_ is Primitive.INT and isinstance(limit, float):
        return _whole(op, limit)
    step = _step(limit, type_)
    match op:
        case Comparison.EQUAL:
            return Interval(low=limit, high=limit, step=step)
        case Comparison.NOT_EQUAL:
            return Interval(excluded=frozenset([limit]), step=step)
        case Comparison.LESS:
            if step:
                return Interval(high=limit - step, step=step)
            return Interval(high=limit, is_high_open=True)
        case Comparison.LESS_OR_EQUAL:
            return Interval(high=limit, step=step)
        case Comparison.GREATER:
            if step:
                return Interval(low=limit + step, step=step)
            return Interval(low=limit, is_low_open=True)
        case Comparison.GREATER_OR_EQUAL:
            return Interval(low=limit, step=step)


def _whole(op: Comparison, limit: float) -> Interval:
    """Return the whole numbers for which `value op limit` holds."""
    match op:
        case Comparison.EQUAL | Comparison.NOT_EQUAL if limit.is_integer():
            return interval(op, int(limit), Primitive.INT)
        case Comparison.EQUAL:
            return Interval(low=1, high=0, step=1)
        case Comparison.NOT_EQUAL:
            return Interval(step=1)
        case Comparison.LESS | Comparison.GREATER_OR_EQUAL:
            return interval(op, math.ceil(limit), Primitive.INT)
        case Comparison.LESS_OR_EQUAL | Comparison.GREATER:
            return interval(op, math.floor(limit), Primitive.INT)


def _step(limit: Any, type_: Type) -> Any:
    """Return the distance of neighbouring values: one, a day, or None where there is none."""
    if type_ is Primitive.INT and isinstance(limit, int):
        return 1
    if type_ is Primitive.DATE and isinstance(limit, date) and not isinstance(limit, datetime):
        return timedelta(days=1)
    return None
