"""Writing dates into a calendar that somebody chose: by the worker, soon after each change."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks import task

from upside.calendars.actions.reading import BEHIND_THE_REST, account_of
from upside.calendars.caldav import Account
from upside.calendars.caldav_writing import place_of, remove_entry, write_entry
from upside.calendars.entries import Entry, entries_for
from upside.calendars.models import ConnectedCalendar, Writing, WrittenEntry
from upside.calendars.queries import places_to_write
from upside.calendars.reading.faults import Unreadable
from upside.kernel import audit, jobs
from upside.kernel.errors import Refused
from upside.people.models import Person

__all__ = [
    "NotInTheAccount",
    "leave_writing",
    "queue_due_writings",
    "stop_writing",
    "write_calendar",
    "write_into",
    "write_soon",
]

log = logging.getLogger("upside.calendars")

MOST_AT_ONCE = 30  # entries of one job; the rest comes in the next
MOST_WAITING = 60
MOST_FAILURES = 6
"""So often it is tried to take out what was written, over half a day, before it is left there."""
LONGEST_WAIT = timedelta(hours=12)
LOOKED_AT_EVERY = timedelta(hours=6)  # for what no room told: it costs no request
LOST_AFTER = timedelta(hours=1)


class NotInTheAccount(Refused):
    """The account shows no such calendar, or none that may be written."""


@transaction.atomic
def write_into(calendar: ConnectedCalendar, *, place: str, by: Person, at: datetime) -> Writing:
    """Have the dates to come of its owner written into one calendar of an account from now on.

    ``place`` is a key of ``places_to_write``. What was written into another one before is taken
    out there. Refused: a calendar that the last reading did not find, or may not be written.
    """
    calendar = ConnectedCalendar.objects.select_for_update().get(pk=calendar.pk)
    found = places_to_write(calendar).get(place)
    if found is None:
        raise NotInTheAccount(
            _("The account does not show this calendar any more. Choose another one.")
        )
    address, name = found
    new = {"address": address, "label": name, "is_ending": False, "due_at": at}
    writing, _is_new = Writing.objects.update_or_create(
        calendar=calendar, defaults=new | {"fault": "", "n_failed": 0}
    )
    audit.record(verb="calendar.written_into", subject=calendar.person, actor=by, at=at)
    return writing


@transaction.atomic
def stop_writing(calendar: ConnectedCalendar, *, by: Person, at: datetime) -> None:
    """Write nothing more, and have the dates to come taken out again; twice changes nothing."""
    open_ = Writing.objects.filter(calendar=calendar, is_ending=False)
    if open_.update(is_ending=True, due_at=at, fault="", n_failed=0):
        audit.record(verb="calendar.not_written_into", subject=calendar.person, actor=by, at=at)


def leave_writing(calendar: ConnectedCalendar, *, at: datetime) -> bool:
    """Begin to take out what was written into a calendar that goes; say whether there is any."""
    if not WrittenEntry.objects.filter(writing__calendar=calendar).exists():
        return False
    Writing.objects.filter(calendar=calendar).update(
        is_ending=True, due_at=at, fault="", n_failed=0
    )
    calendar.is_leaving = True
    calendar.save(update_fields=["is_leaving"])
    return True


def write_soon(people: Iterable[Person], *, at: datetime) -> None:
    """Have the calendars of ``people`` looked at again: something in their dates has changed."""
    Writing.objects.filter(calendar__person__in=list(people)).update(due_at=at)


def queue_due_writings(*, at: datetime) -> int:
    """Queue what is due and not queued yet, as much as may wait; return how many calendars."""
    is_due = Q(is_asked=False) | Q(due_at__lte=at - LOST_AFTER)
    due = Writing.objects.filter(is_due, due_at__lte=at, calendar__person__is_active=True)
    n_free = max(MOST_WAITING - jobs.n_waiting(write_calendar), 0)
    found = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:n_free])
    for key in found:
        with transaction.atomic():
            write_calendar.using(run_after=at).enqueue(key)
            Writing.objects.filter(pk=key).update(is_asked=True)
    return len(found)


@task(priority=BEHIND_THE_REST)
def write_calendar(writing_id: int) -> None:
    """Bring one calendar up to what should stand in it; done twice it comes to the same.

    Each entry is noted as soon as it is written. Where something fails, what was written before
    stays noted, its owner reads why, and it is tried again later.
    """
    found = Writing.objects.select_related("calendar__person").filter(pk=writing_id).first()
    if found is None:
        return
    at = jobs.moment(found.calendar.connected_at)
    try:
        is_whole = _bring_up(found, at)
    except Unreadable as error:
        _keep_fault(found, error.fault.code, at=at)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told and tried again
        log.warning("calendar %s could not be written: %s", found.pk, type(error).__name__)
        _keep_fault(found, "no_answer", at=at)
    else:
        _keep_done(found, at=at, is_whole=is_whole)


def _bring_up(writing: Writing, at: datetime) -> bool:
    """Take out what should not stand there, write what should; say whether that is all of it."""
    account = account_of(writing.calendar)
    wanted = {} if writing.is_ending else entries_for(writing.calendar.person, at=at)
    writing.entries.filter(starts_at__lte=at).delete()  # what has begun stays, as it was
    known = {row.uid: row for row in writing.entries.all()}
    gone = [row for row in known.values() if not _belongs(row, writing, wanted)]
    for row in gone[:MOST_AT_ONCE]:
        if not row.is_theirs:
            remove_entry(account, row.place)
        row.delete()
        del known[row.uid]
    n_left = MOST_AT_ONCE - len(gone)
    new = [one for one in wanted.values() if _is_new(one, known.get(one.uid))]
    for entry in new[: max(n_left, 0)]:
        _write(account, writing, entry, known.get(entry.uid))
    return len(gone) + len(new) <= MOST_AT_ONCE


def _belongs(row: WrittenEntry, writing: Writing, wanted: dict[str, Entry]) -> bool:
    return row.uid in wanted and row.place == place_of(writing.address, row.uid)


def _is_new(entry: Entry, row: WrittenEntry | None) -> bool:
    return row is None or row.sequence != entry.sequence


def _write(account: Account, writing: Writing, entry: Entry, row: WrittenEntry | None) -> None:
    place = place_of(writing.address, entry.uid)
    etag = write_entry(account, place, entry.text, row.etag if row else "")
    said = {"sequence": entry.sequence, "starts_at": entry.starts_at, "place": place}
    WrittenEntry.objects.update_or_create(
        writing=writing,
        uid=entry.uid,
        defaults=said | {"etag": (etag or "")[:255], "is_theirs": etag is None},
    )


def _keep_done(writing: Writing, *, at: datetime, is_whole: bool) -> None:
    same = Writing.objects.filter(pk=writing.pk)
    same.update(is_asked=False, done_at=at, fault="", n_failed=0)
    if is_whole and writing.is_ending:
        _forget(writing)
    elif is_whole:  # not where somebody changed a date meanwhile
        same.filter(due_at=writing.due_at).update(due_at=at + LOOKED_AT_EVERY)


def _keep_fault(writing: Writing, code: str, *, at: datetime) -> None:
    n_failed = writing.n_failed + 1
    log.info("calendar %s could not be written: %s", writing.pk, code)
    if writing.is_ending and n_failed >= MOST_FAILURES:
        _forget(writing)
        return
    wait = min(timedelta(minutes=5 ** min(n_failed - 1, 5)), LONGEST_WAIT)
    same = Writing.objects.filter(pk=writing.pk)
    same.update(is_asked=False, fault=code, n_failed=min(n_failed, 100), due_at=at + wait)


@transaction.atomic
def _forget(writing: Writing) -> None:
    """Forget where dates were written, with the account if it leaves; not if it is wanted anew."""
    calendar = ConnectedCalendar.objects.select_for_update().filter(writing=writing).first()
    if calendar is not None and calendar.is_leaving:
        calendar.delete()
    else:
        Writing.objects.filter(pk=writing.pk, is_ending=True).delete()
