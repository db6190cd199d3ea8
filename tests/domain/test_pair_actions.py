"""Opening a pair and signing its charter: what changes, who is told, who is refused."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.pairs.actions import (
    MenteeHasPair,
    NoSeatLeft,
    NotOneOfThePair,
    PairClosed,
    PlaceGivenUp,
    lapse_pair,
    open_pair,
    sign_charter,
)
from upside.pairs.models import CharterSignature, Pair
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db

State = Pair.State


def opened(cohort, mentor=None, mentee=None):
    return open_pair(
        cohort=cohort,
        mentor=mentor or PersonFactory(),
        mentee=mentee or PersonFactory(grade=7),
        reasons={"to_mentee": ["J1"]},
        by=None,
        at=MONDAY_NINE,
    )


def said(template):
    return set(Notice.objects.filter(template=template).values_list("person", flat=True))


def test_open_pair_waits_for_both_signatures_and_tells_both(cohort):
    pair = opened(cohort)

    assert (pair.state, pair.accepted_at) == (State.ACCEPTED, MONDAY_NINE)
    assert said("pair_accepted") == {pair.mentor_id, pair.mentee_id}
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["pair.opened"]
    context = Notice.objects.get(person=pair.mentor).context
    assert context["partner"] == pair.mentee.name
    assert context["path"] == f"/pairs/{pair.pk}/"


def test_open_pair_again_gives_the_pair_that_is_there(cohort):
    first = opened(cohort)

    assert opened(cohort, first.mentor, first.mentee) == first
    assert Notice.objects.count() == 2


def test_open_pair_refuses_a_mentee_who_is_in_another_pair(cohort):
    first = opened(cohort)

    with pytest.raises(MenteeHasPair, match="another pair"):
        opened(cohort, mentee=first.mentee)


def test_open_pair_refuses_a_mentor_whose_seats_are_taken(cohort):
    mentor = EnrolmentFactory(cohort=cohort, seats=1).person
    opened(cohort, mentor)

    with pytest.raises(NoSeatLeft, match="no free seat"):
        opened(cohort, mentor)

    assert Pair.objects.count() == 1


def test_a_closed_pair_gives_its_seat_and_its_mentee_back(cohort):
    mentor = EnrolmentFactory(cohort=cohort, seats=1).person
    first = opened(cohort, mentor)
    Pair.objects.update(state=State.CLOSED)

    assert opened(cohort, mentor, first.mentee).pk != first.pk


@pytest.mark.parametrize("state", [Enrolment.State.WITHDRAWN, Enrolment.State.DECLINED])
def test_open_pair_refuses_somebody_who_gave_up_their_place(cohort, state):
    mentee = EnrolmentFactory(cohort=cohort, role="mentee", state=state).person

    with pytest.raises(PlaceGivenUp, match="no longer takes part"):
        opened(cohort, mentee=mentee)


def test_one_signature_leaves_the_pair_waiting():
    pair = PairFactory()

    signed = sign_charter(pair, by=pair.mentor, at=MONDAY_NINE)

    assert signed.state == State.ACCEPTED
    assert not said("pair_active")


def test_the_second_signature_makes_the_pair_active_and_tells_both():
    pair = PairFactory()
    sign_charter(pair, by=pair.mentee, at=MONDAY_NINE)
    later = MONDAY_NINE + timedelta(hours=1)

    signed = sign_charter(pair, by=pair.mentor, at=later)

    pair.refresh_from_db()
    assert (pair.state, pair.activated_at) == (State.ACTIVE, later) == (signed.state, later)
    assert said("pair_active") == {pair.mentor_id, pair.mentee_id}
    assert [e.verb for e in AuditEntry.objects.order_by("pk")] == [
        "charter.signed",
        "charter.signed",
        "pair.activated",
    ]


def test_signing_twice_changes_nothing():
    pair = PairFactory()
    sign_charter(pair, by=pair.mentee, at=MONDAY_NINE)

    sign_charter(pair, by=pair.mentee, at=MONDAY_NINE + timedelta(seconds=1))

    assert CharterSignature.objects.get().signed_at == MONDAY_NINE
    assert pair.state == State.ACCEPTED


def test_a_new_version_is_signed_anew_and_the_pair_stays_active(programme):
    cohort = CohortFactory(programme=programme)
    pair = PairFactory(cohort=cohort)
    for person in pair.people:
        sign_charter(pair, by=person, at=MONDAY_NINE)
    programme.settings = {"charter": {"version": "2"}}
    programme.save()

    for person in pair.people:
        sign_charter(pair, by=person, at=MONDAY_NINE + timedelta(days=1))

    pair.refresh_from_db()
    assert pair.signatures.count() == 4
    assert (pair.state, pair.activated_at) == (State.ACTIVE, MONDAY_NINE)


def test_sign_charter_refuses_anybody_else(coordinator):
    with pytest.raises(NotOneOfThePair, match="Only the two people"):
        sign_charter(PairFactory(), by=coordinator, at=MONDAY_NINE)


def test_sign_charter_refuses_a_pair_that_has_ended():
    pair = PairFactory(state=State.CLOSED)

    with pytest.raises(PairClosed, match="has ended"):
        sign_charter(pair, by=pair.mentor, at=MONDAY_NINE)


def test_a_pair_that_has_begun_does_not_lapse():
    pair = PairFactory(state=Pair.State.ACTIVE)

    assert lapse_pair(pair, by=None, at=MONDAY_NINE).state == Pair.State.ACTIVE

    assert not AuditEntry.objects.filter(verb="pair.lapsed").exists()
