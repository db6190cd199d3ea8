"""Who has not answered a proposal is reminded once, some days before it ends."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, CohortFactory, ProposalFactory
from upside.matching.actions import answer_proposal
from upside.matching.actions.reminding import remind_of_proposals
from upside.matching.models import Proposal
from upside.notices.mail import write_mail
from upside.notices.models import Notice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
END = MONDAY_NINE + 14 * DAY


def proposal_in(plan, **settings):
    cohort = CohortFactory(kept={"messages": plan, **settings})
    return ProposalFactory(round__cohort=cohort, expires_at=END)


@pytest.fixture
def proposal():
    return proposal_in({"proposal_reminder_days": 3})


def test_each_who_has_not_answered_is_reminded_once(proposal):
    assert remind_of_proposals(at=END - 3 * DAY - timedelta(minutes=1)) == 0
    assert remind_of_proposals(at=END - 3 * DAY) == 2
    assert remind_of_proposals(at=END - 2 * DAY) == 0

    assert {one.person for one in Notice.objects.all()} == {proposal.mentor, proposal.mentee}
    assert {one.template for one in Notice.objects.all()} == {"proposal_waits"}


def test_who_said_yes_is_left_in_peace(proposal):
    answer_proposal(proposal, yes=True, by=proposal.mentee, at=MONDAY_NINE)

    assert remind_of_proposals(at=END - DAY) == 1

    assert Notice.objects.get().person == proposal.mentor


@pytest.mark.parametrize("n_cohorts", [1, 3])
def test_cohorts_of_one_plan_are_asked_about_together(n_cohorts, django_assert_max_num_queries):
    for _n in range(n_cohorts):
        proposal_in({"proposal_reminder_days": 3})

    with django_assert_max_num_queries(9):
        assert remind_of_proposals(at=END - DAY) == 2 * n_cohorts


@pytest.mark.parametrize("state", ["draft", "declined", "accepted", "expired"])
def test_nobody_is_reminded_of_what_is_not_open(proposal, state):
    Proposal.objects.update(state=state)

    assert remind_of_proposals(at=END - DAY) == 0


def test_nobody_is_reminded_after_the_end_or_of_somebody_gone(proposal):
    assert remind_of_proposals(at=END) == 0
    proposal.mentor.is_active = False
    proposal.mentor.save()
    assert remind_of_proposals(at=END - DAY) == 0


@pytest.mark.parametrize(
    ("plan", "days"), [({}, 14), ({"proposal_reminder_days": 7}, 7), ({"date_reminder_days": 7}, 7)]
)
def test_a_plan_without_it_or_longer_than_proposals_sends_nothing(plan, days):
    proposal_in(plan, proposal_days=days)

    assert remind_of_proposals(at=END - DAY) == 0


@pytest.mark.parametrize(
    ("language", "said"), [("en", "A yes and a no are equally welcome"), ("fr", "Un oui comme un")]
)
def test_the_reminder_presses_nobody(proposal, language, said):
    remind_of_proposals(at=END - DAY)

    for notice in Notice.objects.select_related("person"):
        notice.language = language
        mail = write_mail(notice)
        assert said in mail.text
        assert f"/proposals/{proposal.pk}/" in mail.link.replace("%2F", "/")
