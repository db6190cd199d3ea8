from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.people.models import Person
from upside.programmes.languages import LANGUAGES
from upside.programmes.models import END_OF_DAY, SAID_YES, Enrolment, Slot
from upside.programmes.needs import PERSONAL
from upside.programmes.queries import missing_for_ready, with_needs

__all__ = ["BadPlace", "refresh_all", "refresh_readiness", "save_place"]

State = Enrolment.State
MOST_SEATS = 5
MOST_LANGUAGES = 10
LAST_WEEKDAY = 6
Stretch = tuple[int, int, int]


class BadPlace(Refused):
    """Seats, languages or times are not ones that somebody can have."""


@transaction.atomic
def save_place(
    enrolment: Enrolment,
    *,
    seats: int | None = None,
    languages: list[str] | None = None,
    slots: list[Stretch] | None = None,
    by: Person | None,
    at: datetime,
) -> Enrolment:
    """Keep seats, languages and times of the week; what is None stays as it is.

    ``slots`` are ``(weekday, start, end)`` in minutes from midnight; those that touch or overlap
    become one. Refused for seats out of bounds (mentors 0 to 5, mentees 1), unknown languages,
    and times outside a day.
    """
    rows = Enrolment.objects.select_for_update(of=("self",))
    place = rows.select_related("person", "cohort__programme").get(pk=enrolment.pk)
    if seats is not None:
        _save_seats(place, seats)
    if languages is not None:
        _save_languages(place, languages)
    if slots is not None:
        _save_slots(place, slots)
    audit.record(
        verb="place.saved", subject=place, actor=by, at=at, programme=place.cohort.programme
    )
    if languages is not None:
        refresh_all(at=at, person=place.person)
    return refresh_readiness(place, at=at)


def _save_seats(place: Enrolment, seats: int) -> None:
    if place.role == Enrolment.Role.MENTEE and seats != 1:
        raise BadPlace(_("A mentee meets one mentor at a time."))
    if not 0 <= seats <= MOST_SEATS:
        raise BadPlace(_("Seats go from 0 to 5. Choose one of these numbers."))
    place.seats = seats
    place.save(update_fields=["seats"])


def _save_languages(place: Enrolment, languages: list[str]) -> None:
    chosen = list(dict.fromkeys(code.lower() for code in languages))
    if len(chosen) > MOST_LANGUAGES or any(code not in LANGUAGES for code in chosen):
        raise BadPlace(_("Choose languages of the list, ten at most."))
    person = Person.objects.select_for_update().get(pk=place.person_id)
    person.languages = chosen
    person.save(update_fields=["languages"])


def _save_slots(place: Enrolment, slots: Iterable[Stretch]) -> None:
    merged = _merged(slots)
    Slot.objects.filter(enrolment=place).delete()
    Slot.objects.bulk_create(
        Slot(enrolment=place, weekday=day, starts=start, ends=end) for day, start, end in merged
    )


def _merged(slots: Iterable[Stretch]) -> list[Stretch]:
    """Return the slots in the order of the week, those that touch or overlap as one."""
    found: list[Stretch] = []
    for weekday, start, end in sorted(set(slots)):
        if not (0 <= weekday <= LAST_WEEKDAY and 0 <= start < end <= END_OF_DAY):
            raise BadPlace(_("A time must end after it starts, on the same day."))
        if found and found[-1][0] == weekday and start <= found[-1][2]:
            found[-1] = (weekday, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((weekday, start, end))
    return found


@transaction.atomic
def refresh_readiness(enrolment: Enrolment, *, at: datetime) -> Enrolment:
    """Move a place to said yes, profile complete or ready, by what its person has given.

    Invitations without a yes, and places that ended, stay as they are. Whoever becomes ready for
    the first time is told by mail.
    """
    rows = with_needs(Enrolment.objects.select_for_update(of=("self",)))
    place = rows.select_related("person", "cohort__programme").get(pk=enrolment.pk)
    if place.state not in SAID_YES:
        return place
    state = _state_by_needs(place)
    if state == place.state:
        return place
    place.state = state
    place.ready_at = at if state == State.READY else None
    place.save(update_fields=["state", "ready_at"])
    audit.record(
        verb=f"place.{state}",
        subject=place,
        actor=place.person,
        at=at,
        programme=place.cohort.programme,
    )
    if state == State.READY:
        queue_notice(
            "place_ready",
            to=place.person,
            key=f"place_ready:{place.pk}",
            at=at,
            context={
                "programme": place.cohort.programme.names,
                "role": place.role,
                "path": f"/places/{place.pk}/",
            },
        )
    return place


def _state_by_needs(place: Enrolment) -> str:
    missing = set(missing_for_ready(place))
    if not missing:
        return State.READY
    return State.ACCEPTED if missing & PERSONAL else State.COMPLETE


@transaction.atomic
def refresh_all(*, at: datetime, person: Person | None = None) -> int:
    """Bring every place up to date, or those of ``person``; return how many changed.

    To be called after people or skills came in by file.
    """
    rows = with_needs(Enrolment.objects.filter(state__in=SAID_YES))
    if person is not None:
        rows = rows.filter(person=person)
    behind = [place for place in rows.order_by("pk") if _state_by_needs(place) != place.state]
    for place in behind:
        refresh_readiness(place, at=at)
    return len(behind)
