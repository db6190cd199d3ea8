"""What is refused about a pair, whichever of its actions is asked."""

from upside.kernel.errors import Refused

__all__ = ["CharterChanged", "GoalsChanged", "NotOneOfThePair", "PairClosed"]


class NotOneOfThePair(Refused):
    """Only the two people of a pair may do this."""


class PairClosed(Refused):
    """The pair has ended."""


class CharterChanged(Refused):
    """The charter is no longer the one that was read."""


class GoalsChanged(Refused):
    """The goals are no longer those that the change was made on."""
