"""The colours of many pairs at once: the same as ``momentum`` gives each, mostly from sums in SQL.

The database says of each pair that may be amber or red when its wait began, and until when what
stood in the calendar cleared it. Only pairs that rested since, and pairs of which sessions were
called off or missed in a row, are read with all their dates, and asked of ``momentum`` itself.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from upside.kernel.days import oldest_day
from upside.pairs.models import Pair, Pause
from upside.programmes.models import Cohort
from upside.programmes.momentum import Pace, pace_of
from upside.sessions.facts import meetings_and_pauses
from upside.sessions.models import Session
from upside.sessions.momentum import LONG_AGO, PATIENCE, Colour, Facts, momentum

__all__ = ["Coloured", "by_pace", "colours_of", "held_by", "not_done"]

State = Session.State
OFF = (State.CANCELLED, State.MISSED)
FIELDS = ("pk", "cohort", "mentee__time_zone", "begun", "n_off", "rested", "booked", "met")
Paces = dict[Pace, list[Cohort]]


@dataclass(frozen=True, slots=True)
class Coloured:
    """The number of a pair that is amber or red, and since when it is not green any more."""

    pair: int
    cohort: int
    colour: Colour
    since: datetime


class Row(NamedTuple):
    """What the database says of one pair that may be amber or red."""

    pair: int
    cohort: int
    zone: str
    begun: datetime
    n_off: int
    rested: bool
    booked: datetime | None
    met: datetime | None


def colours_of(pairs: QuerySet[Pair], *, at: datetime, among: Q | None = None) -> list[Coloured]:
    """Return which of ``pairs`` are amber or red: red ones first, then the longest so.

    Two queries, and one for each 5,000 pairs that are read whole. ``among`` is what the caller asks
    besides; it may name ``n_held``, the sessions held.
    """
    paces = by_pace(pairs, at)
    if not paces:
        return []
    pace_in = {cohort.pk: (pace, cohort) for pace, alike in paces.items() for cohort in alike}
    found, whole = [], []
    worrying = _worrying(pairs, paces, at).filter(among or Q()).order_by()
    for row in map(Row._make, worrying.values_list(*FIELDS)):
        pace, cohort = pace_in[row.cohort]
        if cohort.ends_on < at.astimezone(ZoneInfo(row.zone)).date():
            continue
        if row.rested or row.n_off >= _fewest(pace):
            whole.append((row, pace))
        else:
            found += _late(row, pace, at)
    facts = meetings_and_pauses(row.pair for row, _pace in whole)
    for row, pace in whole:
        meetings, pauses = facts[row.pair]
        told = momentum(Facts(pace, row.begun, tuple(meetings), tuple(pauses)), at)
        if told.is_uneasy and told.colour and told.since:
            found.append(Coloured(row.pair, row.cohort, told.colour, told.since))
    return sorted(found, key=lambda one: (one.colour != Colour.RED, one.since, one.pair))


def by_pace(pairs: QuerySet[Pair], at: datetime) -> Paces:
    """Return the cohorts of ``pairs`` that run somewhere, by pace: one condition for all alike."""
    cohorts = Cohort.objects.filter(
        pk__in=pairs.order_by().values("cohort"), ends_on__gte=oldest_day(at)
    )
    found: Paces = defaultdict(list)
    for cohort in cohorts.select_related("programme"):
        found[pace_of(cohort)].append(cohort)
    return found


def not_done(pace: Pace) -> Q:
    """Return the condition that a pair, of which ``n_held`` is known, has sessions left to hold."""
    return Q(n_held__lt=pace.n_sessions)


def held_by() -> Coalesce:
    """Return the number of sessions that a pair held, as a part of a query."""
    return Coalesce(Subquery(_held_of(OuterRef("pk"), Count("pk"))), 0, output_field=IntegerField())


def _late(row: Row, pace: Pace, at: datetime) -> list[Coloured]:
    """Return the pair of ``row`` if it is late: without pauses, and nothing called off in a row."""
    cleared = [row.met] if row.met else []
    if row.booked:
        cleared.append(row.booked + PATIENCE)
    waits = ((Colour.RED, pace.red_after), (Colour.AMBER, pace.amber_after))
    passed = {
        colour: late
        for colour, wait in waits
        if wait is not None and at > (late := max((row.begun + wait, *cleared)))
    }
    if not passed:
        return []
    colour = Colour.RED if Colour.RED in passed else Colour.AMBER
    return [Coloured(row.pair, row.cohort, colour, min(passed.values()))]


def _worrying(pairs: QuerySet[Pair], paces: Paces, at: datetime) -> QuerySet[Pair]:
    """Return the active pairs that may be amber or red, with the fields of a ``Row``."""
    due, lasts = Q(pk__in=()), []
    for pace, cohorts in paces.items():
        worries = Q(n_off__gte=_fewest(pace))
        if pace.amber_after is not None and pace.red_after is not None:
            worries |= Q(begun__lt=at - min(pace.amber_after, pace.red_after))
            lasts.append(When(cohort__in=cohorts, then=Value(pace.red_after)))
        due |= Q(Q(cohort__in=cohorts), not_done(pace), worries)
    last = Session.objects.filter(pair=OuterRef("pk"), state=State.HELD).order_by("-starts_at")
    told = pairs.annotate(
        n_held=held_by(),
        n_off=_n_off(),
        begun=Coalesce(Subquery(last.values("ends_at")[:1]), "activated_at", "accepted_at"),
        red_after=Case(*lasts, default=None, output_field=DurationField()),
    )
    rests = Pause.objects.filter(pair=OuterRef("pk"), ended_at__gt=OuterRef("begun"))
    said = Least(Coalesce("settled_at", "ends_at"), "ends_at")
    return told.filter(due, state=Pair.State.ACTIVE).annotate(
        rested=Exists(rests),
        booked=_cleared(Max("ends_at"), Q(state=State.PLANNED)),
        met=_cleared(Max(said), ~Q(state=State.PLANNED)),
    )


def _n_off() -> Coalesce:
    """Return how many sessions were called off or missed since the last one held."""
    last_start = _held_of(OuterRef("pair"), Max("starts_at"))
    off = Session.objects.filter(pair=OuterRef("pk"), state__in=OFF)
    off = off.filter(starts_at__gt=Coalesce(Subquery(last_start), Value(LONG_AGO))).order_by()
    counted = off.values("pair").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _cleared(figure: Max, which: Q) -> Subquery:
    """Return a figure of the sessions that stood in the calendar before a pair turned red."""
    red = ExpressionWrapper(OuterRef("begun") + OuterRef("red_after"), DateTimeField())
    rows = Session.objects.filter(
        which, pair=OuterRef("pk"), ends_at__gt=OuterRef("begun"), starts_at__lt=red
    )
    return Subquery(rows.order_by().values("pair").annotate(said=figure).values("said"))


def _held_of(pair: OuterRef, figure: Count | Max) -> QuerySet[Session, Any]:
    rows = Session.objects.filter(pair=pair, state=State.HELD).order_by()
    return rows.values("pair").annotate(said=figure).values("said")


def _fewest(pace: Pace) -> int:
    return min(pace.amber_in_a_row, pace.red_in_a_row)
