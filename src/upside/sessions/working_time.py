"""How much working time a programme takes of one person: hours, never what they are for."""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from upside.programmes.models import Enrolment
from upside.programmes.momentum import pace_of
from upside.programmes.session_length import session_minutes
from upside.sessions.common_time import Span
from upside.sessions.models import Session
from upside.sessions.queries import sessions_visible_to

__all__ = ["WorkingTime", "working_time_of"]

MOST_DAYS = 12
MONTH = 30
HALF_HOUR, HOUR = 30, 60


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """What a programme takes: hours a month and in all, or minutes each time; the booked dates.

    ``a_month`` and ``total`` are None where sessions are booked one by one, in an expert clinic.
    """

    minutes: int
    a_month: float | None
    total: float | None
    starts_on: date
    ends_on: date
    days: tuple[Span, ...]


def working_time_of(place: Enrolment, *, at: datetime) -> WorkingTime:
    """Return what the programme of ``place`` takes of its person, in half hours rounded up.

    Two queries at most.
    """
    cohort, minutes = place.cohort, session_minutes(place.cohort)
    pace = pace_of(cohort)
    rhythm = pace.rhythm_days
    planned = sessions_visible_to(place.person).filter(
        pair__cohort=cohort, state=Session.State.PLANNED, starts_at__gt=at
    )
    return WorkingTime(
        minutes=minutes,
        a_month=_hours(minutes * MONTH / rhythm) if rhythm else None,
        total=_hours(minutes * pace.n_sessions) if rhythm else None,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        # a date of a group is one hour of its mentor
        days=tuple(
            planned.order_by("starts_at").values_list("starts_at", "ends_at").distinct()[:MOST_DAYS]
        ),
    )


def _hours(minutes: float) -> float:
    return ceil(minutes / HALF_HOUR) * HALF_HOUR / HOUR
