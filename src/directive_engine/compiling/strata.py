"""Conditions → the stratum in which a rule runs: after the findings that it asks for."""

from collections.abc import Mapping

from directive_engine.ir import (
    Bound,
    ComplianceOf,
    Counted,
    Expr,
    Filtered,
    Mapped,
    Quantified,
    Related,
    Relation,
    SelfUnit,
    Share,
    Stratum,
    operands,
)


def stratum_of(expr: Expr, reach: Mapping[str, Stratum] | None = None) -> Stratum | None:
    """Return the stratum of `expr`, None where it asks for findings that may depend on its own.

    `reach` says of each variable how its units were reached: downwards, or through supervision.
    """
    known = reach or {}
    match expr:
        case ComplianceOf(subject=Bound(variable=variable)):
            return known.get(variable)
        case ComplianceOf():
            return None
        case (
            Quantified(items=items, variable=variable, predicate=body)
            | Filtered(items=items, variable=variable, predicate=body)
            | Mapped(items=items, variable=variable, result=body)
            | Counted(items=items, variable=variable, predicate=body)
            | Share(items=items, variable=variable, predicate=body)
        ):
            inner = {name: how for name, how in known.items() if name != variable}
            how = _reach(items, known)
            if how is not None:
                inner[variable] = how
            return _latest(stratum_of(items, known), stratum_of(body, inner))
        case _:
            return _latest(*(stratum_of(operand, known) for operand in operands(expr)))


def _reach(items: Expr, known: Mapping[str, Stratum]) -> Stratum | None:
    match items:
        case Related(relation=Relation.SUPERVISED, subject=SelfUnit() | Bound()):
            return Stratum.SUPERVISION
        case Related(subject=SelfUnit()):
            return Stratum.HIERARCHY
        case Related(subject=Bound(variable=variable)):
            return known.get(variable)
        case Filtered(items=inner):
            return _reach(inner, known)
        case _:
            return None


def _latest(*strata: Stratum | None) -> Stratum | None:
    latest = Stratum.FACTS
    for stratum in strata:
        if stratum is None:
            return None
        latest = max(latest, stratum)
    return latest
