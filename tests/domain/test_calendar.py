"""A session as an .ics file, read back with a calendar library."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from icalendar import Calendar

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
    SlotFactory,
)
from upside.programmes.files import schema
from upside.sessions.actions import Said, answer_session, book_session, cancel_session
from upside.sessions.calendar import calendar_text
from upside.sessions.series import n_left, series_of, step_of

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def session_at(starts_at=THURSDAY, **more):
    return SessionFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **more)


def read(text):
    calendar = Calendar.from_ical(text)
    return calendar, calendar.walk("VEVENT")


def test_one_event_in_utc_without_time_zone_block():
    session = session_at(place="Room 4; 2nd floor, left")

    text = calendar_text(session)
    calendar, (event,) = read(text)

    assert "VTIMEZONE" not in text
    assert "DTSTART:20260312T110000Z" in text
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (session.uid, 0, "CONFIRMED")
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)
    assert event["LOCATION"] == "Room 4; 2nd floor, left"
    assert event["URL"] == f"http://127.0.0.1:8000/sessions/{session.pk}/"


def test_both_are_invited_and_the_product_invites():
    session = session_at()

    _calendar, (event,) = read(calendar_text(session))

    assert event["ORGANIZER"] == "mailto:upside@localhost"
    mails = [f"mailto:{person.email}" for person in session.pair.people]
    assert [str(attendee) for attendee in event["ATTENDEE"]] == mails
    assert event["ATTENDEE"][0].params["CN"] == session.pair.mentor.name


def test_somebody_without_mail_is_left_out_of_the_invitation():
    session = session_at(pair__mentor=PersonFactory(email=None), place="")

    _calendar, (event,) = read(calendar_text(session))

    assert event["ATTENDEE"] == f"mailto:{session.pair.mentee.email}"
    assert "LOCATION" not in event


@pytest.mark.parametrize(("language", "programme"), [("fr", "Regards"), ("en", "Turning")])
def test_the_summary_is_in_the_readers_language_whoever_books(language, programme):
    session = session_at(pair__mentor=PersonFactory(ui_language=language))

    with translation.override("en" if language == "fr" else "fr"):
        _calendar, (event,) = read(calendar_text(session, reader=session.pair.mentor))

    assert event["SUMMARY"].startswith(programme)


def test_without_reader_the_summary_is_in_the_pages_language():
    with translation.override("fr"):
        _calendar, (event,) = read(calendar_text(session_at()))

    assert event["SUMMARY"].startswith("Regards")


def test_calling_off_keeps_the_uid_and_counts_up():
    session = session_at()
    before = read(calendar_text(session))[1][0]

    cancelled = cancel_session(session, by=session.pair.mentee, at=THURSDAY - timedelta(days=1))
    calendar, (event,) = read(calendar_text(cancelled, "CANCEL"))

    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)


@pytest.mark.parametrize(
    "odd", ["a\r\nATTENDEE:mailto:x@y.z", "\x00\x0b\x1b", "é" * 200, '"; CN=x', "\u202eabc", "🙈"]
)
def test_odd_strings_never_add_a_line_to_the_file(odd):
    session = session_at(place=odd[:300], pair__mentor=PersonFactory(first_name=odd[:150]))

    text = calendar_text(session)
    _calendar, (event,) = read(text)

    assert len(event["ATTENDEE"]) == 2
    assert not any(sign in text.replace("\r\n", "") for sign in "\x00\x0b\x1b\r")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_summer_and_winter_are_one_instant_each():
    text = calendar_text(session_at(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)))

    assert "DTSTART:20261025T013000Z" in text


def test_what_the_two_answered_stands_in_the_invitation():
    session = session_at()
    answer_session(session, Said("tentative"), by=session.pair.mentee, at=THURSDAY - DAY)

    _calendar, (event,) = read(calendar_text(session))

    said = [(a.params["PARTSTAT"], a.params["RSVP"]) for a in event["ATTENDEE"]]
    assert said == [("NEEDS-ACTION", "TRUE"), ("TENTATIVE", "FALSE")]


@pytest.mark.parametrize("given", ["", "Room 4"])
def test_a_programmes_pattern_fills_the_place_where_none_is_given(given):
    kept = {"video_link": "https://meet.example/{pair}-{token}"}
    pair = PairFactory(cohort=CohortFactory(kept=kept), state="active")

    places = [
        book_session(pair, starts_at=start, by=pair.mentor, at=MONDAY_NINE, place=given).place
        for start in (THURSDAY, THURSDAY + DAY)
    ]

    if given:
        assert places == [given, given]
    else:
        assert all(
            re.fullmatch(rf"https://meet\.example/{pair.pk}-[0-9a-f]{{20}}", p) for p in places
        )
        assert places[0] != places[1]


@pytest.mark.parametrize(
    ("pattern", "is_taken"),
    [
        ("https://meet.example/{pair}-{token}", True),
        ("https://meet.example/r?x={token}", True),
        ("http://meet.example/{token}", False),
        ("https://meet.example/{pair}", False),
        ("https://meet.example/{token} {other}", False),
    ],
)
def test_a_pattern_needs_tls_and_something_that_nobody_can_guess(pattern, is_taken):
    said = schema()["properties"]["video_link"]["pattern"]

    assert bool(re.search(said, pattern)) is is_taken


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Europe/Paris", datetime(2026, 9, 30, 8, 0, tzinfo=UTC), (8, 9, 9)),
        ("America/New_York", datetime(2026, 10, 7, 14, 0, tzinfo=UTC), (14, 15, 15)),
    ],
)
def test_a_series_keeps_the_hour_of_the_mentee_over_the_change_of_the_clock(zone, first, hours):
    pair = pair_with_time(zone)

    found = series_of(pair, first, after=first - 5 * DAY)

    assert [date.starts_at.hour for date in found[:3]] == list(hours)
    local = {date.starts_at.astimezone(ZoneInfo(zone)).hour for date in found}
    assert local == {10}
    steps = {
        two.starts_at.astimezone(ZoneInfo(zone)).date()
        - one.starts_at.astimezone(ZoneInfo(zone)).date()
        for one, two in pairwise(found)
    }
    assert steps == {28 * DAY}


def test_a_series_leaves_out_what_does_not_suit_and_ends_with_what_is_left():
    pair = pair_with_time("Europe/Paris")
    first = datetime(2026, 9, 30, 8, 0, tzinfo=UTC)
    taken = first + 28 * DAY + timedelta(hours=1)  # the hour after the change of the clock
    SessionFactory(pair=pair, starts_at=taken, ends_at=taken + timedelta(hours=1))

    found = series_of(pair, first, after=first - 5 * DAY)

    assert [date.is_free for date in found] == [True, False, True, True]
    assert n_left(pair) == 3
    assert series_of(pair, first + timedelta(minutes=7), after=first - 5 * DAY) == []


def pair_with_time(zone):
    """Return a pair that has the whole of each Wednesday, by two clocks, for four sessions."""
    cohort = CohortFactory(
        kept={"n_sessions": 4, "rhythm_days": 30},
        starts_on=date(2026, 3, 1),
        ends_on=date(2027, 3, 1),
    )
    pair = PairFactory(
        cohort=cohort, state="active", mentee__time_zone=zone, mentor__time_zone="Europe/Paris"
    )
    for person, role in ((pair.mentee, "mentee"), (pair.mentor, "mentor")):
        place = EnrolmentFactory(cohort=cohort, person=person, role=role)
        SlotFactory(enrolment=place, weekday=2, starts=8 * 60, ends=20 * 60)
    return pair


def test_a_short_rhythm_is_counted_in_days():
    cohort = CohortFactory(kept={"rhythm_days": 3})

    assert step_of(PairFactory(cohort=cohort)) == 3 * DAY
