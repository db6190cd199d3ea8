"""What is asked about a date once, before it is booked: times that people mostly do not mean."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upside.calendars.days_off import holiday_name, is_holiday
from upside.calendars.queries import is_busy
from upside.kernel.dates import clock, day
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.sessions.actions.refusals import BusyInOwnCalendar, DateInDoubt
from upside.sessions.common_time import Week
from upside.sessions.weeks import weeks_of

__all__ = ["ask_about_dates"]

A_DAY = timedelta(days=1)
EARLY, LATE = 8, 20


def ask_about_dates(
    pair: Pair, starts: Iterable[datetime], length: timedelta, *, by: Person
) -> None:
    """Refuse ``starts`` that are to be confirmed: ``by`` may book them all the same.

    Those at which ``by``, if they are one of the two, is busy by their calendar or has no hours in
    their week; a public holiday of either of the two; a time that is early or late by the clock of
    the other. What the calendar of anybody else says is never told this way, and stops nobody.
    """
    known = list(starts)
    busy: list[str] = []
    weeks = {}
    if by in pair.people:
        two = (by, pair.partner_of(by))
        weeks = dict(zip(two, weeks_of(pair.cohort_id, *two), strict=True))
        busy = [
            _busy(start, by)
            for start in known
            if is_busy(by, starts_at=start, ends_at=start + length)
        ]
    found = [*busy, *(said for start in known for said in _said(pair, start, length, by, weeks))]
    if found:
        found.append(_("Choose another date, or confirm this one below."))
        kind = BusyInOwnCalendar if busy else DateInDoubt
        raise kind(" ".join(dict.fromkeys(found)))


def _said(
    pair: Pair, start: datetime, length: timedelta, by: Person, weeks: dict[Person, Week]
) -> Iterator[str]:
    if holiday := _holiday(pair, start, by):
        yield holiday
        return
    if not weeks:
        return
    partner = pair.partner_of(by)
    local = start.astimezone(ZoneInfo(partner.time_zone))
    if weeks[by].slots and not _covers(weeks[by], start, length):
        yield _("%(day)s at %(time)s is outside the hours of your week.") % _when(start, by)
    if not EARLY <= local.hour < LATE and not _covers(weeks[partner], start, length):
        yield _("For %(name)s it is %(time)s then.") % {
            "name": partner.first_name or partner.name,
            "time": clock(local),
        }


def _covers(week: Week, start: datetime, length: timedelta) -> bool:
    days = start.date() - A_DAY, start.date() + A_DAY
    spans = replace(week, country="").spans(*days)
    return any(begins <= start and start + length <= ends for begins, ends in spans)


def _busy(start: datetime, by: Person) -> str:
    return _("Your calendar says that you are busy on %(day)s at %(time)s.") % _when(start, by)


def _holiday(pair: Pair, start: datetime, by: Person) -> str:
    """Return that ``start`` is a public holiday where the two work; empty where it is none."""
    territories = Locale.parse(get_language() or "en", sep="-").territories
    names = {}
    for person in pair.people:
        local = start.astimezone(ZoneInfo(person.time_zone)).date()
        if is_holiday(person.country, local):
            country = territories.get(person.country, person.country)
            names[country] = holiday_name(person.country, local)
    if not names:
        return ""
    said = _when(start, by)
    known = ({"country": one, "name": name} for one, name in names.items() if one)
    places = ", ".join(_("%(country)s: %(name)s") % one for one in known)
    if not places:
        return _("%(day)s is a public holiday nearly everywhere.") % said
    return _("%(day)s is a public holiday (%(places)s).") % {**said, "places": places}


def _when(start: datetime, by: Person) -> dict[str, str]:
    local = start.astimezone(ZoneInfo(by.time_zone))
    return {"day": day(local), "time": clock(local)}
