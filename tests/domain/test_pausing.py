"""A pair on pause: dates inside fall away, nobody is reminded, it goes on by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, OperationalError

from tests.factories import MONDAY_NINE, PairFactory, SessionFactory
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions import CannotPause, PairClosed, close_pair
from upside.pairs.models import Pair, Pause
from upside.sessions.actions import PairNotActive, book_session, pause_pair, resume_due, resume_pair
from upside.sessions.actions import pausing as module
from upside.sessions.actions.reminding import remind_of_dates
from upside.sessions.queries import sessions_to_come

pytestmark = pytest.mark.django_db

State = Pair.State
DAY = timedelta(days=1)
LAST = date(2026, 3, 20)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=State.ACTIVE, activated_at=MONDAY_NINE)


def session(pair, days):
    starts = MONDAY_NINE + days * DAY
    return SessionFactory(pair=pair, starts_at=starts, ends_at=starts + DAY / 24)


def told(template):
    return list(Notice.objects.filter(template=template).order_by("pk"))


def test_only_the_dates_inside_fall_away_and_both_are_told(pair):
    inside, after = session(pair, 18), session(pair, 19)

    pause_pair(pair, until=LAST, by=pair.mentee, at=MONDAY_NINE)

    inside.refresh_from_db()
    assert (inside.state, inside.settled_by) == ("cancelled", None)
    assert sessions_to_come(pair, MONDAY_NINE) == [after]
    assert "counts against nobody" in write_mail(told("session_cancelled")[0]).text
    mails = told("pair_paused")
    assert {one.person for one in mails} == set(pair.people)
    assert "until Friday 20 March 2026" in write_mail(mails[0]).text


def test_an_open_pause_takes_all_dates(pair):
    session(pair, 7)
    session(pair, 100)

    pause_pair(pair, until=None, by=pair.mentor, at=MONDAY_NINE)

    assert sessions_to_come(pair, MONDAY_NINE) == []
    assert "when one of you resumes it" in write_mail(told("pair_paused")[0]).text


def test_the_same_day_again_writes_to_nobody_and_another_day_does(pair):
    pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE)
    pause_pair(pair, until=LAST, by=pair.mentee, at=MONDAY_NINE + DAY)
    assert len(told("pair_paused")) == 2

    pause_pair(pair, until=None, by=pair.mentee, at=MONDAY_NINE + DAY)

    assert len(told("pair_paused")) == 4
    assert Pause.objects.get().until_on is None


def test_on_pause_nothing_is_booked_and_nobody_is_reminded(cohort, pair):
    cohort.kept = {**cohort.kept, "messages": {"date_reminder_days": 1}}
    cohort.save()
    pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE)

    with pytest.raises(PairNotActive, match="on pause"):
        book_session(pair, starts_at=MONDAY_NINE + 40 * DAY, by=pair.mentor, at=MONDAY_NINE)
    assert remind_of_dates(at=MONDAY_NINE + 17 * DAY) == 0


def test_it_goes_on_by_itself_the_day_after_with_a_mail(pair):
    pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE)

    assert resume_due(at=MONDAY_NINE + 18 * DAY) == 0
    assert resume_due(at=MONDAY_NINE + 19 * DAY) == 1
    assert resume_due(at=MONDAY_NINE + 19 * DAY) == 0

    pair.refresh_from_db()
    assert pair.state == State.ACTIVE
    assert {one.person for one in told("pair_resumed")} == set(pair.people)


@pytest.mark.parametrize(
    ("zone", "first"),
    [("Asia/Tokyo", "2026-03-20T15:00"), ("America/New_York", "2026-03-21T04:00")],
)
def test_a_pause_ends_with_the_mentees_day(cohort, zone, first):
    pair = PairFactory(
        cohort=cohort, state=State.ACTIVE, activated_at=MONDAY_NINE, mentee__time_zone=zone
    )
    pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE)
    over = datetime.fromisoformat(f"{first}+00:00")

    assert resume_due(at=over - timedelta(minutes=1)) == 0
    assert resume_due(at=over) == 1


def test_today_and_yesterday_are_those_of_the_mentee(cohort):
    pair = PairFactory(
        cohort=cohort,
        state=State.ACTIVE,
        activated_at=MONDAY_NINE,
        mentee__time_zone="America/New_York",
    )
    evening = datetime(2026, 3, 21, 1, tzinfo=UTC)  # the 20th over there

    assert pause_pair(pair, until=LAST, by=pair.mentor, at=evening).until_on == LAST
    with pytest.raises(CannotPause, match="from today"):
        pause_pair(pair, until=LAST - DAY, by=pair.mentor, at=evening)


def test_after_a_pause_the_reminder_counts_from_its_end(cohort, pair):
    cohort.kept = {**cohort.kept, "messages": {"date_reminder_days": 5}}
    cohort.save(update_fields=["kept"])
    pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE)
    resume_due(at=MONDAY_NINE + 19 * DAY)

    assert remind_of_dates(at=MONDAY_NINE + 23 * DAY) == 0
    assert remind_of_dates(at=MONDAY_NINE + 24 * DAY) > 0


def test_either_resumes_it_sooner_and_a_second_press_tells_nobody(pair):
    pause_pair(pair, until=None, by=pair.mentor, at=MONDAY_NINE)

    assert resume_pair(pair, by=pair.mentee, at=MONDAY_NINE + DAY)
    assert not resume_pair(pair, by=pair.mentor, at=MONDAY_NINE + DAY)

    assert len(told("pair_resumed")) == 2


def test_a_second_pause_is_told_anew(pair):
    for n in range(2):
        pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE + n * DAY)
        resume_pair(pair, by=pair.mentor, at=MONDAY_NINE + n * DAY + DAY / 2)

    assert (len(told("pair_paused")), len(told("pair_resumed"))) == (4, 4)


def test_a_pair_that_ended_on_pause_does_not_come_back(pair):
    pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE)
    close_pair(pair, ending="ended", by=None, at=MONDAY_NINE + DAY)

    assert resume_due(at=MONDAY_NINE + 30 * DAY) == 0
    with pytest.raises(PairClosed):
        resume_pair(pair, by=pair.mentor, at=MONDAY_NINE + 30 * DAY)


@pytest.mark.parametrize("fault", [ValueError, IntegrityError])
def test_one_pause_that_fails_stops_no_other(pair, monkeypatch, caplog, fault):
    other = PairFactory(cohort=pair.cohort, state=State.ACTIVE, activated_at=MONDAY_NINE)
    for one in (pair, other):
        pause_pair(one, until=LAST, by=one.mentor, at=MONDAY_NINE)
    usual = module.end_pause

    def fails_once(one, **said):
        if one.pk == pair.pk:
            raise fault
        return usual(one, **said)

    monkeypatch.setattr(module, "end_pause", fails_once)
    monkeypatch.setattr(module, "AT_ONCE", 1)

    assert resume_due(at=MONDAY_NINE + 30 * DAY) == 1
    assert "was not ended" in caplog.text


def test_a_locked_database_stops_the_duty_until_the_next_beat(pair, monkeypatch):
    pause_pair(pair, until=LAST, by=pair.mentor, at=MONDAY_NINE)

    def locked(_one, **_said):
        raise OperationalError

    monkeypatch.setattr(module, "end_pause", locked)

    with pytest.raises(OperationalError):
        resume_due(at=MONDAY_NINE + 30 * DAY)
