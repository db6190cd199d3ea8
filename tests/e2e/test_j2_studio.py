"""J2 in the studio: knobs, pairs by hand, scenarios, why and why not, mails, release, two yeses."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.factories import RoleGrantFactory
from upside.matching.models import Proposal, Round, Setup
from upside.matching.queries import setup_of
from upside.pairs.models import Pair

MENTEES = (("Agnès", "Fabre"), ("Basile", "Morin"), ("Chloé", "Petit"))
MENTORS = (("Noé", "Tanguy"), ("Inès", "Royer"), ("Karim", "Selmi"))
YES = "button[name=answer][value=yes]"
CHANGED = "/studio/change/"


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def people(cohort):
    """Return three mentees and mentors who all suit each other, and one whom nobody can teach."""
    mentees = [steps.mentee_in(cohort, first_name=a, last_name=b) for a, b in MENTEES]
    mentors = [steps.mentor_in(cohort, first_name=a, last_name=b) for a, b in MENTORS]
    alone = steps.mentee_in(cohort, first_name="Lou", last_name="Sans", want=("J2", 5))
    return mentees, mentors, alone


@pytest.fixture
def studio(visit, cohort, coordinator, people):
    visitor = visit(coordinator)
    visitor.open(f"/cohorts/{cohort.pk}/studio/")
    return visitor


def turn(visitor, selector, value):
    """Turn a knob, and wait until its effect stands on the page."""
    with visitor.page.expect_response(lambda answer: CHANGED in answer.url):
        visitor.find(selector).fill(value)
    expect(visitor.find("#result.htmx-request")).to_have_count(0)
    visitor.check_accessibility()


def keep(visitor, name):
    visitor.find("#keep input[name=name]").fill(name)
    visitor.leave_by('form[action$="/studio/save/"] button')


def answer_about(visitor, cohort, mentor, mentee):
    visitor.open(f"/cohorts/{cohort.pk}/by-hand/?mentor={mentor.pk}&mentee={mentee.pk}")
    visitor.sees("#answer")


def test_a_knob_shows_its_effect_at_once_and_is_taken_back(studio, cohort):
    expect(studio.find(".strip .figure b").first).to_have_text("3")

    turn(studio, "#id_weight_distance", "60")

    assert setup_of(cohort).weights["distance"] == 60
    expect(studio.find("#id_slider_distance")).to_have_value("60")
    studio.leave_by('form[action$="/studio/undo/"] button')
    assert setup_of(cohort) is None
    expect(studio.find("#id_weight_distance")).to_have_value("15")


def test_pairs_are_fixed_and_ruled_out_by_hand(studio, cohort, people):
    mentees, mentors, _alone = people
    for mentor, mentee in zip(mentors[:2], mentees[1::-1], strict=True):
        answer_about(studio, cohort, mentor, mentee)
        studio.press("#answer button[name=kind]:not([value=forbid])")
        studio.sees("#answer .badge.look")
    answer_about(studio, cohort, mentors[2], mentees[2])
    studio.press("#answer button[value=forbid]")
    studio.sees("#held li.held", times=3)
    studio.check_accessibility()

    studio.open(f"/cohorts/{cohort.pk}/studio/")
    expect(studio.find(".strip .figure b").first).to_have_text("2")
    kinds = sorted(hold["kind"] for hold in Setup.objects.order_by("number").last().holds)
    assert kinds == ["forbid", "lock", "lock"]


def test_two_scenarios_stand_side_by_side(studio, cohort):
    keep(studio, "As it is")
    turn(studio, "#id_weight_teach", "5")
    keep(studio, "Less teaching")

    studio.sees("#scenarios li", times=2)
    studio.leave_by("#scenarios header a")

    studio.sees("#who")
    assert set(Round.objects.values_list("name", "state")) == {
        ("As it is", "draft"), ("Less teaching", "draft"),
    }  # fmt: skip


def test_who_waits_reads_why_and_a_plan_becomes_pairs(visit, studio, cohort, people):
    mentees, _mentors, alone = people
    expect(studio.find("#result")).to_contain_text(alone.name)
    studio.leave_by('form[action$="/studio/run/"] button')

    studio.leave_by('.sheet a[href*="/mails/"]')
    studio.sees("main article, main .sheet")
    studio.page.go_back()
    studio.leave_by('form[action$="/release/"] button[name=which]')
    assert Proposal.objects.filter(state=Proposal.State.RELEASED).count() == 3

    proposal = Proposal.objects.get(mentee=mentees[0])
    for person in (proposal.mentee, proposal.mentor):
        other = visit()
        other.follow_mail(person)
        other.press(YES)
        expect(other.find(YES)).to_have_count(0)
    assert Pair.objects.get().mentee == mentees[0]
