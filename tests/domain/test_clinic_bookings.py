"""An expert clinic: a time is booked, first come, first served."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.clinic_world import (
    MONDAY,
    NEXT_MONDAY,
    book,
    booked_and_signed,
    clinic_cohort,
    expert_in,
    free_time,
    guest_in,
    leave,
    templates,
)
from tests.domain.test_waiting import together
from tests.factories import (
    PersonFactory,
    SessionFactory,
)
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.matching import actions, queries
from upside.matching.experts import experts_for
from upside.matching.models import ClinicSlot
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Cohort, Enrolment
from upside.sessions.actions import hold_session
from upside.sessions.models import Session

pytestmark = pytest.mark.django_db

State = ClinicSlot.State
DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def clinic(programme):
    return clinic_cohort(programme)


@pytest.fixture
def expert(clinic):
    return expert_in(clinic)


@pytest.fixture
def guest(clinic):
    return guest_in(clinic)


# booking


def test_a_first_booking_opens_the_pair_and_asks_both_to_sign(expert, guest):
    slot = book(guest, free_time(expert), question=" How? ")

    pair = Pair.objects.get()
    assert (pair.mentor, pair.mentee, pair.state) == (expert.person, guest.person, "accepted")
    assert pair.reasons["to_mentee"] == ["J1"]
    assert (slot.state, slot.mentee, slot.question) == (State.BOOKED, guest.person, "How?")
    assert slot.session is None
    assert templates() == ["clinic_booked", "clinic_booked"]
    assert "How" not in str([*Notice.objects.values(), *AuditEntry.objects.values()])


def test_the_second_signature_makes_the_session_with_its_invitation(expert, guest):
    slot, pair = booked_and_signed(guest, free_time(expert, place="Room 4"))

    session = slot.session
    assert (session.starts_at, session.ends_at) == (NEXT_MONDAY, NEXT_MONDAY + HALF_HOUR)
    assert (session.place, session.pair, session.booked_by) == ("Room 4", pair, guest.person)
    assert templates().count("session_booked") == 2
    assert actions.keep_bookings(at=MONDAY) == 0


def test_a_further_booking_is_a_session_at_once(expert, guest):
    booked_and_signed(guest, free_time(expert))

    slot = book(guest, free_time(expert, NEXT_MONDAY + DAY))

    assert slot.session.state == Session.State.PLANNED


def test_the_same_time_again_is_the_same_booking(expert, guest):
    slot = free_time(expert)

    assert book(guest, slot) == book(guest, slot)

    assert AuditEntry.objects.filter(verb="clinic.booked").count() == 1


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.BOOKED])
def test_a_time_that_is_gone_is_refused(clinic, expert, guest, state):
    mentee = guest_in(clinic).person if state == State.BOOKED else None
    with pytest.raises(actions.SlotTaken, match="next ones"):
        book(guest, free_time(expert, state=state, mentee=mentee))


def test_a_time_that_has_begun_or_does_not_exist_or_is_elsewhere_is_refused(expert, guest):
    other = free_time(expert_in(clinic_cohort(guest.cohort.programme)))
    slot = free_time(expert)

    for one, at in ((slot, slot.starts_at), (other, MONDAY), (ClinicSlot(pk=999), MONDAY)):
        with pytest.raises(actions.SlotTaken):
            book(guest, one, at=at)


@pytest.mark.parametrize("how", ["withdrawn", "left"])
def test_the_time_of_an_expert_who_left_is_refused(expert, guest, how):
    slot = free_time(expert)
    leave(expert, how)

    with pytest.raises(actions.SlotTaken):
        book(guest, slot)


def test_one_expert_at_a_time(clinic, expert, guest):
    book(guest, free_time(expert))
    other = expert_in(clinic)

    with pytest.raises(actions.CannotBook, match=expert.person.name):
        book(guest, free_time(other))
    pair = queries.open_pair_of(guest)
    free_time(expert, NEXT_MONDAY + 2 * DAY)
    assert [one.person for one in experts_for(guest, at=MONDAY, pair=pair)] == [expert.person]


def test_an_expert_without_a_seat_left_is_not_listed(clinic, guest):
    expert = expert_in(clinic, seats=1)
    book(guest, free_time(expert))
    slot = free_time(expert, NEXT_MONDAY + DAY)
    second = guest_in(clinic)

    assert experts_for(second, at=MONDAY) == []
    with pytest.raises(actions.SlotTaken):
        book(second, slot)


def test_two_are_booked_ahead_and_no_more(expert, guest):
    times = [free_time(expert, NEXT_MONDAY + n * DAY) for n in range(3)]
    for slot in times[:2]:
        book(guest, slot)

    with pytest.raises(actions.CannotBook, match="after the first"):
        book(guest, times[2])


def test_no_more_are_booked_than_the_programme_has_sessions(expert, guest):
    Cohort.objects.filter(pk=guest.cohort_id).update(kept={**guest.cohort.kept, "n_sessions": 1})
    slot, _pair = booked_and_signed(guest, free_time(expert))
    later = free_time(expert, NEXT_MONDAY + 2 * DAY)
    hold_session(slot.session, by=guest.person, at=NEXT_MONDAY + DAY)

    with pytest.raises(actions.CannotBook, match="all of them"):
        book(guest, later, at=NEXT_MONDAY + DAY)


def test_a_mentee_with_something_else_then_is_refused(expert, guest):
    slot = free_time(expert)
    SessionFactory(
        pair__mentee=guest.person, starts_at=NEXT_MONDAY, ends_at=NEXT_MONDAY + HALF_HOUR
    )

    with pytest.raises(actions.CannotBook, match="something else"):
        book(guest, slot)


def test_an_assistant_books_once_the_mentee_chose_an_expert(expert, guest):
    assistant = PersonFactory()
    Enrolment.objects.filter(pk=guest.pk).update(assistant=assistant)
    first, second = free_time(expert), free_time(expert, NEXT_MONDAY + DAY)

    with pytest.raises(actions.CannotBook, match="in person"):
        book(guest, first, by=assistant)
    book(guest, first)
    slot = book(guest, second, by=assistant, question="Mine?")

    assert (slot.state, slot.question) == (State.BOOKED, "")
    actions.give_back_time(slot, by=assistant, at=MONDAY)


def test_nobody_else_books(cohort, expert, guest):
    slot = free_time(expert)
    with pytest.raises(actions.CannotBook, match="Only the mentee"):
        book(guest, slot, by=PersonFactory())
    with pytest.raises(actions.CannotBook, match="mentees of an expert clinic"):
        book(expert, slot)


def test_without_a_ready_profile_nothing_can_be_booked(expert, guest):
    Enrolment.objects.filter(pk=guest.pk).update(state="complete")

    with pytest.raises(actions.SlotTaken):
        book(guest, free_time(expert))


# at once


@pytest.mark.django_db(transaction=True)
def test_two_who_book_one_time_at_once_are_not_both_served(programme):
    cohort = clinic_cohort(programme)
    slot = free_time(expert_in(cohort))
    refused = []

    def doing(place):
        try:
            book(place, slot)
        except Refused as refusal:
            refused.append(type(refusal))

    guests = [guest_in(cohort), guest_in(cohort)]
    together(*(lambda place=place: doing(place) for place in guests))

    assert refused == [actions.SlotTaken]
    assert Pair.objects.count() == 1
    assert Notice.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_books_once(programme):
    cohort = clinic_cohort(programme)
    slot, place = free_time(expert_in(cohort)), guest_in(cohort)

    together(*(lambda: book(place, slot),) * 2)

    assert AuditEntry.objects.filter(verb="clinic.booked").count() == 1
