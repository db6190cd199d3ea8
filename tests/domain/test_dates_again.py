"""Dates that come again or not: after a pause, after one that was called off, in the rhythm."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    SessionFactory,
    SlotFactory,
)
from upside.pairs.models import Pair
from upside.sessions.actions import (
    book_session,
    book_sessions,
    cancel_session,
    pause_pair,
    resume_pair,
)
from upside.sessions.actions.calling_off import call_off
from upside.sessions.after_pause import dates_of_pause
from upside.sessions.queries import common_dates
from upside.sessions.series import in_rhythm, start_before

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = MONDAY_NINE + DAY
DATES = [MONDAY_NINE + 7 * n * DAY for n in (2, 4, 6)]


@pytest.fixture
def pair():
    pair = PairFactory(cohort=CohortFactory(kept={"rhythm_days": 28}), state=Pair.State.ACTIVE)
    for role in ("mentor", "mentee"):
        place = EnrolmentFactory(cohort=pair.cohort, person=getattr(pair, role), role=role)
        SlotFactory(enrolment=place)
    return pair


@pytest.fixture
def booked(pair):
    return book_sessions(pair, starts=DATES, by=pair.mentee, at=MONDAY_NINE)


def again(pair, at):
    return dates_of_pause(pair, pair.sessions.all(), at=at)


def rest(pair, *, until=None):
    pause_pair(pair, until=until, by=pair.mentee, at=MONDAY_NINE + HOUR)
    resume_pair(pair, by=pair.mentor, at=LATER)
    pair.refresh_from_db()
    return pair


def test_what_a_pause_called_off_is_offered_again(pair, booked):
    cancel_session(booked[1], by=pair.mentee, at=MONDAY_NINE)
    assert again(pair, LATER) == []

    rest(pair)

    assert again(pair, LATER) == [DATES[0], DATES[2]]
    assert again(pair, DATES[0]) == [DATES[2]]


def test_only_what_was_inside_the_pause_comes_again(pair, booked):
    rest(pair, until=DATES[0].date())

    assert again(pair, LATER) == [DATES[0]]


def test_a_time_that_somebody_has_given_away_is_not_offered(pair, booked):
    rest(pair)
    start = DATES[0] + HOUR / 2
    other = PairFactory(cohort=pair.cohort, mentor=pair.mentor, state=Pair.State.ACTIVE)
    SessionFactory(pair=other, starts_at=start, ends_at=start + HOUR)

    assert again(pair, LATER) == DATES[1:]


def test_while_it_rests_and_once_they_booked_again_nothing_is_offered(pair, booked):
    pause_pair(pair, until=None, by=pair.mentee, at=MONDAY_NINE + HOUR)
    pair.refresh_from_db()
    assert again(pair, LATER) == []
    resume_pair(pair, by=pair.mentor, at=LATER)
    pair.refresh_from_db()

    book_session(pair, starts_at=DATES[0], by=pair.mentee, at=LATER)

    assert again(pair, LATER) == []


def test_a_pause_without_dates_offers_none(pair):
    assert again(rest(pair), LATER) == []


def test_what_fell_away_with_something_else_is_not_offered(pair, booked):
    call_off(booked, at=MONDAY_NINE, why="ended")

    assert again(pair, LATER) == []
    assert again(rest(pair), LATER) == []


def test_a_date_that_was_called_off_is_not_offered_again(pair):
    first = common_dates(pair, after=MONDAY_NINE)[0]
    session = book_session(pair, starts_at=first, by=pair.mentee, at=MONDAY_NINE)

    cancel_session(session, by=pair.mentor, at=MONDAY_NINE)

    found = common_dates(pair, after=MONDAY_NINE)
    assert found
    assert not any(abs(start - first) < HOUR for start in found)


def test_the_next_date_comes_one_rhythm_after_the_last_session(pair):
    held = SessionFactory(pair=pair, state="held", starts_at=MONDAY_NINE, ends_at=LATER)
    off = SessionFactory(pair=pair, state="cancelled", starts_at=DATES[2], ends_at=DATES[2] + HOUR)
    starts = [MONDAY_NINE + n * 7 * DAY for n in range(1, 6)]

    assert start_before(off) == held.starts_at
    assert start_before(held) is None
    assert in_rhythm(pair, starts, after=held.starts_at) == MONDAY_NINE + 28 * DAY
    assert in_rhythm(pair, starts, after=None) == starts[0]
    assert in_rhythm(pair, [], after=held.starts_at) is None
