"""Dates in the rhythm of a programme: every so many weeks, at the same hour for the mentee."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from upside.pairs.models import Pair
from upside.programmes.momentum import N_SESSIONS, RHYTHM
from upside.sessions.models import Session
from upside.sessions.queries import cohort_span, free_dates

__all__ = ["SeriesDate", "in_rhythm", "n_left", "series_of", "start_before", "step_of"]

WEEK = 7
MOST = 40
FAR = 200
"""Weeks that are looked at; the end of the cohort comes long before."""


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series, and whether it suits both."""

    starts_at: datetime
    is_free: bool


def step_of(pair: Pair) -> timedelta:
    """Return the time from one session to the next: whole weeks, from a week on."""
    days = int(pair.cohort.settings.get("rhythm_days", RHYTHM))
    return timedelta(days=days if days < WEEK else round(days / WEEK) * WEEK)


def in_rhythm(pair: Pair, starts: Iterable[datetime], *, after: datetime | None) -> datetime | None:
    """Return which of ``starts`` comes closest to one rhythm after the session at ``after``.

    The soonest where there was no session; None where there is no start.
    """
    if after is None:
        return min(starts, default=None)
    aim = after + step_of(pair)
    return min(starts, key=lambda start: abs(start - aim), default=None)


def start_before(session: Session) -> datetime | None:
    """Return when the session of its pair before this one began or begins; None for the first.

    Those called off or missed count not.
    """
    counted = Session.objects.filter(
        pair=session.pair_id,
        state__in=(Session.State.PLANNED, Session.State.HELD),
        starts_at__lt=session.starts_at,
    )
    return counted.order_by("-starts_at").values_list("starts_at", flat=True).first()


def n_left(pair: Pair) -> int:
    """Return how many sessions of the programme are neither held nor booked yet."""
    counted = (Session.State.HELD, Session.State.PLANNED)
    known = pair.sessions.filter(state__in=counted).count()
    return max(int(pair.cohort.settings.get("n_sessions", N_SESSIONS)) - known, 0)


def series_of(pair: Pair, first: datetime, *, after: datetime) -> list[SeriesDate]:
    """Return the dates from ``first`` on, in the programme's rhythm, up to what is left.

    The hour stays that of the mentee's clock, over a change of daylight saving too. Dates at
    which one of the two has no time are told as such, and do not count. It ends with the cohort.
    """
    zone = ZoneInfo(pair.mentee.time_zone)
    _opens, closes = cohort_span(pair.cohort, zone)
    free = set(free_dates(pair, after=after, weeks=FAR))
    left, step = n_left(pair), step_of(pair)
    local = first.astimezone(zone).replace(tzinfo=None)
    found: list[SeriesDate] = []
    for n in range(MOST):
        start = (local + n * step).replace(tzinfo=zone).astimezone(UTC)
        if start >= closes or sum(date.is_free for date in found) >= left:
            break
        found.append(SeriesDate(start, start in free))
    while found and not found[-1].is_free:
        found.pop()
    return found
