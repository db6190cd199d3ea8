"""A CalDAV account is read from a real server, Radicale, and from servers that are none."""

import time
from datetime import UTC, datetime

import pytest

from tests.calendar_server import PASSWORD, USER, radicale
from tests.calendar_world import asked, calendar, event, served
from tests.factories import MONDAY_NINE, PersonFactory
from upside.calendars import actions, fetching
from upside.calendars.caldav import Account, calendars_held, calendars_of, entries_of
from upside.calendars.fetching import Login
from upside.calendars.models import BusySpan, ConnectedCalendar
from upside.calendars.reading.busy import read_busy
from upside.calendars.reading.faults import Unreadable

HERE = frozenset({"127.0.0.1"})
LOGIN = Login(USER, PASSWORD)
SPAN = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)


def all_entries_of(account):
    return entries_of(account, calendars_of(calendars_held(account)), *SPAN)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        for name, kind in (("office", "VEVENT"), ("home", "VEVENT"), ("todo", "VTODO")):
            found.make(name, kind)
        week = event("DTSTART:20260302T120000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", uid="a")
        found.put("office", "a", calendar(week))
        found.put("home", "b", calendar(event("DTSTART;VALUE=DATE:20261109", uid="b")))
        old = event("DTSTART:20200101T120000Z", "DURATION:PT1H", uid="c")
        found.put("home", "c", calendar(old))
        yield found


@pytest.mark.parametrize("path", ["", f"{USER}/"])
def test_all_calendars_of_an_account_are_found(server, path):
    account = Account(server.address + path, LOGIN, HERE)

    held = calendars_held(account)

    paths = {address.partition(str(server.port))[2] for address in calendars_of(held)}
    assert paths == {f"/{USER}/office/", f"/{USER}/home/"}
    assert all(one.may_be_written for one in held)
    assert {one.name for one in held} == {f"{USER}/office", f"{USER}/home"}


def test_one_calendar_by_its_own_address(server):
    account = Account(f"{server.address}{USER}/office/", LOGIN, HERE)

    assert calendars_of(calendars_held(account)) == [f"{server.address}{USER}/office/"]


def test_the_entries_of_the_coming_weeks_are_read(server):
    data = all_entries_of(Account(server.address, LOGIN, HERE))
    found = read_busy(data, asked())

    assert b"20200101" not in data
    day = datetime(2026, 11, 8, 23, tzinfo=UTC), datetime(2026, 11, 9, 23, tzinfo=UTC)
    assert day in found.spans
    assert datetime(2026, 10, 19, 12, tzinfo=UTC) in [start for start, _end in found.spans]


def test_a_wrong_password_is_a_sentence(server):
    with pytest.raises(Unreadable) as refused:
        calendars_held(Account(server.address, Login(USER, "wrong"), HERE))

    assert refused.value.fault.code == "no_login"


@pytest.mark.django_db
def test_an_account_is_read_by_the_worker_and_forgotten_with_its_removal(server, settings):
    settings.CALENDAR_HOSTS = HERE
    person = PersonFactory()
    given = {"address": server.address, "user": USER, "password": PASSWORD, "at": MONDAY_NINE}
    found = actions.connect_account(person, **given)

    actions.read_calendar.call(found.pk)

    found.refresh_from_db()
    assert (found.fault, found.n_entries) == ("", 1)
    assert BusySpan.objects.count() == 13
    actions.disconnect_calendar(found, by=person, at=MONDAY_NINE)
    assert not ConnectedCalendar.objects.exists()
    assert not BusySpan.objects.exists()


MULTI = (
    '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response>'
    "<d:href>/x/</d:href>{inside}</d:response></d:multistatus>"
)
FREE = (
    "<d:resourcetype><c:calendar/></d:resourcetype>"
    "<c:schedule-calendar-transp><c:transparent/></c:schedule-calendar-transp>"
)
BROKEN = "<d:current-user-principal><d:href>http://[bad</d:href></d:current-user-principal>"
ENTITY = "<!DOCTYPE x [<!ENTITY a 'b'>]>" + MULTI.format(inside="&a;")
ELSEWHERE = "<d:current-user-principal><d:href>https://1.1.1.1/</d:href></d:current-user-principal>"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {}, b"<html>"), "no_caldav"),
        ((500, {}, b""), "no_caldav"),
        ((404, {}, b""), "gone"),
        ((207, {}, b"rubbish"), "no_caldav"),
        ((207, {}, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "no_caldav"),
        ((207, {}, b'<d:multistatus xmlns:d="DAV:"/>'), "no_caldav"),
        ((207, {}, ENTITY.encode("utf-16")), "no_caldav"),
        ((207, {}, f'<?xml version="1.0" encoding="utf-16"?>{ENTITY}'.encode()), "no_caldav"),
        ((207, {}, MULTI.format(inside="").encode()), "no_calendars"),
        ((207, {}, MULTI.format(inside=BROKEN).encode()), "other_server"),
        ((207, {}, MULTI.format(inside=ELSEWHERE).encode()), "other_server"),
    ],
)
def test_a_server_that_is_no_caldav_is_a_sentence(answer, code):
    answers = {"/": answer, "/.well-known/caldav": answer}
    with served(answers) as (base, _seen), pytest.raises(Unreadable) as refused:
        calendars_held(Account(f"{base}/", LOGIN, HERE))

    assert refused.value.fault.code == code


def test_a_calendar_that_counts_as_free_is_left_out():
    home = "<c:calendar-home-set><d:href>/home/</d:href></c:calendar-home-set>"
    answers = {
        "/.well-known/caldav": (207, {}, MULTI.format(inside=home).encode()),
        "/": (404, {}, b""),
        "/home/": (207, {}, MULTI.format(inside=FREE).encode()),
    }
    with served(answers) as (base, _seen), pytest.raises(Unreadable) as refused:
        calendars_held(Account(f"{base}/", LOGIN, HERE))

    assert refused.value.fault.code == "no_calendars"


def three_calendars(answer_to_report):
    """Return an account with three calendars, whose entries come as ``answer_to_report`` says."""
    home = "<c:calendar-home-set><d:href>/home/</d:href></c:calendar-home-set>"
    kind = "<d:resourcetype><c:calendar/></d:resourcetype>"
    one = MULTI.format(inside=kind).partition("<d:response>")
    listed = one[0] + 3 * (one[1] + one[2].removesuffix("</d:multistatus>")) + "</d:multistatus>"
    return {
        "/": (207, {}, MULTI.format(inside=home).encode()),
        "/home/": (207, {}, listed.encode()),
        "/x/": answer_to_report,
    }


def test_all_requests_of_one_reading_share_one_time(monkeypatch):
    def slow(handler):
        time.sleep(0.4)
        handler.send_response(207)
        handler.end_headers()
        handler.wfile.write(MULTI.format(inside="").encode())

    monkeypatch.setattr(fetching, "SECONDS_IN_ALL", 0.6)
    with served(three_calendars(slow)) as (base, seen), pytest.raises(Unreadable) as refused:
        all_entries_of(Account(f"{base}/", LOGIN, HERE))

    assert refused.value.fault.code == "slow"
    assert [path for path, _headers in seen].count("/x/") == 2


def test_all_answers_of_one_reading_share_one_size(monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 5_000)
    large = (207, {}, MULTI.format(inside=" " * 3_000).encode())
    with served(three_calendars(large)) as (base, seen), pytest.raises(Unreadable) as refused:
        all_entries_of(Account(f"{base}/", LOGIN, HERE))

    assert refused.value.fault.code == "too_large"
    assert [path for path, _headers in seen].count("/x/") == 2


def test_more_entries_than_fit_are_refused(server, monkeypatch):
    monkeypatch.setattr("upside.calendars.caldav.MOST_BYTES", 100)

    with pytest.raises(Unreadable) as refused:
        all_entries_of(Account(server.address, LOGIN, HERE))

    assert refused.value.fault.code == "too_large"
