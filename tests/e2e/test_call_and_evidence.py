"""From the launch to a place: gates, an open call with one place, a waiting list, evidence."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.visitor import PHONE
from tests.factories import CohortFactory, PersonFactory, RoleGrantFactory, UnitFactory
from upside.programmes.models import Enrolment, LaunchRecord
from upside.skills.actions import set_level
from upside.skills.models import Skill

QUESTION = {"key": "why", "type": "short", "label": {"en": "Why you?", "fr": "Pourquoi vous ?"}}


@pytest.fixture
def cohort(programme):
    programme.settings |= {"application": {"questions": [QUESTION | {"required": True}]}}
    programme.save()
    today = timezone.localdate()
    return CohortFactory(
        programme=programme,
        starts_on=today,
        ends_on=today + timedelta(days=240),
        launched_at=None,
    )


@pytest.fixture
def coordinator(cohort):
    RoleGrantFactory(programme=cohort.programme, role="sponsor")
    return RoleGrantFactory(programme=cohort.programme).person


def launch(desk, cohort):
    """Read what is missing, settle it, and launch."""
    desk.open(f"/cohorts/{cohort.pk}/")
    desk.leave_by(f'.section-tabs a[href$="/{cohort.pk}/launch/"]')
    for gate in LaunchRecord.Gate.values:
        desk.find(f"input[name={gate}-reference]").fill("HR-2026-041")
    desk.leave_by("button[name=launch]")
    desk.sees(".alert.well")


def open_a_call(desk, cohort, text):
    """Give mentors one place and open the call, after words of age were named and mended."""
    desk.open(f"/cohorts/{cohort.pk}/places/")
    desk.find("input[name=mentors]").fill("1")
    desk.leave_by("main form button.primary")
    desk.open(f"/cohorts/{cohort.pk}/call/")
    for code in ("en", "fr"):
        desk.find(f"textarea[name=text_{code}]").fill("For young talents / Pour nos jeunes talents")
    desk.leave_by("main form button.primary")
    expect(desk.find("main")).to_contain_text(
        desk.says("young talents”: rather", "jeunes talents »")
    )
    for code in ("en", "fr"):
        desk.find(f"textarea[name=text_{code}]").fill(text)
    desk.leave_by("main form button.primary")
    return desk.find('main a[href^="/calls/"]').get_attribute("href")


def apply(visitor, address):
    """Open the call; without an answer it is refused, with one it is taken."""
    visitor.open(address)
    visitor.press("button[name=role][value=mentor]")
    visitor.sees_refusal()
    visitor.find("main input[type=text]").fill("I show my team how to ask.")
    visitor.leave_by("button[name=role][value=mentor]")


def test_a_call_with_one_place_lets_the_next_one_in_when_somebody_leaves(
    visit, cohort, coordinator
):
    first, second = PersonFactory(first_name="Léa"), PersonFactory(first_name="Tom")
    desk = visit(coordinator)
    launch(desk, cohort)
    address = open_a_call(desk, cohort, "Show what you know / Montrez ce que vous savez")

    lea, tom = visit(first, PHONE), visit(second, PHONE)
    apply(lea, address)
    apply(tom, address)
    states = dict(Enrolment.objects.values_list("person", "state"))
    assert states == {first.pk: "accepted", second.pk: "waiting"}
    expect(tom.find("main")).to_contain_text("1")
    desk.open(f"/cohorts/{cohort.pk}/people/?state=waiting")
    expect(desk.find("main")).to_contain_text(second.name)

    lea.open(f"/places/{Enrolment.objects.get(person=first).pk}/")
    lea.leave_by("form[action$='/withdraw/'] button")
    tom.follow_mail(second)

    assert Enrolment.objects.get(person=second).state == "accepted"
    tom.sees("#share, #want, [id^=block]")


def test_a_colleague_attests_a_level_and_the_mentor_contests_it(visit, programme):
    now, unit = timezone.now(), UnitFactory()
    mentor = PersonFactory(first_name="Noé", unit=unit)
    colleague = PersonFactory(first_name="Zoé", last_name="Vauquelin", unit=unit)
    topic = Skill.objects.get(code="J1")
    set_level(mentor, topic, 5, by=mentor, at=now)

    phone = visit(mentor, PHONE)
    phone.open(f"/levels/{topic.pk}/")
    phone.find("#q").fill("vauq")
    phone.sees("#found li")
    phone.leave_by("#found li button")

    desk = visit(colleague)
    desk.follow_mail(colleague)
    desk.tick("input[name=level][value='6']")
    desk.leave_by("main form button.primary")

    phone.follow_mail(mentor)
    phone.open(f"/levels/{topic.pk}/")
    expect(phone.find("h1")).to_contain_text("6")
    phone.press("details:has(form[action$='/contest/']) summary")
    phone.find("form[action$='/contest/'] textarea").fill("We did not work on it.")
    phone.leave_by("form[action$='/contest/'] button")
    expect(phone.find("h1")).to_contain_text("5")
