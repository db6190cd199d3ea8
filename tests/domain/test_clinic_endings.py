"""An expert clinic: bookings that are given back, called off, lapse, or end with a leaver."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

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
    sign,
    templates,
)
from tests.factories import (
    PersonFactory,
    SessionFactory,
)
from upside.kernel.models import AuditEntry
from upside.matching import actions
from upside.matching.actions import clinic_endings
from upside.matching.models import ClinicSlot
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Cohort, Enrolment
from upside.sessions.actions import cancel_session
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


def train_first(cohort, *roles):
    said = {"before_first_session": roles or ["mentee"]}
    Cohort.objects.filter(pk=cohort.pk).update(kept={**cohort.kept, "training": said})


def signed_for(expert, guest, starts_at):
    """Return a booking whose session is to be made next."""
    slot = book(guest, free_time(expert, starts_at))
    sign(Pair.objects.get(mentee=guest.person))
    return slot


# bookings that end


def test_a_time_given_back_is_free_again_and_the_unsigned_pair_is_over(expert, guest):
    slot = book(guest, free_time(expert), question="How?")

    actions.give_back_time(slot, by=guest.person, at=MONDAY)

    slot.refresh_from_db()
    assert (slot.state, slot.mentee, slot.question) == (State.OPEN, None, "")
    assert Pair.objects.get().state == Pair.State.CLOSED
    assert templates().count("clinic_given_back") == 1
    assert book(guest, slot).state == State.BOOKED  # the same expert can be booked again


def test_giving_back_one_of_two_leaves_the_pair(expert, guest):
    slots = [book(guest, free_time(expert, NEXT_MONDAY + n * DAY)) for n in range(2)]

    actions.give_back_time(slots[0], by=guest.person, at=MONDAY)

    assert Pair.objects.get().state == Pair.State.ACCEPTED


def test_a_session_given_back_leaves_both_calendars_and_the_pair_stays(expert, guest):
    slot, pair = booked_and_signed(guest, free_time(expert))
    session = slot.session

    actions.give_back_time(slot, by=guest.person, at=MONDAY)

    session.refresh_from_db()
    pair.refresh_from_db()
    assert (session.state, pair.state) == ("cancelled", "active")
    assert templates().count("session_cancelled") == 2
    assert "clinic_given_back" not in templates()


def test_a_mentor_calls_off_with_a_word(expert, guest):
    slot, _pair = booked_and_signed(guest, free_time(expert))

    actions.call_off_time(slot, by=expert.person, at=MONDAY, word=" I am ill. ")

    slot.refresh_from_db()
    notice = Notice.objects.get(template="clinic_called_off")
    assert (slot.state, notice.person) == (State.WITHDRAWN, guest.person)
    assert notice.context["word"] == "I am ill."
    assert Session.objects.get().state == "cancelled"
    assert "ill" not in str(AuditEntry.objects.values())


def test_a_call_off_without_a_word_is_one_mail(expert, guest):
    slot = book(guest, free_time(expert))

    actions.call_off_time(slot, by=expert.person, at=MONDAY)

    assert templates().count("clinic_called_off") == 1


def test_nobody_else_ends_a_booking_and_nobody_ends_one_that_has_begun(expert, guest):
    slot = book(guest, free_time(expert))

    for end in (actions.give_back_time, actions.call_off_time):
        with pytest.raises(actions.BookingOver):
            end(slot, by=PersonFactory(), at=MONDAY)
    with pytest.raises(actions.BookingOver, match="has begun"):
        actions.give_back_time(slot, by=guest.person, at=NEXT_MONDAY)
    with pytest.raises(actions.BookingOver, match="has begun"):
        actions.call_off_time(slot, by=expert.person, at=NEXT_MONDAY)
    free = free_time(expert, NEXT_MONDAY + DAY)
    with pytest.raises(actions.BookingOver, match="already"):
        actions.give_back_time(free, by=guest.person, at=MONDAY)


def test_a_time_without_both_signatures_lapses_when_it_begins(expert, guest):
    slot = book(guest, free_time(expert))
    sign(Pair.objects.get(), guest.person)

    assert actions.keep_bookings(at=NEXT_MONDAY - DAY) == 0
    assert actions.keep_bookings(at=NEXT_MONDAY) == 1

    slot.refresh_from_db()
    assert (slot.state, Pair.objects.get().state) == (State.WITHDRAWN, Pair.State.CLOSED)
    assert templates().count("clinic_lapsed") == 2
    assert actions.keep_bookings(at=NEXT_MONDAY) == 0


def test_a_time_waits_for_the_training(expert, guest):
    train_first(guest.cohort)
    book(guest, free_time(expert))
    sign(Pair.objects.get())

    assert actions.keep_bookings(at=MONDAY) == 0
    Enrolment.objects.update(trained_on=MONDAY.date())
    assert actions.keep_bookings(at=MONDAY) == 1
    assert Session.objects.exists()


@pytest.mark.parametrize("roles", [["mentee"], ["mentor"], ["mentor", "mentee"]])
def test_what_waits_for_the_training_is_not_locked_and_keeps_no_other_waiting(
    clinic, expert, guest, monkeypatch, roles
):
    monkeypatch.setattr(clinic_endings, "AT_ONCE", 1)
    train_first(clinic, *roles)
    waiting = signed_for(expert, guest, NEXT_MONDAY)
    with CaptureQueriesContext(connection) as asked:
        assert actions.keep_bookings(at=MONDAY) == 0
    assert not any("SAVEPOINT" in one["sql"] for one in asked)

    trained = (expert_in(clinic), guest_in(clinic))
    for place in trained:
        Enrolment.objects.filter(pk=place.pk).update(trained_on=MONDAY.date())
    younger = signed_for(*trained, NEXT_MONDAY + DAY)

    assert actions.keep_bookings(at=MONDAY) == 1
    for slot in (waiting, younger):
        slot.refresh_from_db()
    assert (waiting.session, younger.session.starts_at) == (None, younger.starts_at)
    assert actions.keep_bookings(at=NEXT_MONDAY) == 1  # it lapses like any other


def test_a_pair_that_has_met_waits_for_no_training(clinic, expert, guest):
    slot = signed_for(expert, guest, NEXT_MONDAY)
    train_first(clinic)
    SessionFactory(pair=Pair.objects.get(), state="held")

    assert actions.keep_bookings(at=MONDAY) == 1
    slot.refresh_from_db()
    assert slot.session is not None


def test_the_soonest_booking_is_looked_at_first(clinic, expert, monkeypatch):
    monkeypatch.setattr(clinic_endings, "AT_ONCE", 1)
    late = signed_for(expert, guest_in(clinic), NEXT_MONDAY + DAY)
    soon = signed_for(expert, guest_in(clinic), NEXT_MONDAY)

    assert actions.keep_bookings(at=MONDAY) == 1
    for slot in (late, soon):
        slot.refresh_from_db()
    assert (late.session is None, soon.session is None) == (True, False)


def breaks_for(monkeypatch, broken, fault):
    make = clinic_endings.make_session

    def break_or_make(slot, *args, **said):
        if slot == broken:
            raise fault
        return make(slot, *args, **said)

    monkeypatch.setattr(clinic_endings, "make_session", break_or_make)


def test_one_booking_that_fails_stops_no_other_and_is_in_the_log(
    clinic, expert, monkeypatch, caplog
):
    expert = expert_in(clinic, seats=3)
    slots = [signed_for(expert, guest_in(clinic), NEXT_MONDAY + n * DAY) for n in range(3)]
    breaks_for(monkeypatch, slots[0], ValueError("broken"))

    assert actions.keep_bookings(at=MONDAY) == 2

    for slot in slots:
        slot.refresh_from_db()
    assert [slot.session is None for slot in slots] == [True, False, False]
    [record] = caplog.records
    assert f"slot {slots[0].pk}" in record.message


def test_a_locked_database_is_for_the_beat_to_say(clinic, expert, guest, monkeypatch):
    breaks_for(monkeypatch, signed_for(expert, guest, NEXT_MONDAY), OperationalError("locked"))

    with pytest.raises(OperationalError):
        actions.keep_bookings(at=MONDAY)


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("duty", "queries"), [("keep_bookings", 2), ("leave_clinics", 1)])
def test_an_idle_beat_asks_the_same_queries_for_any_number(
    programme, django_assert_num_queries, n, duty, queries
):
    for _cohort in range(n):
        cohort = clinic_cohort(programme)
        train_first(cohort)
        for k in range(n):
            expert = expert_in(cohort)
            signed_for(expert, guest_in(cohort), NEXT_MONDAY)  # waits for the training
            book(guest_in(cohort), free_time(expert, NEXT_MONDAY + DAY))  # for a signature
            free_time(expert, NEXT_MONDAY + (2 + k) * DAY)

    with django_assert_num_queries(queries):
        assert getattr(actions, duty)(at=MONDAY) == 0


def test_a_time_at_which_a_session_came_between_lapses(expert, guest):
    slot = book(guest, free_time(expert))
    SessionFactory(
        pair__mentor=expert.person, starts_at=NEXT_MONDAY, ends_at=NEXT_MONDAY + HALF_HOUR
    )
    pair = Pair.objects.get(mentee=guest.person)
    sign(pair)

    assert actions.keep_bookings(at=MONDAY, pair=pair) == 1

    slot.refresh_from_db()
    assert slot.state == State.WITHDRAWN


@pytest.mark.parametrize(("side", "state"), [("mentee", "open"), ("mentor", "withdrawn")])
def test_a_session_called_off_on_its_page_frees_the_time_or_ends_it(expert, guest, side, state):
    slot, pair = booked_and_signed(guest, free_time(expert))
    cancel_session(slot.session, by=getattr(pair, side), at=MONDAY)

    assert actions.keep_bookings(at=MONDAY) == 1

    slot.refresh_from_db()
    assert (slot.state, slot.session) == (state, None)


@pytest.mark.parametrize("how", ["withdrawn", "left"])
def test_the_times_of_an_expert_who_leaves_are_withdrawn(expert, guest, how):
    slot, _pair = booked_and_signed(guest, free_time(expert))
    free = free_time(expert, NEXT_MONDAY + DAY)
    leave(expert, how)

    assert actions.leave_clinics(at=MONDAY) == 2

    assert {one.state for one in ClinicSlot.objects.filter(pk__in=(slot.pk, free.pk))} == {
        State.WITHDRAWN
    }
    assert Session.objects.get().state == "cancelled"
    assert Notice.objects.filter(template="session_cancelled", person=guest.person).exists()
    assert actions.leave_clinics(at=MONDAY) == 0


@pytest.mark.parametrize("is_signed", [True, False])
def test_what_a_mentee_who_leaves_had_booked_is_free_again(expert, guest, is_signed):
    slot = free_time(expert)
    booked_and_signed(guest, slot) if is_signed else book(guest, slot)
    leave(guest, "withdrawn")

    assert actions.leave_clinics(at=MONDAY) == 1

    slot.refresh_from_db()
    template = "session_cancelled" if is_signed else "clinic_given_back"
    assert slot.state == State.OPEN
    assert Notice.objects.filter(template=template, person=expert.person).exists()
