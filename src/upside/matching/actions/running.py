"""Run the engine: at once where that takes a moment, else in the worker."""

import os
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

import upmatch
from upside.kernel import audit, jobs
from upside.kernel.errors import Refused
from upside.matching.actions.rounds import put_aside
from upside.matching.models import Proposal, Round
from upside.matching.outcome import by_hand_of, outcome_of, why_data
from upside.matching.problem import (
    NobodyReady,
    cannot_be_solved,
    problem_of,
    refuse_empty_side,
    studio_settings,
)
from upside.matching.queries import Place, free_of, under_way_of
from upside.notices.actions import language_for
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.modes import is_clinic

__all__ = [
    "AT_ONCE",
    "NoRounds",
    "NobodyReady",
    "RoundUnderWay",
    "keep_second",
    "proposals_of_plan",
    "run_round",
    "start_round",
    "work_out_round",
    "work_out_second",
]

AT_ONCE: Final = 100_000
"""Mentees × seats up to which somebody waits for the answer: it takes two or three seconds."""
ENGINE: Final = (0.1, 0.8)
"""The part of the way that the engine takes; before it people are read, after it pairs are kept."""
PAIRS_PER_STEP: Final = 200


class NoRounds(Refused):
    """The programme forms its pairs in a way that has no rounds."""


class RoundUnderWay(Refused):
    """The worker is to compute a round of this cohort already."""


def start_round(
    cohort: Cohort, *, by: Person | None, at: datetime, seed: int | None = None, name: str = ""
) -> Round:
    """Run a round, or hand it to the worker where it is large: then it is ``RUNNING``.

    ``seed`` is the studio's where none is given. Asked twice, the large round is the one that is
    under way. Refused: as by ``run_round``.
    """
    _refuse_without_rounds(cohort)
    running = under_way_of(cohort)
    if running:
        return running
    free = free_of(cohort)
    if free.n_mentees * free.n_seats <= AT_ONCE:
        return run_round(cohort, by=by, at=at, seed=seed, name=name)
    return _handed_over(_begun(cohort, by=by, at=at, seed=seed, name=name))


def run_round(
    cohort: Cohort, *, by: Person | None, at: datetime, seed: int | None = None, name: str = ""
) -> Round:
    """Run the engine over everybody who is ready and free, and keep what went in and came out.

    It goes by rules, weights, pairs by hand and draw number as the studio stands, unless another
    ``seed`` is given. The proposals are drafts: nobody but the coordinators sees them. With a
    ``name`` it is a scenario, which stays until a round of the cohort is released; an older draft
    without one is dropped. The same people and rules give the same inputs, hash and pairs. The
    engine works outside the transaction that keeps
    its result, so that a large round holds up nobody; what changes meanwhile is looked at again
    by the release.

    Refused: a side on which nobody is ready and free; inputs that the engine cannot use; a cohort
    of which the worker is to compute a round already; an expert clinic, which has no rounds.
    """
    _refuse_without_rounds(cohort)
    refuse_under_way(cohort)
    made = _begun(cohort, by=by, at=at, seed=seed, name=name)
    return _kept(made, _worked_out(made))


def work_out_second(
    made: Round, *, places: list[Place], previous: Collection[tuple[str, str]]
) -> list[Proposal]:
    """Return the pairs of a second round over ``places``, ``previous`` left out; nothing is saved.

    Refused: as by ``run_round``.
    """
    return _worked_out(made, places=places, previous=previous)


def keep_second(made: Round, proposals: list[Proposal]) -> Round:
    """Keep a second round as a draft, which only an earlier one of its kind gives way to.

    Refused: a cohort of which the worker is to compute a round, which counts those people in.
    """
    return _kept(made, proposals)


def _refuse_without_rounds(cohort: Cohort) -> None:
    if is_clinic(cohort):
        raise NoRounds(
            _("In an expert clinic mentees book the times that mentors offer: no round is needed.")
        )


@task()
def work_out_round(round_id: int) -> None:
    """Run the engine for a round that was handed over, and make a draft of it.

    Done twice it comes to the same: only the first result is kept, and none of a round that was
    dropped meanwhile. What the engine refuses is kept as the round's outcome.
    """
    rounds = Round.objects.select_related("cohort__programme", "run_by")
    made = rounds.filter(pk=round_id, state=Round.State.RUNNING).first()
    if made is None:
        return
    with translation.override(language_for(made.run_by) if made.run_by else None):
        try:
            _kept(made, _worked_out(made))
        except Refused as refusal:
            _refused(made, str(refusal))


@transaction.atomic
def _refused(made: Round, sentence: str) -> None:
    waiting = Round.objects.filter(pk=made.pk, state=Round.State.RUNNING)
    if not waiting.update(state=Round.State.FAILED, outcome={"refusal": sentence}, job=None):
        return  # dropped meanwhile
    audit.record(
        verb="round.failed",
        subject=made,
        actor=made.run_by,
        at=jobs.moment(made.run_at),
        programme=made.cohort.programme,
    )


@transaction.atomic
def _handed_over(made: Round) -> Round:
    Cohort.objects.select_for_update().get(pk=made.cohort_id)
    running = Round.objects.filter(cohort=made.cohort_id, state=Round.State.RUNNING).first()
    if running and not running.has_failed:
        return running
    if running:
        put_aside(running, by=made.run_by, at=made.run_at)
    made.state = Round.State.RUNNING
    made.number = _next_number(made)
    made.save()
    queued = work_out_round.using(run_after=made.run_at).enqueue(made.pk)
    made.job_id = int(queued.id)
    made.save(update_fields=["job"])
    return made


def _worked_out(made: Round, **limits: Any) -> list[Proposal]:
    """Write the engine's answer on the round and return its proposals; nothing is saved."""
    jobs.tell("read", 0.0)
    settings = studio_settings(made.cohort)
    problem = problem_of(made.cohort, seed=made.seed, settings=settings, **limits)
    refuse_empty_side(problem)
    plan = _solved(made.cohort, problem)
    jobs.tell("explain", ENGINE[1])
    made.inputs, made.inputs_sha256 = problem.as_dict(), problem.inputs_sha256
    made.engine_version = upmatch.__version__
    made.holds = settings["holds"]
    made.outcome = outcome_of(problem, plan)
    proposals = proposals_of_plan(made, problem, plan)
    made.outcome["by_hand"] = by_hand_of(proposals)
    jobs.tell("keep", 1.0)
    return proposals


@transaction.atomic
def _kept(made: Round, proposals: list[Proposal]) -> Round:
    cohort = Cohort.objects.select_for_update().get(pk=made.cohort_id)
    kept = Round.objects.select_for_update().filter(cohort=cohort)
    if made.pk and not kept.filter(pk=made.pk, state=Round.State.RUNNING).exists():
        return made  # dropped meanwhile, or kept by another worker
    if not made.pk:
        refuse_under_way(cohort)
    at = jobs.moment(made.run_at)
    drafts = kept.filter(state=Round.State.DRAFT, name="")
    if made.origin == Round.Origin.SECOND:  # a coordinator's own draft stays
        drafts = drafts.filter(origin=Round.Origin.SECOND)
    for draft in drafts.defer("inputs"):  # locked: another may be releasing it this moment
        put_aside(draft, by=made.run_by, at=at)
    made.number = made.number or _next_number(made)
    made.state, made.job = Round.State.DRAFT, None
    made.save()
    for proposal in proposals:
        proposal.round, proposal.cohort = made, cohort
    Proposal.objects.bulk_create(proposals)
    audit.record(
        verb="round.run",
        subject=made,
        actor=made.run_by,
        at=at,
        details={
            "inputs_sha256": made.inputs_sha256,
            "seed": made.seed,
            "n_pairs": len(proposals),
            "engine": made.engine_version,
        },
        programme=made.cohort.programme,
    )
    return made


def _begun(
    cohort: Cohort, *, by: Person | None, at: datetime, seed: int | None, name: str
) -> Round:
    seed = studio_settings(cohort)["seed"] if seed is None else seed
    return Round(cohort=cohort, run_by=by, run_at=at, seed=seed, name=name)


def refuse_under_way(cohort: Cohort) -> None:
    running = under_way_of(cohort)
    if running:
        raise RoundUnderWay(
            _("Round %(number)s of this cohort is under way. Wait for it, or stop it on its page.")
            % {"number": running.number}
        )


def _next_number(made: Round) -> int:
    numbers = Round.objects.filter(cohort=made.cohort_id).aggregate(last=Max("number"))
    return int(numbers["last"] or 0) + 1


def _solved(cohort: Cohort, problem: upmatch.Problem) -> upmatch.Plan:
    first, last = ENGINE

    def tell(step: str, share: float) -> None:
        jobs.tell(step, first + (last - first) * share)

    try:
        return upmatch.solve(problem, threads=os.cpu_count() or 1, progress=tell)
    except upmatch.UpmatchError as fault:
        people = Person.objects.filter(enrolments__cohort=cohort)
        raise cannot_be_solved(fault, people) from fault


def proposals_of_plan(made: Round, problem: upmatch.Problem, plan: upmatch.Plan) -> list[Proposal]:
    """Return the pairs of a plan as proposals, with why, and who fixed them by hand; none saved."""
    rows = {one.external_id: one for one in Person.objects.filter(enrolments__cohort=made.cohort)}
    by_hand = {
        (hold["mentee"], hold["mentor"]): hold for hold in made.holds if hold["kind"] == "lock"
    }
    people = {one.id: one for one in problem.people}
    found = []
    for n, pair in enumerate(plan.pairs):
        if n % PAIRS_PER_STEP == 0:
            jobs.tell("explain", ENGINE[1] + (1 - ENGINE[1]) * n / plan.n_pairs)
        why = plan.why(pair.mentee, pair.mentor)
        found.append(
            Proposal(
                mentor=rows[pair.mentor],
                mentee=rows[pair.mentee],
                fit=pair.fit,
                terms={share.term: share.points for share in why.shares},
                why=why_data(people[pair.mentee], people[pair.mentor], why),
                by_hand=by_hand.get((pair.mentee, pair.mentor), {}),
            )
        )
    return found
