"""A pair rests: its dates fall away, nobody is reminded, and it goes on by itself."""

import logging
from datetime import date, datetime
from itertools import islice

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from upside.kernel.days import newest_day
from upside.kernel.errors import Refused
from upside.pairs.actions import resume_pair as end_pause
from upside.pairs.actions import set_pause
from upside.pairs.actions.rows import locked_pair
from upside.pairs.actions.telling import tell
from upside.pairs.models import Pair, Pause
from upside.pairs.queries import day_of
from upside.people.models import Person
from upside.sessions.actions.calling_off import call_off
from upside.sessions.queries import sessions_to_come

__all__ = ["PauseChanged", "mark_of_pause", "pause_pair", "resume_due", "resume_pair"]

log = logging.getLogger("upside.sessions")

AT_ONCE = 100


class PauseChanged(Refused):
    """The pause was changed after the page that somebody decides by."""


def mark_of_pause(pause: Pause | None) -> str:
    """Return a mark of how a pause stands, by which an old page is known; empty for none."""
    return f"{pause.pk}:{pause.until_on or ''}" if pause else ""


@transaction.atomic
def pause_pair(
    pair: Pair, *, until: date | None, by: Person, at: datetime, seen: str | None = None
) -> Pause:
    """Let ``pair`` rest until the end of the day ``until``, or until one of the two resumes.

    Sessions inside leave both calendars and count against nobody; both are told. Changing the day
    of a pause is the same act; the same day again changes nothing. ``seen`` is the mark of the
    pause that ``by`` looked at. Refused as by ``set_pause``, and a pause that another page changed.
    """
    locked_pair(pair)
    before = Pause.objects.filter(pair=pair, ended_at=None).first()
    is_other = before is not None and before.until_on != until
    if seen is not None and is_other and seen != mark_of_pause(before):
        raise PauseChanged(
            _("The pause was changed meanwhile. Here is how it stands; choose again if you like.")
        )
    pause = set_pause(pair, until=until, by=by, at=at)
    if before is not None and before.until_on == until:
        return pause
    pair = locked_pair(pair)
    call_off(sessions_to_come(pair, at, until=until), at=at, why="paused")
    _tell("pair_paused", pair, pause, at=at)
    return pause


@transaction.atomic
def resume_pair(pair: Pair, *, by: Person | None, at: datetime) -> bool:
    """Let ``pair`` go on and tell both; say whether it was on pause.

    By itself where ``by`` is None. Refused: anybody but the two, and a pair that has ended.
    """
    pause = Pause.objects.filter(pair=pair, ended_at=None).first()
    if not end_pause(pair, by=by, at=at) or pause is None:
        return False
    _tell("pair_resumed", locked_pair(pair), pause, at=at)
    return True


def resume_due(*, at: datetime) -> int:
    """Let those pairs go on whose last day of pause is over by the mentee's clock; return how many.

    One that fails stops no other.
    """
    due = Pause.objects.filter(ended_at=None, until_on__lt=newest_day(at)).order_by("pk")
    found = due.select_related("pair__mentee")
    waiting = [one for one in found if one.until_on and one.until_on < day_of(one.pair, at)]
    return sum(islice(filter(None, (_resumed(pause, at) for pause in waiting)), AT_ONCE))


def _resumed(pause: Pause, at: datetime) -> bool:
    try:
        return resume_pair(pause.pair, by=None, at=at)
    except OperationalError:
        raise
    except Exception:
        log.exception("pause %s was not ended; going on", pause.pk)
        return False


def _tell(template: str, pair: Pair, pause: Pause, *, at: datetime) -> None:
    once = f"{pause.pk}:{at.isoformat()}"
    tell(template, pair, at=at, once=once, until_on=pause.until_on)
