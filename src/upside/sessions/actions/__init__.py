"""Everything that changes a session or what its two people keep of it."""

from upside.sessions.actions.booking import (
    book_session,
    book_sessions,
    cancel_session,
    hold_session,
    miss_session,
)
from upside.sessions.actions.contents import (
    NotAsked,
    NotHeld,
    NotInTheSession,
    Passed,
    UnclearExchange,
    amend_exchanges,
    record_exchange,
    save_note,
)
from upside.sessions.actions.forgetting import forget_notes
from upside.sessions.actions.refusals import (
    DateNotFree,
    DateNotPossible,
    NotTheirs,
    NotYet,
    PairNotActive,
    SettledBefore,
    TrainingFirst,
)

__all__ = [
    "DateNotFree",
    "DateNotPossible",
    "NotAsked",
    "NotHeld",
    "NotInTheSession",
    "NotTheirs",
    "NotYet",
    "PairNotActive",
    "Passed",
    "SettledBefore",
    "TrainingFirst",
    "UnclearExchange",
    "amend_exchanges",
    "book_session",
    "book_sessions",
    "cancel_session",
    "forget_notes",
    "hold_session",
    "miss_session",
    "record_exchange",
    "save_note",
]
