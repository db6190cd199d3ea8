"""Sessions that nobody called off: they fall with the pair, or into its pause."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from upside.sessions.actions.booking import settle
from upside.sessions.actions.telling import tell
from upside.sessions.models import Session

__all__ = ["call_off"]


@transaction.atomic
def call_off(sessions: Iterable[Session], *, at: datetime, why: str) -> int:
    """Take planned sessions out of both calendars, and return how many.

    Nobody stands as the one who called them off: such a session counts against nobody. ``why`` is
    how its mail puts it: ``ended`` or ``paused``.
    """
    keys = [session.pk for session in sessions]
    rows = Session.objects.select_for_update(of=("self",)).filter(
        pk__in=keys, state=Session.State.PLANNED
    )
    told = rows.select_related("pair__cohort__programme", "pair__mentor", "pair__mentee")
    planned = list(told.order_by("starts_at", "pk"))
    for session in planned:
        settle(session, Session.State.CANCELLED, by=None, at=at)
        tell("session_cancelled", session, session.pair.people, at=at, method="CANCEL", why=why)
    return len(planned)
