"""Reading connected calendars: by the worker each hour, on demand, and what is kept of it."""

import json
import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_tasks import task

from upside.calendars.apart import read_apart
from upside.calendars.caldav import (
    MOST_CALENDARS,
    Account,
    calendars_held,
    calendars_of,
    entries_of,
)
from upside.calendars.fetching import Login, Wish, fetched
from upside.calendars.models import BusySpan, ConnectedCalendar, Writing
from upside.calendars.queries import WEEKS_KNOWN
from upside.calendars.reading.asked import Asked, Reading
from upside.calendars.reading.faults import Fault, Unreadable
from upside.kernel import audit, jobs
from upside.kernel.host import host
from upside.people.models import Person

__all__ = [
    "account_of",
    "ask_to_read",
    "asked_of",
    "forget_past_spans",
    "keep_reading",
    "queue_due_calendars",
    "queue_reading",
    "read_calendar",
]

log = logging.getLogger("upside.calendars")

HORIZON = timedelta(weeks=WEEKS_KNOWN)
RHYTHM = timedelta(hours=1)
LONGEST_WAIT = 24  # a calendar that cannot be read is tried less and less often, in hours
SPREAD_SECONDS = 599  # so that not all calendars are asked in the same minute
PATIENCE = timedelta(minutes=1)
MOST_WAITING = 60  # about what one worker reads in two minutes
LOST_AFTER = timedelta(hours=6)  # past when it was due again: the job is gone
BEHIND_THE_REST = -10
FAULTS_KEPT = 20
Kind = ConnectedCalendar.Kind


def asked_of(person: Person, at: datetime) -> Asked:
    """Return what is asked of the calendar of ``person``: the coming weeks, in their zone."""
    try:
        zone = ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo(settings.TIME_ZONE)
    mails = frozenset({person.email.lower()}) if person.email else frozenset()
    return Asked(zone, at, at + HORIZON, mails, host())


@transaction.atomic
def ask_to_read(calendar: ConnectedCalendar, *, at: datetime) -> bool:
    """Have a calendar read now; say whether that was needed: not twice within a minute, no file.

    Where dates could not be written into it, that is tried again now as well.
    """
    calendar = ConnectedCalendar.objects.select_for_update().get(pk=calendar.pk)
    is_fresh = calendar.tried_at is not None and at < calendar.tried_at + PATIENCE
    if calendar.kind == Kind.FILE or calendar.is_asked or is_fresh:
        return False
    queue_reading(calendar, at=at)
    in_vain = Writing.objects.filter(calendar=calendar, is_ending=False).exclude(fault="")
    in_vain.update(due_at=at)
    return True


def queue_reading(calendar: ConnectedCalendar, *, at: datetime) -> None:
    """Put one reading into the queue of the worker, in the transaction that asks for it."""
    read_calendar.using(run_after=at).enqueue(calendar.pk)
    calendar.is_asked = True
    calendar.due_at = at + _wait(calendar)
    calendar.save(update_fields=["is_asked", "due_at"])


def queue_due_calendars(*, at: datetime) -> int:
    """Queue the readings that are due and not queued yet, as many as may wait; return how many.

    Where there are more calendars than the worker reads in an hour, each is read less often, in
    turn: nothing piles up.
    """
    is_due = Q(is_asked=False) | Q(due_at__lte=at - LOST_AFTER)
    due = ConnectedCalendar.objects.filter(
        is_due, due_at__lte=at, person__is_active=True, is_leaving=False
    )
    n_free = max(MOST_WAITING - jobs.n_waiting(read_calendar), 0)
    found = list(due.order_by("due_at", "pk")[:n_free])
    for calendar in found:
        with transaction.atomic():
            queue_reading(calendar, at=at)
    return len(found)


def forget_past_spans(*, at: datetime) -> int:
    """Delete busy spans that are over and the calendars of who left; return how many spans."""
    for calendar in ConnectedCalendar.objects.filter(person__is_active=False).select_related(
        "person"
    ):
        with transaction.atomic():
            audit.record(
                verb="calendar.removed",
                subject=calendar.person,
                actor=None,
                at=at,
                details={"kind": calendar.kind},
            )
            calendar.delete()
    return BusySpan.objects.filter(ends_at__lt=at).delete()[0]


@task(priority=BEHIND_THE_REST)
def read_calendar(calendar_id: int) -> None:
    """Fetch and read one calendar; done twice it comes to the same.

    Where it fails, what is known from before stays, and the owner reads why. Nothing of the
    answer is kept but spans of time.
    """
    found = ConnectedCalendar.objects.select_related("person").filter(pk=calendar_id).first()
    if found is None or found.kind == Kind.FILE or found.is_leaving:
        return
    at = jobs.moment(found.connected_at)
    try:
        text, holds = _text_of(found, at)
        reading = read_apart(text, asked_of(found.person, at))
    except Unreadable as error:
        _keep_fault(found, error.fault, at=at)
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody waits for it for ever
        log.warning("calendar %s could not be read: %s", found.pk, type(error).__name__)
        _keep_fault(found, Fault("no_answer"), at=at)
    else:
        with transaction.atomic():
            there = ConnectedCalendar.objects.select_for_update()
            still = there.filter(pk=found.pk, is_leaving=False).first()
            if still is not None:  # not removed while it was read
                still.holds = holds
                keep_reading(still, reading, at=at)


def keep_reading(calendar: ConnectedCalendar, reading: Reading, *, at: datetime) -> None:
    """Put what was read in place of what was known from this calendar before."""
    calendar.spans.all().delete()
    BusySpan.objects.bulk_create(
        [BusySpan(calendar=calendar, starts_at=one, ends_at=two) for one, two in reading.spans],
        batch_size=500,
    )
    calendar.tried_at = calendar.read_at = at
    calendar.known_until = at + HORIZON
    calendar.n_entries, calendar.n_failed, calendar.is_asked = reading.n_entries, 0, False
    calendar.fault, calendar.fault_line = "", 0
    calendar.faults = [[fault.code, fault.line] for fault in reading.faults[:FAULTS_KEPT]]
    calendar.save()


def _keep_fault(calendar: ConnectedCalendar, fault: Fault, *, at: datetime) -> None:
    calendar.n_failed = min(calendar.n_failed + 1, LONGEST_WAIT)
    ConnectedCalendar.objects.filter(pk=calendar.pk).update(
        fault=fault.code,
        fault_line=fault.line,
        tried_at=at,
        is_asked=False,
        n_failed=calendar.n_failed,
        due_at=at + _wait(calendar),
    )
    log.info("calendar %s could not be read: %s", calendar.pk, fault.code)


def account_of(calendar: ConnectedCalendar) -> Account:
    """Return how one piece of work signs in to the account ``calendar``."""
    login = Login(calendar.user or "", calendar.password or "")
    return Account(calendar.address or "", login, settings.CALENDAR_HOSTS)


def _text_of(calendar: ConnectedCalendar, at: datetime) -> tuple[bytes, str]:
    """Return the entries, and for an account the calendars that may be written."""
    if calendar.kind == Kind.ADDRESS:
        return fetched(Wish(calendar.address or ""), hosts=settings.CALENDAR_HOSTS), ""
    account = account_of(calendar)
    held = calendars_held(account)
    found = [(one.address, one.name) for one in held if one.may_be_written]
    text = entries_of(account, calendars_of(held), at, at + HORIZON)
    return text, json.dumps(found[:MOST_CALENDARS]) if found else ""


def _wait(calendar: ConnectedCalendar) -> timedelta:
    return RHYTHM * max(calendar.n_failed, 1) + timedelta(seconds=calendar.pk * 37 % SPREAD_SECONDS)
