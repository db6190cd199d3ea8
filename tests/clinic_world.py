"""An expert clinic for tests: one cohort in that mode, its experts, its mentees, a free time."""

from datetime import UTC, datetime, timedelta

from tests.factories import CohortFactory, EnrolmentFactory, PairFactory, ready_mentee, ready_mentor
from upside.matching import actions
from upside.matching.models import ClinicSlot
from upside.notices.models import Notice
from upside.pairs.actions import sign_charter
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment

MODE = {
    "mode": "expert_clinic",
    "n_sessions": 4,
    "session_minutes": 30,
    "drives": "mentee",
    "charter": {"version": "1", "clauses": []},
}
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEXT_MONDAY = MONDAY + timedelta(days=7)


def clinic_cohort(programme, **said):
    """Return a launched cohort of ``programme`` whose pairs form in a clinic."""
    return CohortFactory(programme=programme, kept=MODE, **said)


def place_of(cohort, person):
    return Enrolment.objects.select_related("cohort__programme", "person", "assistant").get(
        cohort=cohort, person=person
    )


def expert_in(cohort, **said):
    """Place a mentor who is ready, with two seats; return their place."""
    return place_of(cohort, ready_mentor(cohort, **{"seats": 2, **said}))


def guest_in(cohort, **said):
    """Place a mentee who is ready; return their place."""
    return place_of(cohort, ready_mentee(cohort, **said))


def free_time(expert, starts_at=NEXT_MONDAY, **said):
    """Offer one half hour of the mentor of the place ``expert``."""
    return ClinicSlot.objects.create(
        cohort=expert.cohort, mentor=expert.person, starts_at=starts_at, minutes=30, **said
    )


def book(guest, slot, at=MONDAY, by=None, **said):
    return actions.book_time(guest, slot.pk, by=by or guest.person, at=at, **said)


def sign(pair, *people, at=MONDAY):
    for person in people or pair.people:
        sign_charter(pair, by=person, at=at)


def booked_and_signed(guest, slot):
    book(guest, slot)
    pair = Pair.objects.get()
    sign(pair)
    actions.keep_bookings(at=MONDAY)
    slot.refresh_from_db()
    return slot, pair


def templates():
    """Return which mails were written, in the order of their names."""
    return sorted(Notice.objects.values_list("template", flat=True))


def leave(place, how):
    if how == "withdrawn":
        Enrolment.objects.filter(pk=place.pk).update(state="withdrawn")
    else:
        type(place.person).objects.filter(pk=place.person_id).update(is_active=False)


def furnish_clinic(programme, people):
    """Add a clinic to the world in which mentor, mentee and assistant are, with a free time."""
    cohort = clinic_cohort(programme)
    two = {"mentor": people["mentor"], "mentee": people["mentee"]}
    expert = EnrolmentFactory(cohort=cohort, person=two["mentor"], role="mentor")
    EnrolmentFactory(
        cohort=cohort, person=two["mentee"], role="mentee", assistant=people["assistant"]
    )
    PairFactory(cohort=cohort, state=Pair.State.ACTIVE, **two)
    soon = datetime.now(UTC) + timedelta(days=3)
    free_time(expert, soon + timedelta(days=1))
    return cohort, free_time(expert, soon, state="booked", mentee=two["mentee"])
