"""A group from the coordinator's tick to a date that was held without one of its mentees."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import PairFactory, RoleGrantFactory
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.sessions.models import Session


@pytest.fixture
def pairs(cohort):
    mentor = steps.mentor_in(cohort)
    mentees = [steps.mentee_in(cohort), steps.mentee_in(cohort, first_name="Basile")]
    return [
        PairFactory(cohort=cohort, mentor=mentor, mentee=one, state=Pair.State.ACTIVE)
        for one in mentees
    ]


def test_from_two_pairs_to_a_date_held_without_one(visit, cohort, programme, pairs):
    coordinator = RoleGrantFactory(programme=programme).person
    mentor, away = pairs[0].mentor, pairs[1].mentee
    desk = visit(coordinator)
    desk.open(f"/cohorts/{cohort.pk}/groups/")
    desk.find("[name=name]").fill("La table ronde")
    desk.leave_by("form.sheet button")
    expect(desk.find("h2", has_text="La table ronde")).to_be_visible()

    own = visit(mentor)
    own.follow_mail(mentor)
    expect(own.find("h1")).to_contain_text("La table ronde")
    own.find("label.date").first.click()
    own.leave_by("#book form button.primary")
    own.sees("main li a strong")
    assert Notice.objects.filter(template="session_booked").count() == 3

    phone = visit(away, PHONE)
    phone.open(f"/sessions/{pairs[1].sessions.get().pk}/")
    expect(phone.find("h1")).to_contain_text("Noé")
    phone.sees("main section h2:has-text('La table ronde')")
    word = phone.says("Stay away", "absence")
    phone.press(f"details.more summary:has-text('{word}')")
    phone.leave_by("details.more button[name=answer][value=cancelled]")
    expect(phone.find("h1")).to_contain_text(phone.says("You stay away", "Vous êtes absent"))

    own.open(f"/sessions/{pairs[0].sessions.get().pk}/")
    expect(own.find("h1")).to_contain_text("La table ronde")
    assert Notice.objects.filter(template="gathering_changed", person=mentor).count() == 1
    for session in Session.objects.all():
        session.starts_at, session.ends_at = steps.yesterday(), steps.yesterday(1)
        session.booked_at = steps.yesterday() - timedelta(days=7)
        session.save()
    own.open("/")
    expect(own.find("h1")).to_contain_text("La table ronde")
    own.leave_by(".sheet a.primary")
    own.leave_by("button[name=answer][value=held]")
    states = Session.objects.order_by("pair").values_list("state", flat=True)
    assert list(states) == ["held", "cancelled"]
