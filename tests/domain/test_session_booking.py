"""Booking a session and saying what became of it: what changes, who is told, who is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.sessions.actions import (
    DateNotFree,
    DateNotPossible,
    NotTheirs,
    NotYet,
    PairNotActive,
    SettledBefore,
    book_session,
    book_sessions,
    cancel_session,
    hold_session,
    miss_session,
    record_exchange,
)
from upside.sessions.models import Session
from upside.sessions.states import MOVES, REASONS, SAID_BY

pytestmark = pytest.mark.django_db

State = Session.State
THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
AFTER = THURSDAY + timedelta(hours=2)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE)


@pytest.fixture
def session(pair):
    return SessionFactory(pair=pair, starts_at=THURSDAY, ends_at=THURSDAY + timedelta(hours=1))


def book(pair, starts_at=THURSDAY, by=None, **more):
    return book_session(pair, starts_at=starts_at, by=by or pair.mentee, at=MONDAY_NINE, **more)


def told(template):
    return set(Notice.objects.filter(template=template).values_list("person", flat=True))


def test_every_state_of_a_session_has_its_line_and_its_sentence():
    assert set(MOVES) == set(State)
    assert set(REASONS) == set(SAID_BY) == set(State) - {State.PLANNED}


def test_book_session_plans_it_and_sends_both_the_date(pair):
    session = book(pair, place="Room 4")

    assert session.state == State.PLANNED
    assert (session.starts_at, session.ends_at) == (THURSDAY, THURSDAY + timedelta(hours=1))
    assert told("session_booked") == {pair.mentor_id, pair.mentee_id}
    context = Notice.objects.get(person=pair.mentor).context
    assert (context["method"], context["session_id"]) == ("REQUEST", session.pk)
    event = Calendar.from_ical(context["calendar"]).walk("VEVENT")[0]
    assert (event["UID"], event.decoded("DTSTART")) == (session.uid, THURSDAY)


def test_book_session_takes_its_length_from_the_programme_or_as_told(pair):
    pair.cohort.programme.settings = {"session_minutes": 45}
    pair.cohort.programme.save()

    first = book(pair)
    second = book(pair, THURSDAY + timedelta(days=1), minutes=30)

    assert first.ends_at - first.starts_at == timedelta(minutes=45)
    assert second.ends_at - second.starts_at == timedelta(minutes=30)


def test_booking_the_same_date_twice_gives_one_session_and_one_mail_each(pair):
    assert book(pair, by=pair.mentor) == book(pair, by=pair.mentee)
    assert Notice.objects.count() == 2


def test_the_mentees_assistant_may_book_and_call_off_but_not_say_you_met(pair):
    assistant = PersonFactory()
    EnrolmentFactory(cohort=pair.cohort, person=pair.mentee, role="mentee", assistant=assistant)

    session = book(pair, by=assistant)

    with pytest.raises(NotTheirs):
        hold_session(session, by=assistant, at=AFTER)
    assert cancel_session(session, by=assistant, at=MONDAY_NINE).state == State.CANCELLED


def test_book_session_refuses_anybody_else(pair, coordinator):
    with pytest.raises(NotTheirs, match="two people"):
        book(pair, by=coordinator)


@pytest.mark.parametrize(
    ("state", "sentence"), [(Pair.State.ACCEPTED, "signed"), (Pair.State.CLOSED, "has ended")]
)
def test_book_session_refuses_a_pair_that_is_not_active(pair, state, sentence):
    Pair.objects.update(state=state)

    with pytest.raises(PairNotActive, match=sentence):
        book(pair)


@pytest.mark.parametrize(
    ("starts_at", "sentence"),
    [
        (MONDAY_NINE, "passed"),
        (MONDAY_NINE - timedelta(days=400), "passed"),
        (datetime(2026, 9, 2, tzinfo=UTC), "runs from"),
        (datetime.max.replace(tzinfo=UTC), "runs from"),
        (datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo")), "passed"),
    ],
)
def test_book_session_refuses_the_past_and_what_lies_outside_the_cohort(pair, starts_at, sentence):
    with pytest.raises(DateNotPossible, match=sentence):
        book(pair, starts_at)

    assert not Session.objects.exists()


def test_book_sessions_books_all_dates_or_none(pair):
    week = timedelta(days=7)
    with pytest.raises(DateNotPossible):
        book_sessions(pair, starts=[THURSDAY, MONDAY_NINE], by=pair.mentee, at=MONDAY_NINE)
    assert not Session.objects.exists()

    booked = book_sessions(
        pair, starts=[THURSDAY + week, THURSDAY, THURSDAY], by=pair.mentee, at=MONDAY_NINE
    )

    assert [session.starts_at for session in booked] == [THURSDAY, THURSDAY + week]


@pytest.mark.parametrize("minutes", [14, 241, -60])
def test_book_session_refuses_a_length_that_is_no_session(pair, minutes):
    with pytest.raises(DateNotPossible, match="between 15 and 240"):
        book(pair, minutes=minutes)


@pytest.mark.parametrize("shift", [-30, 30])
def test_book_session_refuses_two_sessions_of_one_person_at_once(pair, shift):
    other = PairFactory(cohort=pair.cohort, mentor=pair.mentor, state=Pair.State.ACTIVE)
    book(other)

    with pytest.raises(DateNotFree, match="another session"):
        book(pair, THURSDAY + timedelta(minutes=shift))

    assert book(pair, THURSDAY + timedelta(hours=1)).pair == pair


def test_two_chosen_dates_that_overlap_are_told_as_such(pair):
    starts = [THURSDAY + timedelta(minutes=m) for m in (30, 0, 120)]

    with pytest.raises(DateNotFree, match="overlap: a session lasts 60 minutes"):
        book_sessions(pair, starts=starts, by=pair.mentee, at=MONDAY_NINE)

    assert not pair.sessions.exists()
    apart = [THURSDAY, THURSDAY + timedelta(hours=1)]
    assert len(book_sessions(pair, starts=apart, by=pair.mentee, at=MONDAY_NINE)) == 2


def test_cancel_session_counts_up_and_takes_it_out_of_both_calendars(session):
    cancelled = cancel_session(session, by=session.pair.mentor, at=MONDAY_NINE)

    assert (cancelled.state, cancelled.sequence) == (State.CANCELLED, 1)
    notice = Notice.objects.get(template="session_cancelled", person=session.pair.mentee)
    calendar = Calendar.from_ical(notice.context["calendar"])
    event = calendar.walk("VEVENT")[0]
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert event["UID"] == session.uid


def test_a_cancelled_date_is_free_again(session):
    cancel_session(session, by=session.pair.mentor, at=MONDAY_NINE)

    assert book(session.pair).pk != session.pk


def test_hold_session_after_its_start_asks_both_the_two_questions(session):
    held = hold_session(session, by=session.pair.mentee, at=AFTER)

    assert (held.state, held.settled_at) == (State.HELD, AFTER)
    assert told("session_held") == {session.pair.mentor_id, session.pair.mentee_id}


@pytest.mark.parametrize("settle", [hold_session, miss_session, cancel_session])
def test_settling_twice_changes_nothing(session, settle):
    first = settle(session, by=session.pair.mentee, at=AFTER)
    entries, notices = AuditEntry.objects.count(), Notice.objects.count()

    again = settle(session, by=session.pair.mentor, at=AFTER + timedelta(minutes=1))

    assert (again.settled_at, again.sequence) == (first.settled_at, first.sequence)
    assert (AuditEntry.objects.count(), Notice.objects.count()) == (entries, notices)


@pytest.mark.parametrize("settle", [hold_session, miss_session])
def test_nobody_held_or_missed_a_session_before_it_began(session, settle):
    with pytest.raises(NotYet, match="not begun"):
        settle(session, by=session.pair.mentee, at=THURSDAY - timedelta(seconds=1))

    assert settle(session, by=session.pair.mentee, at=THURSDAY).state != State.PLANNED


@pytest.mark.parametrize("settle", [hold_session, miss_session, cancel_session])
def test_settling_refuses_anybody_else(session, coordinator, settle):
    with pytest.raises(NotTheirs):
        settle(session, by=coordinator, at=AFTER)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (miss_session, hold_session, "has said that you did not meet"),
        (hold_session, miss_session, "has said that you met"),
        (cancel_session, hold_session, "has called this session off"),
    ],
)
def test_an_older_page_does_not_overwrite_what_the_other_said(session, first, second, sentence):
    pair = session.pair
    state = first(session, by=pair.mentor, at=AFTER).state

    with pytest.raises(SettledBefore, match=f"{pair.mentor.first_name} {sentence}"):
        second(session, by=pair.mentee, at=AFTER)

    session.refresh_from_db()
    assert (session.state, session.settled_by) == (state, pair.mentor)


@pytest.mark.parametrize(
    ("first", "second", "states"),
    [
        (miss_session, hold_session, (State.MISSED, State.HELD)),
        (hold_session, miss_session, (State.HELD, State.MISSED)),
    ],
)
def test_whoever_knows_what_was_said_puts_it_right_both_ways(session, first, second, states):
    first(session, by=session.pair.mentor, at=AFTER)

    put_right = second(session, by=session.pair.mentee, at=AFTER, instead_of=states[0])

    assert (put_right.state, put_right.settled_by) == (states[1], session.pair.mentee)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.details) == (f"session.{states[1]}", {"instead_of": states[0]})


def test_did_not_meet_tells_nobody_off_and_what_was_noted_is_kept(session):
    two = {"by": session.pair.mentee, "at": AFTER}
    miss_session(session, **two)
    assert not Notice.objects.exists()
    hold_session(session, **two, instead_of=State.MISSED)
    record_exchange(session, direction="to_mentor", kind="contact", **two)

    miss_session(session, **two, instead_of=State.HELD)

    assert session.exchanges.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (hold_session, miss_session, "noted as held"),
        (hold_session, cancel_session, "noted as held"),
        (miss_session, cancel_session, "not held"),
        (cancel_session, hold_session, "was cancelled"),
        (cancel_session, miss_session, "was cancelled"),
    ],
)
def test_what_was_settled_stays(session, first, second, sentence):
    state = first(session, by=session.pair.mentee, at=AFTER).state

    with pytest.raises(SettledBefore, match=sentence):
        second(session, by=session.pair.mentee, at=AFTER)

    session.refresh_from_db()
    assert session.state == state
