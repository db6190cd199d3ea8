"""Dates as the two read them: each in their own time, both where their clocks differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from upside.people.models import Person
from upside.programmes.momentum import RHYTHM

__all__ = ["DateChoice", "choices_of", "first_two", "their_time"]


@dataclass(frozen=True, slots=True)
class DateChoice:
    """One start to choose: what the form sends, and the partner's clock where it differs."""

    value: str
    starts_at: datetime
    theirs: datetime | None


def their_time(instant: datetime, person: Person) -> datetime | None:
    """Return the wall clock of ``person`` at ``instant``; None where the reader's shows the same.

    Without a zone, so that a template does not turn it back into the reader's time.
    """
    theirs = instant.astimezone(ZoneInfo(person.time_zone))
    ours = timezone.localtime(instant)
    return None if theirs.utcoffset() == ours.utcoffset() else theirs.replace(tzinfo=None)


def choices_of(starts: Iterable[datetime], partner: Person) -> list[DateChoice]:
    """Return ``starts`` as choices, with the time of ``partner`` beside them where it differs."""
    return [
        DateChoice(start.astimezone(UTC).isoformat(), start, their_time(start, partner))
        for start in starts
    ]


def first_two(choices: list[DateChoice], rhythm_days: int = RHYTHM) -> list[str]:
    """Return the soonest choice and the first one about a rhythm later: ticked beforehand."""
    if not choices:
        return []
    first = choices[0]
    later = (c for c in choices if c.starts_at - first.starts_at >= timedelta(days=rhythm_days))
    second = next(later, choices[-1])
    return list(dict.fromkeys((first.value, second.value)))
