"""The answers of the two people of a proposal, and the end of those nobody answered."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.actions.first_calls import drop_request, end_call_with
from upside.matching.actions.inviting import end_others
from upside.matching.models import Proposal
from upside.matching.outcome import reasons_of
from upside.matching.queries import OPEN
from upside.notices.actions import queue_notice
from upside.pairs.actions import open_pair
from upside.people.models import Person
from upside.programmes.models import WITHOUT_PLACE, Enrolment

__all__ = [
    "AlreadyAnswered",
    "NotAsked",
    "ProposalLate",
    "ProposalOver",
    "answer_proposal",
    "expire_proposals",
]

State = Proposal.State
LONGEST_REASON = 500
DECLINED, EXPIRED = "proposal_declined", "proposal_expired"
WITH_CALL = tuple(f"first_call__{name}" for name in ("cohort__programme", "mentor", "mentee"))


class NotAsked(Refused):
    """Only the two people of a released proposal may answer it."""


class AlreadyAnswered(Refused):
    """The person said yes before."""


class ProposalOver(Refused):
    """The proposal has ended, or has become a pair."""


class ProposalLate(Refused):
    """The last day for an answer has passed."""


@transaction.atomic
def answer_proposal(
    proposal: Proposal, *, yes: bool, by: Person, at: datetime, reason: str = ""
) -> Proposal:
    """Keep the answer of one of the two; the second yes opens the pair, a no ends the proposal.

    After a no the other reads a neutral sentence. ``reason`` is for its author alone: neither
    the partner, nor the coordinator, nor the audit log gets it.

    Refused: anybody else, a second answer of the same person, an answer after the last day, a
    proposal that has ended.
    """
    proposal = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("cohort__programme", "mentor", "mentee", *WITH_CALL)
        .get(pk=proposal.pk)
    )
    _refuse_unless_open_to(proposal, by, at)
    if yes:
        return _say_yes(proposal, by=by, at=at)
    return _say_no(proposal, by=by, at=at, reason=reason)


def expire_proposals(*, at: datetime) -> int:
    """End the open proposals whose last day has passed or one of whose people is gone.

    Both who are still there read the neutral sentence. The worker calls this often: where
    nothing is due, nothing is locked.
    """
    due = list(_due(at).values_list("pk", flat=True))
    return sum(_expire(pk, at=at) for pk in due)


def _refuse_unless_open_to(proposal: Proposal, by: Person, at: datetime) -> None:
    if by.pk not in (proposal.mentor_id, proposal.mentee_id) or proposal.state == State.DRAFT:
        raise NotAsked(_("Only the two people of this proposal can answer it."))
    if proposal.state == State.ACCEPTED:
        raise ProposalOver(_("You have both said yes: your pair is open on its own page."))
    is_over = (
        proposal.state not in OPEN or Proposal.objects.filter(_gone(), pk=proposal.pk).exists()
    )
    if is_over:
        raise ProposalOver(
            _("This proposal has ended, so no answer is needed. You stay in the pool for another.")
        )
    if _yes_of(proposal, by) is not None:
        raise AlreadyAnswered(
            _(
                "You have already said yes. If you have changed your mind, tell your coordinator"
                " before the pair starts."
            )
        )
    if proposal.expires_at is not None and proposal.expires_at <= at:
        raise ProposalLate(
            _("The last day for an answer has passed. You stay in the pool for another proposal.")
        )


def _yes_of(proposal: Proposal, person: Person) -> datetime | None:
    is_mentor = person.pk == proposal.mentor_id
    return proposal.mentor_yes_at if is_mentor else proposal.mentee_yes_at


def _say_yes(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    if by.pk == proposal.mentor_id:
        proposal.mentor_yes_at = at
    else:
        proposal.mentee_yes_at = at
    both = proposal.mentor_yes_at is not None and proposal.mentee_yes_at is not None
    proposal.state = State.ACCEPTED if both else State.HALF
    proposal.message = "" if both else proposal.message
    proposal.save(update_fields=["state", "mentor_yes_at", "mentee_yes_at", "message"])
    audit.record(
        verb="proposal.yes",
        subject=proposal,
        actor=by,
        at=at,
        programme=proposal.cohort.programme,
    )
    if both:
        drop_request(proposal, at=at)
        pair = open_pair(
            cohort=proposal.cohort,
            mentor=proposal.mentor,
            mentee=proposal.mentee,
            reasons=reasons_of(proposal.why),
            by=by,
            at=at,
        )
        end_others(pair, at=at)
    return proposal


def _say_no(proposal: Proposal, *, by: Person, at: datetime, reason: str) -> Proposal:
    proposal.state, proposal.declined_by, proposal.ended_at = State.DECLINED, by, at
    proposal.decline_reason, proposal.message = reason.strip()[:LONGEST_REASON], ""
    fields = ["state", "declined_by", "decline_reason", "message", "ended_at"]
    proposal.save(update_fields=fields)
    audit.record(
        verb="proposal.no",
        subject=proposal,
        actor=by,
        at=at,
        programme=proposal.cohort.programme,
    )
    other = proposal.mentee if by.pk == proposal.mentor_id else proposal.mentor
    taken = end_call_with(proposal, alone=[by], at=at)
    _tell_end(proposal, other, at=at, more=taken.get(other.pk))
    return proposal


def _due(at: datetime) -> QuerySet[Proposal]:
    return Proposal.objects.filter(Q(expires_at__lte=at) | _gone(), state__in=OPEN).order_by("pk")


def _gone() -> Q:
    """Return the condition that one of the two left the company or gave up their place."""
    places = Enrolment.objects.filter(cohort=OuterRef("cohort"), state__in=WITHOUT_PLACE)
    return (
        Q(mentor__is_active=False)
        | Q(mentee__is_active=False)
        | Q(Exists(places.filter(person=OuterRef("mentor"))))
        | Q(Exists(places.filter(person=OuterRef("mentee"))))
    )


@transaction.atomic
def _expire(pk: int, *, at: datetime) -> int:
    proposal = (
        _due(at)
        .select_for_update(of=("self",))
        .select_related("cohort__programme", "mentor", "mentee", *WITH_CALL)
        .filter(pk=pk)
        .first()
    )
    if proposal is None:  # answered between the look and the lock
        return 0
    proposal.state, proposal.message, proposal.ended_at = State.EXPIRED, "", at
    proposal.save(update_fields=["state", "message", "ended_at"])
    audit.record(
        verb="proposal.expired",
        subject=proposal,
        actor=None,
        at=at,
        programme=proposal.cohort.programme,
    )
    two = (proposal.mentor, proposal.mentee)
    gone = Enrolment.objects.filter(
        cohort=proposal.cohort, person__in=two, state__in=WITHOUT_PLACE
    ).values_list("person_id", flat=True)
    is_late = proposal.expires_at is not None and proposal.expires_at <= at
    alone = [person for person in two if person.pk in set(gone)]
    taken = end_call_with(proposal, alone=alone, at=at)
    for person in two:
        if person not in alone:
            template = EXPIRED if is_late else DECLINED
            _tell_end(proposal, person, at=at, template=template, more=taken.get(person.pk))
    return 1


def _tell_end(
    proposal: Proposal,
    person: Person,
    *,
    at: datetime,
    template: str = DECLINED,
    more: dict[str, str] | None = None,
) -> None:
    """Tell ``person`` that it has ended; ``more`` takes a planned call out of their calendar."""
    queue_notice(
        template,
        to=person,
        key=f"{template}:{proposal.pk}:{person.pk}",
        at=at,
        context={
            "programme": proposal.cohort.programme.names,
            "path": f"/proposals/{proposal.pk}/",
            **(more or {}),
        },
    )
