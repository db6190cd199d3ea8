"""Dates that are asked about once before they are booked, and moved to, all the same."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.calendar_world import BusySpanFactory, ConnectedCalendarFactory
from tests.factories import CohortFactory, EnrolmentFactory, PairFactory, PersonFactory, SlotFactory
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment
from upside.sessions.actions import (
    BusyInOwnCalendar,
    DateInDoubt,
    book_session,
    book_sessions,
    move_session,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ARMISTICE = datetime(2026, 11, 11, 9, tzinfo=UTC)
THURSDAY = ARMISTICE + DAY


@pytest.fixture
def pair():
    cohort = CohortFactory(starts_on=NOW.date(), ends_on=NOW.date() + 200 * DAY)
    return PairFactory(
        cohort=cohort,
        state=Pair.State.ACTIVE,
        mentor=PersonFactory(country="FR", time_zone="Europe/Paris"),
        mentee=PersonFactory(country="US", time_zone="Europe/Paris", grade=7),
    )


def works(pair, side, starts, ends):
    place = EnrolmentFactory(cohort=pair.cohort, person=getattr(pair, side), role=side)
    for weekday in range(5):
        SlotFactory(enrolment=place, weekday=weekday, starts=starts * 60, ends=ends * 60)


def book(pair, *starts, by=None, at=NOW, **more):
    return book_sessions(pair, starts=starts, by=by or pair.mentee, at=at, **more)


def test_a_holiday_is_asked_about_before_it_is_booked(pair):
    with pytest.raises(DateInDoubt) as asked:
        book(pair, ARMISTICE)

    said = "Wednesday 11 November is a public holiday (France: Armistice Day, United States: Vete"
    assert str(asked.value).startswith(said)
    assert not pair.sessions.exists()
    assert len(book(pair, ARMISTICE, despite_busy=True)) == 1


def test_a_holiday_of_countries_that_are_not_known_is_one_nearly_everywhere(pair):
    pair.mentor.country = pair.mentee.country = ""
    for person in pair.people:
        person.save()

    with pytest.raises(DateInDoubt, match="nearly everywhere"):
        book(pair, datetime(2027, 1, 1, 9, tzinfo=UTC))
    assert book(pair, ARMISTICE)


def test_who_assists_is_asked_about_holidays_alone(pair):
    works(pair, "mentee", 14, 18)
    assistant = PersonFactory()
    Enrolment.objects.update(assistant=assistant)

    with pytest.raises(DateInDoubt, match="public holiday"):
        book(pair, ARMISTICE, by=assistant)
    assert book(pair, THURSDAY, by=assistant)


def test_a_time_outside_ones_own_week_is_asked_about(pair):
    works(pair, "mentee", 14, 18)

    with pytest.raises(DateInDoubt, match="at 10:00 is outside the hours of your week"):
        book(pair, THURSDAY)
    assert book(pair, THURSDAY + 5 * HOUR)
    assert book(pair, THURSDAY, by=pair.mentor)


def test_an_early_hour_of_the_other_is_said_by_their_clock_unless_they_offer_it(pair):
    pair.mentor.time_zone = "America/New_York"
    pair.mentor.save()

    with pytest.raises(DateInDoubt, match="it is 4:00 then"):
        book(pair, THURSDAY)
    works(pair, "mentor", 4, 8)
    assert book(pair, THURSDAY)


def test_ones_own_calendar_comes_first_and_what_is_booked_already_is_not_asked_about(pair):
    calendar = ConnectedCalendarFactory(person=pair.mentee)
    BusySpanFactory(calendar=calendar, starts_at=ARMISTICE, ends_at=ARMISTICE + HOUR)

    with pytest.raises(BusyInOwnCalendar, match=r"busy on .* is a public holiday"):
        book(pair, ARMISTICE)
    book(pair, ARMISTICE, despite_busy=True)

    assert len(book(pair, ARMISTICE, at=NOW + HOUR)) == 1


def test_moving_asks_the_same(pair):
    session = book_session(pair, starts_at=THURSDAY, by=pair.mentee, at=NOW)

    with pytest.raises(DateInDoubt, match="public holiday"):
        move_session(session, starts_at=ARMISTICE, by=pair.mentor, at=NOW)
    moved = move_session(session, starts_at=ARMISTICE, by=pair.mentor, at=NOW, despite_busy=True)

    assert moved.starts_at == ARMISTICE
