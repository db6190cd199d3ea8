"""Who takes the lead in a pair: who proposes the dates, and whom reminders go to."""

from upside.programmes.models import Cohort, Enrolment

__all__ = ["leading_roles"]


def leading_roles(cohort: Cohort) -> frozenset[str]:
    """Return the roles that take the lead: one of the two, or both."""
    said = cohort.settings.get("drives", "both")
    return frozenset(Enrolment.Role.values if said == "both" else [said])
