"""A matching round: run, look at, then release or drop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

import upmatch
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.deadline import closing_time, last_day_of
from upside.matching.models import Proposal, Round
from upside.matching.outcome import outcome_of, why_data
from upside.matching.problem import CannotBeSolved, problem_of
from upside.matching.queries import free_places
from upside.notices.actions import queue_notice
from upside.people.models import Person
from upside.programmes.models import GONE, Cohort, Enrolment, Wish

__all__ = [
    "NobodyReady",
    "NothingToRelease",
    "RoundDecided",
    "drop_round",
    "release_round",
    "run_round",
]


class NobodyReady(Refused):
    """One side of the round is empty."""


class RoundDecided(Refused):
    """The round was released or dropped before."""


class NothingToRelease(Refused):
    """No proposal of the round can go out."""


def run_round(cohort: Cohort, *, by: Person | None, at: datetime, seed: int = 0) -> Round:
    """Run the engine over everybody who is ready and free, and keep what went in and came out.

    The proposals are drafts: nobody but the coordinators sees them. An older draft of the cohort
    is dropped. The same people and rules give the same inputs, hash and pairs. The engine works
    outside the transaction that keeps its result, so that a large round holds up nobody; what
    changes meanwhile is looked at again by the release.

    Refused: a side on which nobody is ready and free; inputs that the engine cannot use.
    """
    problem = problem_of(cohort, seed=seed)
    _refuse_empty_side(problem)
    plan = _solved(problem)
    made = Round(
        inputs=problem.as_dict(),
        inputs_sha256=problem.inputs_sha256,
        engine_version=upmatch.__version__,
        seed=seed,
        outcome=outcome_of(problem, plan),
        run_by=by,
        run_at=at,
    )
    return _kept(made, cohort, _proposals(cohort, problem, plan))


@transaction.atomic
def _kept(made: Round, cohort: Cohort, proposals: list[Proposal]) -> Round:
    made.cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    drafts = Round.objects.select_for_update().filter(cohort=cohort, state=Round.State.DRAFT)
    for draft in drafts.defer("inputs"):  # locked: another may be releasing it this moment
        _drop(draft, by=made.run_by, at=made.run_at)
    last = Round.objects.filter(cohort=cohort).aggregate(last=Max("number"))["last"] or 0
    made.number = last + 1
    made.save()
    for proposal in proposals:
        proposal.round = made
    Proposal.objects.bulk_create(proposals)
    audit.record(
        verb="round.run",
        subject=made,
        actor=made.run_by,
        at=made.run_at,
        details={
            "inputs_sha256": made.inputs_sha256,
            "seed": made.seed,
            "n_pairs": len(proposals),
            "engine": made.engine_version,
        },
        programme=made.cohort.programme,
    )
    return made


@transaction.atomic
def drop_round(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Put a draft round aside; nobody was told of it, so nobody is told now.

    Dropping twice changes nothing. Refused: a round that was released.
    """
    round_ = _locked(round_)
    if round_.state == Round.State.RELEASED:
        raise RoundDecided(
            _("This round was released, so its people have read it. Only drafts can be dropped.")
        )
    if round_.state == Round.State.DRAFT:
        _drop(round_, by=by, at=at)
    return round_


@transaction.atomic
def release_round(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Send the proposals of a draft round to the two people of each, who may then answer.

    What changed since the run is looked at again: the proposal of somebody who has withdrawn,
    left, lost readiness or is taken stays behind; ``outcome["not_released"]`` lists it with the
    reason. Proposals stay open to the end of the last day that the programme gives.

    Refused: a round that was released or dropped (by a second coordinator, say), and one of
    which no proposal can go out.
    """
    round_ = _locked(round_)
    _refuse_decided(round_)
    drafts = list(round_.proposals.select_related("mentor", "mentee").order_by("-fit", "pk"))
    kept = _kept_back(round_.cohort, drafts)
    going = [proposal for proposal in drafts if proposal.pk not in kept]
    if not going:
        raise NothingToRelease(
            _("No proposal of this round can go out. Run a new round over those who are ready.")
        )
    expires_at = closing_time(round_.cohort.programme, at)
    for proposal in going:
        proposal.state, proposal.expires_at = Proposal.State.RELEASED, expires_at
    Proposal.objects.bulk_update(going, ["state", "expires_at"])
    round_.state, round_.released_by, round_.released_at = Round.State.RELEASED, by, at
    round_.outcome["not_released"] = [
        {"proposal": pk, "reason": reason} for pk, reason in kept.items()
    ]
    round_.save(update_fields=["state", "released_by", "released_at", "outcome"])
    for proposal in going:
        _tell_both(round_, proposal, at=at)
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


def _refuse_empty_side(problem: upmatch.Problem) -> None:
    if not problem.mentees:
        raise NobodyReady(
            _(
                "No mentee is ready and free in this cohort. Invite mentees, or wait until their"
                " profiles are complete."
            )
        )
    if not problem.mentors:
        raise NobodyReady(
            _(
                "No mentor with a free seat is ready in this cohort. Invite mentors, or wait until"
                " their profiles are complete."
            )
        )


def _solved(problem: upmatch.Problem) -> upmatch.Plan:
    try:
        return upmatch.solve(problem)
    except upmatch.UpmatchError as fault:
        raise CannotBeSolved(
            _("The engine cannot solve this round: %(fault)s.") % {"fault": fault}
        ) from fault


def _proposals(cohort: Cohort, problem: upmatch.Problem, plan: upmatch.Plan) -> list[Proposal]:
    people = {one.external_id: one for one in Person.objects.filter(enrolments__cohort=cohort)}
    rows = []
    for pair in plan.pairs:
        why = plan.why(pair.mentee, pair.mentor)
        rows.append(
            Proposal(
                mentor=people[pair.mentor],
                mentee=people[pair.mentee],
                fit=pair.fit,
                terms={share.term: share.points for share in why.shares},
                why=why_data(problem, why),
            )
        )
    return rows


def _drop(round_: Round, *, by: Person | None, at: datetime) -> None:
    round_.state = Round.State.DROPPED
    round_.save(update_fields=["state"])
    audit.record(
        verb="round.dropped", subject=round_, actor=by, at=at, programme=round_.cohort.programme
    )


def _tell_both(round_: Round, proposal: Proposal, *, at: datetime) -> None:
    two = (
        (proposal.mentor, "mentor", proposal.mentee),
        (proposal.mentee, "mentee", proposal.mentor),
    )
    for person, role, partner in two:
        queue_notice(
            "proposal_released",
            to=person,
            key=f"proposal_released:{proposal.pk}:{person.pk}",
            at=at,
            context={
                "programme": round_.cohort.programme.names,
                "role": role,
                "partner": partner.name,
                "expires_on": last_day_of(proposal),
                "path": f"/proposals/{proposal.pk}/",
            },
        )
