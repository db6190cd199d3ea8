"""Invitations from a short list: one person asks another, who is free to say yes or no."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.choosing import ListPlan, list_plan
from upside.matching.deadline import closing_time, last_day_of
from upside.matching.listing import list_problem
from upside.matching.models import Candidate, Proposal
from upside.matching.outcome import why_data
from upside.matching.queries import (
    OPEN,
    Place,
    between,
    choice_of,
    free_seats,
    is_open,
    most_open,
)
from upside.matching.spread import solved
from upside.notices.actions import queue_notice
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_taking_seats
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import ready_places

__all__ = [
    "LONGEST_MESSAGE",
    "ChoiceClosed",
    "NotYours",
    "TakenAlready",
    "TooManyInvitations",
    "end_others",
    "invite_to_pair",
    "withdraw_invitation",
]

State, Mentor, Mentee = Proposal.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
LONGEST_MESSAGE = 400


class ChoiceClosed(Refused):
    """Short lists are not open, or this side does not invite."""


class NotYours(Refused):
    """Somebody who is not on the list, or an invitation of somebody else."""


class TooManyInvitations(Refused):
    """The person has a pair, an answer to give, or as many open invitations as may wait."""


class TakenAlready(Refused):
    """The other has no free seat just now."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the engine says of two people today."""

    fit: int
    terms: dict[str, int]
    why: dict[str, Any]


def invite_to_pair(place: Enrolment, other: Person, *, at: datetime, message: str = "") -> Proposal:
    """Invite somebody from the own short list; inviting is the inviter's yes, the other answers.

    The invitation holds a seat of the mentor until it is answered, taken back or over: of two
    people who want the last seat at once the first has it. ``message`` is read by the other alone
    and deleted with the answer. The rules are looked at again. Pressed twice, the invitation that
    stands is returned.

    Refused: a choice that is not open, a side that does not invite here, somebody not on the
    list, who is in a pair or has a proposal to answer, more open invitations than the programme
    lets one person have, and another who has no free seat. Whoever asked not to be paired with the
    inviter has none either.
    """
    cohort, by = place.cohort, place.person
    plan = _open_plan(place, at)
    if not Candidate.objects.filter(cohort=cohort, person=by, other=other).exists():
        raise NotYours(_("Only people on your short list can be invited."))
    mentor, mentee = (by, other) if place.role == Mentor else (other, by)
    judged = _judged(place, other)
    with transaction.atomic():
        _lock(cohort, by, other)
        stands = Proposal.objects.filter(
            cohort=cohort, mentor=mentor, mentee=mentee, state__in=OPEN
        ).first()
        if stands is not None:
            return _own(stands, by, other)
        _refuse_unless_may_ask(place, plan)
        never = between(cohort, by)
        is_free = free_seats(cohort, [other.pk]).get(other.pk, 0) > 0
        if never.is_over(by.pk, other.pk) or never.is_refused(by.pk, other.pk) or not is_free:
            raise _taken(other)
        is_mentor = place.role == Mentor
        made = Proposal.objects.create(
            cohort=cohort,
            asked_by=by,
            mentor=mentor,
            mentee=mentee,
            fit=judged.fit,
            terms=judged.terms,
            why=judged.why,
            state=State.HALF,
            mentor_yes_at=at if is_mentor else None,
            mentee_yes_at=None if is_mentor else at,
            expires_at=closing_time(cohort, at),
            message=message.strip()[:LONGEST_MESSAGE],
        )
        _tell_invited(made, other, at=at)
        audit.record(
            verb="proposal.invited", subject=made, actor=by, at=at, programme=cohort.programme
        )
    return made


@transaction.atomic
def withdraw_invitation(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """Take an invitation back that waits for its answer; the other reads that it has ended.

    Refused: anybody but the inviter, and an invitation that was answered or is over.
    """
    proposal = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("cohort__programme", "mentor", "mentee")
        .get(pk=proposal.pk)
    )
    if proposal.asked_by_id != by.pk:
        raise NotYours(_("Only who invited can take an invitation back."))
    if proposal.state not in OPEN:
        raise ChoiceClosed(_("This invitation has been answered, or has ended."))
    _end(proposal, tell=[_other_of(proposal, by)], at=at)
    return proposal


def end_others(pair: Pair, *, at: datetime) -> int:
    """End the open proposals that cannot become pairs any more now that ``pair`` has opened.

    Those of its mentee, who has their pair, and those of its mentor once no seat is left. The
    other person of each reads that it has ended. Call it in the transaction that opens the pair.
    """
    waiting = Proposal.objects.filter(cohort=pair.cohort_id, state__in=OPEN)
    rows = waiting.select_for_update(of=("self",)).select_related(
        "cohort__programme", "mentor", "mentee"
    )
    over = list(rows.filter(mentee=pair.mentee_id))
    if not _has_seat(pair):
        over += rows.filter(mentor=pair.mentor_id).exclude(mentee=pair.mentee_id)
    for proposal in over:
        done = pair.mentee if proposal.mentee_id == pair.mentee_id else pair.mentor
        _end(proposal, tell=[_other_of(proposal, done)], at=at)
    return len(over)


def _has_seat(pair: Pair) -> bool:
    place = Enrolment.objects.filter(cohort=pair.cohort_id, person=pair.mentor_id).first()
    if place is None:
        return True
    pairs = pairs_taking_seats().filter(cohort=pair.cohort_id, mentor=pair.mentor_id)
    return pairs.count() < place.seats


def _open_plan(place: Enrolment, at: datetime) -> ListPlan:
    plan = list_plan(place.cohort)
    if plan is None or not plan.may_invite(place.role):
        raise ChoiceClosed(_("In this programme the other side invites. You answer."))
    if not is_open(choice_of(place.cohort), at=at):
        raise ChoiceClosed(_("The short lists of this cohort are not open."))
    return plan


def _lock(cohort: Cohort, *people: Person) -> None:
    places = Enrolment.objects.select_for_update().filter(cohort=cohort, person__in=people)
    list(places.order_by("pk"))


def _refuse_unless_may_ask(place: Enrolment, plan: ListPlan) -> None:
    side = {"mentor" if place.role == Mentor else "mentee": place.person_id}
    waiting = Proposal.objects.filter(cohort=place.cohort_id, state__in=OPEN, **side)
    n_own = waiting.filter(asked_by=place.person_id).count()
    most = most_open(place, plan)
    if most == 0:
        raise TooManyInvitations(_("You have your pair. Nobody else can be invited."))
    if waiting.exclude(asked_by=place.person_id).exists() and place.role == Mentee:
        raise TooManyInvitations(
            _("Somebody waits for your answer. Say yes or no first, on your home page.")
        )
    if n_own >= most:
        raise TooManyInvitations(
            ngettext(
                "You have %(n)s open invitation, as many as can wait at a time. Wait for the"
                " answer, or take it back.",
                "You have %(n)s open invitations, as many as can wait at a time. Wait for an"
                " answer, or take one back.",
                n_own,
            )
            % {"n": n_own}
        )
    if place.role == Mentor and free_seats(place.cohort, [place.person_id]) == {}:
        raise TooManyInvitations(
            _("Each of your seats is taken or waits for an answer. Answer, or offer one more.")
        )


def _own(stands: Proposal, by: Person, other: Person) -> Proposal:
    """Return the open proposal of two people if ``by`` invited; one made otherwise is refused."""
    if stands.asked_by_id != by.pk:
        raise TooManyInvitations(
            _("A proposal for you and %(name)s is open already. You find it on your home page.")
            % {"name": other.name}
        )
    return stands


def _taken(other: Person) -> TakenAlready:
    return TakenAlready(
        _("%(name)s has no free seat just now. Choose somebody else from your list.")
        % {"name": other.name}
    )


def _judged(place: Enrolment, other: Person) -> _Judged:
    """Return fit and reasons of two people by the rules of today; refuse if one stands between."""
    two = Enrolment.objects.filter(cohort=place.cohort_id, person__in=(place.person_id, other.pk))
    rows = ready_places(two).select_related("person__unit").prefetch_related("slots")
    places = [Place(row, 1) for row in rows.order_by("pk")]
    here = {found.enrolment.person_id for found in places}
    if place.person_id not in here:
        raise ChoiceClosed(_("Your profile is not complete any more. Complete it, then invite."))
    if other.pk not in here:
        raise _taken(other)
    problem = list_problem(place.cohort, places)
    people = {one.id: one for one in problem.people}
    mentee, mentor = problem.mentees[0].id, problem.mentors[0].id
    why = solved(problem).why(mentee, mentor)
    if why.forbidden_by:
        raise _taken(other)
    return _Judged(
        why.fit,
        {share.term: share.points for share in why.shares},
        why_data(people[mentee], people[mentor], why),
    )


def _other_of(proposal: Proposal, person: Person) -> Person:
    return proposal.mentee if person.pk == proposal.mentor_id else proposal.mentor


def _end(proposal: Proposal, *, tell: list[Person], at: datetime) -> None:
    proposal.state, proposal.message, proposal.ended_at = State.WITHDRAWN, "", at
    proposal.save(update_fields=["state", "message", "ended_at"])
    audit.record(
        verb="proposal.withdrawn",
        subject=proposal,
        actor=proposal.asked_by,
        at=at,
        programme=proposal.cohort.programme,
    )
    for person in tell:
        queue_notice(
            "proposal_declined",
            to=person,
            key=f"proposal_declined:{proposal.pk}:{person.pk}",
            at=at,
            context={
                "programme": proposal.cohort.programme.names,
                "path": f"/proposals/{proposal.pk}/",
            },
        )


def _tell_invited(made: Proposal, other: Person, *, at: datetime) -> None:
    by = _other_of(made, other)
    queue_notice(
        "pair_invitation",
        to=other,
        key=f"pair_invitation:{made.pk}:{other.pk}",
        at=at,
        context={
            "programme": made.cohort.programme.names,
            "role": "mentor" if other.pk == made.mentor_id else "mentee",
            "partner": by.name,
            "has_message": bool(made.message),
            "expires_on": last_day_of(made),
            "path": f"/proposals/{made.pk}/",
        },
    )
