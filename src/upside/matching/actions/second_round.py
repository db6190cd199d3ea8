"""The second round: for those who became free again, made by itself, and moving nobody else.

It is computed over those who are free, so that no open proposal and no pair is touched. What set
people free is looked at once: nothing comes of it a second time unless somebody else becomes free.
"""

import logging
from datetime import datetime

from django.db import transaction
from django_tasks import task

from upside.kernel import jobs
from upside.kernel.errors import Refused
from upside.matching.actions.releasing import release_round
from upside.matching.actions.running import keep_second, work_out_second
from upside.matching.models import Proposal, Rematch, Round
from upside.matching.queries import (
    cohorts_with_rounds,
    couples_unanswered,
    freed_by,
    freed_in,
    new_events,
    places_of_a_second_round,
)
from upside.programmes.models import Cohort
from upside.programmes.modes import mode_of

__all__ = ["WITH_SECOND", "look_again", "make_second_round"]

log = logging.getLogger("upside.matching")

WITH_SECOND = frozenset({"optimise", "hybrid", "speed_meet"})
"""Ways of forming pairs in which a coordinator releases rounds."""


def look_again(*, at: datetime) -> int:
    """Ask for a second round in each cohort in which somebody became free again.

    Returns how many were asked for. The worker calls this each minute and computes them as jobs.
    """
    cohorts = {one.pk: one for one in cohorts_with_rounds(at=at) if mode_of(one) in WITH_SECOND}
    return sum(_asked_for(cohorts[key], at=at) for key in new_events(cohorts))


@task()
def make_second_round(rematch_id: int) -> None:
    """Compute a second round, and release it where the programme file says so.

    It stands as a draft of its own beside a coordinator's drafts; only an earlier second round
    that nobody named gives way to it. Nothing stands where no pair is possible.
    """
    rematch = Rematch.objects.select_related("cohort__programme", "cohort__version").get(
        pk=rematch_id
    )
    if rematch.round_id:  # done by a worker that was killed after it
        return
    at = jobs.moment(rematch.looked_at)
    made = Round(cohort=rematch.cohort, run_at=at, origin=Round.Origin.SECOND)
    places = places_of_a_second_round(rematch.cohort)
    if not freed_in(places, rematch.events):
        return
    try:
        pairs = work_out_second(made, places=places, previous=[*couples_unanswered(made.cohort)])
        _keep(rematch, made, pairs, at=at)
    except Refused as refusal:
        log.info("no second round in %s: %s", rematch.cohort_id, type(refusal).__name__)


@transaction.atomic
def _asked_for(cohort: Cohort, *, at: datetime) -> int:
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    events = new_events([cohort.pk]).get(cohort.pk)
    if not events:  # looked at meanwhile
        return 0
    freed = freed_in(places_of_a_second_round(cohort), events)
    look = Rematch.objects.create(cohort=cohort, looked_at=at, events=events, n_freed=len(freed))
    if freed:
        make_second_round.using(run_after=at).enqueue(look.pk)
    return 1 if freed else 0


@transaction.atomic
def _keep(rematch: Rematch, made: Round, pairs: list[Proposal], *, at: datetime) -> None:
    """Keep the round with what it came of; with both its release, where the file allows it."""
    if not pairs:
        return
    rematch.round = keep_second(made, pairs)
    rematch.save(update_fields=["round"])
    if rematch.cohort.settings.get("rematch_release") == "automatic":
        _release(rematch, rematch.round, at=at)


def _release(rematch: Rematch, made: Round, *, at: datetime) -> None:
    """Release the pairs of those who became free; others in the round wait for a coordinator."""
    freed = freed_by(rematch.events)
    rows = made.proposals.values_list("pk", "mentor", "mentee")
    only = [pk for pk, mentor, mentee in rows if {mentor, mentee} & freed]
    if not only:
        return
    try:
        release_round(made, only=only, by=None, at=at, allowed_by=_file_of(rematch.cohort))
    except Refused as refusal:
        log.info("round %s waits for a coordinator: %s", made.pk, type(refusal).__name__)


def _file_of(cohort: Cohort) -> str:
    """Return which programme file allows it, in which version, since when."""
    version, slug = cohort.version, cohort.programme.slug
    return f"{slug}, version {version.number}, {version.made_at:%Y-%m-%d}" if version else slug
