"""Answering after a session, telling a coach that one feels uneasy, and letting go of both."""

from upside.feedback.actions.concerns import (
    ConcernClosed,
    NothingWritten,
    NotInTheConcern,
    NotTakingPart,
    NoWay,
    WrittenMeanwhile,
    answer_concern,
    close_concern,
    forget_concerns,
    note_read,
    speak_up,
    tell_of_gone_coaches,
)
from upside.feedback.actions.passing_on import MOST_PEOPLE, pass_on
from upside.feedback.actions.pulses import (
    NotAsked,
    OffTheScale,
    answer_pulse,
    forget_answers,
    say_confidence,
)
from upside.feedback.actions.reviews import answer_review, ask_reviews
from upside.feedback.actions.suggestions import (
    NoSuggestion,
    answer_suggestion,
    forget_suggestions,
    learn_from_suggestion,
    suggest,
)

__all__ = [
    "MOST_PEOPLE",
    "ConcernClosed",
    "NoSuggestion",
    "NoWay",
    "NotAsked",
    "NotInTheConcern",
    "NotTakingPart",
    "NothingWritten",
    "OffTheScale",
    "WrittenMeanwhile",
    "answer_concern",
    "answer_pulse",
    "answer_review",
    "answer_suggestion",
    "ask_reviews",
    "close_concern",
    "forget_answers",
    "forget_concerns",
    "forget_suggestions",
    "learn_from_suggestion",
    "note_read",
    "pass_on",
    "say_confidence",
    "speak_up",
    "suggest",
    "tell_of_gone_coaches",
]
