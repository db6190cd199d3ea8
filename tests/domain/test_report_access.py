"""Who may read a report, role by role, and how a programme closes it to its sponsors."""

import pytest

from tests.factories import RoleGrantFactory
from upside.insights.queries import reports_visible_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "sees"),
    [("coordinator", True), ("sponsor", True), ("auditor", True), ("coach", False)],
)
def test_report_is_for_those_who_answer_for_the_programme(cohort, role, sees):
    person = RoleGrantFactory(role=role, programme=cohort.programme).person

    assert reports_visible_to(person).contains(cohort) is sees


@pytest.mark.parametrize(
    ("role", "sees"), [("coordinator", True), ("sponsor", False), ("auditor", True)]
)
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_programme_may_close_its_report_to_sponsors(cohort, role, sees, is_kept):
    said = {"visibility": {"sponsor_reads_report": False}}
    cohort.kept = said if is_kept else {}
    cohort.save()
    cohort.programme.settings = {} if is_kept else said
    cohort.programme.save()
    person = RoleGrantFactory(role=role, programme=cohort.programme).person

    assert reports_visible_to(person).contains(cohort) is sees


def test_a_launched_cohort_shows_its_report_as_its_own_version_says(cohort):
    cohort.kept = {"visibility": {"sponsor_reads_report": True}}
    cohort.save()
    cohort.programme.settings = {"visibility": {"sponsor_reads_report": False}}
    cohort.programme.save()
    sponsor = RoleGrantFactory(role="sponsor", programme=cohort.programme).person

    assert reports_visible_to(sponsor).contains(cohort)


def test_whoever_also_coordinates_reads_the_report_that_is_closed_to_sponsors(cohort):
    cohort.kept = {"visibility": {"sponsor_reads_report": False}}
    cohort.save()
    sponsor = RoleGrantFactory(role="sponsor", programme=cohort.programme).person
    RoleGrantFactory(role="coordinator", programme=cohort.programme, person=sponsor)

    assert reports_visible_to(sponsor).get().is_run
