"""Letting go of private notes once nobody needs them: the worker's duty."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from upside.kernel import audit
from upside.pairs.models import Pair
from upside.programmes.models import Cohort, Programme
from upside.programmes.retention import past_notes_days
from upside.sessions.models import PrivateNote

__all__ = ["forget_notes"]


@transaction.atomic
def forget_notes(*, at: datetime) -> int:
    """Delete private notes of what ended ``retention.notes_days`` ago, and return how many.

    The days count from the end of the pair or of its cohort, whichever came first; for a note
    written after that, from its writing. The log says how many went, in each programme.
    """
    ended = Q(session__pair__state=Pair.State.CLOSED) | Q(
        session__pair__cohort__ends_on__lt=at.date()
    )
    with_notes = PrivateNote.objects.filter(ended).values("session__pair__cohort")
    gone: Counter[Programme] = Counter()
    for cohort in Cohort.objects.filter(pk__in=with_notes).select_related("programme"):
        due = past_notes_days(
            PrivateNote.objects.all(), cohort, at=at, pair="session__pair", written="saved_at"
        )
        gone[cohort.programme] += due.delete()[0]
    for programme, n in gone.items():
        if n:
            audit.record(
                verb="programme.notes_forgotten",
                subject=programme,
                actor=None,
                at=at,
                details={"n_notes": n},
                programme=programme,
            )
    return gone.total()
