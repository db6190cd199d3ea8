"""Why a session is not booked, or not settled, as asked."""

from upside.kernel.errors import Refused

__all__ = [
    "BusyInOwnCalendar",
    "DateInDoubt",
    "DateNotFree",
    "DateNotPossible",
    "MovedBefore",
    "NobodyToMeet",
    "NotTheirs",
    "NotYet",
    "PairNotActive",
    "SettledBefore",
    "TrainingFirst",
]


class PairNotActive(Refused):
    """Sessions are booked only once both signed, and until the pair ends."""


class NotTheirs(Refused):
    """Only the people of the pair (for dates: the mentee's assistant too) may do this."""


class DateNotPossible(Refused):
    """The date has passed, lies outside the cohort's dates, or the session is too long."""


class DateNotFree(Refused):
    """One of the two has another session at that time."""


class DateInDoubt(Refused):
    """The date is one that people mostly do not mean, as a holiday; they may book all the same."""


class BusyInOwnCalendar(DateInDoubt):
    """The calendar of whoever books says that they are busy then, too."""


class NobodyToMeet(Refused):
    """Fewer than two pairs of the group can be booked."""


class NotYet(Refused):
    """The session has not begun."""


class TrainingFirst(Refused):
    """The programme wants people trained before their first session, and somebody is not yet."""


class SettledBefore(Refused):
    """What became of the session was said before."""


class MovedBefore(Refused):
    """The session has another date by now than the one that was asked about."""
