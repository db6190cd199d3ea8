"""A session as an .ics file, read back with a calendar library."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from icalendar import Calendar

from tests.factories import PersonFactory, SessionFactory
from upside.sessions.actions import cancel_session
from upside.sessions.calendar import calendar_text

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


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
