"""The end of a pair that did what it was for: both look back, then it is completed."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from upside.kernel.days import oldest_day
from upside.pairs.actions import close_pair
from upside.pairs.actions.farewells import look_back, open_farewell, say_done, unsay_done
from upside.pairs.actions.rows import locked_pair
from upside.pairs.actions.telling import tell
from upside.pairs.farewell_models import Farewell, LookBack
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.measures import farewell_days
from upside.programmes.models import Cohort
from upside.programmes.momentum import N_SESSIONS
from upside.sessions.actions.calling_off import call_off
from upside.sessions.models import Session
from upside.sessions.queries import sessions_to_come

__all__ = ["finish_farewells", "go_on", "open_farewells", "say_farewell", "wind_up"]

log = logging.getLogger("upside.sessions")

AT_ONCE = 100
LONG_AGO = timedelta(days=60)
"""What ended before that is left as it is: nobody is asked about last year."""
PAGE = "farewell/"
State = Pair.State


@transaction.atomic
def say_farewell(pair: Pair, *, by: Person, at: datetime, **said: object) -> LookBack:
    """Keep what ``by`` says at the end, as ``look_back`` does; the second of the two ends the pair.

    It is then completed: sessions still to come are called off, and both get a kind mail.
    """
    kept = look_back(pair, by=by, at=at, **said)  # type: ignore[arg-type]
    if LookBack.objects.filter(pair=pair).count() == len(pair.people):
        _complete(pair, at=at)
    return kept


@transaction.atomic
def wind_up(pair: Pair, *, by: Person, at: datetime) -> Farewell:
    """Keep that ``by`` is done with ``pair``, and tell the other; said by both, both look back."""
    known = Farewell.objects.filter(pair=pair).first()
    farewell = say_done(pair, by=by, at=at)
    if known is None:
        # once for each time that it was said: it can be taken back, and said again
        _tell(
            "farewell_asked", pair, at=at, to=[pair.partner_of(by)], once=f"{pair.pk}:{farewell.pk}"
        )
    elif known.opened_at is None and farewell.opened_at is not None:
        _tell("farewell_opened", pair, at=at)
    return farewell


@transaction.atomic
def go_on(pair: Pair, *, by: Person, at: datetime) -> bool:
    """Let ``pair`` go on where one of the two thought it done, and tell the other one.

    Whoever said so takes it back so. Says whether anybody had; refused as ``unsay_done`` refuses.
    """
    said_by = unsay_done(pair, by=by, at=at)
    if said_by is None:
        return False
    template = "farewell_taken_back" if said_by == by else "farewell_declined"
    _tell(template, pair, at=at, to=[pair.partner_of(by)], once=f"{pair.pk}:{at.isoformat()}")
    return True


def open_farewells(*, at: datetime) -> int:
    """Ask the two of each pair that has held all its sessions, or whose cohort has ended.

    Nobody is asked who never met, or who has a date before them. Cohorts that ended more than 60
    days ago are left alone. Returns how many mails were
    written. One pair that fails stops no other.
    """
    keys = list(_due(at).order_by("pk").values_list("pk", "cohort__ends_on")[:AT_ONCE])
    return sum(_guarded(_opened, key, at, _cause(ends_on, at)) for key, ends_on in keys)


def finish_farewells(*, at: datetime) -> int:
    """Complete pairs whose two were asked long enough ago, and return how many.

    Whoever never answers holds up nobody. A pair that has booked another date goes on.
    """
    asked = Farewell.objects.filter(opened_at__isnull=False).exclude(pair__state=State.CLOSED)
    cohorts = Cohort.objects.filter(pk__in=asked.values("pair__cohort"))
    long_ago = Q(pk__in=())
    for cohort in cohorts.select_related("programme"):
        wait = timedelta(days=farewell_days(cohort))
        long_ago |= Q(pair__cohort=cohort, opened_at__lte=at - wait)
    due = asked.filter(long_ago, ~Exists(_ahead("pair", at)))
    keys = list(due.order_by("opened_at", "pk").values_list("pair", flat=True)[:AT_ONCE])
    return sum(_guarded(_finished, key, at) for key in keys)


def _due(at: datetime) -> QuerySet[Pair]:
    """Return the pairs that are at their end and were not asked; two queries."""
    not_asked = Q(farewell=None) | Q(farewell__opened_at=None)
    running = Pair.objects.filter(not_asked, state__in=(State.ACTIVE, State.PAUSED))
    by_number: dict[int, list[Cohort]] = defaultdict(list)
    cohorts = Cohort.objects.filter(pk__in=running.values("cohort"))
    for cohort in cohorts.select_related("programme"):
        by_number[cohort.settings.get("n_sessions", N_SESSIONS)].append(cohort)
    today = oldest_day(at)
    due = Q(cohort__ends_on__lt=today, cohort__ends_on__gte=today - LONG_AGO)
    for n_sessions, alike in by_number.items():
        due |= Q(cohort__in=alike, n_held__gte=n_sessions)
    held = Session.objects.filter(pair=OuterRef("pk"), state=Session.State.HELD).order_by()
    n_held = Subquery(held.values("pair").annotate(n=Count("pk")).values("n"))
    met = running.annotate(n_held=n_held).filter(n_held__gte=1)
    return met.filter(due, ~Exists(_ahead("pk", at)))


def _ahead(of: str, at: datetime) -> QuerySet[Session]:
    planned = Session.State.PLANNED
    return Session.objects.filter(pair=OuterRef(of), state=planned, starts_at__gt=at)


def _cause(ends_on: date, at: datetime) -> str:
    return str(Farewell.Cause.COHORT if ends_on < oldest_day(at) else Farewell.Cause.SESSIONS)


def _opened(key: int, at: datetime, cause: str) -> int:
    pair = locked_pair(Pair(pk=key))
    if not open_farewell(pair, cause=cause, at=at):
        return 0
    return _tell("farewell_opened", pair, at=at)


def _finished(key: int, at: datetime) -> int:
    return _complete(locked_pair(Pair(pk=key)), at=at)


def _complete(pair: Pair, *, at: datetime) -> int:
    call_off(sessions_to_come(pair, at), at=at, why="ended")
    close_pair(pair, ending=Pair.Ending.COMPLETED, by=None, at=at)
    _tell("pair_completed", pair, at=at)
    return 1


def _guarded(act: Callable[..., int], key: int, at: datetime, *more: str) -> int:
    try:
        with transaction.atomic():
            return act(key, at, *more)
    except DatabaseError:
        raise
    except Exception:
        log.exception("the end of pair %s failed; going on", key)
        return 0


def _tell(
    template: str, pair: Pair, *, at: datetime, to: Sequence[Person] = (), once: str = ""
) -> int:
    days = farewell_days(pair.cohort)
    return tell(template, pair, at=at, to=to, once=once, page=PAGE, days=days)
