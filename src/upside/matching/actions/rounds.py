"""What becomes of a round that nobody was told of: dropped, or stopped while it is under way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit, jobs
from upside.kernel.errors import Refused
from upside.matching.models import Round
from upside.people.models import Person

__all__ = ["RoundDecided", "drop_round", "locked", "put_aside", "stop_round"]


class RoundDecided(Refused):
    """The round was released or dropped before."""


@transaction.atomic
def drop_round(round_: Round, *, by: Person | None, at: datetime) -> Round:
    """Put a round aside that is a draft, under way or failed; nobody was told of it, nor is now.

    The worker hears of it where it next tells how far it is. Dropping twice changes nothing.
    Refused: a round that was released, or is being released.
    """
    round_ = locked(round_)
    if round_.state == Round.State.RELEASING:
        raise RoundDecided(
            _("This round is being released. Stop the release first, then drop the round.")
        )
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
    round_ = locked(round_)
    if round_.inputs_sha256 and round_.state != Round.State.DROPPED:
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


def locked(round_: Round) -> Round:
    """Return the row of ``round_`` as it is now, held to the end of the caller's transaction.

    What went in stays in the database: it is large, and others wait meanwhile.
    """
    rounds = Round.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    return rounds.defer("inputs").get(pk=round_.pk)
