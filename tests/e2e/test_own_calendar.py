"""One's own calendar, on a real CalDAV server: connect it, have sessions written, take them out."""

import pytest
from icalendar import Calendar

from tests.calendar_server import PASSWORD, USER, radicale
from tests.e2e import steps
from tests.e2e.visitor import DESK, PHONE
from tests.factories import PairFactory
from upside.calendars.actions import read_calendar, write_calendar
from upside.calendars.models import ConnectedCalendar, Writing
from upside.sessions.models import Session

BOOK = 'form[action$="/book/"] button'
WRITE = 'form[action$="/write/"]'


@pytest.fixture
def server(tmp_path, settings):
    settings.CALENDAR_HOSTS = frozenset({"127.0.0.1"})
    with radicale(tmp_path) as found:
        found.make("office")
        yield found


def stands(server):
    text = server.send("GET", f"/{USER}/office/")[1]
    return {str(event["UID"]) for event in Calendar.from_ical(text).walk("VEVENT")}


def connect(visitor, server):
    visitor.open("/calendar/")
    visitor.press('details:has(form[action$="/account/"]) summary')
    for name, value in (("address", server.address), ("user", USER), ("password", PASSWORD)):
        visitor.find(f"input[name=account-{name}]").fill(value)
    visitor.leave_by('form[action$="/account/"] button')
    read_calendar.call(ConnectedCalendar.objects.get().pk)  # as the worker does


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_sessions_are_written_into_ones_own_calendar_and_taken_out(visit, cohort, server, size):
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    pair = PairFactory(cohort=cohort, mentor=mentor, mentee=mentee, state="active")
    visitor = visit(mentee, size=size)
    connect(visitor, server)

    visitor.open("/calendar/")
    visitor.find(f"{WRITE} select").select_option(label=f"{USER}/office")
    visitor.leave_by(f"{WRITE} button")
    visitor.open(f"/pairs/{pair.pk}/book/")
    visitor.tick("input[name=starts] >> nth=0")
    visitor.leave_by(f"{BOOK} >> nth=0")
    write_calendar.call(Writing.objects.get().pk)

    booked = set(Session.objects.values_list("uid", flat=True))
    assert stands(server) == booked
    assert booked

    visitor.open("/calendar/")
    visitor.find(f"{WRITE} select").select_option("nowhere")
    visitor.leave_by(f"{WRITE} button")
    write_calendar.call(Writing.objects.get().pk)

    assert stands(server) == set()
    visitor.open("/calendar/")
