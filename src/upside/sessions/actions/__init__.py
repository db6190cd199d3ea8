"""Everything that changes a session or what its two people keep of it."""

from upside.sessions.actions.answering import Said, answer_session
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
from upside.sessions.actions.finishing import (
    finish_farewells,
    go_on,
    open_farewells,
    say_farewell,
    wind_up,
)
from upside.sessions.actions.forgetting import forget_notes
from upside.sessions.actions.gathering import book_gatherings
from upside.sessions.actions.grouping import dissolve_group, part_from_group
from upside.sessions.actions.leaving import leave_pair, part_from_leavers
from upside.sessions.actions.moving import move_session
from upside.sessions.actions.pausing import (
    PauseChanged,
    mark_of_pause,
    pause_pair,
    resume_due,
    resume_pair,
)
from upside.sessions.actions.refusals import (
    BusyInOwnCalendar,
    DateInDoubt,
    DateNotFree,
    DateNotPossible,
    MovedBefore,
    NobodyToMeet,
    NotTheirs,
    NotYet,
    PairNotActive,
    SettledBefore,
    TrainingFirst,
)

__all__ = [
    "BusyInOwnCalendar",
    "DateInDoubt",
    "DateNotFree",
    "DateNotPossible",
    "MovedBefore",
    "NobodyToMeet",
    "NotAsked",
    "NotHeld",
    "NotInTheSession",
    "NotTheirs",
    "NotYet",
    "PairNotActive",
    "Passed",
    "PauseChanged",
    "Said",
    "SettledBefore",
    "TrainingFirst",
    "UnclearExchange",
    "amend_exchanges",
    "answer_session",
    "book_gatherings",
    "book_session",
    "book_sessions",
    "cancel_session",
    "dissolve_group",
    "finish_farewells",
    "forget_notes",
    "go_on",
    "hold_session",
    "leave_pair",
    "mark_of_pause",
    "miss_session",
    "move_session",
    "open_farewells",
    "part_from_group",
    "part_from_leavers",
    "pause_pair",
    "record_exchange",
    "resume_due",
    "resume_pair",
    "save_note",
    "say_farewell",
    "wind_up",
]
