"""A pair in Paris and New York over the weeks in which only one of their clocks has changed.

Paris sets its clock back on 25 October 2026, New York on 1 November: in between they are five
hours apart instead of six.
"""

from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from tests.calendars import invitation_in
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    SlotFactory,
)
from upside.notices.actions import send_due_notices
from upside.sessions.actions import book_session, book_sessions, move_session
from upside.sessions.feed import feed_text
from upside.sessions.series import series_of

pytestmark = pytest.mark.django_db

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")
AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
WEDNESDAYS = [date(2026, 10, 21), date(2026, 10, 28), date(2026, 11, 4)]


@pytest.fixture
def pair():
    cohort = CohortFactory(
        kept={"n_sessions": 3, "rhythm_days": 7},
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 3, 1),
    )
    pair = PairFactory(
        cohort=cohort,
        state="active",
        mentee__time_zone=PARIS.key,
        mentor__time_zone=NEW_YORK.key,
    )
    for person in pair.people:
        place = EnrolmentFactory(cohort=cohort, person=person)
        SlotFactory(enrolment=place, weekday=2, starts=8 * 60, ends=20 * 60)
    return pair


def in_paris(day, hour=16):
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS).astimezone(UTC)


def hours(starts, zone):
    return [start.astimezone(zone).hour for start in starts]


def dates_in_mails(person):
    """Return when the invitations to ``person`` begin, and what the mails say of the hour."""
    found = []
    for message in mail.outbox:
        if message.to == [person.email]:
            calendar, _part = invitation_in(message_from_string(message.message().as_string()))
            found.append((calendar.walk("VEVENT")[0].decoded("DTSTART"), message.body))
    return found


def test_a_series_stays_at_the_mentees_hour_and_each_mail_says_the_readers(pair, settings):
    settings.MAIL_IS_SET = True
    found = series_of(pair, in_paris(WEDNESDAYS[0]), after=AT)
    starts = [one.starts_at for one in found]
    book_sessions(pair, starts=starts, by=pair.mentor, at=AT)
    send_due_notices(at=AT)

    assert hours(starts, PARIS) == [16, 16, 16]
    assert hours(starts, NEW_YORK) == [10, 11, 10]
    for person, zone in ((pair.mentee, PARIS), (pair.mentor, NEW_YORK)):
        told = sorted(dates_in_mails(person))
        assert [start for start, _text in told] == starts
        for start, text in told:
            assert (
                f"{start.astimezone(zone):%H:%M}" in text
                or f"{start.astimezone(zone).hour}" in text
            )


@pytest.mark.parametrize(
    ("new", "theirs"),
    [
        (in_paris(WEDNESDAYS[1]), 11),
        (in_paris(WEDNESDAYS[2]), 10),
        (in_paris(WEDNESDAYS[1], 17), 12),
    ],
)
def test_a_session_that_moves_over_the_change_keeps_one_instant_for_both(pair, client, new, theirs):
    session = book_session(pair, starts_at=in_paris(WEDNESDAYS[0]), by=pair.mentee, at=AT)
    length = session.ends_at - session.starts_at

    moved = move_session(session, starts_at=new, by=pair.mentee, at=AT)

    assert moved.ends_at - moved.starts_at == length
    assert moved.starts_at.astimezone(NEW_YORK).hour == theirs
    for person in pair.people:
        event = Calendar.from_ical(feed_text(person, at=AT)[0]).walk("VEVENT")[0]
        assert event.decoded("DTSTART") == new
        assert event["SEQUENCE"] == 1
        client.force_login(person)
        page = client.get(reverse("pairs:pair", args=[pair.pk])).content.decode()
        for zone in (PARIS, NEW_YORK):  # each reads both clocks
            assert f"{new.astimezone(zone):%H:%M}" in page


def test_dates_that_are_offered_suit_both_clocks_in_each_of_the_weeks(pair):
    for day in WEDNESDAYS:
        starts = [one.starts_at for one in series_of(pair, in_paris(day), after=AT)]
        assert starts[0] == in_paris(day)
        assert all(8 <= hour < 20 for zone in (PARIS, NEW_YORK) for hour in hours(starts, zone))
    early = in_paris(WEDNESDAYS[0], 13)  # seven in the morning in New York, eight a week later
    assert [one.is_free for one in series_of(pair, early, after=AT)][:2] == [False, True]
    assert early + timedelta(days=7, hours=1) == in_paris(WEDNESDAYS[1], 13)
