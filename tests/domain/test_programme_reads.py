import pytest

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PersonFactory,
    RoleGrantFactory,
)
from upside.people.models import PeopleImport
from upside.programmes import queries
from upside.programmes.models import Enrolment, RoleGrant

pytestmark = pytest.mark.django_db
State, Mentor, Mentee = Enrolment.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
Role = RoleGrant.Role


def test_a_coordinator_runs_their_own_programmes_only(cohort, coordinator, stranger):
    place = EnrolmentFactory(cohort=cohort)
    assert list(queries.programmes_run_by(coordinator)) == [cohort.programme]
    assert list(queries.cohorts_run_by(coordinator)) == [cohort]
    assert list(queries.enrolments_run_by(coordinator)) == [place]
    for rows in (queries.cohorts_run_by(stranger), queries.enrolments_run_by(stranger)):
        assert not rows.exists()


def test_cohorts_are_visible_by_the_role_that_is_asked_for(cohort):
    coach = RoleGrantFactory(programme=cohort.programme, role=Role.COACH).person
    assert list(queries.cohorts_visible_to(coach, Role.COACH, Role.SPONSOR)) == [cohort]
    assert not queries.cohorts_visible_to(coach, Role.SPONSOR).exists()
    assert not queries.cohorts_run_by(coach).exists()


def test_a_place_is_its_persons_own():
    place = EnrolmentFactory()
    assert list(queries.enrolments_of(place.person)) == [place]
    assert not queries.enrolments_of(PersonFactory()).exists()


def test_the_standing_of_somebody_says_what_they_are():
    place = EnrolmentFactory(assistant=PersonFactory())
    administrator = RoleGrantFactory(role=Role.ADMINISTRATOR, programme=None).person
    auditor = RoleGrantFactory(role=Role.AUDITOR).person
    coordinator = RoleGrantFactory().person
    assert queries.standing_of(place.person).takes_part
    assert queries.standing_of(place.assistant).assists
    assert queries.standing_of(administrator).is_administrator
    assert queries.standing_of(auditor).may_audit
    assert queries.standing_of(coordinator).runs_programmes


def test_the_roster_is_for_coordinators_and_administrators():
    administrator = RoleGrantFactory(role=Role.ADMINISTRATOR, programme=None).person
    sponsor = RoleGrantFactory(role=Role.SPONSOR).person
    assert queries.roster_visible_to(administrator).count() == 2
    assert not queries.roster_visible_to(sponsor).exists()


def test_imports_are_their_authors_own(coordinator):
    at = coordinator.role_grants.get().programme.created_at
    PeopleImport.objects.create(file_name="a.csv", uploaded_by=coordinator, uploaded_at=at)
    assert queries.imports_run_by(coordinator).count() == 1
    assert not queries.imports_run_by(PersonFactory()).exists()


def test_who_can_be_invited_works_here_and_has_no_place_yet(cohort, coordinator):
    EnrolmentFactory(cohort=cohort)
    PersonFactory(is_active=False)
    free = PersonFactory(last_name="Zola", email=None)
    assert list(queries.people_to_invite(coordinator, cohort)) == [coordinator, free]
    assert not queries.people_to_invite(PersonFactory(), cohort).exists()


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("camille oz", 1),
        ("ozanne", 1),
        ("ozan@aubrac", 1),
        ("X77", 1),
        ("oz", 0),
        ("", 0),
        ("zzz", 0),
        ("gone ozanne", 0),
    ],
)
def test_colleagues_are_found_by_name_mail_or_id(text, n):
    asking = PersonFactory(last_name="Ozanne", first_name="Zoé")
    PersonFactory(
        first_name="Camille", last_name="Ozanne", email="ozan@aubrac.example", external_id="X77"
    )
    PersonFactory(first_name="Gone", last_name="Ozanne", is_active=False)
    assert len(queries.people_to_name(asking, text)) == n


def crowd(cohort, role, n):
    return [EnrolmentFactory(cohort=cohort, role=role).person for _each in range(n)]


def test_needs_of_a_list_cost_one_query(django_assert_num_queries):
    cohort = CohortFactory()
    crowd(cohort, Mentor, 3)
    with django_assert_num_queries(1):
        rows = queries.with_needs(Enrolment.objects.all())
        assert all(queries.missing_for_ready(row) == ["slot", "want"] for row in rows)


def test_whoever_holds_a_role_is_known_by_key(coordinator):
    PersonFactory()
    assert queries.people_with_a_role() == {coordinator.pk}


def test_cohorts_carry_their_counts(cohort, coordinator, django_assert_num_queries):
    for state in (State.INVITED, State.ACCEPTED, State.READY):
        EnrolmentFactory(cohort=cohort, state=state)
    CohortFactory(programme=cohort.programme)
    with django_assert_num_queries(1):
        rows = list(queries.with_counts(queries.cohorts_run_by(coordinator)))
    assert [(row.n_invited, row.n_in, row.n_ready) for row in rows] == [(0, 0, 0), (3, 2, 1)]
