"""The kind way out: one of the two ends the pair, or has left the company."""

import logging
from datetime import datetime
from itertools import islice

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from upside.notices.actions import queue_notice
from upside.pairs.actions import NotOneOfThePair, close_pair, keep_exit
from upside.pairs.actions.rows import locked_pair
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.modes import mode_of
from upside.sessions.actions.calling_off import call_off
from upside.sessions.actions.first_calls import call_off_with_pair
from upside.sessions.queries import sessions_to_come

__all__ = ["leave_pair", "part_from_leavers"]

log = logging.getLogger("upside.sessions")

AT_ONCE = 100
Ending = Pair.Ending


@transaction.atomic
def leave_pair(
    pair: Pair,
    *,
    by: Person,
    at: datetime,
    cause: str = "",
    reason: str = "",
    tells_coach: bool = False,
) -> bool:
    """End ``pair`` because one of the two wants to, before the charter or after; True if it did.

    Sessions to come leave both calendars; one that has begun stays, to be settled. Both get the
    same mail, which says neither who nor why, and the log names nobody. What ``by`` says of it is
    kept for them alone, and for the coach where they choose so.

    A pair that has ended stays as it is: pressed twice, one mail. Where it ended early a moment
    ago, whatever ``by`` says is kept all the same. Refused: anybody but the two.
    """
    pair = locked_pair(pair)
    if by not in pair.people:
        raise NotOneOfThePair(_("Only the two people of this pair can end it."))
    is_open = pair.state != Pair.State.CLOSED
    if is_open:
        _part(pair, at=at)
    if is_open or ((cause or reason.strip()) and pair.ending == Ending.ENDED):
        keep_exit(pair, by=by, at=at, cause=cause, reason=reason, tells_coach=tells_coach)
    return is_open


def part_from_leavers(*, at: datetime) -> int:
    """End the pairs of whoever has left the company, and return how many.

    The other reads what is read after any exit. One that fails stops no other.
    """
    has_left = Q(mentor__is_active=False) | Q(mentee__is_active=False)
    waiting = Pair.objects.exclude(state=Pair.State.CLOSED).filter(has_left)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    return sum(islice(filter(None, (_parted(key, at) for key in keys)), AT_ONCE))


def _parted(key: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            pair = locked_pair(Pair(pk=key))
            # looked at again under the lock: an import may have been taken back
            if pair.state == Pair.State.CLOSED or all(one.is_active for one in pair.people):
                return False
            _part(pair, at=at)
    except OperationalError:
        raise
    except Exception:
        log.exception("pair %s of somebody who left was not ended; going on", key)
        return False
    return True


def _part(pair: Pair, *, at: datetime) -> None:
    call_off(sessions_to_come(pair, at), at=at, why="ended")
    call_off_with_pair(pair, at=at)
    close_pair(pair, ending=Ending.ENDED, by=None, at=at)
    for person in pair.people:
        queue_notice(
            "pair_ended",
            to=person,
            key=f"pair_ended:{pair.pk}:{person.pk}",
            at=at,
            context={
                "programme": pair.cohort.programme.names,
                "partner": pair.partner_of(person).name,
                "mode": mode_of(pair.cohort),
                "path": "/",
            },
        )
