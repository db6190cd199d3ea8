"""Moving a session: the same event, one step further; who is told, who is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
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
    MovedBefore,
    NotTheirs,
    PairNotActive,
    Said,
    SettledBefore,
    answer_session,
    book_session,
    cancel_session,
    move_session,
)
from upside.sessions.models import SessionReply

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE)


@pytest.fixture
def session(pair):
    return book_session(pair, starts_at=THURSDAY, by=pair.mentee, at=MONDAY_NINE, minutes=45)


def move(session, starts_at=FRIDAY, by=None, at=MONDAY_NINE, **more):
    return move_session(session, starts_at=starts_at, by=by or session.pair.mentor, at=at, **more)


def events_to(person, template):
    notice = Notice.objects.get(template=template, person=person)
    calendar = Calendar.from_ical(notice.context["calendar"].encode())
    return notice, calendar, calendar.walk("VEVENT")[0]


def test_the_same_event_gets_a_higher_sequence_and_both_get_a_request(session):
    moved = move(session)

    assert (moved.starts_at, moved.ends_at) == (FRIDAY, FRIDAY + timedelta(minutes=45))
    assert (moved.uid, moved.sequence, moved.state) == (session.uid, 1, "planned")
    assert AuditEntry.objects.filter(verb="session.moved").exists()
    for person in session.pair.people:
        notice, calendar, event = events_to(person, "session_moved")
        assert calendar["METHOD"] == notice.context["method"] == "REQUEST"
        assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (session.uid, 1, "CONFIRMED")
        assert event.decoded("DTSTART") == FRIDAY


def test_the_same_start_again_changes_nothing_even_from_an_old_page(session):
    move(session, sequence=0)

    again = move(session, sequence=0)

    assert again.sequence == 1
    assert Notice.objects.filter(template="session_moved").count() == 2


def test_two_devices_that_move_it_apart_are_told_apart(session):
    move(session, sequence=0)

    with pytest.raises(MovedBefore, match="moved meanwhile"):
        move(session, FRIDAY + HOUR, sequence=0)


def test_answers_to_the_old_date_are_gone_and_who_moves_it_comes(session):
    answer_session(session, Said("declined"), by=session.pair.mentor, at=MONDAY_NINE)

    move(session)

    [reply] = SessionReply.objects.all()
    assert (reply.person, reply.answer) == (session.pair.mentor, "accepted")


def test_each_move_writes_anew_and_cancelling_counts_on(session):
    move(session)
    move(session, FRIDAY + HOUR)
    cancelled = cancel_session(session, by=session.pair.mentee, at=MONDAY_NINE)

    assert Notice.objects.filter(template="session_moved").count() == 4
    assert cancelled.sequence == 3
    _notice, calendar, event = events_to(session.pair.mentee, "session_cancelled")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)


def test_the_assistant_of_the_mentee_moves_it_and_nobody_is_said_to_come(session):
    pair = session.pair
    assistant = PersonFactory()
    EnrolmentFactory(cohort=pair.cohort, person=pair.mentee, role="mentee", assistant=assistant)

    move(session, by=assistant)

    assert not SessionReply.objects.exists()


def test_it_may_overlap_its_own_old_time_but_no_other_session(session):
    SessionFactory(pair=session.pair, starts_at=FRIDAY, ends_at=FRIDAY + HOUR)

    assert move(session, THURSDAY + timedelta(minutes=30)).sequence == 1
    with pytest.raises(DateNotFree):
        move(session, FRIDAY + timedelta(minutes=30))


@pytest.mark.parametrize("start", [MONDAY_NINE - HOUR, datetime(9999, 12, 31, tzinfo=UTC)])
def test_a_date_that_booking_refuses_is_refused_here(session, start):
    with pytest.raises(DateNotPossible):
        move(session, start)


def test_a_stranger_a_begun_a_cancelled_and_one_of_an_ended_pair_are_refused(session):
    with pytest.raises(NotTheirs):
        move(session, by=PersonFactory())
    with pytest.raises(DateNotPossible, match="has begun"):
        move(session, at=THURSDAY)
    cancel_session(session, by=session.pair.mentee, at=MONDAY_NINE)
    with pytest.raises(SettledBefore):
        move(session)
    Pair.objects.update(state="closed", closed_at=MONDAY_NINE)
    with pytest.raises(PairNotActive):
        move(session)


def test_the_times_of_a_clinic_are_not_moved():
    cohort = CohortFactory(kept={"mode": "expert_clinic"})
    session = SessionFactory(pair__cohort=cohort, pair__state="active")

    with pytest.raises(DateNotPossible, match="clinic"):
        move(session, session.starts_at + HOUR)
