from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PersonFactory,
    ProposalFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.models import AuditEntry
from upside.matching.actions import (
    AlreadyAnswered,
    NotAsked,
    ProposalLate,
    ProposalOver,
    answer_proposal,
    expire_proposals,
)
from upside.matching.actions.proposals import _expire
from upside.matching.models import Proposal
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db
State = Proposal.State
DAY = timedelta(days=1)


@pytest.fixture
def proposal(cohort):
    return ProposalFactory(
        round__cohort=cohort,
        mentor=ready_mentor(cohort),
        mentee=ready_mentee(cohort),
        expires_at=MONDAY_NINE + 14 * DAY,
        why={"to_mentee": [{"skill": "J1"}], "to_mentor": [], "units": ["A/B", "C"]},
    )


def test_first_yes_waits_for_the_other(proposal):
    answer_proposal(proposal, yes=True, by=proposal.mentee, at=MONDAY_NINE)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.mentee_yes_at) == (State.HALF, MONDAY_NINE)
    assert proposal.mentor_yes_at is None
    assert not Pair.objects.exists()
    assert not Notice.objects.exists()


def test_second_yes_opens_the_pair_once_with_reasons_and_no_score(proposal):
    answer_proposal(proposal, yes=True, by=proposal.mentor, at=MONDAY_NINE)
    answer_proposal(proposal, yes=True, by=proposal.mentee, at=MONDAY_NINE + DAY)

    proposal.refresh_from_db()
    [pair] = Pair.objects.all()
    assert proposal.state == State.ACCEPTED
    assert (pair.mentor, pair.mentee) == (proposal.mentor, proposal.mentee)
    assert pair.reasons == {
        "to_mentee": ["J1"],
        "to_mentor": [],
        "common_half_hours": 0,
        "units": ["A/B", "C"],
        "languages": [],
    }
    assert {notice.template for notice in Notice.objects.all()} == {"pair_accepted"}


def test_an_answer_after_both_said_yes_is_refused_and_opens_no_second_pair(proposal):
    for person in (proposal.mentor, proposal.mentee):
        answer_proposal(proposal, yes=True, by=person, at=MONDAY_NINE)

    with pytest.raises(ProposalOver, match="both said yes"):
        answer_proposal(proposal, yes=False, by=proposal.mentee, at=MONDAY_NINE)

    assert Pair.objects.count() == 1


def test_no_ends_the_proposal_and_tells_the_other_nothing_but_that(proposal):
    answer_proposal(
        proposal, yes=False, by=proposal.mentor, at=MONDAY_NINE, reason=" Too many meetings "
    )

    proposal.refresh_from_db()
    assert (proposal.state, proposal.declined_by) == (State.DECLINED, proposal.mentor)
    assert proposal.decline_reason == "Too many meetings"
    [notice] = Notice.objects.all()
    assert (notice.person, notice.template) == (proposal.mentee, "proposal_declined")
    assert "meetings" not in str(notice.context)
    assert "meetings" not in str([entry.details for entry in AuditEntry.objects.all()])
    assert proposal.mentor.name not in str(notice.context)


def test_no_of_the_mentee_tells_the_mentor(proposal):
    answer_proposal(proposal, yes=False, by=proposal.mentee, at=MONDAY_NINE)

    assert [notice.person for notice in Notice.objects.all()] == [proposal.mentor]


@pytest.mark.parametrize("yes", [True, False])
def test_a_second_answer_of_the_same_person_is_refused(proposal, yes):
    answer_proposal(proposal, yes=True, by=proposal.mentee, at=MONDAY_NINE)

    with pytest.raises(AlreadyAnswered, match="already said yes"):
        answer_proposal(proposal, yes=yes, by=proposal.mentee, at=MONDAY_NINE)


def test_a_no_pressed_twice_is_refused_kindly_and_mails_once(proposal):
    answer_proposal(proposal, yes=False, by=proposal.mentee, at=MONDAY_NINE)

    with pytest.raises(ProposalOver, match="no answer is needed"):
        answer_proposal(proposal, yes=False, by=proposal.mentee, at=MONDAY_NINE)

    assert Notice.objects.count() == 1


def test_an_answer_after_the_last_day_is_refused(proposal):
    with pytest.raises(ProposalLate, match="last day"):
        answer_proposal(proposal, yes=True, by=proposal.mentee, at=proposal.expires_at)


def test_a_proposal_without_a_last_day_stays_open(proposal):
    proposal.expires_at = None
    proposal.save()

    answered = answer_proposal(proposal, yes=True, by=proposal.mentee, at=MONDAY_NINE + 99 * DAY)

    assert answered.state == State.HALF


def test_strangers_may_not_answer(proposal):
    with pytest.raises(NotAsked):
        answer_proposal(proposal, yes=True, by=PersonFactory(), at=MONDAY_NINE)


def test_nobody_answers_a_draft(proposal):
    proposal.state = State.DRAFT
    proposal.save()

    with pytest.raises(NotAsked):
        answer_proposal(proposal, yes=True, by=proposal.mentee, at=MONDAY_NINE)


def withdraw(person):
    Enrolment.objects.filter(person=person).update(state=Enrolment.State.WITHDRAWN)


def leave(person):
    person.is_active = False
    person.save()


@pytest.mark.parametrize("happening", [withdraw, leave])
@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_a_yes_to_somebody_who_is_gone_is_refused_without_saying_so(proposal, happening, side):
    happening(getattr(proposal, side))
    other = proposal.mentee if side == "mentor" else proposal.mentor

    with pytest.raises(ProposalOver, match="has ended"):
        answer_proposal(proposal, yes=True, by=other, at=MONDAY_NINE)


def test_expire_proposals_ends_what_nobody_answered_and_tells_both_once(proposal):
    open_still = ProposalFactory(expires_at=proposal.expires_at + DAY)

    assert expire_proposals(at=proposal.expires_at) == 1
    assert expire_proposals(at=proposal.expires_at) == 0

    proposal.refresh_from_db()
    open_still.refresh_from_db()
    assert (proposal.state, open_still.state) == (State.EXPIRED, State.RELEASED)
    assert proposal.ended_at == proposal.expires_at
    assert {notice.template for notice in Notice.objects.all()} == {"proposal_expired"}
    assert {n.person for n in Notice.objects.all()} == {proposal.mentor, proposal.mentee}


@pytest.mark.parametrize("happening", [withdraw, leave])
def test_expire_proposals_frees_who_waits_for_somebody_gone(proposal, happening):
    happening(proposal.mentor)

    assert expire_proposals(at=MONDAY_NINE) == 1

    [notice] = Notice.objects.all()
    assert (notice.person, notice.template) == (proposal.mentee, "proposal_declined")


def test_expire_leaves_alone_what_was_answered_in_between(proposal):
    answer_proposal(proposal, yes=False, by=proposal.mentee, at=MONDAY_NINE)

    assert _expire(proposal.pk, at=proposal.expires_at) == 0

    proposal.refresh_from_db()
    assert proposal.state == State.DECLINED


def test_a_place_in_another_cohort_does_not_count(proposal):
    EnrolmentFactory(person=proposal.mentor, state=Enrolment.State.WITHDRAWN)

    assert expire_proposals(at=MONDAY_NINE) == 0
