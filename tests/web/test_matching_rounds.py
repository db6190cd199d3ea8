import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    ProposalFactory,
    RoundFactory,
    ready_mentee,
    ready_mentor,
)
from upside.matching.actions import release_round, run_round
from upside.matching.models import Proposal, Round
from upside.notices.models import Notice
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cohort, coordinator):
    ready_mentee(cohort, first_name="Agnès", last_name="Fabre")
    ready_mentor(cohort, first_name="Noé", last_name="Tanguy")
    ready_mentee(cohort, first_name="Odile", last_name="Prigent", want=("J9", 5))
    return run_round(cohort, by=coordinator, at=MONDAY_NINE)


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def page_of(name, *keys):
    return reverse(f"matching:{name}", args=keys)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_rounds_asks_the_same_queries_for_any_number(
    signed_in, cohort, rows, django_assert_num_queries
):
    RoundFactory.create_batch(rows, cohort=cohort, outcome={"n_mentees": 4})
    for _n in range(rows):
        ready_mentee(cohort)
        ready_mentor(cohort)

    with django_assert_num_queries(10):
        response = signed_in.get(page_of("rounds", cohort.pk))

    assert len(response.context["page"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_round_asks_the_same_queries_for_any_number_of_pairs(
    signed_in, cohort, coordinator, rows, django_assert_num_queries
):
    for _n in range(rows):
        ready_mentee(cohort)
        ready_mentor(cohort)
        ready_mentee(cohort, want=("J9", 5))
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    with django_assert_num_queries(13):
        response = signed_in.get(page_of("round", made.pk))

    assert len(response.context["rows"]) == len(response.context["waiting"]) == rows


def test_list_of_rounds_tells_scenarios_from_rounds(signed_in, cohort):
    RoundFactory(cohort=cohort, number=1, name="Plan B")
    RoundFactory(cohort=cohort, number=2, name="Plan A", state="released")

    text = " ".join(strip_tags(signed_in.get(page_of("rounds", cohort.pk)).text).split())

    assert "Plan BScenario, run 1" in text
    assert "A new run puts it aside" not in text
    assert "Round 2Plan A" in text


def test_the_page_of_a_round_says_how_many_pairs_were_ruled_out(signed_in, cohort, draft):
    assert "ruled out" not in signed_in.get(page_of("round", draft.pk)).text

    draft.holds = [{"kind": "forbid"}, {"kind": "lock"}, {"kind": "forbid"}]
    draft.save()

    assert "2 pairs were ruled out by hand." in signed_in.get(page_of("round", draft.pk)).text


def test_list_of_rounds_says_who_is_ready_and_by_which_rules(signed_in, cohort, draft):
    text = signed_in.get(page_of("rounds", cohort.pk)).content.decode()

    assert "2 mentees are ready and free," in text
    assert "Run a round over 3 ready people" in text
    assert "Round 1 waits for your decision" in text
    assert "The mentee is at least 1 grade above the mentor." in text


@pytest.mark.parametrize("side", [ready_mentee, ready_mentor])
def test_list_of_rounds_offers_no_run_while_one_side_is_empty(signed_in, cohort, side):
    side(cohort)

    text = signed_in.get(page_of("rounds", cohort.pk)).content.decode()

    assert page_of("run", cohort.pk) not in text
    assert reverse("programmes:enrolments", args=[cohort.pk]) in text


def test_list_of_rounds_tells_what_to_do_where_nobody_is_ready(signed_in, cohort):
    response = signed_in.get(page_of("rounds", cohort.pk))

    assert b"Nobody is ready for a round yet." in response.content


def test_run_leads_to_the_new_round(signed_in, cohort, draft):
    response = signed_in.post(page_of("run", cohort.pk))

    newest = Round.objects.latest("pk")
    assert newest != draft
    assert response.url == page_of("round", newest.pk)


def test_run_says_why_it_cannot(signed_in, cohort):
    response = signed_in.post(page_of("run", cohort.pk), follow=True)

    assert b"No mentee is ready and free in this cohort." in response.content


def test_page_of_a_draft_shows_figures_pairs_left_over_and_the_decision(signed_in, draft):
    text = signed_in.get(page_of("round", draft.pk)).content.decode()

    assert "1 pair out of 2 mentees." in text
    assert "1 waits." in text
    assert 'id="certificate"' in text
    assert "Odile Prigent" in text
    assert "The only mentor cannot be theirs" in text
    assert "Each rule was loosened by itself" in text
    assert "Release 1 proposal: 2 mails" in text
    assert "Noé Tanguy could become your mentor." in text


def test_page_of_a_round_without_pairs_offers_no_release(signed_in, cohort, coordinator):
    ready_mentee(cohort, want=("J9", 5))
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    text = signed_in.get(page_of("round", made.pk)).content.decode()

    assert "There is nothing to release." in text
    assert page_of("release", made.pk) not in text


def test_release_mails_both_and_the_second_press_mails_nobody(signed_in, draft):
    first = signed_in.post(page_of("release", draft.pk), {"which": "all"}, follow=True)
    second = signed_in.post(page_of("release", draft.pk), {"which": "all"}, follow=True)

    assert b"1 proposal is released." in first.content
    assert b"has been released already" in second.content
    assert Notice.objects.count() == 2


def test_released_round_counts_answers_and_reasons_but_shows_none(signed_in, draft, coordinator):
    release_round(draft, by=coordinator, at=MONDAY_NINE)
    draft.proposals.update(state=Proposal.State.DECLINED, decline_reason="Too far away")

    text = signed_in.get(page_of("round", draft.pk)).content.decode()

    assert "0 of 1 proposal has become a pair." in text
    assert "1 person left a reason" in text
    assert "Too far away" not in text


def test_released_round_lists_what_was_kept_back(signed_in, cohort, draft, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    kept = made.proposals.select_related("mentor").first()
    Enrolment.objects.filter(person=kept.mentor).update(state=Enrolment.State.WITHDRAWN)
    release_round(made, by=None, at=MONDAY_NINE)

    text = signed_in.get(page_of("round", made.pk)).content.decode()

    assert "Not released" in text
    assert "One of the two no longer takes part." in text


def test_drop_puts_a_draft_aside_and_is_refused_after_the_release(signed_in, cohort, draft):
    response = signed_in.post(page_of("drop", draft.pk), follow=True)
    assert b"The round is dropped." in response.content
    assert b"This round was dropped." in signed_in.get(page_of("round", draft.pk)).content

    released = RoundFactory(
        cohort=cohort, number=9, state=Round.State.RELEASED, outcome={"n_mentees": 0}
    )
    response = signed_in.post(page_of("drop", released.pk), follow=True)
    assert b"Only drafts can be dropped." in response.content


def test_why_gives_levels_terms_and_what_both_read(signed_in, draft):
    proposal = draft.proposals.get()

    text = signed_in.get(page_of("why", draft.pk, proposal.pk)).content.decode()

    assert "Noé is at level 6; Agnès wants 5 (level not stated)." in text
    assert "Noé covers the one thing that Agnès wants to learn." in text
    assert "What both will read" in text
    assert "<html" in text


def test_why_sends_only_the_sheet_to_htmx(signed_in, draft):
    address = page_of("why", draft.pk, draft.proposals.get().pk)

    response = signed_in.get(address, headers={"hx-request": "true"})

    assert b"<html" not in response.content
    assert b"How the fit adds up" in response.content


def test_why_of_another_round_is_not_found(signed_in, draft):
    other = ProposalFactory(round__cohort=draft.cohort)

    assert signed_in.get(page_of("why", draft.pk, other.pk)).status_code == 404


@pytest.fixture(params=["stranger", "participant", "enrolled"])
def outsider(request, client, cohort, draft, stranger):
    mentor = draft.proposals.select_related("mentor").get().mentor
    enrolled = EnrolmentFactory(cohort=cohort).person
    people = {"stranger": stranger, "participant": mentor, "enrolled": enrolled}
    client.force_login(people[request.param])
    return client


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("get", "rounds"),
        ("post", "run"),
        ("get", "round"),
        ("get", "why"),
        ("post", "release"),
        ("post", "drop"),
    ],
)
def test_rounds_are_not_found_for_anybody_else(outsider, cohort, draft, method, name):
    keys = {
        "rounds": [cohort.pk],
        "run": [cohort.pk],
        "why": [draft.pk, draft.proposals.get().pk],
    }

    response = getattr(outsider, method)(page_of(name, *keys.get(name, [draft.pk])))

    assert response.status_code == 404
    draft.refresh_from_db()
    assert draft.state == Round.State.DRAFT


def test_huge_ids_are_not_found(signed_in):
    assert signed_in.get(page_of("round", 10**17)).status_code == 404
    assert signed_in.get("/rounds/99999999999999999999/").status_code == 404


def test_a_round_of_few_pairs_says_their_fit_in_a_sentence(signed_in, draft):
    text = signed_in.get(page_of("round", draft.pk)).content.decode()

    assert "The pair has a fit of" in text
    assert "Half of the pairs" not in text
