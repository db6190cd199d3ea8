"""How long a session of a programme lasts."""

from upside.programmes.models import Cohort

__all__ = ["session_minutes"]

MINUTES = 60


def session_minutes(cohort: Cohort) -> int:
    """Return how many minutes a session of ``cohort`` lasts."""
    return int(cohort.settings.get("session_minutes", MINUTES))
