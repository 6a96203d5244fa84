"""Truth values of Kleene's strong three-valued logic."""

from enum import IntEnum


class Truth(IntEnum):
    """false < unknown < true: `and` is the minimum, `or` the maximum, `not` the mirror image."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    @classmethod
    def of(cls, claim: bool) -> "Truth":  # noqa: FBT001 - a bool is the input here, not a switch
        """Turn a decided claim into a truth."""
        return cls.TRUE if claim else cls.FALSE

    def __invert__(self) -> "Truth":
        """Kleene negation: unknown stays unknown."""
        return Truth(2 - self)

    @property
    def is_known(self) -> bool:
        """True unless unknown."""
        return self is not Truth.UNKNOWN

    @property
    def word(self) -> str:
        """Return `false`, `unknown` or `true`, as the JSON output writes it."""
        return self.name.lower()
