"""Connected calendars for tests, files made by hand, and a calendar server of a few lines."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from tests.factories import MONDAY_NINE, PersonFactory
from upside.calendars.models import BusySpan, ConnectedCalendar
from upside.calendars.reading.asked import Asked

PARIS = ZoneInfo("Europe/Paris")


class ConnectedCalendarFactory(DjangoModelFactory):
    class Meta:
        model = ConnectedCalendar

    person = factory.SubFactory(PersonFactory)
    kind = ConnectedCalendar.Kind.ADDRESS
    label = "calendar.example.org"
    address = "https://calendar.example.org/secret.ics"
    connected_at = MONDAY_NINE
    due_at = MONDAY_NINE


class BusySpanFactory(DjangoModelFactory):
    class Meta:
        model = BusySpan

    calendar = factory.SubFactory(ConnectedCalendarFactory)


def busy(person, starts_at, ends_at):
    """Let the calendar of ``person`` say that they are busy."""
    calendar = ConnectedCalendarFactory(person=person)
    return BusySpanFactory(calendar=calendar, starts_at=starts_at, ends_at=ends_at)


def event(*lines, uid="one"):
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def calendar(*parts, head=""):
    inner = "".join(parts)
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{inner}END:VCALENDAR\r\n"
    return text.encode()


def asked(first=(2026, 10, 1), last=(2026, 12, 31), **more):
    return Asked(
        more.pop("zone", PARIS), datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC), **more
    )


@contextmanager
def served(answers):
    """Serve ``answers`` (path: status, headers, body or a function of the handler) on loopback."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, dict(self.headers)))
            answer = answers[self.path.partition("?")[0]]
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_PROPFIND = do_REPORT = do_PUT = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
