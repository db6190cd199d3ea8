"""What happens to a pair: it opens, becomes active, rests, goes on, and ends."""

from upside.pairs.actions.beginning import (
    MenteeHasPair,
    NoSeatLeft,
    NotOneOfThePair,
    PairClosed,
    PlaceGivenUp,
    open_pair,
    sign_charter,
)
from upside.pairs.actions.ending import close_pair, forget_reasons, keep_exit, lapse_pair
from upside.pairs.actions.resting import CannotPause, resume_pair, set_pause

__all__ = [
    "CannotPause",
    "MenteeHasPair",
    "NoSeatLeft",
    "NotOneOfThePair",
    "PairClosed",
    "PlaceGivenUp",
    "close_pair",
    "forget_reasons",
    "keep_exit",
    "lapse_pair",
    "open_pair",
    "resume_pair",
    "set_pause",
    "sign_charter",
]
