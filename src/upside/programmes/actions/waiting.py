"""The places of a cohort: how many there are, who waits for one, and who comes in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.days import company_day
from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.people.models import Person
from upside.programmes.actions.places import refresh_readiness
from upside.programmes.actions.training import carry_training
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries.waiting import cohorts_with_room, number_of, room_for, waiting_list

__all__ = [
    "BadPlaces",
    "NotWaiting",
    "fill_places",
    "lock_cohort",
    "move_up",
    "put_on_list",
    "set_places",
    "take_in_waiting",
]

State = Enrolment.State
MOST_PLACES = 10_000
LONGEST_REASON = 500


class BadPlaces(Refused):
    """A number of places is none that a cohort can have."""


class NotWaiting(Refused):
    """Somebody is to be moved up who does not wait, or nobody says why."""


def lock_cohort(key: int) -> Cohort:
    """Hold the cohort until the transaction ends, so that two at once never take one place."""
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=key)


@transaction.atomic
def set_places(
    cohort: Cohort, *, mentors: int | None, mentees: int | None, by: Person, at: datetime
) -> int:
    """Say how many mentors and mentees may take part; None is without a limit.

    Whoever waits comes in as far as the new number goes; return how many did. A lower number
    takes nobody's place away. Refused below 1, and above 10,000.
    """
    if any(n is not None and not 1 <= n <= MOST_PLACES for n in (mentors, mentees)):
        raise BadPlaces(_("Places go from 1 to 10,000. Leave the field empty for no limit."))
    cohort = lock_cohort(cohort.pk)
    if (cohort.places_mentors, cohort.places_mentees) != (mentors, mentees):
        cohort.places_mentors, cohort.places_mentees = mentors, mentees
        cohort.save(update_fields=["places_mentors", "places_mentees"])
        audit.record(
            verb="programme.places_set",
            subject=cohort,
            actor=by,
            at=at,
            details={"mentors": mentors, "mentees": mentees},
            programme=cohort.programme,
        )
    return _take_in_all(cohort.pk, at=at)


def fill_places(cohort: Cohort, role: str, *, at: datetime) -> list[Enrolment]:
    """Take in who waits, first come first, as far as there are places; return who came in.

    They said yes before, so they are in at once; a mail tells them. Nobody comes into a cohort
    that is over. The caller holds the cohort by ``lock_cohort``.
    """
    if cohort.ends_on < company_day(at):
        return []
    waiting = waiting_list(cohort, role).select_related("person", "cohort__programme")
    return [_take_in(place, at=at) for place in waiting[: room_for(cohort, role).free]]


def _take_in(place: Enrolment, *, at: datetime) -> Enrolment:
    # the yes counts from now on, and so do the reminders that are reckoned from it
    place.state, place.answered_at = State.ACCEPTED, at
    place.waiting_since, place.moved_up_at = None, None
    place.save(update_fields=["state", "answered_at", "waiting_since", "moved_up_at"])
    carry_training(place, at=at)
    programme = place.cohort.programme
    entry = audit.record(
        verb="place.taken_in", subject=place, actor=None, at=at, programme=programme
    )
    if place.cohort.launched_at is not None:
        context = {
            "programme": programme.names,
            "cohort": place.cohort.names,
            "role": place.role,
            "path": f"/places/{place.pk}/",
        }
        key = f"place_free:{place.pk}:{entry.pk}"
        queue_notice("place_free", to=place.person, key=key, at=at, context=context)
    return refresh_readiness(place, at=at)


def take_in_waiting(*, at: datetime) -> int:
    """Fill the places that came free without anybody's answer, as of people who left the company.

    Returns how many people came in. Where no place is free nothing is locked.
    """
    return sum(_take_in_all(key, at=at) for key in cohorts_with_room(company_day(at)))


@transaction.atomic
def _take_in_all(key: int, *, at: datetime) -> int:
    cohort = lock_cohort(key)
    return sum(len(fill_places(cohort, role, at=at)) for role in Enrolment.Role.values)


def put_on_list(place: Enrolment, *, at: datetime) -> Enrolment:
    """Keep a yes on the waiting list, behind whoever waits; the caller holds the cohort."""
    place.state, place.answered_at = State.WAITING, at
    place.waiting_since, place.moved_up_at = at, None
    place.save(update_fields=["state", "answered_at", "waiting_since", "moved_up_at"])
    return place


@transaction.atomic
def move_up(enrolment: Enrolment, *, reason: str, by: Person, at: datetime) -> Enrolment:
    """Put somebody first on the waiting list, out of order; the log keeps who did, and why.

    Whoever is first already stays. Refused without a reason, and for whoever does not wait.
    """
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise NotWaiting(_("Write why. The order is by the day of the yes, and others wait too."))
    lock_cohort(enrolment.cohort_id)
    rows = Enrolment.objects.select_for_update(of=("self",))
    place = rows.select_related("person", "cohort__programme").get(pk=enrolment.pk)
    if place.state != State.WAITING:
        raise NotWaiting(
            _("%(name)s is not on the waiting list any more.") % {"name": place.person.name}
        )
    before = number_of(place)
    if before == 1:
        return place
    place.moved_up_at = at
    place.save(update_fields=["moved_up_at"])
    audit.record(
        verb="place.moved_up",
        subject=place,
        actor=by,
        at=at,
        details={"reason": reason, "from": before, "to": 1},
        programme=place.cohort.programme,
    )
    return place
