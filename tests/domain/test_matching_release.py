from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import MONDAY_NINE, PairFactory, ready_mentee, ready_mentor
from upside.kernel.models import AuditEntry
from upside.matching.actions import (
    NothingToRelease,
    RoundDecided,
    drop_round,
    release_round,
    run_round,
)
from upside.matching.deadline import last_day_of
from upside.matching.models import Proposal, Round
from upside.matching.queries import not_released_of
from upside.notices.models import Notice
from upside.programmes.models import Enrolment, Wish

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(hours=2)


@pytest.fixture
def draft(cohort, coordinator):
    for _n in range(2):
        ready_mentee(cohort)
        ready_mentor(cohort)
    return run_round(cohort, by=coordinator, at=MONDAY_NINE)


def test_release_round_tells_both_people_of_each_pair(draft, coordinator):
    release_round(draft, by=coordinator, at=LATER)

    draft.refresh_from_db()
    assert (draft.state, draft.released_by, draft.released_at) == (
        Round.State.RELEASED,
        coordinator,
        LATER,
    )
    assert {one.state for one in draft.proposals.all()} == {Proposal.State.RELEASED}
    assert {notice.template for notice in Notice.objects.all()} == {"proposal_released"}
    assert Notice.objects.count() == 4
    assert AuditEntry.objects.filter(verb="round.released").count() == 1


def test_release_round_gives_until_the_end_of_the_last_day(draft, coordinator):
    draft.cohort.programme.settings = {"proposal_days": 10}
    draft.cohort.programme.save()

    release_round(draft, by=coordinator, at=MONDAY_NINE)

    proposal = draft.proposals.first()
    assert proposal.expires_at == datetime(2026, 3, 12, 23, 0, tzinfo=UTC)  # midnight in Paris
    assert last_day_of(proposal).isoformat() == "2026-03-12"
    assert Notice.objects.first().context["expires_on"] == "2026-03-12"


def test_a_draft_has_no_last_day(draft):
    assert last_day_of(draft.proposals.first()) is None


def test_release_round_refuses_the_second_coordinator_and_mails_nobody_twice(draft, coordinator):
    release_round(draft, by=coordinator, at=LATER)

    with pytest.raises(RoundDecided, match="released already"):
        release_round(draft, by=coordinator, at=LATER)

    assert Notice.objects.count() == 4


def test_release_round_refuses_a_dropped_one(draft, coordinator):
    drop_round(draft, by=coordinator, at=LATER)

    with pytest.raises(RoundDecided, match="was dropped"):
        release_round(draft, by=coordinator, at=LATER)


def leave(proposal):
    proposal.mentor.is_active = False
    proposal.mentor.save()


def withdraw(proposal):
    Enrolment.objects.filter(person=proposal.mentee).update(state=Enrolment.State.WITHDRAWN)


def lose_readiness(proposal):
    Enrolment.objects.filter(person=proposal.mentor).update(state=Enrolment.State.ACCEPTED)


def lose_place(proposal):
    Enrolment.objects.filter(person=proposal.mentor).delete()


def say_veto(proposal):
    place = Enrolment.objects.get(person=proposal.mentor)
    Wish.objects.create(enrolment=place, other=proposal.mentee, kind=Wish.Kind.VETO)


def say_conflict(proposal):
    place = Enrolment.objects.get(person=proposal.mentee)
    Wish.objects.create(enrolment=place, other=proposal.mentor, kind=Wish.Kind.CONFLICT)


def be_paired(proposal):
    PairFactory(cohort=proposal.round.cohort, mentor=proposal.mentor)


@pytest.mark.parametrize(
    ("happening", "reason"),
    [
        (leave, "left"),
        (withdraw, "withdrawn"),
        (lose_place, "withdrawn"),
        (lose_readiness, "not_ready"),
        (say_veto, "changed"),
        (say_conflict, "changed"),
        (be_paired, "taken"),
    ],
)
def test_release_round_keeps_back_what_changed_since_the_run(draft, coordinator, happening, reason):
    kept, released = draft.proposals.select_related("mentor", "mentee").order_by("pk")
    happening(kept)

    made = release_round(draft, by=coordinator, at=LATER)

    states = dict(draft.proposals.values_list("pk", "state"))
    assert states == {kept.pk: Proposal.State.DRAFT, released.pk: Proposal.State.RELEASED}
    assert not_released_of(made) == [(kept, reason)]
    assert Notice.objects.count() == 2


def test_release_round_refuses_where_no_proposal_can_go_out(draft, coordinator):
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)

    with pytest.raises(NothingToRelease, match="Run a new round"):
        release_round(draft, by=coordinator, at=LATER)

    draft.refresh_from_db()
    assert draft.state == Round.State.DRAFT
    assert not Notice.objects.exists()


def test_seats_hold_over_two_rounds(cohort, coordinator):
    ready_mentor(cohort, seats=2)
    ready_mentee(cohort)
    release_round(run_round(cohort, by=coordinator, at=MONDAY_NINE), by=coordinator, at=MONDAY_NINE)
    for _n in range(2):
        ready_mentee(cohort)

    second = run_round(cohort, by=coordinator, at=LATER)

    assert second.outcome["n_pairs"] == 1
    release_round(second, by=coordinator, at=LATER)
    assert Proposal.objects.filter(state=Proposal.State.RELEASED).count() == 2
