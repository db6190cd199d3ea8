"""J2: from ready people over a round, its reasons and its release to two yeses."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.e2e import steps
from tests.factories import RoleGrantFactory
from upside.matching.models import Proposal, Round
from upside.pairs.models import Pair

RUN = 'form[action$="/rounds/run/"] button'
RELEASE = 'form[action$="/release/"] button'
YES = "button[name=answer][value=yes]"


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def people(cohort):
    """Return a mentee and a mentor who suit each other, and a mentee whom nobody can teach."""
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    alone = steps.mentee_in(cohort, first_name="Lou", last_name="Sans", want=("J2", 5))
    return mentee, mentor, alone


def run_a_round(visitor, cohort):
    visitor.open(f"/cohorts/{cohort.pk}/rounds/")
    visitor.press(RUN)
    visitor.sees(RELEASE)
    visitor.check_accessibility()


def read_the_reasons(visitor):
    """Open the reasons beside the table, and the page with what the two will read."""
    visitor.press("td.lock a[href*='/why/']")
    visitor.sees("#why #why-title")
    visitor.check_accessibility()
    visitor.press("#why a")
    visitor.sees("main h1")
    visitor.check_accessibility()
    visitor.page.go_back()
    visitor.sees(RELEASE)


def accept(visitor, person):
    visitor.follow_mail(person)
    visitor.press(YES)
    expect(visitor.find(YES)).to_have_count(0)
    visitor.check_accessibility()


def test_a_round_names_who_is_left_over_and_why(visit, cohort, coordinator, people):
    mentee, mentor, alone = people
    visitor = visit(coordinator)

    run_a_round(visitor, cohort)

    row = visitor.find(".pairtable tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(mentor.name)
    expect(row).to_contain_text(mentee.name)
    left = visitor.find("main .list li", has_text=alone.name)
    assert len(left.inner_text()) > len(alone.name) + 20, "a reason stands beside the name"


def test_the_coordinator_reads_why_before_anybody_is_told(visit, cohort, coordinator, people):
    visitor = visit(coordinator)
    run_a_round(visitor, cohort)

    read_the_reasons(visitor)

    expect(visitor.find("#reads .sheet")).to_have_count(2)
    assert Round.objects.get().state == Round.State.DRAFT
    assert mail.outbox == []


def test_a_released_pair_forms_when_both_say_yes(visit, cohort, coordinator, people):
    mentee, mentor, _alone = people
    visitor = visit(coordinator)
    run_a_round(visitor, cohort)
    visitor.press(RELEASE)
    visitor.sees(".figure", times=5)
    visitor.check_accessibility()

    accept(visit(), mentor)
    assert not Pair.objects.exists()
    accept(visit(), mentee)

    pair = Pair.objects.get()
    assert (pair.mentor, pair.mentee) == (mentor, mentee)
    visitor.open(f"/pairs/{pair.pk}/")
    expect(visitor.find("main .two")).to_contain_text(mentor.name)


def test_a_no_ends_the_proposal_and_its_reason_stays_with_its_author(
    visit, cohort, coordinator, people
):
    mentee, mentor, _alone = people
    proposal = steps.propose(cohort, by=coordinator)
    visitor = visit(mentor)
    visitor.open(f"/proposals/{proposal.pk}/")
    visitor.press("details.more:has([name=reason]) > summary")
    visitor.find("[name=reason]").fill("Zanzibar")
    visitor.press("button[name=answer][value=no]")
    expect(visitor.find(".well")).to_contain_text("Zanzibar")
    visitor.check_accessibility()

    assert Proposal.objects.get().state == Proposal.State.DECLINED
    for other, path in ((mentee, "proposals/%s/"), (coordinator, "rounds/%s/")):
        key = proposal.pk if other is mentee else proposal.round_id
        reader = visit(other)
        reader.open("/" + path % key)
        expect(reader.find("main")).not_to_contain_text("Zanzibar")
