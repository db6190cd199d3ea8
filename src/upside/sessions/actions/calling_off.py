"""Sessions that nobody called off: they fall with the pair, or into its pause."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from upside.sessions.actions.booking import settle
from upside.sessions.actions.telling import tell_off
from upside.sessions.models import Session

__all__ = ["call_off"]


@transaction.atomic
def call_off(sessions: Iterable[Session], *, at: datetime, why: str) -> int:
    """Take planned sessions out of both calendars, and return how many.

    Of a date of a group, those who are left still meet: the mentor's event is put right.

    Nobody stands as the one who called them off: such a session counts against nobody. ``why`` is
    how its mail puts it: ``ended``, ``paused``, or ``group`` for one that parts from its group.
    """
    keys = [session.pk for session in sessions]
    rows = Session.objects.select_for_update(of=("self",)).filter(
        pk__in=keys, state=Session.State.PLANNED
    )
    told = rows.select_related(
        "pair__cohort__programme", "pair__mentor", "pair__mentee", "gathering__group"
    )
    planned = list(told.order_by("starts_at", "pk"))
    for session in planned:
        settle(session, Session.State.CANCELLED, by=None, at=at)
    tell_off(planned, at=at, why=why)
    return len(planned)
