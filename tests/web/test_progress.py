"""How far a pair has come: sessions for both, how sure one feels for oneself alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, PairFactory, SessionFactory, SkillFactory
from upside.feedback.actions import say_confidence
from upside.sessions.actions import record_exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cohort):
    cohort.programme.settings = {"n_sessions": 4}
    cohort.programme.save()
    return PairFactory(cohort=cohort, state="active")


def held(pair, days=0, sure=None, skill=None):
    start = MONDAY_NINE + timedelta(days=days)
    ends = start + timedelta(hours=1)
    session = SessionFactory(pair=pair, starts_at=start, ends_at=ends, state="held")
    if skill:
        usual = {"direction": "to_mentee", "kind": "skill", "by": pair.mentor, "at": start}
        learned = record_exchange(session, skill=skill, **usual)
        say_confidence(session, {learned.pk: sure}, by=pair.mentee, at=start)


def page(client, person, pair):
    client.force_login(person)
    return client.get(reverse("pairs:pair", args=[pair.pk]))


def test_before_the_first_session_nothing_is_drawn(client, pair):
    assert 'id="progress"' not in page(client, pair.mentee, pair).text


def test_sessions_held_stand_against_those_of_the_programme(client, pair):
    held(pair)

    shown = page(client, pair.mentor, pair)

    assert "1 of 4 sessions held" in shown.text
    assert shown.context["progress"].dots == [True, False, False, False]


def test_a_clinic_has_no_plan_to_stand_against(client, pair):
    pair.cohort.programme.settings = {"mode": "expert_clinic"}
    pair.cohort.programme.save()
    held(pair)

    assert "1 session held" in page(client, pair.mentee, pair).text
    assert page(client, pair.mentee, pair).context["progress"].dots == []


def test_how_sure_one_feels_is_drawn_for_oneself_alone(client, pair):
    skill = SkillFactory(labels={"en": "Prompting", "fr": "Requêtes"})
    held(pair, sure=2, skill=skill)
    held(pair, days=30, sure=7, skill=skill)

    mine = page(client, pair.mentee, pair)
    theirs = page(client, pair.mentor, pair)

    assert "from 2 to 7 of 10" in mine.text
    assert "You alone see this drawing." in mine.text
    (one,) = mine.context["progress"].stretches
    assert (one.from_x, one.to_x, one.is_back) == (22, 69, False)
    assert theirs.context["progress"].stretches == []
    assert "of 10" not in theirs.text


def test_more_sessions_than_planned_are_all_told(client, pair):
    for n in range(5):
        held(pair, days=n)

    assert "5 of 5 sessions held" in page(client, pair.mentee, pair).text
