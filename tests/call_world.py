"""Proposals whose two may talk first, for tests that visit every page and every form."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    FirstCallFactory,
    ProposalFactory,
    RoundFactory,
    SlotFactory,
    ready_mentee,
    ready_mentor,
)
from upside.matching.actions.first_calls import ask_for_call, choose_call_date
from upside.matching.first_calls import dates_for, offer_of

__all__ = ["OFFER", "call_of", "open_proposal", "pages_of_calls", "proposal_with_calls"]

OFFER = {"first_call": {"minutes": 20, "days": 7}}


def call_of(proposal):
    """Give a proposal a call that was planned, and is over."""
    ends_at = MONDAY_NINE + timedelta(minutes=20)
    proposal.first_call = FirstCallFactory(
        cohort=proposal.cohort, mentor=proposal.mentor, mentee=proposal.mentee, state="planned",
        starts_at=MONDAY_NINE, ends_at=ends_at, planned_at=MONDAY_NINE,
    )  # fmt: skip
    proposal.save()


def open_proposal(cohort, expires_at):
    """Return a proposal of ``cohort``, which offers a call from now on, to two who are ready."""
    cohort.kept = {**OFFER}
    cohort.save()
    return ProposalFactory(
        round__cohort=cohort,
        mentor=ready_mentor(cohort),
        mentee=ready_mentee(cohort),
        expires_at=expires_at,
    )


def proposal_with_calls(mentor, mentee, *, days=14, **programme):
    """Return an open proposal in a cohort of its own that offers a call; both have mornings."""
    today = timezone.localdate()
    cohort = CohortFactory(
        kept={**OFFER}, starts_on=today,
        ends_on=today + timedelta(days=180), **programme,
    )  # fmt: skip
    for role, person in (("mentor", mentor), ("mentee", mentee)):
        place = EnrolmentFactory(cohort=cohort, person=person, role=role)
        for weekday in range(7):
            SlotFactory(enrolment=place, weekday=weekday)
    return ProposalFactory(
        round=RoundFactory(cohort=cohort, state="released"), mentor=mentor, mentee=mentee,
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip


def pages_of_calls(people):
    """Return proposals of which a call may be asked, is asked for, and is planned."""
    two = people["mentor"], people["mentee"]
    at, pages = timezone.now(), []
    for n_done in range(3):
        proposal = proposal_with_calls(*two)
        if n_done:
            ask_for_call(proposal, by=two[0], at=at)
        if n_done > 1:
            start = dates_for(proposal, offer_of(proposal.cohort), two[1], at=at)[0]
            choose_call_date(proposal, starts_at=start, by=two[1], at=at)
        address = reverse("matching:proposal", args=[proposal.pk])
        pages += [("mentor", address), ("mentee", address)]
    return pages
