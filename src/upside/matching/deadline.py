"""Until when a proposal stays open: always to the end of a day, in the company's time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from upside.kernel.days import company_day
from upside.matching.models import Choice, Proposal
from upside.programmes.models import Cohort

__all__ = ["closing_time", "end_of", "last_day_of", "last_day_to_choose"]

PROPOSAL_DAYS = 14


def closing_time(cohort: Cohort, at: datetime) -> datetime:
    """Return the midnight after the last full day that ``cohort`` gives from ``at`` on."""
    days = cohort.settings.get("proposal_days", PROPOSAL_DAYS)
    return end_of(company_day(at) + timedelta(days=days))


def end_of(day: date) -> datetime:
    """Return the midnight after ``day``."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=_zone())


def last_day_of(proposal: Proposal) -> date | None:
    """Return the last day on which ``proposal`` can be answered; None while it is a draft."""
    if proposal.expires_at is None:
        return None
    return company_day(proposal.expires_at - timedelta(seconds=1))


def last_day_to_choose(choice: Choice) -> date | None:
    """Return the last day on which people can choose or rank; None where none was set."""
    if choice.closes_at is None:
        return None
    return company_day(choice.closes_at - timedelta(seconds=1))


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
