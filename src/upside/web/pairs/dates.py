"""Dates as the two read them: each in their own time, both where their clocks differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upside.calendars.days_off import holiday_name, is_holiday
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.momentum import RHYTHM
from upside.web.templatetags.writing import day

__all__ = ["DateChoice", "choices_of", "first_two", "holiday_sentences", "their_time"]


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


def holiday_sentences(pair: Pair, starts: Iterable[datetime]) -> list[str]:
    """Return a sentence for each of ``starts`` that is a public holiday of one of the two."""
    territories = Locale.parse(get_language() or "en", sep="-").territories
    found = []
    for start in starts:
        for person in pair.people:
            local = start.astimezone(ZoneInfo(person.time_zone))
            if not is_holiday(person.country, local.date()):
                continue
            said = {
                "day": day(local),
                "name": holiday_name(person.country, local.date()),
                "country": territories.get(person.country, person.country),
            }
            found.append(
                _(
                    "%(day)s is a public holiday (%(country)s: %(name)s). The session is booked;"
                    " cancel it if you did not mean to."
                )
                % said
                if person.country
                else _(
                    "%(day)s is a public holiday nearly everywhere. The session is booked; cancel"
                    " it if you did not mean to."
                )
                % said
            )
    return [sentence[:1].upper() + sentence[1:] for sentence in dict.fromkeys(found)]
