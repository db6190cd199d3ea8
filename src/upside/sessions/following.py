"""Reads of the momentum of pairs: for one page of them, and for those that need somebody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from upside.pairs.models import Pair
from upside.pairs.queries import day_of
from upside.programmes.momentum import pace_of
from upside.sessions.colours import Coloured, by_pace, colours_of, held_by, not_done
from upside.sessions.facts import ROWS, meetings_and_pauses
from upside.sessions.models import Session
from upside.sessions.momentum import Colour, Facts, Meeting, Momentum, Pause, Without, momentum

__all__ = [
    "Followed",
    "MomentumCounts",
    "counts_by_cohort",
    "is_uneasy",
    "meetings_of",
    "momentum_of",
    "read_followed",
]


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
    """Return the momentum of each of ``pairs``, whose cohorts and mentees are read already.

    One query for each 5,000 pairs.
    """
    known = list(pairs)
    facts = meetings_and_pauses(pair.pk for pair in known)
    return {pair.pk: _of(pair, *facts[pair.pk], at) for pair in known}


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


def read_followed(coloured: Sequence[Coloured], *, at: datetime) -> list[Followed]:
    """Return the pairs of ``coloured`` with their momentum, in that order; two queries.

    Whoever needs the first of many names those alone.
    """
    keys = [one.pair for one in coloured]
    told = Pair.objects.select_related("cohort__programme", "mentor", "mentee")
    found = {pair.pk: pair for pair in told.filter(pk__in=keys)} if keys else {}
    momenta = momentum_of(found.values(), at=at)
    return [Followed(found[key], momenta[key]) for key in keys if key in found]


def counts_by_cohort(pairs: QuerySet[Pair], *, at: datetime) -> dict[int, MomentumCounts]:
    """Return how many of ``pairs`` have which colour, by cohort."""
    asked = Q(pk__in=())
    ends_on: dict[int, date] = {}
    for pace, cohorts in by_pace(pairs, at).items():
        asked |= Q(cohort__in=cohorts, state=Pair.State.ACTIVE) & not_done(pace)
        ends_on |= {cohort.pk: cohort.ends_on for cohort in cohorts}
    told = pairs.order_by().annotate(n_held=held_by())
    rows = told.values_list("cohort", "mentee__time_zone")
    n_pairs: Counter[int] = Counter()
    n_asked: Counter[int] = Counter()
    for cohort, zone, n, n_going in rows.annotate(n=Count("pk"), n_going=Count("pk", filter=asked)):
        n_pairs[cohort] += n
        if n_going and ends_on[cohort] >= at.astimezone(ZoneInfo(zone)).date():
            n_asked[cohort] += n_going
    colours = Counter((one.cohort, one.colour) for one in colours_of(pairs, at=at))
    found = {}
    for cohort, n in n_pairs.items():
        amber, red = colours[cohort, Colour.AMBER], colours[cohort, Colour.RED]
        found[cohort] = MomentumCounts(
            n_asked[cohort] - amber - red, amber, red, n - n_asked[cohort]
        )
    return found


def meetings_of(pair: Pair) -> list[Meeting]:
    """Return the sessions of ``pair`` as facts, newest first: when, and what became of them."""
    rows = pair.sessions.order_by("-starts_at", "-pk").values_list(*ROWS)
    return [Meeting(*row) for row in rows]


def _without(pair: Pair, at: datetime) -> Without | None:
    """Return why a pair has no colour, whatever its sessions say."""
    if pair.state == Pair.State.ACTIVE:
        return Without.OVER if pair.cohort.ends_on < day_of(pair, at) else None
    return {
        Pair.State.ACCEPTED: Without.NOT_SIGNED,
        Pair.State.PAUSED: Without.PAUSED,
        Pair.State.CLOSED: Without.CLOSED,
    }[Pair.State(pair.state)]
