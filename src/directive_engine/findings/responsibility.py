"""A unit and a rule → the bodies that answer for it, four ways."""

from collections.abc import Iterator

from directive_engine.findings.finding import AnswerableBody
from directive_engine.model import Party, Rule, Vocabulary
from directive_engine.units import Register, Unit
from directive_engine.values import UnitId


def answerable_bodies(
    unit: Unit, rule: Rule, register: Register, vocabulary: Vocabulary
) -> tuple[AnswerableBody, ...]:
    """Return who answers for `rule` at `unit`, the lead first.

    territorial: the unit itself where its kind is territorial, else the nearest unit above of such
    a kind, else the unit above; department: the unit itself where its kind is a department, else
    its competent department; unit: itself; individual: its responsible person.
    """
    bodies = []
    for party in rule.accountable.parties:
        name, holder = _body(party, unit, register, vocabulary)
        is_lead = party is rule.accountable.lead
        bodies.append(AnswerableBody(party=party, is_lead=is_lead, name=name, unit=holder))
    return tuple(bodies)


def _body(
    party: Party, unit: Unit, register: Register, vocabulary: Vocabulary
) -> tuple[str, UnitId | None]:
    match party:
        case Party.UNIT:
            return unit.name, unit.id
        case Party.INDIVIDUAL:
            return unit.responsible, None
        case Party.TERRITORIAL | Party.DEPARTMENT:
            body = next(_candidates(party, unit, register, vocabulary), None)
            return ("", None) if body is None else (body.name, body.id)


def _candidates(
    party: Party, unit: Unit, register: Register, vocabulary: Vocabulary
) -> Iterator[Unit]:
    if _is(unit, party, vocabulary):
        yield unit
    if party is Party.DEPARTMENT:
        if unit.department is not None:
            yield register.unit_by_id[unit.department]
        return
    above = register.ancestors(unit)
    yield from (ancestor for ancestor in above if _is(ancestor, party, vocabulary))
    yield from above


def _is(unit: Unit, party: Party, vocabulary: Vocabulary) -> bool:
    kind = vocabulary.kind(unit.kind)
    return kind is not None and kind.party is party
