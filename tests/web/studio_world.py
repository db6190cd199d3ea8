"""A studio with everything in it: scenarios to compare, a change to undo, a round to compute."""

from django.urls import reverse

from tests.factories import MONDAY_NINE, CohortFactory, ready_mentee, ready_mentor
from upside.matching.actions import change_setup, save_scenario
from upside.matching.problem import studio_settings

__all__ = ["filled_studio", "pages_of_studio"]


def filled_studio(programme, by):
    """Return a cohort whose studio has two scenarios that differ, and both of these."""
    cohort = CohortFactory(programme=programme)
    for _n in range(2):
        ready_mentee(cohort)
        ready_mentor(cohort)
    one = save_scenario(cohort, name="As it was", by=by, at=MONDAY_NINE)
    rules = {
        code: told for code, told in studio_settings(cohort)["rules"].items() if code != "slots"
    }
    change_setup(cohort, rules=rules, change={"control": "rule:slots"}, by=by, at=MONDAY_NINE)
    other = save_scenario(cohort, name="At any time", by=by, at=MONDAY_NINE)
    return cohort, one, other


def pages_of_studio(programme, by):
    """Return the pages of the studio, by role."""
    cohort, one, _other = filled_studio(programme, by)
    names = ("studio:studio", "studio:compare")
    pages = [("coordinator", reverse(name, args=[cohort.pk])) for name in names]
    return [*pages, ("coordinator", reverse("matching:round", args=[one.pk]))]
