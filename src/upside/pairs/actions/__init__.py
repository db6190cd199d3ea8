"""What happens to a pair: it opens, becomes active, rests, goes on, and ends."""

from upside.pairs.actions.beginning import (
    MenteeHasPair,
    NoSeatLeft,
    PlaceGivenUp,
    open_pair,
    sign_charter,
)
from upside.pairs.actions.charters import ask_to_sign_anew
from upside.pairs.actions.ending import close_pair, forget_reasons, keep_exit, lapse_pair
from upside.pairs.actions.farewells import NotTheEnd, OffTheScale, ask_again, forget_look_backs
from upside.pairs.actions.goals import forget_goals, write_goals
from upside.pairs.actions.resting import CannotPause, resume_pair, set_pause
from upside.pairs.refusals import CharterChanged, GoalsChanged, NotOneOfThePair, PairClosed

__all__ = [
    "CannotPause",
    "CharterChanged",
    "GoalsChanged",
    "MenteeHasPair",
    "NoSeatLeft",
    "NotOneOfThePair",
    "NotTheEnd",
    "OffTheScale",
    "PairClosed",
    "PlaceGivenUp",
    "ask_again",
    "ask_to_sign_anew",
    "close_pair",
    "forget_goals",
    "forget_look_backs",
    "forget_reasons",
    "keep_exit",
    "lapse_pair",
    "open_pair",
    "resume_pair",
    "set_pause",
    "sign_charter",
    "write_goals",
]
