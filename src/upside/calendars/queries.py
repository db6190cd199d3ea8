"""Reads of connected calendars: all of them are their owner's alone."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from upside.calendars.models import BusySpan, ConnectedCalendar
from upside.people.models import Person

__all__ = [
    "WEEKS_KNOWN",
    "WEEKS_SHOWN",
    "busy_spans",
    "calendars_of",
    "holds_nothing",
    "is_busy",
    "places_to_write",
]

Span = tuple[datetime, datetime]
WEEKS_SHOWN = 6
WEEKS_KNOWN = 13


def calendars_of(person: Person, *, at: datetime | None = None) -> QuerySet[ConnectedCalendar]:
    """Return the calendars that ``person`` connected; nobody sees anybody else's.

    Given ``at``, each carries ``n_known`` and ``n_coming``: its busy spans in all, and those of the
    coming weeks.
    """
    found = ConnectedCalendar.objects.filter(person=person, is_leaving=False)
    found = found.select_related("writing").order_by("connected_at", "pk")
    if at is None:
        return found
    coming = Q(spans__ends_at__gt=at, spans__starts_at__lt=at + timedelta(weeks=WEEKS_SHOWN))
    return found.annotate(n_known=Count("spans"), n_coming=Count("spans", filter=coming))


def places_to_write(calendar: ConnectedCalendar) -> dict[str, tuple[str, str]]:
    """Return the calendars of an account that may be written: by a key, their address and name."""
    held = json.loads(calendar.holds or "[]")
    return {hashlib.sha256(at.encode()).hexdigest()[:16]: (at, name) for at, name in held}


def holds_nothing(calendar: ConnectedCalendar) -> bool:
    """Return whether a calendar that was read says of no time to come that it is busy."""
    return not calendar.spans.exists()


def busy_spans(people: Iterable[Person], *, ends_after: datetime) -> list[Span]:
    """Return when one of ``people`` is busy; not who, and never with what."""
    spans = BusySpan.objects.filter(calendar__person__in=list(people), ends_at__gt=ends_after)
    return list(spans.values_list("starts_at", "ends_at"))


def is_busy(person: Person, *, starts_at: datetime, ends_at: datetime) -> bool:
    """Return whether the calendars of ``person`` say that they are busy within a span."""
    spans = BusySpan.objects.filter(calendar__person=person)
    return spans.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists()
