"""A circle of mentors, from its plan by the coordinator to “I come” on a phone."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import RoleGrantFactory
from upside.community.models import CircleDate, CircleInvitation
from upside.notices.models import Notice


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


def test_from_the_plan_to_i_come(visit, cohort, coordinator):
    mentor = steps.mentor_in(cohort)
    steps.mentor_in(cohort, first_name="Inès")
    desk = visit(coordinator)
    desk.open(f"/circles/{cohort.pk}/mentors/")
    desk.check_accessibility()
    desk.leave_by('a[href$="/new/"]')
    desk.find("[name=place]").fill("Salle Horizon")
    desk.check_accessibility()
    desk.leave_by("form.sheet button")
    desk.sees(".sheet h3")

    phone = visit(mentor, PHONE)
    phone.open("/")
    expect(phone.find("h1")).to_contain_text(phone.says("Circle of mentors", "Cercle des mentors"))
    phone.leave_by('.sheet a[href$="/mentors/"]')
    phone.leave_by("button[name=comes][value=yes]")
    expect(phone.find("article")).to_contain_text(mentor.name)
    phone.check_accessibility()
    assert CircleInvitation.objects.get(person=mentor).comes is True

    desk.open(f"/circles/{cohort.pk}/mentors/")
    expect(desk.find("article")).to_contain_text(
        desk.says("1 come, 0 cannot, 2 are invited.", "Oui\u00a0: 1, non\u00a0: 0")
    )
    desk.press("form[action$='/off/'] summary")
    desk.leave_by('form[action$="/off/"] button')
    assert CircleDate.objects.get().state == "called_off"
    assert Notice.objects.get(template="circle_called_off", person=mentor)
