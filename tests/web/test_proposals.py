import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import ready_mentee, ready_mentor
from upside.matching.actions import answer_proposal, release_round, run_round
from upside.matching.models import Proposal
from upside.pairs.actions import close_pair
from upside.pairs.models import Pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cohort, coordinator):
    ready_mentee(cohort, first_name="Agnès", last_name="Fabre", job_title="Plant director")
    ready_mentor(cohort, first_name="Noé", last_name="Tanguy", job_title="Data analyst")
    now = timezone.now()
    made = run_round(cohort, by=coordinator, at=now)
    release_round(made, by=coordinator, at=now)
    return made.proposals.select_related("mentor", "mentee").get()


def read(client, person, proposal):
    client.force_login(person)
    return client.get(reverse("matching:proposal", args=[proposal.pk])).content.decode()


def say(client, person, proposal, **answer):
    client.force_login(person)
    return client.post(reverse("matching:answer", args=[proposal.pk]), answer, follow=True)


def test_mentee_reads_who_and_why_without_any_score(client, proposal):
    text = read(client, proposal.mentee, proposal)

    assert "Noé Tanguy could become your mentor." in text
    assert "Data analyst" in text
    assert "What Noé can show you" in text
    assert "What you can give back to Noé" in text
    assert "You share 3 hours a week." in text
    assert "You can talk in English and French." in text
    main = text[text.index("<main") : text.index("</main")]
    assert not re.search(r"\b0[.,]\d\d\b|\bfit\b|level|%", main.lower())
    assert str(proposal.fit) not in main


def test_two_of_one_unit_read_that_they_work_in_the_same(client, proposal):
    proposal.why["units"] = ["Plants/Lyon", "Plants/Lyon"]
    proposal.save()

    assert "You work in the same unit." in read(client, proposal.mentor, proposal)


def test_mentor_reads_the_same_from_the_other_side(client, proposal):
    text = read(client, proposal.mentor, proposal)

    assert "You could become the mentor of Agnès Fabre." in text
    assert "What you can show Agnès" in text
    assert "What Agnès can give back to you" in text


def test_two_yeses_lead_to_the_pair(client, proposal):
    first = say(client, proposal.mentor, proposal, answer="yes")
    second = say(client, proposal.mentee, proposal, answer="yes")

    assert "You said yes to Agnès Fabre." in first.content.decode()
    text = second.content.decode()
    assert "You and Noé Tanguy are a pair." in text
    assert reverse("pairs:pair", args=[Pair.objects.get().pk]) in text


def test_nobody_reads_that_the_other_said_yes_before_they_answered(client, proposal):
    before = read(client, proposal.mentor, proposal)
    answer_proposal(proposal, yes=True, by=proposal.mentee, at=timezone.now())

    def shown(text):
        return re.sub(r'value="[^"]+"|"X-CSRFToken": "[^"]+"', "", text)

    assert shown(read(client, proposal.mentor, proposal)) == shown(before)


def test_a_no_is_neutral_to_the_other_and_its_reason_is_the_authors(client, proposal):
    own = say(client, proposal.mentor, proposal, answer="no", reason="She is my neighbour")

    assert "Your reason, which only you can read:" in own.content.decode()
    assert "She is my neighbour" in own.content.decode()
    others = read(client, proposal.mentee, proposal)
    assert "This proposal has ended." in others
    assert "neighbour" not in others


def test_a_no_needs_no_reason(client, proposal):
    say(client, proposal.mentee, proposal, answer="no")

    text = read(client, proposal.mentee, proposal)
    assert "You said no, and that is fine." in text
    assert "Your reason" not in text


def test_a_second_answer_is_refused_kindly(client, proposal):
    say(client, proposal.mentee, proposal, answer="yes")

    response = say(client, proposal.mentee, proposal, answer="yes")

    assert b"You have already said yes." in response.content


def test_a_late_reader_finds_that_it_has_ended(client, proposal):
    Proposal.objects.update(expires_at=timezone.now() - timedelta(days=1))

    assert "This proposal has ended." in read(client, proposal.mentee, proposal)


def test_a_first_yes_waits_no_longer_than_the_last_day(client, proposal):
    answer_proposal(proposal, yes=True, by=proposal.mentee, at=timezone.now())
    Proposal.objects.update(expires_at=timezone.now() - timedelta(days=1))

    assert "This proposal has ended." in read(client, proposal.mentee, proposal)


def test_a_proposal_that_flows_one_way_says_what_to_do(client, proposal):
    proposal.why |= {"to_mentor": [], "to_mentee": [], "units": ["", ""], "languages": []}
    proposal.why["common_half_hours"] = 0
    proposal.save()

    text = read(client, proposal.mentee, proposal)

    assert "has not named anything that you know well yet" in text
    assert "You will choose the first topic together." in text
    assert "has not said how this could flow back" in read(client, proposal.mentor, proposal)


@pytest.mark.parametrize(
    "answer",
    [{}, {"answer": "maybe"}, {"answer": "no", "reason": "x" * 501}, {"answer": "no\0"}],
)
def test_an_answer_that_cannot_be_read_changes_nothing(client, proposal, answer):
    response = say(client, proposal.mentee, proposal, **answer)

    assert response.status_code == 422
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.RELEASED


def test_proposals_are_not_found_for_anybody_else(client, proposal, coordinator, stranger):
    for person in (coordinator, stranger):
        client.force_login(person)
        for method, name in (("get", "proposal"), ("post", "answer")):
            address = reverse(f"matching:{name}", args=[proposal.pk])
            assert getattr(client, method)(address).status_code == 404


def test_a_draft_is_not_found_for_its_own_people(client, proposal):
    Proposal.objects.update(state=Proposal.State.DRAFT)
    client.force_login(proposal.mentor)

    address = reverse("matching:proposal", args=[proposal.pk])
    assert client.get(address).status_code == 404


def test_an_old_link_leads_to_the_pair_or_says_that_it_ended(client, proposal):
    for person in (proposal.mentor, proposal.mentee):
        say(client, person, proposal, answer="yes")
    pair = Pair.objects.get()
    assert "sign the charter" in read(client, proposal.mentee, proposal)

    Pair.objects.update(state=Pair.State.ACTIVE)
    active = read(client, proposal.mentee, proposal)
    assert "All that comes next stands on its page." in active
    assert reverse("pairs:pair", args=[pair.pk]) in active
    close_pair(pair, ending="ended", by=None, at=timezone.now())

    ended = read(client, proposal.mentee, proposal)
    assert "Your pair with Noé Tanguy has ended." in ended
    assert "sign" not in ended[ended.index("<main") : ended.index("</main")]
