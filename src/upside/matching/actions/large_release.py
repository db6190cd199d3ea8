"""A large release goes out in the worker: everything that was asked for, or nothing.

The mails are written first, which takes long and locks nothing; one short transaction keeps them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task

from upside.kernel import audit, jobs
from upside.kernel.errors import Refused
from upside.kernel.models import Job
from upside.matching.actions.releasing import (
    Prepared,
    Said,
    drafts_of,
    mails_of,
    refuse_decided,
    release_held,
    release_round,
)
from upside.matching.actions.rounds import RoundDecided, locked
from upside.matching.models import Round
from upside.matching.queries import waiting_in
from upside.notices.models import Notice
from upside.people.models import Person
from upside.programmes.actions import check_launched

__all__ = ["send_release", "start_release", "stop_release", "take_back_releases"]

LARGE: Final = 500
"""Proposals up to which somebody waits for the release: it takes less than a second."""
PER_STEP: Final = 200
WRITTEN: Final = 0.8
"""How far a release is once its mails are written and only have to be kept."""
State = Round.State


def start_release(
    round_: Round,
    *,
    only: Collection[int] | None = None,
    by: Person | None,
    at: datetime,
    note: str = "",
) -> Round:
    """Release as ``release_round`` does, or hand a large release to the worker.

    Then the round is ``RELEASING`` until everything has gone out, or nothing has. Refused: what
    ``release_round`` refuses, as far as it can be told at once.
    """
    n = waiting_in(round_).count() if only is None else len(only)
    if n <= LARGE:
        return release_round(round_, only=only, by=by, at=at, note=note)
    return _handed_over(round_, only, Said(by, note), at=at)


@task()
def send_release(round_id: int) -> None:
    """Release a round that was handed over; done twice it comes to the same.

    What is refused is kept on the round, which then is what it was before.
    """
    rounds = Round.objects.filter(pk=round_id, state=State.RELEASING)
    found = rounds.select_related("cohort__programme").defer("inputs").first()
    if found is None:
        return
    said = Said(Person.objects.filter(pk=found.asked["by"]).first(), found.asked["note"])
    at = jobs.moment(found.run_at)
    with translation.override(found.asked["language"]):  # as it would have been on the page
        before = _prepared(found, at=at)
        jobs.tell("send", WRITTEN)
        try:
            _send(found, said, before, at=at)
        except Refused as refusal:
            _taken_back(round_id, "refused", by=said.by, at=at, sentence=str(refusal))


def stop_release(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Stop a release that waits for the worker or is at work; nothing of it has gone out then.

    Refused: one that was quicker.
    """
    stopped = _taken_back(round_.pk, "stopped", by=by, at=at)
    if stopped is None:
        raise RoundDecided(_("No release of this round is under way any more. Look at its state."))
    return stopped


def take_back_releases(*, at: datetime) -> int:
    """Make rounds what they were before whose release the worker has given up."""
    given_up = Round.objects.filter(Q(job=None) | Q(job__state=Job.State.FAILED))
    keys = list(given_up.filter(state=State.RELEASING).values_list("pk", flat=True))
    return sum(_taken_back(key, "given_up", by=None, at=at) is not None for key in keys)


@transaction.atomic
def _handed_over(round_: Round, only: Collection[int] | None, said: Said, *, at: datetime) -> Round:
    round_ = locked(round_)
    refuse_decided(round_)
    check_launched(round_.cohort)
    round_.asked = {
        "only": None if only is None else list(only),
        "by": said.by.pk if said.by else None,
        "note": said.note,
        "before": round_.state,
        "language": get_language(),
    }
    round_.state = State.RELEASING
    round_.job_id = int(send_release.using(run_after=at).enqueue(round_.pk).id)
    round_.save(update_fields=["state", "job", "asked"])
    return round_


def _prepared(round_: Round, *, at: datetime) -> Prepared:
    """Return everything that was asked for with its mails, and tell how far it is."""
    drafts = drafts_of(round_, round_.asked["only"])
    mails: dict[int, list[Notice]] = {}
    for n, proposal in enumerate(drafts):
        if n % PER_STEP == 0:
            jobs.tell("letters", WRITTEN * n / len(drafts))
        mails[proposal.pk] = mails_of(round_, proposal, at=at)
    return Prepared(drafts, mails)


@transaction.atomic
def _send(round_: Round, said: Said, before: Prepared, *, at: datetime) -> None:
    round_ = locked(round_)
    if round_.state != State.RELEASING:
        return  # stopped meanwhile, or sent by another worker
    round_.state = round_.asked["before"]
    release_held(round_, round_.asked["only"], said, before, at=at)


@transaction.atomic
def _taken_back(
    key: int, reason: str, *, by: Person | None, at: datetime, sentence: str = ""
) -> Round | None:
    """Make a round under release what it was; None where it is not under release any more."""
    round_ = locked(Round(pk=key))
    if round_.state != State.RELEASING:
        return None
    if round_.job_id:
        jobs.stop_job(round_.job_id)
    round_.state, round_.job = round_.asked["before"], None
    round_.asked = {} if reason == "stopped" else {"failed": reason, "sentence": sentence}
    round_.save(update_fields=["state", "job", "asked"])
    audit.record(
        verb="round.release_taken_back",
        subject=round_,
        actor=by,
        at=at,
        details={"reason": reason},
        programme=round_.cohort.programme,
    )
    return round_
