"""What the report says of the end of pairs: means of eight people, before only where it is safe."""

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, PairFactory, SkillFactory
from upside.insights.endings import endings_of
from upside.pairs.farewell_models import LevelThen

pytestmark = pytest.mark.django_db


def answers(cohort, n, *, before=None):
    skill = SkillFactory()
    for _turn in range(n):
        pair = PairFactory(cohort=cohort)
        LevelThen.objects.create(
            pair=pair, person=pair.mentee, skill=skill, before=before, then=2, now=5,
            said_at=MONDAY_NINE,
        )  # fmt: skip


def test_seven_people_are_not_told_of_and_eight_are(cohort):
    answers(cohort, 7, before=4)
    assert endings_of(cohort).shift is None
    assert not endings_of(cohort).has_any

    answers(cohort, 1, before=4)
    found = endings_of(cohort)
    assert (found.shift.n_people, found.shift.then, found.shift.now) == (8, 2, 5)
    assert found.known_before.before == 4


@pytest.mark.parametrize(("without", "told"), [(1, False), (7, False), (8, True)])
def test_levels_before_stand_apart_only_where_nobody_is_found_by_subtraction(cohort, without, told):
    answers(cohort, 8, before=4)
    answers(cohort, without)

    found = endings_of(cohort)

    assert found.shift.before is None
    assert (found.known_before is not None) == told


def test_the_report_says_it_with_n_and_its_limits(client, cohort, coordinator):
    answers(cohort, 8, before=4)
    client.force_login(coordinator)

    page = client.get(reverse("insights:endings", args=[cohort.pk])).content.decode()

    assert "level 5.0 of 8 now and, looking back, 2.0 at the start; n = 8 people" in page
    assert "4.0 then said" in page
    assert "there is no comparison group" in page
