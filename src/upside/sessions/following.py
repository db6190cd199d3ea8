"""Reads of the momentum of pairs: for one page of them, and for those that need somebody."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from upside.pairs.models import Pair
from upside.pairs.models import Pause as Rest
from upside.programmes.models import Cohort
from upside.programmes.momentum import Pace, pace_of
from upside.sessions.models import Session
from upside.sessions.momentum import (
    LONG_AGO,
    Colour,
    Facts,
    Meeting,
    Momentum,
    Pause,
    Without,
    momentum,
)

__all__ = [
    "Followed",
    "MomentumCounts",
    "counts_by_cohort",
    "is_uneasy",
    "meetings_of",
    "momentum_of",
    "uneasy_pairs",
]

State = Session.State
OFF = (State.CANCELLED, State.MISSED)
ON_PAUSE = "pause"
PAIRS_AT_ONCE = 5_000  # their numbers stand twice in one query, and SQLite takes 32,766
ROWS = ("pair", "starts_at", "ends_at", "state", "settled_at")


@dataclass(frozen=True, slots=True)
class Followed:
    """A pair with its momentum."""

    pair: Pair
    momentum: Momentum


@dataclass(frozen=True, slots=True)
class MomentumCounts:
    """How many pairs of a cohort are green, amber, red, and how many have no colour."""

    green: int
    amber: int
    red: int
    none: int

    @property
    def n(self) -> int:
        return self.green + self.amber + self.red + self.none


def momentum_of(pairs: Iterable[Pair], *, at: datetime) -> dict[int, Momentum]:
    """Return the momentum of each of ``pairs``, whose cohorts are read already.

    One query for each 5,000 pairs.
    """
    known = list(pairs)
    found: dict[int, Momentum] = {}
    for start in range(0, len(known), PAIRS_AT_ONCE):
        found |= _momentum_of(known[start : start + PAIRS_AT_ONCE], at)
    return found


def _momentum_of(known: Sequence[Pair], at: datetime) -> dict[int, Momentum]:
    here = [pair.pk for pair in known]
    pauses = Rest.objects.filter(pair__in=here).annotate(
        state_of=Value(ON_PAUSE, CharField()), said=Value(None, DateTimeField())
    )
    rows = Session.objects.filter(pair__in=here).order_by().values_list(*ROWS)
    both = rows.union(
        pauses.values_list("pair", "started_at", "ended_at", "state_of", "said"), all=True
    )
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    rests: dict[int, list[Pause]] = defaultdict(list)
    for pair, starts, ends, state, settled in both:
        if state == ON_PAUSE:
            rests[pair].append(Pause(starts, ends))
        else:
            meetings[pair].append(Meeting(starts, ends, state, settled))
    return {pair.pk: _of(pair, meetings[pair.pk], rests[pair.pk], at) for pair in known}


def is_uneasy(pair: Pair, sessions: Iterable[Session], *, at: datetime) -> bool:
    """Tell whether ``pair`` is amber or red, from its ``sessions``; one query where it may be.

    A pause never makes a pair late, so pauses are asked only of one that is late without them.
    """
    facts = [Meeting(s.starts_at, s.ends_at, s.state, s.settled_at) for s in sessions]
    return _of(pair, facts, (), at).is_uneasy and momentum_of([pair], at=at)[pair.pk].is_uneasy


def _of(pair: Pair, meetings: Iterable[Meeting], pauses: Iterable[Pause], at: datetime) -> Momentum:
    facts = Facts(
        pace=pace_of(pair.cohort),
        signed_at=pair.activated_at or pair.accepted_at,
        meetings=tuple(meetings),
        pauses=tuple(pauses),
        without=_without(pair, at),
    )
    return momentum(facts, at)


def uneasy_pairs(pairs: QuerySet[Pair], *, at: datetime, among: Q | None = None) -> list[Followed]:
    """Return those of ``pairs`` that are amber or red: red ones first, then the longest so.

    Two queries, and one for each 5,000 pairs read. Only pairs that are late, or whose sessions were
    called off or missed in a row, are read at all, and of these those ``among`` which the caller
    asks; it may name ``n_held``, the sessions held.
    """
    worrying = _worrying(pairs, at).filter(among or Q())
    found = list(worrying.select_related("cohort__programme", "mentor", "mentee"))
    momenta = momentum_of(found, at=at)
    uneasy = [Followed(pair, momenta[pair.pk]) for pair in found if momenta[pair.pk].is_uneasy]
    return sorted(
        uneasy,
        key=lambda one: (
            one.momentum.colour != Colour.RED,
            one.momentum.since or at,
            one.pair.pk,
        ),
    )


def counts_by_cohort(pairs: QuerySet[Pair], *, at: datetime) -> dict[int, MomentumCounts]:
    """Return how many of ``pairs`` have which colour, by cohort; five queries at most."""
    asked = Q(pk__in=())
    for pace, cohorts in _by_pace(pairs, at).items():
        asked |= Q(cohort__in=cohorts, state=Pair.State.ACTIVE) & _not_done(pace)
    told = pairs.order_by().annotate(n_held=_held(Count("pk")))
    rows = told.values_list("cohort").annotate(n=Count("pk"), asked=Count("pk", filter=asked))
    colours = Counter(
        (one.pair.cohort_id, one.momentum.colour) for one in uneasy_pairs(pairs, at=at)
    )
    found = {}
    for cohort, n, n_asked in rows:
        amber, red = colours[cohort, Colour.AMBER], colours[cohort, Colour.RED]
        found[cohort] = MomentumCounts(n_asked - amber - red, amber, red, n - n_asked)
    return found


def meetings_of(pair: Pair) -> list[Meeting]:
    """Return the sessions of ``pair`` as facts, newest first: when, and what became of them."""
    rows = pair.sessions.order_by("-starts_at", "-pk").values_list(*ROWS[1:])
    return [Meeting(*row) for row in rows]


def _worrying(pairs: QuerySet[Pair], at: datetime) -> QuerySet[Pair]:
    """Return the active pairs that can be amber or red; what is booked is looked at afterwards."""
    due = Q(pk__in=())
    for pace, cohorts in _by_pace(pairs, at).items():
        fewest = min(pace.amber_in_a_row, pace.red_in_a_row)
        worries = Q(n_off__gte=fewest)
        if pace.amber_after is not None:
            worries |= Q(last_met__lt=at - pace.amber_after)
        due |= Q(worries, _not_done(pace), cohort__in=cohorts)
    last_start = _held_of(OuterRef("pair"), Max("starts_at"))
    off = Session.objects.filter(pair=OuterRef("pk"), state__in=OFF)
    off = off.filter(starts_at__gt=Coalesce(Subquery(last_start), Value(LONG_AGO))).order_by()
    n_off = Subquery(off.values("pair").annotate(n=Count("pk")).values("n"))
    return pairs.annotate(
        n_held=_held(Count("pk")),
        n_off=Coalesce(n_off, 0, output_field=IntegerField()),
        last_met=Coalesce(
            Subquery(_held_of(OuterRef("pk"), Max("ends_at"))), "activated_at", "accepted_at"
        ),
    ).filter(due, state=Pair.State.ACTIVE)


def _by_pace(pairs: QuerySet[Pair], at: datetime) -> dict[Pace, list[Cohort]]:
    """Return the running cohorts of ``pairs`` by their pace: one condition for all alike."""
    cohorts = Cohort.objects.filter(
        pk__in=pairs.order_by().values("cohort"), ends_on__gte=at.date()
    )
    found: dict[Pace, list[Cohort]] = defaultdict(list)
    for cohort in cohorts.select_related("programme"):
        found[pace_of(cohort)].append(cohort)
    return found


def _not_done(pace: Pace) -> Q:
    return Q(n_held__lt=pace.n_sessions)


def _held(figure: Count) -> Coalesce:
    return Coalesce(Subquery(_held_of(OuterRef("pk"), figure)), 0, output_field=IntegerField())


def _held_of(pair: OuterRef, figure: Count | Max) -> QuerySet[Session, Any]:
    """Return a figure of the sessions that a pair held, as a part of a query."""
    rows = Session.objects.filter(pair=pair, state=State.HELD).order_by()
    return rows.values("pair").annotate(said=figure).values("said")


def _without(pair: Pair, at: datetime) -> Without | None:
    """Return why a pair has no colour, whatever its sessions say."""
    if pair.state == Pair.State.ACTIVE:
        return Without.OVER if pair.cohort.ends_on < at.date() else None
    return {
        Pair.State.ACCEPTED: Without.NOT_SIGNED,
        Pair.State.PAUSED: Without.PAUSED,
        Pair.State.CLOSED: Without.CLOSED,
    }[Pair.State(pair.state)]
