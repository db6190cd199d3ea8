"""Writing dates into a calendar that somebody chose: by the worker, soon after each change."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_tasks import task

from upside.calendars.actions.bringing import Round, bring_up
from upside.calendars.actions.reading import BEHIND_THE_REST
from upside.calendars.models import ConnectedCalendar, Writing, WrittenEntry
from upside.calendars.queries import places_to_write
from upside.kernel import audit, jobs
from upside.kernel.errors import Refused
from upside.people.models import Person

__all__ = [
    "NotInTheAccount",
    "leave_writing",
    "queue_due_writings",
    "stop_writing",
    "write_anew",
    "write_calendar",
    "write_into",
    "write_soon",
]

log = logging.getLogger("upside.calendars")

MOST_WAITING = 60
MOST_FAILURES = 6
"""So often in vain it is tried to take out what was written, over half a day, before it stays."""
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
    """Begin to take out what was written into a calendar that goes; say whether there is any.

    A job that waits or is at work may be writing an entry that is not noted yet.
    """
    same = Writing.objects.filter(calendar=calendar)
    is_written = WrittenEntry.objects.filter(writing__calendar=calendar).exists()
    if not is_written and not same.filter(is_asked=True).exists():
        return False
    same.update(is_ending=True, due_at=at, fault="", n_failed=0)
    calendar.is_leaving = True
    calendar.save(update_fields=["is_leaving"])
    return True


def write_soon(people: Iterable[Person], *, at: datetime) -> None:
    """Have the calendars of ``people`` looked at again: something in their dates has changed.

    Where all is being taken out, no date matters any more.
    """
    open_ = Writing.objects.filter(calendar__person__in=list(people), is_ending=False)
    open_.update(due_at=at)


def write_anew(calendar: ConnectedCalendar, *, at: datetime) -> None:
    """Try again now, as if nothing had failed: the account was given anew."""
    Writing.objects.filter(calendar=calendar).update(due_at=at, fault="", n_failed=0)


def queue_due_writings(*, at: datetime) -> int:
    """Queue what is due and not queued yet, as much as may wait; return how many calendars.

    What was queued long ago and is not done is taken for lost: its turn comes again, once.
    """
    is_due = Q(is_asked=False) | Q(due_at__lte=at - LOST_AFTER)
    due = Writing.objects.filter(is_due, due_at__lte=at, calendar__person__is_active=True)
    n_free = max(MOST_WAITING - jobs.n_waiting(write_calendar), 0)
    found = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:n_free])
    for key in found:
        with transaction.atomic():
            write_calendar.using(run_after=at).enqueue(key)
            Writing.objects.filter(pk=key).update(is_asked=True, due_at=at)
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
    done = bring_up(found, at=at)
    if done.is_held_up:
        _keep_fault(found, done, at=at)
    else:
        _keep_done(found, at=at, is_whole=done.is_whole)


def _unchanged(writing: Writing) -> QuerySet[Writing]:
    """Return the row, unless somebody chose another calendar or changed a date meanwhile."""
    return Writing.objects.filter(pk=writing.pk, due_at=writing.due_at, is_ending=writing.is_ending)


def _keep_done(writing: Writing, *, at: datetime, is_whole: bool) -> None:
    same = Writing.objects.filter(pk=writing.pk)
    same.update(is_asked=False, done_at=at, fault="", n_failed=0)
    if is_whole and writing.is_ending:
        _forget(writing)
    elif is_whole:
        _unchanged(writing).update(due_at=at + LOOKED_AT_EVERY)


def _keep_fault(writing: Writing, done: Round, *, at: datetime) -> None:
    n_failed = 1 if done.n_done else writing.n_failed + 1
    log.info("calendar %s could not be written: %s", writing.pk, done.fault or "not taken out")
    Writing.objects.filter(pk=writing.pk).update(is_asked=False)
    same = _unchanged(writing)
    if writing.is_ending and n_failed >= MOST_FAILURES:
        if same.exists():
            _forget(writing)
        return
    wait = min(timedelta(minutes=5 ** min(n_failed - 1, 5)), LONGEST_WAIT)
    done_at = writing.done_at if done.fault else at
    same.update(fault=done.fault, n_failed=min(n_failed, 100), due_at=at + wait, done_at=done_at)


@transaction.atomic
def _forget(writing: Writing) -> None:
    """Forget where dates were written, with the account if it leaves; not if it is wanted anew."""
    calendar = ConnectedCalendar.objects.select_for_update().filter(writing=writing).first()
    if calendar is not None and calendar.is_leaving:
        calendar.delete()
    else:
        Writing.objects.filter(pk=writing.pk, is_ending=True).delete()
