"""Which day it is: by the company's clock, and for everybody, wherever they live."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils.timezone import get_default_timezone, localtime

__all__ = ["company_day", "newest_day", "oldest_day"]

FIRST_ZONE = ZoneInfo("Pacific/Kiritimati")
LAST_ZONE = timezone(timedelta(hours=-12))


def company_day(at: datetime) -> date:
    """Return the day by the company's clock, by which cohorts begin and end."""
    return localtime(at, get_default_timezone()).date()


def newest_day(at: datetime) -> date:
    """Return the latest date that anybody has at ``at``: no day after it has begun anywhere."""
    return at.astimezone(FIRST_ZONE).date()


def oldest_day(at: datetime) -> date:
    """Return the earliest date that anybody has at ``at``: a day before it is over."""
    return at.astimezone(LAST_ZONE).date()
