"""One module per check: its page and the function that looks for it.

Adding a check is adding a module here and its name to `CHECKS` or `PROOFS`.
"""

from typing import Final

from directive_engine.linting.check import Check
from directive_engine.linting.checks import (
    de401_taken_name,
    de402_unusable_name,
    de403_unknown_kind,
    de404_fact_values,
    de411_taken_rule_id,
    de412_unknown_requirement,
    de413_no_requires,
    de414_unknown_clause,
    de415_unknown_placeholder,
    de416_unused_parameter,
    de417_lacking_kinds,
    de418_no_cases,
    de419_unlike_parameters,
    de420_no_stricter_value,
    de421_parameter_twice,
    de422_malformed_anchor,
    de423_left_to_interpreter,
    de424_clause_file,
    de425_unlike_clauses,
    de436_no_clause_file,
    de441_miscount,
    de442_unknown_child,
    de451_conflict,
    de452_hopeless_rule,
)

CHECKS: Final[tuple[Check, ...]] = (
    de401_taken_name.CHECK,
    de402_unusable_name.CHECK,
    de403_unknown_kind.CHECK,
    de404_fact_values.CHECK,
    de411_taken_rule_id.CHECK,
    de412_unknown_requirement.CHECK,
    de413_no_requires.CHECK,
    de414_unknown_clause.CHECK,
    de415_unknown_placeholder.CHECK,
    de416_unused_parameter.CHECK,
    de417_lacking_kinds.CHECK,
    de418_no_cases.CHECK,
    de419_unlike_parameters.CHECK,
    de420_no_stricter_value.CHECK,
    de421_parameter_twice.CHECK,
    de422_malformed_anchor.CHECK,
    de423_left_to_interpreter.CHECK,
    de424_clause_file.CHECK,
    de425_unlike_clauses.CHECK,
    de436_no_clause_file.CHECK,
    de441_miscount.CHECK,
    de442_unknown_child.CHECK,
)
PROOFS: Final[tuple[Check, ...]] = (
    de451_conflict.CHECK,
    de452_hopeless_rule.CHECK,
)
"""Checks that prove something of all rules together, too slow for every run."""
