"""One round of writing: what a calendar should hold and does not, what it holds and should not."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from upside.calendars.actions.reading import account_of
from upside.calendars.caldav import Account
from upside.calendars.caldav_writing import place_of, remove_entry, write_entry
from upside.calendars.entries import Entry, entries_for
from upside.calendars.models import Writing, WrittenEntry
from upside.calendars.reading.faults import Unreadable

__all__ = ["Round", "bring_up"]

log = logging.getLogger("upside.calendars")

MOST_AT_ONCE = 30  # entries of one job; the rest comes in the next
LET_GO_AFTER = timedelta(hours=12)  # what another calendar does not give back stays there then
OF_ALL = frozenset({"no_login", "slow", "no_answer", "no_host", "private", "certificate", "no_tls"})
"""Faults of the server or the account: no other entry would fare better."""


@dataclass(slots=True)
class Round:
    """How one round went: entries done, whether others wait, and what stood in the way first.

    ``is_held_up`` without a ``fault`` where a calendar chosen before does not give an entry back:
    the owner reads nothing of it, since the calendar of today holds all.
    """

    n_done: int = 0
    is_whole: bool = True
    is_held_up: bool = False
    fault: str = ""

    def is_full(self) -> bool:
        """Return whether what is left has to wait for the next round."""
        self.is_whole = self.n_done < MOST_AT_ONCE
        return not self.is_whole

    def stop(self, code: str) -> None:
        """Note what stood in the way; the first is told."""
        self.is_held_up, self.fault = True, self.fault or code

    @contextmanager
    def one(self, *, is_told: bool = True) -> Iterator[None]:
        """Do one entry; where the server refuses this one, the others still have their turn."""
        try:
            yield
        except Unreadable as error:
            if error.fault.code in OF_ALL:
                raise
            self.stop(error.fault.code if is_told else "")
        else:
            self.n_done += 1


def bring_up(writing: Writing, *, at: datetime) -> Round:
    """Write what should stand there, then take out what should not; say how far that came."""
    done = Round()
    try:
        _bring_up(writing, done, at)
    except Unreadable as error:
        done.stop(error.fault.code)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told and tried again
        log.warning("calendar %s could not be written: %s", writing.pk, type(error).__name__)
        done.stop("no_answer")
    return done


def _bring_up(writing: Writing, done: Round, at: datetime) -> None:
    account = account_of(writing.calendar)
    wanted = {} if writing.is_ending else entries_for(writing.calendar.person, at=at)
    writing.entries.filter(starts_at__lte=at).delete()  # what has begun stays, as it was
    here, elsewhere = _where(writing, at)
    for entry in [one for one in wanted.values() if _is_new(one, here.get(one.uid))]:
        if done.is_full():
            return
        with done.one():
            _write(account, writing, entry, here.get(entry.uid), elsewhere, at)
    gone = [row for row in here.values() if row.uid not in wanted]
    for row in [*gone, *(row for row in elsewhere if row.pk)]:
        if done.is_full():
            return
        with done.one(is_told=writing.is_ending or row.out_since is None):
            _take_out(account, row, at)


def _where(writing: Writing, at: datetime) -> tuple[dict[str, WrittenEntry], list[WrittenEntry]]:
    """Return what was written into the calendar of today, by id, and into those chosen before."""
    rows = list(writing.entries.order_by("pk"))
    here = {row.uid: row for row in rows if row.place == place_of(writing.address, row.uid)}
    elsewhere = [row for row in rows if row is not here.get(row.uid)]
    for row in elsewhere:
        if row.out_since is None:
            row.out_since = at
            row.save(update_fields=["out_since"])
    for row in here.values():
        if row.out_since is not None:  # chosen again
            row.out_since = None
            row.save(update_fields=["out_since"])
    return here, elsewhere


def _is_new(entry: Entry, row: WrittenEntry | None) -> bool:
    return row is None or row.sequence != entry.sequence


def _write(
    account: Account,
    writing: Writing,
    entry: Entry,
    row: WrittenEntry | None,
    elsewhere: list[WrittenEntry],
    at: datetime,
) -> None:
    place = place_of(writing.address, entry.uid)
    etag = write_entry(account, place, entry.text, row.etag if row else "")
    before = [one for one in elsewhere if one.uid == entry.uid and not one.is_theirs]
    if etag is None and before:  # held once in all calendars of an account: by ourselves
        for one in before:
            _take_out(account, one, at)
        etag = write_entry(account, place, entry.text, "")
    said = {"sequence": entry.sequence, "starts_at": entry.starts_at, "place": place}
    WrittenEntry.objects.update_or_create(
        writing=writing,
        uid=entry.uid,
        out_since=None,
        defaults=said | {"etag": (etag or "")[:255], "is_theirs": etag is None},
    )


def _take_out(account: Account, row: WrittenEntry, at: datetime) -> None:
    try:
        if not row.is_theirs:
            remove_entry(account, row.place)
    except Unreadable as error:
        is_late = row.out_since is not None and at >= row.out_since + LET_GO_AFTER
        if error.fault.code in OF_ALL or not is_late:
            raise
        log.info("calendar %s keeps an entry: %s", row.writing_id, error.fault.code)
    row.delete()
