"""The page of one's own calendars: connect, read again, remove; dates that keep clear of them."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.calendar_world import BusySpanFactory, ConnectedCalendarFactory, busy, calendar, event
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SlotFactory,
)
from upside.calendars import actions
from upside.calendars.actions import connecting
from upside.calendars.models import BusySpan, ConnectedCalendar, Writing
from upside.calendars.queries import places_to_write
from upside.calendars.reading.busy import read_busy
from upside.pairs.models import Pair
from upside.sessions.actions import book_session
from upside.sessions.models import Session
from upside.sessions.queries import common_dates

pytestmark = pytest.mark.django_db

PUBLIC = "https://1.1.1.1/secret-of-camille.ics"
HOUR = timedelta(hours=1)


@pytest.fixture
def person(client):
    person = PersonFactory()
    client.force_login(person)
    return person


@pytest.fixture
def pair():
    today = timezone.now().date()
    cohort = CohortFactory(starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=200))
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    for one in pair.people:
        place = EnrolmentFactory(cohort=cohort, person=one)
        for weekday in range(5):
            SlotFactory(enrolment=place, weekday=weekday)
    return pair


def shown(client):
    return client.get(reverse("calendars:mine")).content.decode()


def send(client, way, **data):
    return client.post(reverse(f"calendars:{way}"), data)


def upload(client, data, name="mine.ics"):
    return send(client, "file", **{"exported-calendar": SimpleUploadedFile(name, data)})


def test_without_a_calendar_the_page_says_where_dates_come_from(client, person):
    text = shown(client)

    assert "No calendar yet" in text
    assert "no titles, no places, no people" in text
    assert "Only you can connect your calendar" in text


def test_an_address_is_connected_and_never_shown_again(client, person):
    answer = send(client, "address", **{"published-address": PUBLIC})

    text = shown(client)
    assert answer.status_code == 302
    assert "Waits to be read" in text
    assert "secret-of-camille" not in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://1.1.1.1/a.ics", "Take the one with https://"),
        ("https://10.0.0.1/a.ics", "UPSIDE_CALENDAR_HOSTS"),
        ("calendar", "This is no web address"),
    ],
)
def test_an_address_that_may_not_be_asked_comes_back_with_the_remedy(client, person, address, said):
    answer = send(client, "address", **{"published-address": address})

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert address in answer.content.decode()


def test_an_account_is_connected_and_its_password_never_shown(client, person):
    given = {"account-address": PUBLIC, "account-user": "me", "account-password": "rose "}
    assert send(client, "account", **given).status_code == 302
    assert ConnectedCalendar.objects.get().password == "rose "

    again = send(client, "account", **(given | {"account-address": "https://10.0.0.1/"}))
    assert again.status_code == 409
    assert "rose" not in again.content.decode()


def test_a_file_is_read_at_once(client, person):
    soon = timezone.now() + timedelta(days=3)
    lines = (f"DTSTART:{soon:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", "SUMMARY:Dentist")
    broken = event("DTSTART:soon", uid="two")

    assert upload(client, calendar(event(*lines), broken)).status_code == 302

    text = shown(client)
    assert "1 busy span in the coming 6 weeks" in text
    assert "1 entry could not be read" in text
    assert "Line 12: a date or time cannot be read" in text
    assert "Dentist" not in text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04", "Unpack it"),
        (b"0" * 5_000_001, "larger than 5 MB"),
        (b"\xff\xfe\x00", "No calendar begins"),
        (b"dn: cn=Camille\nobjectclass: person\n", "address book"),
        (calendar(event("DTSTART:20261020T080000Z"))[:-20], "The file stops in the middle"),
    ],
)
def test_a_file_that_is_no_calendar_comes_back_with_the_remedy(client, person, data, said):
    answer = upload(client, data)

    assert answer.status_code == 409
    assert said in answer.content.decode()


def test_a_file_of_the_past_is_said_to_hold_nothing(client, person):
    old = event("DTSTART:20200101T120000Z", "DURATION:PT1H")

    assert upload(client, calendar(old)).status_code == 302

    text = shown(client)
    assert "This file holds nothing for the coming 13 weeks" in text
    assert "Nothing to come in it" in text
    assert "Your calendar file is read" not in text


@pytest.mark.realdata
def test_every_real_file_is_read_or_refused_with_a_sentence(client, person, real_data, monkeypatch):
    monkeypatch.setattr(connecting, "read_apart", read_busy)  # a process for each takes minutes
    ends = {".ics", ".ical", ".ifb", ".icalendar", ".vcs"}
    files = [file for file in real_data.rglob("*") if file.suffix.lower() in ends]

    statuses = Counter(upload(client, file.read_bytes()).status_code for file in files)

    assert statuses.keys() == {302, 409}
    assert statuses.total() == len(files) > 150


def test_a_reading_that_failed_is_told_with_its_remedy(client, person):
    ConnectedCalendarFactory(person=person, fault="gone", tried_at=timezone.now())

    text = shown(client)

    assert "Could not be read" in text
    assert "Publish the calendar again" in text


def test_many_broken_entries_are_told_by_the_first_three(client, person):
    faults = [["entry", n] for n in range(5)]
    ConnectedCalendarFactory(person=person, faults=faults, read_at=timezone.now())

    text = shown(client)

    assert text.count("a date or time cannot be read") == 3
    assert "And 2 more" in text


def test_reading_again_and_removing(client, person):
    found = ConnectedCalendarFactory(person=person)
    BusySpanFactory(calendar=found, starts_at=timezone.now(), ends_at=timezone.now() + HOUR)

    read = [client.post(reverse("calendars:read", args=[found.pk]), follow=True) for _ in range(2)]
    removed = client.post(reverse("calendars:remove", args=[found.pk]), follow=True)

    assert "is read again within a minute" in read[0].content.decode()
    assert "waits to be read" in read[1].content.decode()
    assert "all that was known from it" in removed.content.decode()
    assert not BusySpan.objects.exists()
    assert client.post(reverse("calendars:remove", args=[found.pk])).status_code == 404


def test_the_list_alone_is_sent_while_it_waits(client, person):
    ConnectedCalendarFactory(person=person, is_asked=True)

    answer = client.get(reverse("calendars:mine"), headers={"hx-request": "true"})

    assert b"<html" not in answer.content
    assert b"every 3s" in answer.content


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_asks_the_same_queries_for_any_number(
    client, person, rows, django_assert_num_queries
):
    for found in ConnectedCalendarFactory.create_batch(rows, person=person):
        BusySpanFactory(calendar=found, starts_at=timezone.now(), ends_at=timezone.now() + HOUR)
    shown(client)

    with django_assert_num_queries(5):
        shown(client)


def offered(pair):
    return common_dates(pair, after=timezone.now(), limit=200)


def test_no_date_is_offered_over_busy_time_of_either(pair):
    first, second = offered(pair)[0], offered(pair)[5]
    busy(pair.mentor, first, first + HOUR)
    busy(pair.mentee, second + timedelta(minutes=15), second + HOUR)

    left = offered(pair)

    assert first not in left
    assert second not in left
    assert left


def booked(client, person, pair, start, **data):
    client.force_login(person)
    sent = {"starts": [start.isoformat()], **data}
    return client.post(reverse("pairs:book", args=[pair.pk]), sent, follow=True)


def test_booking_over_ones_own_busy_time_is_asked_about_once(client, pair):
    start = offered(pair)[0]
    busy(pair.mentee, start, start + HOUR)

    first = booked(client, pair.mentee, pair, start)
    assert first.status_code == 409
    assert "Your calendar says that you are busy" in first.content.decode()
    assert not Session.objects.exists()

    second = booked(client, pair.mentee, pair, start, despite_busy="on")
    assert second.status_code == 200
    assert Session.objects.count() == 1


def test_the_busy_time_of_the_other_is_not_told(client, pair):
    start = offered(pair)[0]
    busy(pair.mentor, start, start + HOUR)

    answer = booked(client, pair.mentee, pair, start)

    assert "busy on" not in answer.content.decode()
    assert Session.objects.count() == 1


def test_a_holiday_is_confirmed_before_it_is_booked_or_moved_to(client, pair):
    pair.mentee.country = "FR"
    pair.mentee.save()
    session = book_session(pair, starts_at=offered(pair)[0], by=pair.mentee, at=timezone.now())
    pair.cohort.ends_on = timezone.localdate() + timedelta(days=800)
    pair.cohort.save()
    next_year = timezone.localdate().year + 1
    labour_day = timezone.now().replace(year=next_year, month=5, day=1, hour=10)

    asked = booked(client, pair.mentee, pair, labour_day)
    assert asked.status_code == 409
    assert "is a public holiday (France" in asked.content.decode()
    assert asked.content.decode().count(" checked") == 1
    move = reverse("pairs:move", args=[session.pk])
    unsure = client.post(move, {"starts": labour_day.isoformat()})
    assert (unsure.status_code, Session.objects.count()) == (409, 1)
    assert "all the same" in unsure.content.decode()

    client.post(move, {"starts": labour_day.isoformat(), "despite_busy": "yes"})
    session.refresh_from_db()
    assert session.starts_at == labour_day


def test_the_page_of_booking_leads_to_the_calendar(client, pair):
    client.force_login(pair.mentor)

    text = client.get(reverse("pairs:pair", args=[pair.pk])).content.decode()

    assert reverse("calendars:mine") in text


def test_home_shows_both_clocks(client, pair):
    pair.mentor.time_zone = "America/New_York"
    pair.mentor.save()
    start = offered(pair)[0] if offered(pair) else timezone.now() + timedelta(days=3)
    pair.sessions.create(
        starts_at=start, ends_at=start + HOUR, uid="x", booked_by=pair.mentee,
        booked_at=timezone.now(),
    )  # fmt: skip
    client.force_login(pair.mentee)

    assert f"for {pair.mentor.first_name}" in client.get(reverse("front:home")).content.decode()


HOLDS = '[["https://cloud.example.org/job/", "Work"], ["https://cloud.example.org/home/", "Home"]]'


@pytest.fixture
def account(person):
    return ConnectedCalendarFactory(
        person=person, kind="caldav", address="https://cloud.example.org/", holds=HOLDS,
        read_at=timezone.now(),
    )  # fmt: skip


def write_into(client, account, name):
    keys = [key for key, (_at, found) in places_to_write(account).items() if found == name]
    data = {f"writing-{account.pk}-into": keys[0] if keys else name}
    return client.post(reverse("calendars:write", args=[account.pk]), data, follow=True)


def test_sessions_are_written_into_a_calendar_of_the_account_and_no_more(client, account):
    assert "Write my sessions into" in shown(client)

    told = write_into(client, account, "Home").content.decode()

    assert "written there within a minute or two" in told
    assert "cloud.example.org/home" not in told
    writing = Writing.objects.get()
    assert (writing.label, writing.is_ending) == ("Home", False)
    Writing.objects.update(done_at=timezone.now())
    assert "Your sessions stand in “Home”" in shown(client)

    told = write_into(client, account, "nowhere").content.decode()
    assert "what was, is taken out" in told
    assert "What was written is being taken out" in told


def test_an_older_window_does_not_turn_the_writing_off(client, account):
    write_into(client, account, "Home")
    data = {f"writing-{account.pk}-into": "nowhere", f"writing-{account.pk}-seen": "nowhere"}

    told = client.post(reverse("calendars:write", args=[account.pk]), data, follow=True)

    assert "changed in another window" in told.content.decode()
    assert not Writing.objects.get().is_ending


def test_what_went_wrong_with_writing_is_told_with_its_remedy(client, account):
    write_into(client, account, "Work")
    Writing.objects.update(fault="read_only", is_asked=True)

    text = shown(client)

    assert "Your sessions could not be written:" in text
    assert "Choose another one, or ask" in text
    assert "every 3s" in text


@pytest.mark.parametrize("holds", [HOLDS, None])
def test_a_calendar_that_is_not_in_the_account_is_refused(client, account, holds):
    account.holds = holds
    account.save()

    told = write_into(client, account, "x").content.decode()

    assert "Choose one of the calendars" in told
    assert not Writing.objects.exists()


def test_a_calendar_that_left_the_account_meanwhile_is_refused(client, account, monkeypatch):
    def gone(*_args, **_more):
        raise actions.NotInTheAccount("It is gone.")

    monkeypatch.setattr(actions, "write_into", gone)

    assert "It is gone." in write_into(client, account, "Work").content.decode()
