"""Pairs that a coordinator chooses: a draft round of them, checked by the same rules."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

import upmatch
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.actions.by_hand import Fixing, checked_couple, locked_cohort, pool_of
from upside.matching.actions.rounds import put_aside
from upside.matching.actions.running import proposals_of_plan
from upside.matching.holds import couple_of, locked, standing_locks
from upside.matching.models import Proposal, Round
from upside.matching.outcome import by_hand_of, outcome_of
from upside.matching.queries import hand_round_of, people_named
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.modes import MANUAL

__all__ = ["NotProposed", "propose_pair", "take_out"]


class NotProposed(Refused):
    """The pair is in no draft that could be changed."""


@transaction.atomic
def propose_pair(
    cohort: Cohort,
    mentor: Person,
    mentee: Person,
    *,
    by: Person | None,
    at: datetime,
    reason: str = "",
) -> Proposal:
    """Add a pair that a coordinator chose to the draft of such pairs; nobody is told of it.

    The draft is a round that is released like any other. Pairs of it that no longer hold, because
    somebody was taken or changed their profile, are taken out.

    Refused: as by ``hold_pair``, seats that pairs of the draft take included.
    """
    cohort = locked_cohort(cohort)
    made = hand_round_of(cohort)
    holds = list(made.holds) if made else []
    problem = pool_of(cohort, [*_keys_in(holds), mentor.pk, mentee.pk])
    fixing = Fixing(reason, by, at)
    _both, hold = checked_couple(problem, mentor, mentee, fixing, others=holds)
    if made is None:
        made = _new_round(cohort, by=by, at=at)
    _chosen(made, problem, [*holds, hold])
    audit.record(
        verb="proposal.made_by_hand",
        subject=made,
        actor=by,
        at=at,
        details={"mentor": mentor.pk, "mentee": mentee.pk, "overrides": hold["overrides"]},
        programme=cohort.programme,
    )
    return made.proposals.get(mentor=mentor, mentee=mentee)


@transaction.atomic
def take_out(proposal: Proposal, *, by: Person | None, at: datetime) -> None:
    """Take a pair out of the draft of chosen pairs; with its last pair the draft is dropped.

    Refused: a pair that is in no such draft, or was released.
    """
    cohort = locked_cohort(proposal.cohort)
    made = hand_round_of(cohort)
    row = made.proposals.filter(pk=proposal.pk).first() if made else None
    if made is None or row is None:
        raise NotProposed(_("This pair is not in the draft any more."))
    holds = [hold for hold in made.holds if couple_of(hold) != couple_of(row.by_hand)]
    audit.record(
        verb="proposal.taken_out",
        subject=made,
        actor=by,
        at=at,
        details={"mentor": row.mentor_id, "mentee": row.mentee_id},
        programme=cohort.programme,
    )
    if not holds or not _chosen(made, pool_of(cohort, _keys_in(holds)), holds):
        put_aside(made, by=by, at=at)


def _keys_in(holds: Iterable[Mapping[str, Any]]) -> list[int]:
    refs = {ref for hold in holds for ref in couple_of(hold)}
    return [one.pk for one in people_named(refs, ())]


def _new_round(cohort: Cohort, *, by: Person | None, at: datetime) -> Round:
    last = Round.objects.filter(cohort=cohort).aggregate(last=Max("number"))["last"]
    return Round.objects.create(
        cohort=cohort,
        number=int(last or 0) + 1,
        name=_("By hand"),
        outcome={"objective": MANUAL},
        run_by=by,
        run_at=at,
    )


def _chosen(made: Round, problem: upmatch.Problem, holds: Iterable[Mapping[str, Any]]) -> int:
    """Write the chosen pairs that hold today on the round, as a plan of nobody else; count them.

    A round of just these people, with their pairs fixed, replays like any other.
    """
    kept = standing_locks(problem, holds)
    made.holds = [dict(hold) for hold in holds if couple_of(hold) in kept]
    inside = {one for couple in kept for one in couple}
    people = {"people": [one for one in problem.as_dict()["people"] if one["id"] in inside]}
    overruling = [couple_of(hold) for hold in made.holds if hold["overrides"]]
    alone = upmatch.Problem.from_dict(problem.as_dict() | people)
    chosen = locked(alone, kept, overruling)
    plan = upmatch.solve(chosen)
    made.inputs, made.inputs_sha256 = chosen.as_dict(), chosen.inputs_sha256
    made.engine_version = upmatch.__version__
    proposals = proposals_of_plan(made, chosen, plan)
    nothing_claimed = {"certified": None, "bound_pairs": None, "bound_fit": None, "gap": None}
    made.outcome = {**outcome_of(chosen, plan), **nothing_claimed, "objective": MANUAL}
    made.outcome["by_hand"] = by_hand_of(proposals)
    made.save()
    made.proposals.all().delete()
    for proposal in proposals:
        proposal.round, proposal.cohort = made, made.cohort
    Proposal.objects.bulk_create(proposals)
    return len(proposals)
