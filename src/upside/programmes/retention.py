"""How long a cohort keeps what its people wrote for themselves and answered."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from upside.programmes.models import Cohort

__all__ = ["answers_go_on", "notes_days", "past_notes_days"]

Row = TypeVar("Row", bound=Model)

NOTES_DAYS = 30
ANSWERS_MONTHS = 12
MONTHS = 12


def notes_days(cohort: Cohort) -> int:
    """Return how many days after the end of a pair, or of the cohort, private notes stay."""
    return int(cohort.settings.get("retention", {}).get("notes_days", NOTES_DAYS))


def past_notes_days(
    rows: QuerySet[Row], cohort: Cohort, *, at: datetime, pair: str, written: str
) -> QuerySet[Row]:
    """Return those of ``rows`` of ``cohort`` whose days are over, as those of private notes.

    The days count from the end of the pair or of its cohort, whichever came first; for what was
    written after that, from its writing. ``pair`` leads from a row to its pair, ``written`` names
    when it was written.
    """
    limit = at - timedelta(days=notes_days(cohort))
    due = rows.filter(**{f"{pair}__cohort": cohort, f"{written}__lte": limit})
    if cohort.ends_on >= limit.date():
        due = due.filter(**{f"{pair}__closed_at__lte": limit})
    return due


def answers_go_on(cohort: Cohort) -> date:
    """Return the first day on which no pulse answer of ``cohort`` may be there any more."""
    months = int(cohort.settings.get("retention", {}).get("answers_months", ANSWERS_MONTHS))
    end = cohort.ends_on
    years, month = divmod(end.month - 1 + months, MONTHS)
    # the last days of a long month fall on the first of the next one
    next_month = date(end.year + years + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1)
    try:
        return end.replace(year=end.year + years, month=month + 1)
    except ValueError:
        return next_month
