"""An expert clinic from the mentor's side: times are offered, and free ones taken back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.dates import day as written
from upside.matching.actions.clinic_refusals import CannotOffer
from upside.matching.models import ClinicSlot
from upside.programmes.models import Enrolment
from upside.programmes.modes import is_clinic
from upside.programmes.session_length import session_minutes
from upside.sessions.common_time import Span
from upside.sessions.queries import cohort_span, planned_spans

__all__ = ["MOST_WEEKS", "Offered", "Series", "offer_times", "take_back_times"]

State = ClinicSlot.State
MOST_WEEKS = 12
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Series:
    """A stretch of one day, offered once or in so many weeks; on the clock of who offers it."""

    first_on: date
    starts: time
    ends: time
    weeks: int = 1
    place: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of an offer: the times, and how many were left out and why."""

    slots: list[ClinicSlot]
    n_taken: int
    n_outside: int


@transaction.atomic
def offer_times(place: Enrolment, series: Series, *, at: datetime) -> Offered:
    """Offer the stretch of ``series`` in times of one session each, week after week.

    Hours are those of the mentor's clock in every week, also where it changes between them; one
    that the clock leaves out is left out. So are times outside the cohort's dates, and those at
    which the mentor offers one already or has a session: ``Offered`` says how many.

    Refused: anybody but a mentor who is ready in a clinic, a stretch shorter than a session, more
    weeks or times than is sensible, and an offer of which nothing is left.
    """
    place = _locked(place)
    _refuse_place(place)
    minutes = session_minutes(place.cohort)
    _refuse_stretch(place, series, minutes)
    starts = list(_starts(series, minutes, ZoneInfo(place.person.time_zone)))
    if starts and starts[0] <= at:
        raise CannotOffer(_("That time has passed. Choose a first day that is still to come."))
    opens, closes = cohort_span(place.cohort, ZoneInfo(place.person.time_zone))
    within = [one for one in starts if opens <= one < closes]
    free = list(_free(place, within, minutes))
    if not free:
        raise CannotOffer(_nothing_left(place, within))
    slots = ClinicSlot.objects.bulk_create(
        ClinicSlot(
            cohort=place.cohort,
            mentor=place.person,
            starts_at=one,
            minutes=minutes,
            place=series.place.strip(),
        )
        for one in free
    )
    audit.record(
        verb="clinic.offered",
        subject=place,
        actor=place.person,
        at=at,
        details={"n_times": len(slots)},
        programme=place.cohort.programme,
    )
    return Offered(slots, len(within) - len(free), len(starts) - len(within))


@transaction.atomic
def take_back_times(place: Enrolment, slots: Collection[int], *, at: datetime) -> int:
    """Take back those of ``slots`` that are still free, and return how many; others stay.

    Whatever is not offered by the mentor of ``place`` is left alone.
    """
    place = _locked(place)
    own = ClinicSlot.objects.filter(
        cohort=place.cohort_id, mentor=place.person_id, state=State.OPEN, pk__in=slots
    )
    n = own.update(state=State.WITHDRAWN)  # one statement: what is booked meanwhile is not free
    if n:
        audit.record(
            verb="clinic.taken_back",
            subject=place,
            actor=place.person,
            at=at,
            details={"n_times": n},
            programme=place.cohort.programme,
        )
    return n


def _locked(place: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",))
    return rows.select_related("cohort__programme", "person").get(pk=place.pk)


def _refuse_place(place: Enrolment) -> None:
    if not is_clinic(place.cohort) or place.role != Enrolment.Role.MENTOR:
        raise CannotOffer(_("Times are offered by the mentors of an expert clinic."))
    if place.state != Enrolment.State.READY:
        raise CannotOffer(_("Complete your profile first, then offer times."))


def _refuse_stretch(place: Enrolment, series: Series, minutes: int) -> None:
    if not 1 <= series.weeks <= MOST_WEEKS:
        raise CannotOffer(_("Choose between 1 and %(most)s weeks.") % {"most": MOST_WEEKS})
    n = (_minute(series.ends) - _minute(series.starts)) // minutes
    if n < 1:
        raise CannotOffer(
            _("From the first hour to the last there must be %(minutes)s minutes at least.")
            % {"minutes": minutes}
        )
    if n * series.weeks > MOST_AT_ONCE:
        raise CannotOffer(
            _("That would be %(n)s times. Offer at most %(most)s at once.")
            % {"n": n * series.weeks, "most": MOST_AT_ONCE}
        )
    if not place.cohort.starts_on <= series.first_on <= place.cohort.ends_on:
        raise CannotOffer(_outside(place))


def _starts(series: Series, minutes: int, zone: ZoneInfo) -> Iterator[datetime]:
    for week in range(series.weeks):
        day = series.first_on + timedelta(weeks=week)
        for minute in range(_minute(series.starts), _minute(series.ends) - minutes + 1, minutes):
            wall = datetime.combine(day, time(*divmod(minute, 60)))
            instant = wall.replace(tzinfo=zone).astimezone(UTC)
            if instant.astimezone(zone).replace(tzinfo=None) == wall:
                yield instant


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _free(place: Enrolment, starts: list[datetime], minutes: int) -> Iterator[datetime]:
    length = timedelta(minutes=minutes)
    busy = _busy(place, starts)
    for start in starts:
        if not any(start < ends and begins < start + length for begins, ends in busy):
            yield start


def _busy(place: Enrolment, starts: list[datetime]) -> Iterable[Span]:
    """Return when the mentor has a session or offers a time, in whatever cohort."""
    if not starts:
        return []
    day = timedelta(days=1)
    own = ClinicSlot.objects.exclude(state=State.WITHDRAWN).filter(
        mentor=place.person_id, starts_at__gt=starts[0] - day, starts_at__lt=starts[-1] + day
    )
    planned = planned_spans([place.person], ends_after=starts[0])
    return [*planned, *((slot.starts_at, slot.ends_at) for slot in own)]


def _nothing_left(place: Enrolment, within: list[datetime]) -> str:
    if not within:
        return _outside(place)
    return _("You offer these times already, or have a session then. Choose other ones.")


def _outside(place: Enrolment) -> str:
    return _("This cohort runs from %(first)s to %(last)s. Choose a date in between.") % {
        "first": written(place.cohort.starts_on, "year"),
        "last": written(place.cohort.ends_on, "year"),
    }
