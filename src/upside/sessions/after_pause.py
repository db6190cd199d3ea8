"""The dates that a pause took away: offered again once the pair goes on, as far as still free."""

from collections.abc import Iterable
from datetime import datetime

from upside.calendars.queries import busy_spans
from upside.pairs.models import Pair, Pause
from upside.programmes.modes import is_clinic
from upside.sessions.models import Session
from upside.sessions.queries import planned_spans

__all__ = ["dates_of_pause"]

MOST = 6


def dates_of_pause(pair: Pair, sessions: Iterable[Session], *, at: datetime) -> list[datetime]:
    """Return the starts to come that the last pause of ``pair`` called off, and that are free.

    ``sessions`` are all of the pair. Nothing while it rests, in a clinic, and once a session was
    booked after the pause. Three queries at most, none where nothing fell away.
    """
    known = list(sessions)
    lost = [one for one in known if one.starts_at > at and _fell_away(one)]
    if not lost or pair.state != Pair.State.ACTIVE or is_clinic(pair.cohort):
        return []
    pause = pair.pauses.exclude(ended_at=None).order_by("-ended_at").first()
    if pause is None or pause.ended_at is None:
        return []
    if any(one.booked_at >= pause.ended_at for one in known):
        return []
    spans = {(one.starts_at, one.ends_at) for one in lost if _is_in(pause, one.settled_at)}
    taken = [
        *planned_spans(pair.people, ends_after=at),
        *busy_spans(pair.people, ends_after=at),
    ]
    free = [
        start
        for start, end in sorted(spans)
        if not any(one < end and other > start for one, other in taken)
    ]
    return free[:MOST]


def _fell_away(session: Session) -> bool:
    """Tell whether nobody called ``session`` off: it fell away with something else.

    The date of a group is no date of the pair: the others have met.
    """
    is_off = session.state == Session.State.CANCELLED and session.settled_by_id is None
    return is_off and session.gathering_id is None


def _is_in(pause: Pause, at: datetime | None) -> bool:
    return at is not None and pause.started_at <= at <= (pause.ended_at or at)
