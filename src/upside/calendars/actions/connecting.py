"""Connecting a calendar and taking it out again; its owner alone can do either."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from upside.calendars.actions.reading import asked_of, keep_reading, queue_reading
from upside.calendars.actions.writing import leave_writing, write_anew
from upside.calendars.apart import read_apart
from upside.calendars.guard import target_of
from upside.calendars.models import ConnectedCalendar
from upside.calendars.reading.faults import Unreadable
from upside.calendars.words import sentence
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person

__all__ = [
    "CalendarNotRead",
    "TooManyCalendars",
    "connect_account",
    "connect_address",
    "connect_file",
    "disconnect_calendar",
]

Kind = ConnectedCalendar.Kind
MOST_CALENDARS = 5


class CalendarNotRead(Refused):
    """What was given is no calendar that can be read, or no address that may be asked."""


class TooManyCalendars(Refused):
    """One person connects a handful of calendars at most."""


def connect_address(person: Person, *, address: str, at: datetime) -> ConnectedCalendar:
    """Connect the published address of a calendar; the worker reads it now and each hour.

    The same address again gives the calendar that is there. Refused: what is no address, is
    without TLS or leads into a private network (but for servers that the administrator named),
    a sixth calendar.
    """
    return _connected(person, ConnectedCalendar(kind=Kind.ADDRESS, address=address.strip()), at)


def connect_account(
    person: Person, *, address: str, user: str, password: str, at: datetime
) -> ConnectedCalendar:
    """Connect a CalDAV account, read by the worker as an address is; refused alike."""
    account = ConnectedCalendar(
        kind=Kind.CALDAV, address=address.strip(), user=user.strip(), password=password
    )
    return _connected(person, account, at)


def connect_file(person: Person, *, name: str, data: bytes, at: datetime) -> ConnectedCalendar:
    """Keep the busy time of a calendar file; the file itself is not kept.

    A file of the same name takes the place of the one before. Refused: what cannot be read as a
    calendar or stops in the middle, a sixth calendar.
    """
    try:
        reading = read_apart(data, asked_of(person, at))
    except Unreadable as error:
        raise CalendarNotRead(sentence(error.fault)) from error
    label = _label(name) or str(_("Calendar file"))
    with transaction.atomic():
        before = ConnectedCalendar.objects.filter(person=person, kind=Kind.FILE, label=label)
        found = before.first() or _added(person, ConnectedCalendar(kind=Kind.FILE, label=label), at)
        keep_reading(found, reading, at=at)
    return found


@transaction.atomic
def disconnect_calendar(calendar: ConnectedCalendar, *, by: Person, at: datetime) -> None:
    """Forget a calendar, its address and password, and every busy span known from it, at once.

    Where dates were written into an account, address and password stay until the worker has taken
    these out, for about half a day at most; nobody sees it meanwhile.
    """
    audit.record(
        verb="calendar.removed",
        subject=calendar.person,
        actor=by,
        at=at,
        details={"kind": calendar.kind},
    )
    if leave_writing(calendar, at=at):
        calendar.spans.all().delete()
    else:
        calendar.delete()


def _connected(person: Person, calendar: ConnectedCalendar, at: datetime) -> ConnectedCalendar:
    try:
        target_of(calendar.address or "", hosts=settings.CALENDAR_HOSTS)
    except Unreadable as error:
        raise CalendarNotRead(sentence(error.fault)) from error
    calendar.label = _label(urlsplit(calendar.address or "").hostname or "")
    with transaction.atomic():
        for known in ConnectedCalendar.objects.filter(person=person, kind=calendar.kind):
            if (known.address, known.user) == (calendar.address, calendar.user):
                known.password, known.is_leaving = calendar.password, False
                known.fault = ""  # what is tried anew has not failed yet
                known.save(update_fields=["password", "is_leaving", "fault"])
                queue_reading(known, at=at)
                write_anew(known, at=at)
                return known
        added = _added(person, calendar, at)
        queue_reading(added, at=at)
    return added


def _added(person: Person, calendar: ConnectedCalendar, at: datetime) -> ConnectedCalendar:
    Person.objects.select_for_update().get(pk=person.pk)  # two clicks at once count one by one
    if ConnectedCalendar.objects.filter(person=person, is_leaving=False).count() >= MOST_CALENDARS:
        raise TooManyCalendars(
            _("You have connected five calendars. Remove one before you add another.")
        )
    calendar.person, calendar.connected_at = person, at
    calendar.save()
    audit.record(
        verb="calendar.connected",
        subject=calendar.person,
        actor=person,
        at=at,
        details={"kind": calendar.kind},
    )
    return calendar


def _label(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[-100:]
