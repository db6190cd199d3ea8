"""Grids cast mentors: grid, notice, three evaluators alone, result with agreement, contest."""

import pytest
import sklearn.metrics  # noqa: F401 - three seconds, before anybody waits for a page
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import PersonFactory, RoleGrantFactory
from upside.grids.models import Evaluation

NAMES = (("Ines", "Abadie"), ("Hugo", "Bastide"), ("Maud", "Cassagne"))
# what each sees: the topic, then the six ways of being a mentor
SEEN = ((6, 5, 4, 4, 5, 3, 6), (5, 5, 4, 5, 4, 3, 6), (6, 6, 5, 4, 5, 4, 6))


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def evaluators(programme):
    people = [PersonFactory(first_name=first, last_name=last) for first, last in NAMES]
    for person in people:
        RoleGrantFactory(person=person, programme=programme, role="evaluator")
    return people


def put_up(desk, cohort, mentor, evaluators):
    """Take the ready grid and put the mentor up, from the tabs of the cohort."""
    desk.open(f"/cohorts/{cohort.pk}/")
    desk.leave_by(f'.section-tabs a[href="/cohorts/{cohort.pk}/evaluations/"]')
    desk.leave_by('main a[href$="/grid/"]')
    desk.leave_by("button[name=block][value=ready]")
    desk.leave_by('main .folio a[href$="/evaluations/"]')
    desk.leave_by(f'main td a[href$="/{mentor.enrolments.get().pk}/"]')
    for person in evaluators:
        desk.tick(f"input[name=evaluators][value='{person.pk}']")
    desk.leave_by("main form button.primary")


def read_the_notice(phone):
    """Choose what is proposed and say that the notice was read."""
    phone.leave_by("main .sheet a.btn.primary")
    expect(phone.find("select")).to_have_value("J1")
    phone.tick("input[name=read]")
    phone.leave_by('form[action$="/read/"] button')


def fill_in(visitor, seen):
    """Rate every criterion, keyboard and labels alone, and submit for good."""
    visitor.leave_by("main .list a.btn")
    for number, rating in enumerate(seen):
        visitor.find("main .seg").nth(number).locator("label", has_text=f"{rating}").click()
    visitor.find("textarea").first.fill("Showed it on a file of the team.")
    visitor.leave_by("button[name=do][value=submit]")


def test_three_evaluators_cast_a_mentor(visit, cohort, coordinator, evaluators):
    mentor = steps.mentor_in(cohort)
    desk, phone = visit(coordinator), visit(mentor, size=PHONE)
    put_up(desk, cohort, mentor, evaluators)
    phone.follow_mail(mentor)
    phone.open("/")
    read_the_notice(phone)
    visitors = [visit(person, size=PHONE) for person in evaluators]
    for visitor, seen in zip(visitors, SEEN, strict=True):
        visitor.open("/")
        fill_in(visitor, seen)

    expect(visitors[2].find("main table tbody tr")).to_have_count(7)
    visitors[2].sees(".figure b")  # agreement of the three

    phone.follow_mail(mentor)
    phone.sees(".figure b")
    phone.leave_by('main a[href$="/letter/"]')
    expect(phone.find(".letter h3")).to_have_count(7)
    phone.leave_by("main .folio a")
    phone.find("textarea").fill("My tool was down.")
    phone.leave_by('form[action$="/contest/"] button')
    phone.sees("main p.alert.look")

    desk.open(f"/cohorts/{cohort.pk}/evaluations/{mentor.enrolments.get().pk}/")
    desk.sees("main .letter")
    expect(desk.find("input[name=evaluators]")).to_have_count(0)  # these three made the first
    assert Evaluation.objects.get().is_eligible is True
