"""A second round on the home page, in the list and on its own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, ready_mentee, ready_mentor
from upside.kernel.jobs import do_next_job
from upside.matching.actions import answer_proposal, look_again, release_round, run_round
from upside.matching.actions.reminding import remind_of_proposals
from upside.matching.models import Proposal, Round

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(days=1)


@pytest.fixture
def second(client, cohort, coordinator):
    ready_mentee(cohort)
    for _n in range(2):
        ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    release_round(made, by=coordinator, at=MONDAY_NINE)
    proposal = made.proposals.select_related("mentor").get()
    answer_proposal(proposal, yes=False, by=proposal.mentor, at=MONDAY_NINE, reason="My cousin")
    look_again(at=LATER)
    do_next_job(lambda: LATER, worker="one")
    client.force_login(coordinator)
    return Round.objects.get(origin="second")


def test_home_says_that_people_became_free_and_leads_to_it(client, second):
    text = client.get(reverse("front:home")).content.decode()

    assert "2 people became free again" in text
    assert "A second round with 1 pair waits for your release." in text
    assert reverse("matching:round", args=[second.pk]) in text


def test_its_page_says_why_it_is_there_and_nothing_of_who_said_no(client, second):
    text = client.get(reverse("matching:round", args=[second.pk])).content.decode()

    assert "made by itself because 2 people became free again" in text
    assert "Release 1 proposal: 2 mails" in text
    assert "My cousin" not in text


def test_the_list_says_that_nobody_ran_it(client, second):
    text = client.get(reverse("matching:rounds", args=[second.cohort_id])).content.decode()

    assert "by itself, for who became free again" in text


def test_what_went_out_by_itself_names_the_file(client, second):
    release_round(second, by=None, at=LATER, allowed_by="regards, version 3, 2026-03-02")

    text = client.get(reverse("matching:round", args=[second.pk])).content.decode()

    assert "The programme file allowed it: regards, version 3, 2026-03-02." in text


def test_a_round_counts_reminders_in_as_few_queries(
    client, second, coordinator, django_assert_max_num_queries
):
    release_round(second, by=coordinator, at=LATER)
    Proposal.objects.filter(round=second).update(expires_at=LATER + timedelta(days=2))
    second.cohort.kept = {"messages": {"proposal_reminder_days": 3}}
    second.cohort.save()
    assert remind_of_proposals(at=LATER) == 2

    with django_assert_max_num_queries(15):
        text = client.get(reverse("matching:round", args=[second.pk])).content.decode()

    assert "Of 1 proposal somebody who had not answered was reminded, once." in text
