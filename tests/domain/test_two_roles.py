"""Who runs a programme and has its coach's role from before: no coach until one of the two goes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    RoleGrantFactory,
)
from upside.feedback import actions, queries
from upside.feedback.queries.concerns import concerns_without_reader
from upside.notices.models import Notice
from upside.pairs.actions import keep_exit, write_goals
from upside.pairs.exits import exits_told_to, readers_of
from upside.pairs.queries import (
    coaches_of,
    contacts_of,
    goals_shown_to,
    pairs_coached_by,
    pairs_run_by,
)
from upside.programmes.models import RoleGrant
from upside.programmes.queries import coaching, coaching_at_rest, standing_of
from upside.sessions.actions.nudging import nudge_pairs

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PLAN = {"messages": {"amber_to_coach_days": 5}}


@pytest.fixture
def pair():
    cohort = CohortFactory(ends_on=(MONDAY_NINE + 200 * DAY).date(), kept=PLAN)
    pair = PairFactory(cohort=cohort, state="active", activated_at=MONDAY_NINE)
    EnrolmentFactory(cohort=cohort, person=pair.mentor, role="mentor")
    return pair


@pytest.fixture
def both(pair):
    """A coach who was told things, and to whom an earlier version gave the programme as well."""
    grant = RoleGrantFactory(role="coach", programme=pair.cohort.programme)
    actions.speak_up(pair.cohort, pair=pair, by=pair.mentor, text="Alone.", at=MONDAY_NINE)
    keep_exit(pair, by=pair.mentor, at=MONDAY_NINE, reason="Small.", tells_coach=True)
    write_goals(
        pair, by=pair.mentor, learn="Sales", offer="Code", is_for_coach=True, at=MONDAY_NINE
    )
    RoleGrantFactory(role="coordinator", programme=pair.cohort.programme, person=grant.person)
    Notice.objects.all().delete()
    return grant.person


def read_by(person, pair):
    """What ``person`` reads of what people tell a coach, each as a number."""
    left = pair.exits.get()
    concern = queries.concerns_of(pair.mentor).get()
    return {
        "pairs": pairs_coached_by(person).count(),
        "goals": len(goals_shown_to(person, pair)),
        "exits": exits_told_to(person).count(),
        "exit": readers_of(left).count(person),
        "concerns": queries.concerns_for_coach(person).count(),
        "concern": queries.readers_of(concern).filter(pk=person.pk).count(),
        "named": coaches_of(pair).filter(pk=person.pk).count(),
        "contacts": contacts_of(pair).coaches.count(person),
        "roles": list(standing_of(person).roles).count("coach"),
    }


def test_who_holds_both_roles_reads_nothing_that_a_coach_is_told(pair, both):
    assert set(read_by(both, pair).values()) == {0}
    assert pairs_run_by(both).get() == pair
    assert contacts_of(pair).coordinators == [both]
    assert coaching_at_rest().get().person == both
    assert not coaching().exists()


def test_without_the_programme_they_are_its_coach_again(pair, both):
    RoleGrant.objects.filter(person=both, role="coordinator").delete()

    assert set(read_by(both, pair).values()) == {1}
    assert not coaching_at_rest().exists()


def test_who_runs_one_programme_coaches_another(pair, both):
    other = PairFactory()
    RoleGrantFactory(role="coach", programme=other.cohort.programme, person=both)

    assert pairs_coached_by(both).get() == other
    assert standing_of(both).roles == {"coach", "coordinator"}


def test_who_holds_both_roles_gets_no_nudge_for_a_coach(pair, both):
    assert nudge_pairs(at=MONDAY_NINE + 70 * DAY) == 0

    RoleGrant.objects.filter(person=both, role="coordinator").delete()
    assert nudge_pairs(at=MONDAY_NINE + 70 * DAY) == 1


def test_who_wrote_to_them_hears_that_nobody_reads_it(pair, both):
    assert list(concerns_without_reader()) == [queries.concerns_of(pair.mentor).get()]


def test_the_team_page_says_so_until_one_role_is_taken_back(client, pair, both):
    client.force_login(both)
    team = reverse("programmes:team", args=[pair.cohort_id])

    assert "reads nothing that people tell a coach" in client.get(team).content.decode()

    coach = RoleGrant.objects.get(person=both, role="coach")
    client.post(reverse("programmes:revoke", args=[pair.cohort_id, coach.pk]))
    assert "reads nothing that people tell a coach" not in client.get(team).content.decode()
