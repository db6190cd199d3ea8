"""How a pair ends: what it was for is done, one of the two left it, or it never began."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from upside.kernel import audit
from upside.notices.actions import queue_notice
from upside.pairs.actions.rows import locked_pair
from upside.pairs.exits import readers_of
from upside.pairs.models import Exit, Pair, Pause
from upside.pairs.queries import coaches_of
from upside.people.models import Person
from upside.programmes.actions.forgetting import say_forgotten
from upside.programmes.models import Cohort, Programme
from upside.programmes.retention import notes_days

__all__ = ["close_pair", "forget_reasons", "keep_exit", "lapse_pair"]

State, Ending = Pair.State, Pair.Ending
LONGEST_REASON = 2_000


@transaction.atomic
def close_pair(pair: Pair, *, ending: str, by: Person | None, at: datetime) -> Pair:
    """End ``pair`` as ``ending`` says; a pair that has ended stays as it did.

    The seat is free again, unless it is completed. A pause ends with it. Nobody is told, and no
    session is touched: ``leave_pair`` of the sessions does that. The log names ``by``, where given.
    """
    pair = locked_pair(pair)
    if pair.state == State.CLOSED:
        return pair
    pair.state, pair.closed_at, pair.ending = State.CLOSED, at, Ending(ending)
    pair.save(update_fields=["state", "closed_at", "ending"])
    Pause.objects.filter(pair=pair, ended_at=None).update(ended_at=at)
    audit.record(
        verb="pair.closed",
        subject=pair,
        actor=by,
        at=at,
        details={"ending": str(pair.ending)},
        programme=pair.cohort.programme,
    )
    return pair


@transaction.atomic
def lapse_pair(pair: Pair, *, by: Person | None, at: datetime) -> Pair:
    """End a pair that has not begun: what it was opened for fell away before both had signed.

    The seat is free again. A pair that is active or has ended stays as it is. Nobody is told: the
    mail about what fell away says it.
    """
    pair = locked_pair(pair)
    if pair.state == State.ACCEPTED:
        pair.state, pair.closed_at, pair.ending = State.CLOSED, at, Ending.LAPSED
        pair.save(update_fields=["state", "closed_at", "ending"])
        audit.record(
            verb="pair.lapsed", subject=pair, actor=by, at=at, programme=pair.cohort.programme
        )
    return pair


def keep_exit(
    pair: Pair,
    *,
    by: Person,
    at: datetime,
    cause: str = "",
    reason: str = "",
    tells_coach: bool = False,
) -> Exit:
    """Keep that ``by`` left ``pair``, with what they want to say of it: the first they say.

    Said a second time, only what was left empty is added, for the readers chosen then. Those are
    the coaches of this moment, never a later one. Not in the log: who left is for nobody to look
    up. Nothing to say, nothing for the coach.
    """
    kept, _is_new = Exit.objects.get_or_create(pair=pair, person=by, defaults={"left_at": at})
    former = (kept.cause, kept.reason)
    kept.cause = kept.cause or (cause if cause in Exit.Cause else None)
    kept.reason = kept.reason or reason.strip()[:LONGEST_REASON] or None
    if (kept.cause, kept.reason) != former:
        kept.tells_coach = tells_coach
        kept.save(update_fields=["cause", "reason", "tells_coach"])
        two = [one.pk for one in pair.people]
        kept.readers.set(coaches_of(pair).exclude(pk__in=two) if tells_coach else [])
        _tell_readers(kept, pair, at=at)
    return kept


def _tell_readers(kept: Exit, pair: Pair, *, at: datetime) -> None:
    """Write to each coach who may read ``kept`` that there is something to read, no word of it."""
    for coach in readers_of(kept):
        queue_notice(
            "exit_told",
            to=coach,
            key=f"exit_told:{kept.pk}:{coach.pk}",
            at=at,
            context={"programme": pair.cohort.programme.names, "path": f"/pairs/{pair.pk}/"},
        )


@transaction.atomic
def forget_reasons(*, at: datetime) -> int:
    """Delete what people wrote about why they left, as long after as their private notes.

    The cause stays, for the counts; that somebody left stays with the pair. Returns how many.
    """
    gone: Counter[Programme] = Counter()
    of_exits = Exit.objects.exclude(reason=None).values("pair__cohort")
    for cohort in Cohort.objects.filter(pk__in=of_exits).select_related("programme"):
        limit = at - timedelta(days=notes_days(cohort))
        due = Exit.objects.filter(pair__cohort=cohort, left_at__lte=limit)
        due = due.exclude(reason=None)
        gone[cohort.programme] += due.update(reason=None)
    return say_forgotten(gone, verb="programme.reasons_forgotten", of="n_reasons", at=at)
