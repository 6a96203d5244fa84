"""Numbers within the bounds that the vocabulary sets."""

from directive_engine.diagnostics import Words
from directive_engine.model.vocabulary import FactDefinition
from directive_engine.values import Value


def out_of_bounds(definition: FactDefinition | None, value: Value) -> Words | None:
    """Return between which numbers the value must lie, None where it does."""
    if definition is None or not isinstance(value, int | float):
        return None
    low, high = definition.min, definition.max
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    shown = f"{'−∞' if low is None else low} … {'+∞' if high is None else high}"
    return Words(f"within {shown}", f" {shown} 之间的数")
