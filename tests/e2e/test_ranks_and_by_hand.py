"""Two more ways to an active pair: both sides rank and a round honours it, and a pair by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import RoleGrantFactory
from upside.matching.models import Proposal
from upside.pairs.models import Pair
from upside.programmes.models import Wish
from upside.programmes.templates import load_template

RELEASE = 'form[action$="/release/"] button'
SIGN = 'form[action$="/sign/"] button'
YES = "button[name=answer][value=yes]"


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


def goes_by(programme, **changed):
    programme.settings = {**load_template("need_profile_hr"), **changed}
    programme.save()


def say_of(visitor, person, **words):
    """Follow the mail about the list, and say a word of each person on it, by their key."""
    visitor.follow_mail(person)
    for name, word in words.items():
        visitor.find(f"[name={name}]").select_option(word)
    visitor.leave_by('form[action$="/short-list/rank/"] button')
    visitor.sees(".alert.well, .said")


def both_accept_and_sign(visit, mentor, mentee):
    """Say yes from the mail, then sign, each; return the pair as it stands then."""
    visitors = {one: visit(size=PHONE) for one in (mentor, mentee)}
    for one, visitor in visitors.items():
        visitor.follow_mail(one)
        visitor.leave_by(YES)
    pair = Pair.objects.get(mentor=mentor, mentee=mentee)
    for visitor in visitors.values():
        visitor.open(f"/pairs/{pair.pk}/")
        visitor.press(SIGN)
        expect(visitor.find(SIGN)).to_have_count(0)
    pair.refresh_from_db()
    return pair


def test_from_ranks_of_both_sides_to_an_active_pair(visit, programme, cohort, coordinator):
    goes_by(programme, mode="hybrid")
    mentee = steps.mentee_in(cohort)
    liked, other = (steps.mentor_in(cohort, first_name=name) for name in ("Basile", "Inès"))
    desk = visit(coordinator)
    desk.open(f"/cohorts/{cohort.pk}/short-lists/")
    desk.leave_by('form[action$="/prepare/"] button')
    desk.find("[name=last_day]").fill(str(timezone.localdate() + timedelta(days=14)))
    desk.leave_by('form[action$="/open/"] button')

    say_of(visit(size=PHONE), mentee, **{f"p{liked.pk}": "1", f"p{other.pk}": "veto"})
    say_of(visit(size=PHONE), liked, **{f"p{mentee.pk}": "1"})
    desk.open(f"/cohorts/{cohort.pk}/short-lists/")
    assert Wish.objects.count() == 3
    desk.leave_by('form[action$="/close/"] button')
    desk.leave_by(f'aside a[href$="/cohorts/{cohort.pk}/rounds/"]')
    desk.press('form[action$="/rounds/run/"] button')
    desk.sees(RELEASE)
    desk.press(RELEASE)
    desk.sees(".figure", times=5)

    assert not Proposal.objects.filter(mentor=other).exists()
    assert both_accept_and_sign(visit, liked, mentee).state == Pair.State.ACTIVE


def test_from_two_people_chosen_by_hand_to_an_active_pair(visit, programme, cohort, coordinator):
    goes_by(programme, mode="manual")
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    desk = visit(coordinator)
    desk.open(f"/cohorts/{cohort.pk}/by-hand/")
    desk.find("[name=mentor]").select_option(str(mentor.pk))
    desk.find("[name=mentee]").select_option(str(mentee.pk))
    desk.leave_by("form[method=get] button")
    desk.find("#reason-propose").fill("They run the same kind of plant.")
    desk.leave_by('form[action$="/propose/"] button')
    desk.leave_by('#chosen a[href^="/rounds/"]')
    desk.press(RELEASE)
    desk.sees(".figure", times=5)

    assert both_accept_and_sign(visit, mentor, mentee).state == Pair.State.ACTIVE
