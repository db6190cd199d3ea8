"""Which programme suits us: from twelve answers to a programme that is made as advised."""

import pytest
from django.urls import reverse

from tests.domain.test_suits import ALL_WELL, answers_for
from upside.programmes.models import Programme

pytestmark = pytest.mark.django_db

NEW = {
    "name_en": "Spring", "cohort_en": "One", "starts_on": "2026-03-02", "ends_on": "2026-09-01",
}  # fmt: skip


@pytest.fixture
def member(client, coordinator):
    client.force_login(coordinator)
    return client


def read(client, answers):
    return " ".join(client.get(reverse("suits:which"), answers).content.decode().split())


def test_the_questions_stand_on_one_page(member):
    text = read(member, {})
    assert "12 questions, three minutes." in text
    assert text.count("<fieldset") >= 12
    assert "Choose one answer." not in text


def test_open_questions_are_pointed_at(member):
    text = read(member, {"purpose": "gaps", "council": "nonsense"})
    assert "11 questions are still open." in text
    assert "suits you best" not in text


def test_a_template_is_proposed_with_its_reasons_and_settings(member):
    text = read(member, ALL_WELL)
    assert "“From need to pair” suits you best." in text
    assert "A profile of needs finds who can teach exactly what is missing." in text
    assert "An hour a month was promised." in text
    assert "What else could suit" in text
    assert "Start from this" in text


def test_not_now_says_what_would_have_to_change(member):
    text = read(member, ALL_WELL | {"moment": "layoffs", "time": "none"})
    assert "<h1>Not now.</h1>" in text
    assert "Do not start while jobs are cut" in text
    assert "Get a promise of time" in text
    assert "Prepare it already" in text


def test_a_template_that_is_not_here_has_a_near_one(member, monkeypatch):
    monkeypatch.setattr("upside.web.suits.views.template_names", lambda: ["need_profile_hr"])
    answers = answers_for("speed_meet")
    text = read(member, answers)
    assert "“Speed meeting” suits you best." in text
    assert "This template is not part of this installation yet." in text
    text = read(member, ALL_WELL | {"purpose": "digital", "time": "more"})
    assert "Start from “From need to pair”" in text


def test_template_and_settings_are_carried_over(member):
    answers = ALL_WELL | {"coordinator": "hours"}
    address = reverse("programmes:new", query={"template": "need_profile_hr", **answers})
    assert "Carried over from your answers" in member.get(address).content.decode()

    member.post(address, NEW)

    made = Programme.objects.get(names__en="Spring")
    assert made.settings["launch"]["pilot_pairs"] == 5
    assert made.versions.get(number=2).why.startswith("Set by twelve questions")


def test_without_answers_a_programme_is_its_template(member):
    member.post(reverse("programmes:new"), NEW)
    assert Programme.objects.get(names__en="Spring").versions.count() == 1
