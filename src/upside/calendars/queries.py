"""Reads of connected calendars: all of them are their owner's alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from upside.calendars.models import BusySpan, ConnectedCalendar
from upside.people.models import Person

__all__ = ["WEEKS_SHOWN", "busy_spans", "calendars_of", "is_busy"]

Span = tuple[datetime, datetime]
WEEKS_SHOWN = 6


def calendars_of(person: Person, *, at: datetime | None = None) -> QuerySet[ConnectedCalendar]:
    """Return the calendars that ``person`` connected; nobody sees anybody else's.

    Given ``at``, each carries ``n_coming``: its busy spans of the coming weeks.
    """
    found = ConnectedCalendar.objects.filter(person=person).order_by("connected_at", "pk")
    if at is None:
        return found
    coming = Q(spans__ends_at__gt=at, spans__starts_at__lt=at + timedelta(weeks=WEEKS_SHOWN))
    return found.annotate(n_coming=Count("spans", filter=coming))


def busy_spans(people: Iterable[Person], *, ends_after: datetime) -> list[Span]:
    """Return when one of ``people`` is busy; not who, and never with what."""
    spans = BusySpan.objects.filter(calendar__person__in=list(people), ends_at__gt=ends_after)
    return list(spans.values_list("starts_at", "ends_at"))


def is_busy(person: Person, *, starts_at: datetime, ends_at: datetime) -> bool:
    """Return whether the calendars of ``person`` say that they are busy within a span."""
    spans = BusySpan.objects.filter(calendar__person=person)
    return spans.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists()
