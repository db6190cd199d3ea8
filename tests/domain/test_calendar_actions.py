"""Connecting calendars, what is kept of them, who may, and what the worker does."""

import subprocess
from datetime import timedelta

import pytest
from django.db import connection

from tests.calendar_world import (
    BusySpanFactory,
    ConnectedCalendarFactory,
    busy,
    calendar,
    event,
    served,
)
from tests.factories import MONDAY_NINE, PersonFactory
from upside.calendars import actions, apart
from upside.calendars.actions.connecting import CalendarNotRead, TooManyCalendars
from upside.calendars.models import BusySpan, ConnectedCalendar
from upside.calendars.queries import busy_spans, calendars_of, is_busy
from upside.kernel.jobs import do_next_job
from upside.kernel.models import AuditEntry, Job

pytestmark = pytest.mark.django_db

AT = MONDAY_NINE
HOUR = timedelta(hours=1)
PUBLIC = "https://1.1.1.1/secret-of-camille.ics"
TUESDAY = ("DTSTART:20260303T080000Z", "DTEND:20260303T090000Z", "SUMMARY:Dentist")
FILE = calendar(event(*TUESDAY))


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def at_home(settings):
    settings.CALENDAR_HOSTS = frozenset({"127.0.0.1"})


def work(at=AT):
    while do_next_job(lambda: at, worker="test"):
        pass


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_an_address_is_kept_as_a_secret_and_read_by_the_worker(person):
    found = actions.connect_address(person, address=f" {PUBLIC} ", at=AT)

    assert (found.address, found.label, found.is_asked) == (PUBLIC, "1.1.1.1", True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM calendars_connectedcalendar")
        assert "camille" not in cursor.fetchone()[0]
    assert Job.objects.get().args == [found.pk]
    assert verbs() == ["calendar.connected"]
    assert AuditEntry.objects.get().details == {"kind": "address"}


def test_the_same_address_again_gives_the_calendar_that_is_there(person):
    first = actions.connect_address(person, address=PUBLIC, at=AT)

    assert actions.connect_address(person, address=PUBLIC, at=AT) == first
    assert ConnectedCalendar.objects.count() == 1
    assert verbs() == ["calendar.connected"]


def test_an_account_that_is_connected_again_takes_the_new_password(person):
    given = {"address": PUBLIC, "user": "camille", "at": AT}
    first = actions.connect_account(person, password="old", **given)
    actions.connect_account(person, password="new", **given)

    first.refresh_from_db()
    assert first.password == "new"
    assert actions.connect_account(person, password="x", **(given | {"user": "two"})) != first


@pytest.mark.parametrize("address", ["nothing", "http://1.1.1.1/a.ics", "https://10.0.0.1/"])
def test_an_address_that_may_not_be_asked_is_refused(person, address):
    with pytest.raises(CalendarNotRead):
        actions.connect_address(person, address=address, at=AT)

    assert not ConnectedCalendar.objects.exists()
    assert not Job.objects.exists()


def test_a_sixth_calendar_is_refused(person):
    ConnectedCalendarFactory.create_batch(5, person=person)

    with pytest.raises(TooManyCalendars, match="Remove one"):
        actions.connect_address(person, address=PUBLIC, at=AT)


def test_a_file_leaves_nothing_but_spans(person):
    found = actions.connect_file(person, name="C:\\mine.ics", data=FILE, at=AT)

    span = BusySpan.objects.get()
    assert (span.ends_at - span.starts_at, found.due_at) == (HOUR, None)
    assert found.known_until == AT + timedelta(weeks=13)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM calendars_connectedcalendar")
        assert "Dentist" not in str(cursor.fetchall())
    assert [f.n_coming for f in calendars_of(person, at=AT)] == [1]


def test_a_file_of_the_same_name_takes_the_place_of_the_one_before(person):
    first = actions.connect_file(person, name="mine.ics", data=FILE, at=AT)
    second = actions.connect_file(person, name="mine.ics", data=calendar(), at=AT)
    other = actions.connect_file(person, name="\0", data=FILE, at=AT)

    assert first == second != other
    assert other.label == "Calendar file"
    assert BusySpan.objects.count() == 1


def test_a_file_that_is_no_calendar_is_refused_with_the_remedy(person):
    with pytest.raises(CalendarNotRead, match="Unpack it"):
        actions.connect_file(person, name="x.ics", data=b"PK\x03\x04", at=AT)
    with pytest.raises(CalendarNotRead, match="Line 6: a date"):
        actions.connect_file(person, name="x.ics", data=calendar(event("DTSTART:x")), at=AT)

    assert not ConnectedCalendar.objects.exists()


def test_removing_forgets_everything_at_once(person):
    span = busy(person, AT + HOUR, AT + 2 * HOUR)

    actions.disconnect_calendar(span.calendar, by=person, at=AT)

    assert not ConnectedCalendar.objects.exists()
    assert not BusySpan.objects.exists()
    assert verbs() == ["calendar.removed"]


@pytest.mark.usefixtures("at_home")
def test_the_worker_reads_an_address_and_again_an_hour_later(person):
    with served({"/a.ics": (200, {}, FILE)}) as (base, seen):
        found = actions.connect_address(person, address=f"{base}/a.ics", at=AT)
        work()
        found.refresh_from_db()
        assert (found.read_at, found.is_asked, found.n_entries) == (AT, False, 1)
        assert actions.queue_due_calendars(at=AT + timedelta(minutes=50)) == 0
        assert actions.queue_due_calendars(at=AT + 2 * HOUR) == 1
        work(AT + 2 * HOUR)

    assert len(seen) == 2
    assert BusySpan.objects.count() == 1
    assert is_busy(person, starts_at=AT, ends_at=AT + timedelta(days=2))
    assert not is_busy(PersonFactory(), starts_at=AT, ends_at=AT + timedelta(days=2))


@pytest.mark.usefixtures("at_home")
def test_what_was_known_stays_when_a_reading_fails_and_the_reason_is_kept(person):
    span = busy(person, AT + HOUR, AT + 2 * HOUR)
    with served({"/a.ics": (404, {}, b"")}) as (base, _seen):
        ConnectedCalendar.objects.update(due_at=AT)
        span.calendar.address = f"{base}/a.ics"
        span.calendar.save()
        actions.queue_due_calendars(at=AT)
        work()

    found = ConnectedCalendar.objects.get()
    assert (found.fault, found.n_failed, found.is_asked, found.tried_at) == ("gone", 1, False, AT)
    assert busy_spans([person], ends_after=AT) == [(AT + HOUR, AT + 2 * HOUR)]


def test_a_calendar_that_fails_is_asked_less_and_less_often(person):
    found = ConnectedCalendarFactory(person=person, address="https://10.0.0.1/", n_failed=23)
    for _time in range(3):
        actions.read_calendar.call(found.pk)

    found.refresh_from_db()
    assert (found.fault, found.n_failed) == ("private", 24)
    assert timedelta(hours=24) <= found.due_at - AT < timedelta(hours=25)


def test_reading_is_asked_for_once_and_not_twice_within_a_minute(person):
    found = ConnectedCalendarFactory(person=person)

    assert actions.ask_to_read(found, at=AT)
    assert not actions.ask_to_read(found, at=AT)
    ConnectedCalendar.objects.update(is_asked=False, tried_at=AT)
    assert not actions.ask_to_read(found, at=AT + timedelta(seconds=30))
    assert actions.ask_to_read(found, at=AT + timedelta(seconds=90))
    assert not actions.ask_to_read(ConnectedCalendarFactory(kind="file"), at=AT)


def test_a_calendar_that_waits_is_not_queued_again_until_its_job_must_be_lost(person):
    ConnectedCalendarFactory(person=person)

    assert [actions.queue_due_calendars(at=AT + n * HOUR) for n in range(5)] == [1, 0, 0, 0, 0]
    assert Job.objects.count() == 1
    assert actions.queue_due_calendars(at=AT + 8 * HOUR) == 1


def test_no_more_calendars_are_queued_than_may_wait_and_each_has_its_turn(person, monkeypatch):
    monkeypatch.setattr(actions.reading, "MOST_WAITING", 2)
    found = ConnectedCalendarFactory.create_batch(3, person=person, address="https://10.0.0.1/")

    assert [actions.queue_due_calendars(at=AT) for _round in range(3)] == [2, 0, 0]
    assert set(Job.objects.values_list("rank", flat=True)) == {-10}
    work()
    assert actions.queue_due_calendars(at=AT) == 1
    assert Job.objects.get().args == [found[2].pk]


def test_whatever_goes_wrong_is_told_and_nobody_waits_for_it(person, monkeypatch, caplog):
    def fail(*_args):
        raise MemoryError("https://secret.example.org/")

    found = actions.connect_address(person, address=PUBLIC, at=AT)
    monkeypatch.setattr(actions.reading, "_text_of", fail)
    work()

    found.refresh_from_db()
    assert (found.fault, found.is_asked, found.tried_at) == ("no_answer", False, AT)
    assert not Job.objects.exists()
    assert "MemoryError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("out", [b"", b"rubbish"])
def test_a_reading_that_tells_nothing_is_a_sentence(person, monkeypatch, out):
    done = subprocess.CompletedProcess([], 0, out)
    monkeypatch.setattr(apart.subprocess, "run", lambda *_args, **_more: done)

    with pytest.raises(CalendarNotRead):
        actions.connect_file(person, name="x.ics", data=FILE, at=AT)


def test_a_process_that_cannot_be_started_is_a_sentence(person, monkeypatch):
    def fail(*_args, **_more):
        raise BlockingIOError

    monkeypatch.setattr(apart.subprocess, "run", fail)

    with pytest.raises(CalendarNotRead):
        actions.connect_file(person, name="x.ics", data=FILE, at=AT)


@pytest.mark.parametrize(
    ("base", "host"),
    [
        ("https://Upside.example", "upside.example"),
        ("http://[::1]:8000", "::1"),
        ("https://up.example:8443", "up.example"),
    ],
)
def test_own_sessions_are_known_by_the_name_they_are_signed_with(person, settings, base, host):
    settings.BASE_URL = base

    assert actions.reading.asked_of(person, AT).own_host == host


def test_past_spans_are_found_by_an_index():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, BusySpan._meta.db_table)

    assert ["ends_at"] in [one["columns"] for one in found.values() if one["index"]]


def test_a_calendar_that_is_gone_or_a_file_is_not_read(person):
    file = ConnectedCalendarFactory(kind="file", address="")

    actions.read_calendar.call(file.pk)
    actions.read_calendar.call(file.pk + 1)

    file.refresh_from_db()
    assert file.tried_at is None


@pytest.mark.usefixtures("at_home")
def test_a_calendar_that_is_removed_while_it_is_read_leaves_nothing(person):
    def removed(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(FILE)

    with served({"/a.ics": removed}) as (base, _seen):
        found = actions.connect_address(person, address=f"{base}/a.ics", at=AT)
        real = actions.reading.read_apart
        with pytest.MonkeyPatch.context() as patch:

            def read(data, asked):
                ConnectedCalendar.objects.all().delete()
                return real(data, asked)

            patch.setattr(actions.reading, "read_apart", read)
            actions.read_calendar.call(found.pk)

    assert not BusySpan.objects.exists()


def test_a_zone_that_nobody_knows_is_the_companys(person):
    person.time_zone = "Nowhere/At_All"

    assert actions.reading.asked_of(person, AT).zone.key == "Europe/Paris"
    assert actions.reading.asked_of(PersonFactory(email=None), AT).mails == frozenset()


def test_past_spans_and_the_calendars_of_leavers_are_deleted(person):
    busy(person, AT - 2 * HOUR, AT - HOUR)
    kept = busy(person, AT + HOUR, AT + 2 * HOUR)
    gone = busy(PersonFactory(is_active=False), AT + HOUR, AT + 2 * HOUR)

    assert actions.forget_past_spans(at=AT) == 1
    assert list(BusySpan.objects.all()) == [kept]
    assert not ConnectedCalendar.objects.filter(pk=gone.calendar_id).exists()
    assert actions.queue_due_calendars(at=AT) == 2


def test_only_own_calendars_are_seen(person):
    mine = ConnectedCalendarFactory(person=person)
    BusySpanFactory(calendar=mine, starts_at=AT + HOUR, ends_at=AT + 2 * HOUR)
    ConnectedCalendarFactory()

    assert list(calendars_of(person)) == [mine]
    assert str(mine) == f"address:{mine.pk}"
    assert str(mine.spans.get()) == "2026-03-02 10:00"
