"""The one next step of a participant: what comes first, and in which words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    SessionFactory,
)
from upside.feedback.models import Pulse
from upside.matching.deadline import last_day_of
from upside.matching.models import Proposal
from upside.pairs.actions import sign_charter
from upside.pairs.models import Pair
from upside.sessions.models import Session
from upside.web.front.steps import Urgency, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cohort):
    return EnrolmentFactory(cohort=cohort, person__first_name="Inès")


def urgencies(person):
    """Return how pressing each step is, but for what is only offered (the training)."""
    found = [step.urgency for step in steps_of(person, at=MONDAY_NINE)]
    return [urgency for urgency in found if urgency != Urgency.OFFER]


def first(person):
    return steps_of(person, at=MONDAY_NINE)[0]


def pair_of(place, **fields):
    return PairFactory(cohort=place.cohort, mentor=place.person, **fields)


def sign(pair, person):
    return sign_charter(pair, by=person, at=MONDAY_NINE)


@pytest.mark.parametrize(
    ("state", "urgency"),
    [
        ("invited", Urgency.INVITATION),
        ("accepted", Urgency.PROFILE),
        ("complete", Urgency.PROFILE),
        ("ready", Urgency.REST),
    ],
)
def test_a_place_alone_gives_the_step_of_its_state(cohort, state, urgency):
    person = EnrolmentFactory(cohort=cohort, state=state).person

    assert urgencies(person) == [urgency]


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_a_place_that_ended_asks_for_nothing(cohort, state):
    assert urgencies(EnrolmentFactory(cohort=cohort, state=state).person) == []


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_an_invitation_names_the_programme_and_the_role(cohort, role):
    person = EnrolmentFactory(cohort=cohort, role=role, state="invited").person

    assert first(person).title == f"You are invited to “Turning the tables” as a {role}."


def test_an_incomplete_profile_says_what_is_missing(cohort):
    person = EnrolmentFactory(cohort=cohort, state="accepted").person

    assert "Name one thing that you want to learn." in first(person).lacks


def test_a_proposal_comes_before_everything_but_a_session(place):
    ProposalFactory(
        round__cohort=place.cohort,
        mentor=place.person,
        mentee__first_name="Hélène",
        expires_at=MONDAY_NINE + timedelta(days=3),
    )

    step = first(place.person)

    assert step.title == "Hélène Aubrac could be your mentee."
    assert "Thursday 5 March" in step.text
    assert urgencies(place.person) == [Urgency.PROPOSAL]  # the place itself waits no longer


def test_a_mentee_reads_that_somebody_could_be_their_mentor(cohort):
    proposal = ProposalFactory(round__cohort=cohort)

    assert first(proposal.mentee).title.endswith("could be your mentor.")


def test_whoever_said_yes_waits_for_the_other(place):
    ProposalFactory(
        round__cohort=place.cohort,
        mentor=place.person,
        mentor_yes_at=MONDAY_NINE,
        state=Proposal.State.HALF,
    )

    assert first(place.person).urgency == Urgency.REST
    assert first(place.person).title.startswith("You said yes.")


def test_a_proposal_past_its_day_is_no_step(place):
    ProposalFactory(round__cohort=place.cohort, mentor=place.person, expires_at=MONDAY_NINE)

    assert Urgency.PROPOSAL not in urgencies(place.person)


def test_a_draft_proposal_is_shown_to_nobody(place):
    ProposalFactory(round__cohort=place.cohort, mentor=place.person, state=Proposal.State.DRAFT)

    assert urgencies(place.person) == [Urgency.REST]


def test_a_new_pair_has_a_charter_to_sign(place):
    pair_of(place, mentee__first_name="Hélène")

    step = first(place.person)

    assert step.urgency == Urgency.CHARTER
    assert step.title == "You and Hélène both said yes. The charter waits for you."


def test_the_charter_says_that_the_other_has_signed(place):
    pair = pair_of(place, mentee__first_name="Hélène")
    sign(pair, pair.mentee)

    step = first(place.person)

    assert step.urgency == Urgency.CHARTER
    assert step.title == "Hélène has signed the charter. Only your signature is missing."


def test_whoever_signed_waits_for_the_other_signature(place):
    sign(pair_of(place), place.person)

    assert urgencies(place.person) == [Urgency.REST]


def test_an_active_pair_without_a_date_has_one_to_find(place):
    pair_of(place, state=Pair.State.ACTIVE)

    assert urgencies(place.person) == [Urgency.BOOK]


def test_a_planned_session_is_said_with_day_and_hour(place):
    pair = pair_of(place, state=Pair.State.ACTIVE, mentee__first_name="Hélène")
    SessionFactory(pair=pair)

    assert first(place.person).title == "On Monday 9 March at 10:00 you meet Hélène."


def test_a_session_that_is_over_comes_first(place):
    pair = pair_of(place, state=Pair.State.ACTIVE)
    ProposalFactory(round__cohort=place.cohort, mentor=place.person)
    SessionFactory(
        pair=pair,
        starts_at=MONDAY_NINE - timedelta(hours=2),
        ends_at=MONDAY_NINE - timedelta(hours=1),
    )

    assert urgencies(place.person) == [Urgency.SETTLE, Urgency.PROPOSAL]


def test_a_held_session_asks_two_questions_until_they_are_answered(place):
    pair = pair_of(place, state=Pair.State.ACTIVE)
    session = SessionFactory(pair=pair, state=Session.State.HELD)
    assert Urgency.PULSE in urgencies(place.person)

    Pulse.objects.create(
        session=session, person=place.person, useful=4, at_ease=5, answered_at=MONDAY_NINE
    )

    assert Urgency.PULSE not in urgencies(place.person)


def test_the_three_questions_come_below_the_next_session(place):
    pair = pair_of(place, state=Pair.State.ACTIVE)
    SessionFactory(pair=pair, state=Session.State.HELD)
    later = MONDAY_NINE + timedelta(days=9)
    SessionFactory(pair=pair, starts_at=later, ends_at=later + timedelta(hours=1))

    assert urgencies(place.person) == [Urgency.PULSE, Urgency.MEET, Urgency.REVIEW]


@pytest.mark.parametrize("said", [{"state": "paused"}, {"state": "closed", "ending": "ended"}])
def test_nobody_is_asked_about_a_pair_that_rests_or_that_they_left(place, said):
    pair = pair_of(place, state=Pair.State.ACTIVE)
    SessionFactory(pair=pair, state=Session.State.HELD)
    Pair.objects.filter(pk=pair.pk).update(**said)

    assert not {Urgency.PULSE, Urgency.REVIEW} & set(urgencies(place.person))


def test_a_closed_pair_asks_for_nothing_more(place):
    pair_of(place, state=Pair.State.CLOSED)

    assert urgencies(place.person) == [Urgency.REST]


def test_a_partner_without_a_first_name_is_named_by_the_id(place):
    pair_of(place, mentee=PersonFactory(first_name="", last_name="", external_id="X9"))

    assert "You and X9" in first(place.person).title


def test_steps_of_others_stay_theirs(place):
    pair_of(place, state=Pair.State.ACTIVE)

    assert urgencies(PersonFactory()) == []


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/London", "Pacific/Auckland"])
def test_home_page_and_mail_name_the_same_last_day(client, place, zone):
    midnight_in_paris = datetime(2126, 12, 9, 23, tzinfo=UTC)
    person = place.person
    person.time_zone = zone
    person.save()
    proposal = ProposalFactory(
        round__cohort=place.cohort, mentor=person, expires_at=midnight_in_paris
    )
    client.force_login(person)

    pages = [client.get(address).content for address in ("/", f"/proposals/{proposal.pk}/")]

    assert all(b"until Monday 9 December" in page for page in pages)
    assert last_day_of(proposal) == date(2126, 12, 9)
