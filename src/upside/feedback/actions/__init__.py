"""Answering after a session, telling a coach that one feels uneasy, and letting go of both."""

from upside.feedback.actions.concerns import (
    ConcernClosed,
    NothingWritten,
    NotInTheConcern,
    NotTakingPart,
    NoWay,
    answer_concern,
    close_concern,
    forget_concerns,
    speak_up,
)
from upside.feedback.actions.pulses import (
    NotAsked,
    OffTheScale,
    answer_pulse,
    forget_answers,
    say_confidence,
)

__all__ = [
    "ConcernClosed",
    "NoWay",
    "NotAsked",
    "NotInTheConcern",
    "NotTakingPart",
    "NothingWritten",
    "OffTheScale",
    "answer_concern",
    "answer_pulse",
    "close_concern",
    "forget_answers",
    "forget_concerns",
    "say_confidence",
    "speak_up",
]
