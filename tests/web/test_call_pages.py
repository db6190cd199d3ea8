"""The call before the yes on the page of a proposal, on home, in feeds; and for whom it is not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.call_world import proposal_with_calls
from tests.factories import PersonFactory, ProposalFactory, RoleGrantFactory
from upside.matching.actions import answer_proposal
from upside.matching.actions.first_calls import mark_of_call
from upside.matching.first_calls import dates_for, offer_of
from upside.matching.models import Proposal
from upside.sessions.actions.feeds import make_feed
from upside.sessions.first_call_models import FirstCall

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    mentor = PersonFactory(first_name="Noé", last_name="Tanguy")
    return proposal_with_calls(mentor, PersonFactory(first_name="Agnès", grade=7))


def say(client, person, proposal, **data):
    client.force_login(person)
    address = reverse("matching:call", args=[proposal.pk])
    return client.post(address, data, follow=True).content.decode()


def read(client, person, proposal):
    client.force_login(person)
    return client.get(reverse("matching:proposal", args=[proposal.pk])).content.decode()


def first_date(proposal):
    found = dates_for(proposal, offer_of(proposal.cohort), proposal.mentee, at=timezone.now())
    return found[0].isoformat()


def mark():
    return mark_of_call(FirstCall.objects.last())


@pytest.fixture
def planned(client, proposal):
    say(client, proposal.mentor, proposal, answer="ask")
    say(client, proposal.mentee, proposal, answer="date", starts=first_date(proposal))
    return proposal


def test_from_the_asking_to_the_yes(client, proposal):
    assert "Talk for 20 minutes first" in read(client, proposal.mentor, proposal)
    assert "Asked. A mail tells you" in say(client, proposal.mentor, proposal, answer="ask")
    assert "You asked for a call" in read(client, proposal.mentor, proposal)
    client.force_login(proposal.mentee)
    assert "would like to talk to you for 20 minutes first" in client.get("/").content.decode()
    assert "Noé would like to talk first" in read(client, proposal.mentee, proposal)

    text = say(client, proposal.mentee, proposal, answer="date", starts=first_date(proposal))

    assert "The call is planned." in text
    assert "You talk to Noé" in text
    assert "Yes, I would like to" in text
    client.force_login(proposal.mentor)
    home = client.get("/").content.decode()
    assert "you talk to Agnès." in home
    assert "Afterwards each of you answers." in home
    FirstCall.objects.update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
    )
    assert "Now each of you answers alone." in read(client, proposal.mentor, proposal)


def test_a_kind_no_and_taking_back(client, proposal):
    say(client, proposal.mentor, proposal, answer="ask")
    assert "It is off." in say(client, proposal.mentor, proposal, answer="off", seen=mark())
    say(client, proposal.mentee, proposal, answer="ask")

    assert "Say yes or no as you like" in say(client, proposal.mentor, proposal, answer="no")

    for person in (proposal.mentor, proposal.mentee):
        assert "There will be no call" in read(client, person, proposal)


def test_what_cannot_be_is_said_and_changes_nothing(client, proposal):
    assert "not waiting for a date" in say(client, proposal.mentee, proposal, answer="no")
    assert "Choose a date first" in say(client, proposal.mentee, proposal, answer="date")
    assert "cannot be read" in say(client, proposal.mentee, proposal, answer="date", starts="x")
    assert "alert" in say(client, proposal.mentee, proposal)

    assert not FirstCall.objects.exists()


def test_both_have_it_as_a_file_and_in_their_feed(client, planned):
    for person in (planned.mentor, planned.mentee):
        client.force_login(person)
        file = client.get(reverse("matching:call_ics", args=[planned.pk]))
        feed = client.get(f"/calendar/feed/{make_feed(person, at=timezone.now()).secret}.ics")
        uids = {
            str(event["UID"])
            for answer in (file, feed)
            for event in Calendar.from_ical(answer.content).walk("VEVENT")
        }
        assert uids == {FirstCall.objects.get().uid}


def test_without_a_planned_call_there_is_no_file(client, proposal):
    client.force_login(proposal.mentor)

    assert client.get(reverse("matching:call_ics", args=[proposal.pk])).status_code == 404


def test_strangers_coordinators_and_assistants_find_neither_page_nor_date(client, planned):
    coordinator = RoleGrantFactory(programme=planned.cohort.programme).person
    assistant = PersonFactory()
    planned.mentee.enrolments.update(assistant=assistant)
    for person in (PersonFactory(), coordinator, assistant):
        client.force_login(person)
        for name in ("matching:proposal", "matching:call_ics"):
            assert client.get(reverse(name, args=[planned.pk])).status_code == 404
        assert client.post(reverse("matching:call", args=[planned.pk])).status_code == 404
    client.force_login(assistant)
    assert "Noé" not in client.get("/").content.decode()


def test_the_coordinator_reads_in_how_many_proposals_people_talk_first(client, planned):
    coordinator = RoleGrantFactory(programme=planned.cohort.programme).person
    client.force_login(coordinator)
    ProposalFactory.create_batch(7, round=planned.round)

    text = client.get(reverse("matching:round", args=[planned.round_id])).content.decode()

    assert "In 1 proposal a call before the answer is planned" in text


def test_two_who_said_yes_still_see_their_call_and_may_call_it_off(client, planned):
    for person in (planned.mentor, planned.mentee):
        answer_proposal(planned, yes=True, by=person, at=timezone.now())
    client.force_login(planned.mentee)
    home = client.get("/").content.decode()
    assert "you talk to Noé." in home
    assert "Afterwards each of you answers." not in home
    assert "You talk to Noé" in read(client, planned.mentee, planned)

    assert "It is off." in say(client, planned.mentee, planned, answer="off", seen=mark())

    assert "You talk to Noé" not in read(client, planned.mentee, planned)


@pytest.mark.parametrize("said", [{}, {"first_call": {}, "mode": "choose"}])
def test_where_the_programme_has_none_nothing_of_it_is_shown(client, proposal, said):
    proposal.cohort.kept = said
    proposal.cohort.save()

    assert 'id="call"' not in read(client, proposal.mentor, proposal)


@pytest.mark.parametrize("said", [{}, {"first_call": {}, "mode": "choose"}])
def test_a_planned_call_is_called_off_though_the_programme_has_none_any_more(client, planned, said):
    planned.cohort.kept = said
    planned.cohort.save()
    client.force_login(planned.mentee)
    assert "you talk to Noé." in client.get("/").content.decode()
    assert "You talk to Noé" in read(client, planned.mentee, planned)

    assert "It is off." in say(client, planned.mentee, planned, answer="off", seen=mark())

    assert 'id="call"' not in read(client, planned.mentee, planned)


def test_an_old_page_that_takes_a_request_back_leaves_the_date_in_place(client, proposal):
    say(client, proposal.mentor, proposal, answer="ask")
    old = mark()
    assert f'name="seen" value="{old}"' in read(client, proposal.mentor, proposal)
    say(client, proposal.mentee, proposal, answer="date", starts=first_date(proposal))

    assert "Look at it again" in say(client, proposal.mentor, proposal, answer="off", seen=old)

    assert FirstCall.objects.get().state == "planned"


def test_an_ended_or_late_proposal_offers_no_call(client, proposal):
    Proposal.objects.update(expires_at=timezone.now())
    assert 'id="call"' not in read(client, proposal.mentor, proposal)


def test_without_common_time_left_the_page_says_so(client, proposal):
    say(client, proposal.mentor, proposal, answer="ask")
    proposal.mentor.enrolments.get().slots.all().delete()

    assert "no free time in common" in read(client, proposal.mentee, proposal)


@pytest.mark.parametrize("n_done", [0, 1, 2])
def test_the_page_asks_few_queries_however_it_stands(
    client, proposal, n_done, django_assert_max_num_queries
):
    if n_done:
        say(client, proposal.mentor, proposal, answer="ask")
    if n_done > 1:
        say(client, proposal.mentee, proposal, answer="date", starts=first_date(proposal))
    client.force_login(proposal.mentee)

    with django_assert_max_num_queries(15):
        client.get(reverse("matching:proposal", args=[proposal.pk]))
