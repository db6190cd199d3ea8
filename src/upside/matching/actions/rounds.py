"""What becomes of a round that the engine ran: released, or dropped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit, jobs
from upside.kernel.errors import Refused
from upside.matching.deadline import closing_time, last_day_of
from upside.matching.models import Proposal, Round
from upside.matching.queries import free_places
from upside.notices.actions import Letter, queue_notices
from upside.people.models import Person
from upside.programmes.actions import check_launched
from upside.programmes.models import GONE, Cohort, Enrolment, Wish

__all__ = [
    "NothingToRelease",
    "RoundDecided",
    "drop_round",
    "put_aside",
    "release_round",
    "stop_round",
]


class RoundDecided(Refused):
    """The round was released or dropped before."""


class NothingToRelease(Refused):
    """No proposal of the round can go out."""


@transaction.atomic
def drop_round(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Put a round aside that is a draft, under way or failed; nobody was told of it, nor is now.

    The worker hears of it where it next tells how far it is. Dropping twice changes nothing.
    Refused: a round that was released.
    """
    round_ = _locked(round_)
    if round_.state == Round.State.RELEASED:
        raise RoundDecided(
            _("This round was released, so its people have read it. Only drafts can be dropped.")
        )
    if round_.state != Round.State.DROPPED:
        put_aside(round_, by=by, at=at)
    return round_


@transaction.atomic
def stop_round(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Put a round aside that has no pairs yet, as ``drop_round`` does.

    Refused: a round that was computed meanwhile, which nobody may have looked at.
    """
    round_ = _locked(round_)
    if round_.state in (Round.State.DRAFT, Round.State.RELEASED):
        raise RoundDecided(
            _("This round was computed meanwhile. Look at it, then release or drop it.")
        )
    return drop_round(round_, by=by, at=at)


def put_aside(round_: Round, *, by: Person | None, at: datetime) -> None:
    """Drop a round that the caller's transaction holds, with the job that works on it."""
    if round_.job_id:
        jobs.stop_job(round_.job_id)
    if round_.state == Round.State.FAILED:
        round_.outcome = {}  # why it failed may name people
    round_.state, round_.job = Round.State.DROPPED, None
    round_.save(update_fields=["state", "job", "outcome"])
    audit.record(
        verb="round.dropped", subject=round_, actor=by, at=at, programme=round_.cohort.programme
    )


@transaction.atomic
def release_round(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Send the proposals of a draft round to the two people of each, who may then answer.

    What changed since the run is looked at again: the proposal of somebody who has withdrawn,
    left, lost readiness or is taken stays behind; ``outcome["not_released"]`` lists it with the
    reason. Proposals stay open to the end of the last day that the programme gives.

    Refused: a round that was released or dropped (by a second coordinator, say), and one of
    which no proposal can go out, or whose cohort is not launched.
    """
    round_ = _locked(round_)
    _refuse_decided(round_)
    check_launched(round_.cohort)
    drafts = list(round_.proposals.select_related("mentor", "mentee").order_by("-fit", "pk"))
    kept = _kept_back(round_.cohort, drafts)
    going = [proposal for proposal in drafts if proposal.pk not in kept]
    if not going:
        raise NothingToRelease(
            _("No proposal of this round can go out. Run a new round over those who are ready.")
        )
    expires_at = closing_time(round_.cohort, at)
    for proposal in going:
        proposal.state, proposal.expires_at = Proposal.State.RELEASED, expires_at
    Proposal.objects.bulk_update(going, ["state", "expires_at"])
    round_.state, round_.released_by, round_.released_at = Round.State.RELEASED, by, at
    round_.outcome["not_released"] = [
        {"proposal": pk, "reason": reason} for pk, reason in kept.items()
    ]
    round_.save(update_fields=["state", "released_by", "released_at", "outcome"])
    others = Round.objects.select_for_update().filter(cohort=round_.cohort_id)
    for other in others.filter(state=Round.State.DRAFT).defer("inputs"):
        put_aside(other, by=by, at=at)  # their people are taken now; they replay and compare still
    letters = (letter for proposal in going for letter in _letters(round_, proposal))
    queue_notices("proposal_released", letters, at=at)
    audit.record(
        verb="round.released",
        subject=round_,
        actor=by,
        at=at,
        details={"n_released": len(going), "n_kept_back": len(kept)},
        programme=round_.cohort.programme,
    )
    return round_


@dataclass(slots=True)
class _Today:
    """What decides today whether a draft may still go out."""

    places: Mapping[int, Enrolment]
    seats: dict[int, int]
    refusals: set[tuple[int, int]]

    def reason_against(self, proposal: Proposal) -> str:
        """Return why the proposal has to stay behind, or nothing; then its seats are taken."""
        two = (proposal.mentor_id, proposal.mentee_id)
        if not (proposal.mentor.is_active and proposal.mentee.is_active):
            return "left"
        states = {self.places[one].state if one in self.places else None for one in two}
        if states != {Enrolment.State.READY}:
            return "withdrawn" if states & {*GONE, None} else "not_ready"
        if two in self.refusals or two[::-1] in self.refusals:
            return "changed"
        if any(self.seats.get(one, 0) < 1 for one in two):
            return "taken"
        for one in two:
            self.seats[one] -= 1
        return ""


def _kept_back(cohort: Cohort, drafts: list[Proposal]) -> dict[int, str]:
    said_no = Wish.objects.filter(enrolment__cohort=cohort).exclude(kind=Wish.Kind.RANK)
    today = _Today(
        places={row.person_id: row for row in Enrolment.objects.filter(cohort=cohort)},
        seats={place.enrolment.person_id: place.seats for place in free_places(cohort)},
        refusals=set(said_no.values_list("enrolment__person_id", "other_id")),
    )
    reasons = {proposal.pk: today.reason_against(proposal) for proposal in drafts}
    return {pk: reason for pk, reason in reasons.items() if reason}


def _locked(round_: Round) -> Round:
    rounds = Round.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    return rounds.get(pk=round_.pk)


def _refuse_decided(round_: Round) -> None:
    if round_.state == Round.State.RELEASED:
        raise RoundDecided(
            _("This round has been released already. Nobody was written to a second time.")
        )
    if round_.state == Round.State.DROPPED:
        raise RoundDecided(_("This round was dropped. Release the newest one, or run another."))
    if round_.state != Round.State.DRAFT:
        raise RoundDecided(_("This round has no pairs that could be released."))


def _letters(round_: Round, proposal: Proposal) -> Iterator[Letter]:
    """Yield the mails to the two people of a proposal."""
    two = (
        (proposal.mentor, "mentor", proposal.mentee),
        (proposal.mentee, "mentee", proposal.mentor),
    )
    for person, role, partner in two:
        yield Letter(
            to=person,
            key=f"proposal_released:{proposal.pk}:{person.pk}",
            context={
                "programme": round_.cohort.programme.names,
                "role": role,
                "partner": partner.name,
                "expires_on": last_day_of(proposal),
                "path": f"/proposals/{proposal.pk}/",
            },
        )
