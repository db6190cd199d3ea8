"""The private calendar address: what it shows to whom, made anew, ended, read by programs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
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
from upside.people.models import Person
from upside.sessions.actions import cancel_session
from upside.sessions.actions.feeds import drop_feed, make_feed
from upside.sessions.models import CalendarFeed

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def session():
    start = timezone.now() + timedelta(days=3)
    pair = PairFactory(state="active")
    return SessionFactory(pair=pair, starts_at=start, ends_at=start + HOUR, place="Room 4")


def address_of(person):
    return reverse("feeds:feed", args=[make_feed(person, at=MONDAY_NINE).secret])


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_the_page_makes_an_address_makes_it_anew_and_ends_it(client, session):
    client.force_login(session.pair.mentor)
    page = reverse("feeds:mine")
    assert b"There is no address yet" in client.get(page).content

    client.post(reverse("feeds:make"))
    first = client.get(page).context["address"].removeprefix("http://127.0.0.1:8000")
    client.post(reverse("feeds:make"))
    second = client.get(page).context["address"].removeprefix("http://127.0.0.1:8000")
    client.logout()

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client.force_login(session.pair.mentor)
    for _tap in range(2):
        assert client.post(reverse("feeds:off"), follow=True).status_code == 200
    assert client.get(second).status_code == 404
    assert AuditEntry.objects.filter(verb="calendar.feed_ended").count() == 1


def test_the_secret_is_long_and_stored_as_hash_and_encrypted():
    feed = make_feed(PersonFactory(), at=MONDAY_NINE)

    assert len(feed.secret) >= 43
    [row] = CalendarFeed.objects.extra(select={"raw": "secret"}).values("raw", "secret_hash")
    assert feed.secret not in f"{row}"


def test_the_feed_has_days_places_and_names_and_no_mail_of_anybody(client, session):
    response = client.get(address_of(session.pair.mentor))
    [event] = events(response)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["UID"], event["LOCATION"], event["STATUS"]) == (
        session.uid,
        "Room 4",
        "CONFIRMED",
    )
    assert "ATTENDEE" not in event
    assert "@aubrac" not in response.content.decode().replace(session.uid, "")


def test_a_session_called_off_stays_as_cancelled_with_a_higher_sequence(client, session):
    address = address_of(session.pair.mentor)
    cancel_session(session, by=session.pair.mentee, at=timezone.now())

    [event] = events(client.get(address))

    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 1, "TRANSPARENT")


def test_a_program_that_knows_it_gets_no_copy(client, session):
    address = address_of(session.pair.mentor)
    first = client.get(address)

    known = client.get(address, headers={"if-none-match": first["ETag"]})
    assert known.status_code == 304
    cancel_session(session, by=session.pair.mentee, at=timezone.now())
    changed = client.get(address, headers={"if-none-match": first["ETag"]})

    assert changed.status_code == 200
    assert changed["Last-Modified"] > ""
    assert client.head(address).status_code == 200


def test_an_assistant_reads_when_where_and_whose_and_nothing_else(client, session):
    assistant = PersonFactory()
    EnrolmentFactory(
        cohort=session.pair.cohort, person=session.pair.mentee, role="mentee", assistant=assistant
    )
    SessionFactory(pair=PairFactory(cohort=CohortFactory()))

    [event] = events(client.get(address_of(assistant)))

    assert event["SUMMARY"] == f"Session of {session.pair.mentee.name}"
    assert "URL" not in event


def test_the_feed_speaks_the_language_of_its_person_and_ends_with_their_job(client, session):
    mentor = session.pair.mentor
    Person.objects.filter(pk=mentor.pk).update(ui_language="fr")
    address = address_of(mentor)
    assert "Séances (Upside)" in client.get(address).content.decode()

    Person.objects.filter(pk=mentor.pk).update(is_active=False)

    assert client.get(address).status_code == 404


def test_somebody_without_sessions_reads_an_empty_calendar(client):
    response = client.get(address_of(PersonFactory()))

    assert events(response) == []
    assert "Last-Modified" not in response


def test_the_feed_asks_the_same_queries_for_any_number(client, session, django_assert_num_queries):
    address = address_of(session.pair.mentor)
    for n in range(3):
        start = session.starts_at + (n + 1) * HOUR
        SessionFactory(pair=session.pair, starts_at=start, ends_at=start + HOUR)

    with django_assert_num_queries(4):  # person, sessions, circles, first calls
        client.get(address)


def test_ending_what_is_not_there_changes_nothing():
    drop_feed(PersonFactory(), at=MONDAY_NINE)

    assert not AuditEntry.objects.exists()
