"""An invitation leaves by a real SMTP server, a mail program answers, the product reads the answer.

What the mail program does is done with Python's own ``email`` (its modern policy), ``icalendar``
and ``vobject``, two calendar libraries that know nothing of each other.
"""

from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.calendars import mail_from, reply_to
from tests.factories import CohortFactory, PairFactory
from tests.mail_server import mail_server
from tests.mailbox import mailbox
from upside.config import env
from upside.notices.actions import send_due_notices
from upside.sessions.actions import book_session, cancel_session, move_session
from upside.sessions.actions.inbox import read_replies
from upside.sessions.models import SessionReply

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)  # pages go by the clock
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FIRST = (NOW + 10 * DAY).replace(hour=11, minute=0, second=0)
SECOND = FIRST + DAY
ORGANISER = "upside@aubrac.example"


@pytest.fixture
def wire(settings):
    """The product with a mail server and a mailbox, set as an administrator sets them."""
    with mail_server() as server, mailbox() as box:
        parts = urlsplit(env.mail_server(server.url))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAIL_IS_SET = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = parts.hostname, parts.port
        settings.EMAIL_HOST_USER = unquote(parts.username)
        settings.EMAIL_HOST_PASSWORD = unquote(parts.password)
        settings.DEFAULT_FROM_EMAIL = f"Upside <{ORGANISER}>"
        settings.IMAP_URL = env.mailbox(box.url)
        server.box = box
        yield server


@pytest.fixture
def pair():
    today = NOW.date()
    cohort = CohortFactory(starts_on=today - 9 * DAY, ends_on=today + 200 * DAY)
    return PairFactory(cohort=cohort, state="active", mentee__ui_language="fr")


@pytest.fixture
def session(pair, wire):
    return book_session(pair, starts_at=FIRST, by=pair.mentor, at=NOW)


def arrived(wire, person, *, at=NOW):
    """Send what waits and return the newest mail to ``person``, with the invitation in it."""
    send_due_notices(at=at)
    message = wire.mails_to(person.email)[-1]
    assert not message.defects
    return message, *invitation_of(message)


def invitation_of(message):
    """Return the invitation as a mail program finds it: its method, and the calendar."""
    [part] = [
        part
        for part in message.walk()
        if part.get_content_type() == "text/calendar" and not part.is_attachment()
    ]
    calendar = Calendar.from_ical(part.get_content())
    assert calendar.to_ical() == Calendar.from_ical(calendar.to_ical()).to_ical()
    assert calendar["METHOD"] == part["Content-Type"].params["method"]
    return calendar["METHOD"], calendar


def answer(wire, person, calendar, partstat, *, at):
    wire.box.put(mail_from(person.email, reply_to(calendar, person.email, partstat, stamp=at)))
    return read_replies(at=at)


def test_the_mail_is_one_that_any_mail_program_can_show(wire, session):
    mentee = session.pair.mentee
    message, method, calendar = arrived(wire, mentee)

    assert message["To"].addresses[0].addr_spec == mentee.email
    assert message["From"].addresses[0].addr_spec == ORGANISER
    assert message["Message-ID"]
    assert message.get_content_type() == "multipart/mixed"
    [alternatives, file] = message.iter_parts()
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert "séance" in message.get_body(("plain",)).get_content()
    assert "Je serai là" in message.get_body(("html",)).get_content()
    assert (file.get_filename(), file.get_content_type()) == ("invite.ics", "application/ics")
    assert Calendar.from_ical(file.get_content()).to_ical() == calendar.to_ical()
    assert method == "REQUEST"


def test_two_calendar_libraries_read_the_same_invitation(wire, session):
    mentee = session.pair.mentee
    message, _method, calendar = arrived(wire, mentee)
    event = calendar.walk("VEVENT")[0]
    other = vobject.readOne(calendar.to_ical().decode())

    assert event.decoded("DTSTART") == other.vevent.dtstart.value == FIRST
    assert str(event["UID"]) == other.vevent.uid.value == session.uid
    assert other.method.value == "REQUEST"
    assert other.vevent.organizer.value.lower() == f"mailto:{ORGANISER}"
    mine = [one for one in other.vevent.attendee_list if mentee.email in one.value]
    assert [one.params["RSVP"] for one in mine] == [["TRUE"]]
    assert message.get_body(("plain",)).get_content().count("/tap/") == 2


@pytest.mark.parametrize(
    ("partstat", "kept", "shown"),
    [("ACCEPTED", "accepted", "will be there"), ("DECLINED", "declined", "cannot")],
)
def test_the_answer_of_a_calendar_reaches_the_other(wire, client, session, partstat, kept, shown):
    mentee, mentor = session.pair.mentee, session.pair.mentor
    _message, _method, calendar = arrived(wire, mentee)

    assert answer(wire, mentee, calendar, partstat, at=NOW + MINUTE) == 1

    reply = SessionReply.objects.get(session=session, person=mentee)
    assert (reply.answer, reply.via) == (kept, "calendar")
    client.force_login(mentor)
    page = client.get(reverse("pairs:session", args=[session.pk])).content.decode()
    assert shown in page


def test_a_move_and_a_cancel_follow_in_the_same_event(wire, session):
    mentee, mentor = session.pair.mentee, session.pair.mentor
    _message, _method, first = arrived(wire, mentee)

    move_session(session, starts_at=SECOND, by=mentor, at=NOW)
    _message, method, moved = arrived(wire, mentee)
    event = moved.walk("VEVENT")[0]
    assert (method, event["SEQUENCE"], event.decoded("DTSTART")) == ("REQUEST", 1, SECOND)
    assert event["UID"] == first.walk("VEVENT")[0]["UID"]
    # an answer to the old date counts no more, one to the new date does
    assert answer(wire, mentee, first, "DECLINED", at=NOW + MINUTE) == 0
    assert answer(wire, mentee, moved, "ACCEPTED", at=NOW + 2 * MINUTE) == 1

    session.refresh_from_db()
    cancel_session(session, by=mentor, at=NOW + 3 * MINUTE)
    for person in (mentee, mentor):
        _message, method, off = arrived(wire, person, at=NOW + 3 * MINUTE)
        event = off.walk("VEVENT")[0]
        assert (method, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 2, "CANCELLED")
        assert event["UID"] == session.uid
