"""Booking over what one's own calendar says: asked about once, then done."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from upside.calendars.queries import is_busy
from upside.people.models import Person
from upside.sessions.actions.refusals import BusyInOwnCalendar

__all__ = ["ask_about_own_calendar"]


def ask_about_own_calendar(by: Person, starts: Iterable[datetime], length: timedelta) -> None:
    """Refuse the first of ``starts`` at which ``by`` themselves is busy by their calendar.

    What the calendar of anybody else says is never told this way, and stops nobody.
    """
    for start in starts:
        if is_busy(by, starts_at=start, ends_at=start + length):
            local = start.astimezone(ZoneInfo(by.time_zone))
            raise BusyInOwnCalendar(
                _(
                    "Your calendar says that you are busy on %(day)s at %(time)s. Choose another"
                    " date, or tick that you book it all the same."
                )
                % {"day": date_format(local), "time": date_format(local, "H:i")}
            )
