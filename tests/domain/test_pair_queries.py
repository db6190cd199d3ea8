"""Who may know of a pair, and what a page may read of it."""

import pytest

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SkillFactory,
)
from upside.pairs.models import Pair
from upside.pairs.queries import (
    charter_of,
    coaches_of,
    contacts_of,
    pairs_arranged_by,
    pairs_assisted_by,
    pairs_of,
    pairs_run_by,
    pairs_visible_to,
    reasons_of,
)
from upside.pairs.states import MOVES
from upside.programmes.models import RoleGrant
from upside.programmes.queries import Contacts

pytestmark = pytest.mark.django_db

Role = RoleGrant.Role


def test_every_state_of_a_pair_has_its_line_and_the_end_is_the_end():
    assert set(MOVES) == set(Pair.State)
    assert MOVES[Pair.State.CLOSED] == frozenset()


def test_the_two_see_their_own_pair_and_no_other(cohort):
    pair = PairFactory(cohort=cohort)
    PairFactory(cohort=cohort)

    for person in pair.people:
        assert list(pairs_of(person)) == [pair] == list(pairs_visible_to(person))
        assert not pairs_run_by(person).exists()


def test_a_coordinator_runs_and_sees_the_pairs_of_the_programme(cohort, coordinator, stranger):
    pair = PairFactory(cohort=cohort)

    assert list(pairs_run_by(coordinator)) == [pair] == list(pairs_visible_to(coordinator))
    assert not pairs_visible_to(stranger).exists()
    assert not pairs_run_by(stranger).exists()


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.COACH, True), (Role.SPONSOR, False), (Role.EVALUATOR, False), (Role.AUDITOR, False)],
)
def test_of_the_other_roles_only_the_coach_sees_pairs(cohort, role, sees):
    PairFactory(cohort=cohort)
    person = RoleGrantFactory(programme=cohort.programme, role=role).person

    assert pairs_visible_to(person).exists() is sees
    assert not pairs_run_by(person).exists()


def test_an_assistant_is_known_to_the_mentees_pair_only(cohort):
    pair = PairFactory(cohort=cohort)
    assistant = PersonFactory()
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee", assistant=assistant)
    PairFactory(cohort=CohortFactory(), mentee=pair.mentee)

    assert list(pairs_assisted_by(assistant)) == [pair]
    assert list(pairs_arranged_by(assistant)) == [pair] == list(pairs_arranged_by(pair.mentor))
    assert not pairs_visible_to(assistant).exists()


def test_the_coaches_of_the_programme_are_known_to_its_pairs(cohort, coordinator):
    pair = PairFactory(cohort=cohort)
    coach = RoleGrantFactory(programme=cohort.programme, role=Role.COACH).person
    RoleGrantFactory(
        programme=cohort.programme, role=Role.COACH, person=PersonFactory(is_active=False)
    )
    RoleGrantFactory(role=Role.COACH)

    assert list(coaches_of(pair)) == [coach]


def test_charter_of_reads_the_programmes_own_settings(programme):
    clause = {"key": "stop", "title": {"en": "Stop", "fr": "Fin"}, "text": {"en": "Any day."}}
    programme.settings = {"charter": {"version": 3, "clauses": [clause]}}

    charter = charter_of(programme)

    assert charter.version == "3"
    assert [(c.key, c.title, c.text) for c in charter.clauses] == [("stop", "Stop", "Any day.")]


def test_a_programme_without_charter_has_an_empty_first_version(programme):
    assert charter_of(programme).version == "1"
    assert charter_of(programme).clauses == ()


def test_reasons_name_the_skills_they_know_in_their_order():
    first, second, back = (SkillFactory(code=code) for code in ("J9", "J1", "S2"))
    pair = PairFactory(
        reasons={
            "to_mentee": ["J9", "gone", "J1"],
            "to_mentor": ["S2"],
            "common_half_hours": 6,
            "units": ["Aubrac / Sales", ""],
            "languages": ["fr"],
        }
    )

    reasons = reasons_of(pair)

    assert reasons.to_mentee == (first, second)
    assert reasons.to_mentor == (back,)
    assert (reasons.common_half_hours, reasons.units) == (6, ("Aubrac / Sales",))
    assert reasons.languages == ("fr",)


def test_a_pair_without_reasons_has_none():
    reasons = reasons_of(PairFactory())

    assert (reasons.to_mentee, reasons.to_mentor, reasons.common_half_hours) == ((), (), 0)


def test_the_contacts_of_a_pair_are_those_who_still_work_here(cohort, django_assert_num_queries):
    pair = PairFactory(cohort=cohort)
    coach, coordinator, gone = (
        RoleGrantFactory(role=role, programme=cohort.programme).person
        for role in ("coach", "coordinator", "coach")
    )
    gone.is_active = False
    gone.save()

    with django_assert_num_queries(1):
        assert contacts_of(pair) == Contacts([coach], [coordinator])
