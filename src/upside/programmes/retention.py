"""How long a cohort keeps what its people wrote for themselves and answered."""

from datetime import date

from upside.programmes.models import Cohort

__all__ = ["answers_go_on", "notes_days"]

NOTES_DAYS = 30
ANSWERS_MONTHS = 12
MONTHS = 12


def notes_days(cohort: Cohort) -> int:
    """Return how many days after the end of a pair, or of the cohort, private notes stay."""
    return int(cohort.settings.get("retention", {}).get("notes_days", NOTES_DAYS))


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
