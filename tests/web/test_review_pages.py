"""The page of the three questions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
)
from upside.feedback.models import Review
from upside.pairs.models import Pair

pytestmark = pytest.mark.django_db

HIGH = {"helps": "5", "both_ways": "4", "go_on": "5"}


@pytest.fixture
def pair(cohort):
    cohort.ends_on = timezone.localdate() + timedelta(days=60)
    cohort.save()
    now = timezone.now()
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=now)
    starts = now - timedelta(hours=3)
    SessionFactory(pair=pair, starts_at=starts, ends_at=starts + timedelta(hours=1), state="held")
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee", state="ready")
    return pair


def post(client, person, pair, data):
    client.force_login(person)
    return client.post(reverse("farewells:review", args=[pair.pk]), data, follow=True)


def test_home_leads_to_three_questions_that_are_kept(client, pair):
    client.force_login(pair.mentee)
    assert reverse("farewells:review", args=[pair.pk]) in client.get("/").content.decode()

    page = post(client, pair.mentee, pair, HIGH).content.decode()

    assert "Thank you, your answers are kept." in page
    assert "Talk to the coach?" not in page
    assert Review.objects.get().after == 1
    assert reverse("farewells:review", args=[pair.pk]) not in client.get("/").content.decode()


def test_a_low_answer_offers_the_coach_in_place(client, pair):
    coach = PersonFactory()
    RoleGrantFactory(person=coach, role="coach", programme=pair.cohort.programme)

    page = post(client, pair.mentee, pair, HIGH | {"go_on": "2"}).content.decode()

    assert "Talk to the coach?" in page
    assert f"mailto:{coach.email}" in page
    assert reverse("word:start") in page


def test_an_answer_is_missing_or_comes_too_late(client, pair):
    assert post(client, pair.mentor, pair, {"helps": "5"}).status_code == 422
    pair.sessions.all().delete()

    page = post(client, pair.mentor, pair, HIGH).content.decode()

    assert "There is nothing to answer here." in page
    assert not Review.objects.exists()


def test_the_coach_reads_it_on_the_page_of_a_pair_that_is_amber_or_red(client, pair):
    coach = PersonFactory()
    RoleGrantFactory(person=coach, role="coach", programme=pair.cohort.programme)
    post(client, pair.mentee, pair, HIGH)
    client.force_login(coach)
    facts = reverse("pairs:pair", args=[pair.pk])
    assert "The pair helps: 5 of 5" not in client.get(facts).content.decode()

    long_ago = timezone.now() - timedelta(days=100)
    pair.sessions.update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    Pair.objects.filter(pk=pair.pk).update(activated_at=long_ago)

    assert "The pair helps: 5 of 5" in client.get(facts).content.decode()
