"""IR and values → sentences in Chinese and English."""

from directive_engine.wording.conditions import Verbaliser
from directive_engine.wording.terms import term
from directive_engine.wording.values import value_words

__all__ = ["Verbaliser", "term", "value_words"]
