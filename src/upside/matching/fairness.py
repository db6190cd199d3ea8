"""How fair and how firm the pairs of a round are: chances and fit by group, load, hands.

Groups are units, sites, bands of grades, languages: nothing else is known of anybody, and nothing
else is asked. No group of fewer than eight people is told, nor one that could be worked out from
what is told. Wishes are in no figure.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

import upmatch
from upmatch.audit import Interval, mean_of, wilson
from upside.matching.holds import Couple
from upside.matching.models import Proposal, Round
from upside.matching.outcome import by_hand_of
from upside.matching.questions import NothingToAsk, round_asked
from upside.programmes.modes import MANUAL
from upside.programmes.queries import SMALLEST_GROUP
from upside.programmes.queries.small_groups import Parts, apart, bins_of

__all__ = ["Fairness", "Group", "Load", "Side", "fairness_of", "firm_pairs"]

BAND: Final = 3
"""Grades that are told together, whatever the number of people."""
Key = tuple[str, ...]
SIDES: Final = ("mentee", "mentor")


@dataclass(frozen=True, slots=True)
class Group:
    """Some people of one side: how many, how many with a pair; ``fit`` of 8 pairs or more."""

    keys: tuple[Key, ...]
    n: int
    n_paired: int
    rate: Interval
    fit: Interval | None


@dataclass(frozen=True, slots=True)
class Side:
    """Mentees or mentors: all of them, and by each thing that is known; none where too few."""

    role: str
    overall: Group | None
    by: Mapping[str, tuple[Group, ...]]


@dataclass(frozen=True, slots=True)
class Load:
    """How many mentors have from ``low`` to ``high`` pairs."""

    low: int
    high: int
    n: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """What can be told of a round; ``overruled`` are the pairs for which a rule was overruled."""

    sides: tuple[Side, ...]
    load: tuple[Load, ...]
    n_pairs: int
    n_fixed: int
    n_overruled: int
    overruled: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The people of one side, and the fits of each one's pairs."""

    people: Sequence[upmatch.Person]
    fits: Mapping[str, Sequence[int]]


def fairness_of(round_: Round) -> Fairness:
    """Return chances, fit, load and what was done by hand, of the pairs of ``round_``.

    Refused: a round that kept nothing of what went in.
    """
    if not round_.inputs.get("people"):
        raise NothingToAsk(_("This round kept nothing that could be asked again."))
    problem = upmatch.Problem.from_dict(round_.inputs)
    rows = list(round_.proposals.select_related("mentor", "mentee").order_by("pk"))
    fits: tuple[dict[str, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for row in rows:
        for at, person in enumerate((row.mentee, row.mentor)):
            fits[at][person.external_id].append(row.told_fit)
    seated = [mentor for mentor in problem.mentors if mentor.seats]
    crowds = (_Crowd(problem.mentees, fits[0]), _Crowd(seated, fits[1]))
    hands = by_hand_of(rows)
    return Fairness(
        sides=tuple(_side(role, crowd) for role, crowd in zip(SIDES, crowds, strict=True)),
        load=_load(crowds[1]),
        n_pairs=len(rows),
        **hands,
        overruled=tuple(row for row in rows if row.by_hand.get("overrides")),
    )


def firm_pairs(round_: Round) -> frozenset[Couple] | None:
    """Return the pairs that stay if any one weight moves by a fifth, down or up.

    None for pairs that people chose: no weight made them. Refused: more people than a page waits
    for.
    """
    if round_.outcome.get("objective") == MANUAL:
        return None
    return frozenset(round_asked(round_).plan.audit().firm or ())


def _side(role: str, crowd: _Crowd) -> Side:
    if len(crowd.people) < SMALLEST_GROUP:
        return Side(role, None, {})
    by = {name: _groups(crowd, key_of) for name, key_of in _keys(crowd).items()}
    by["grade"] = _bands(crowd)
    everybody = _told([((), list(crowd.people))], crowd)
    return Side(role, everybody[0], {name: groups for name, groups in by.items() if groups})


def _keys(crowd: _Crowd) -> dict[str, Callable[[upmatch.Person], Key]]:
    depth = next(
        (
            depth
            for depth in range(1, max((len(one.unit) for one in crowd.people), default=0) + 1)
            if len({one.unit[:depth] for one in crowd.people}) > 1
        ),
        1,
    )
    return {
        "unit": lambda one: one.unit[depth - 1 : depth],
        "site": lambda one: (one.site,) if one.site else (),
        "language": lambda one: tuple(sorted(one.languages)),
    }


def _groups(crowd: _Crowd, key_of: Callable[[upmatch.Person], Key]) -> tuple[Group, ...]:
    """Return the groups that may be told, largest first, then the small ones together."""
    members: dict[Key, list[upmatch.Person]] = defaultdict(list)
    for person in crowd.people:
        members[key_of(person)].append(person)
    alone, together = apart(
        {key: frozenset([key]) for key in members},
        {key: Parts(others=len(people)) for key, people in members.items()},
    )
    told: list[tuple[Any, list[upmatch.Person]]] = [((key,), members[key]) for key in alone]
    if together:
        merged = [person for key in together for person in members[key]]
        told.append((tuple(sorted(together)), merged))
    return tuple(_told(told, crowd))


def _bands(crowd: _Crowd) -> tuple[Group, ...]:
    """Return bands of neighbouring grades, each of eight people or more."""
    lowest = min(one.grade for one in crowd.people)
    members: dict[int, list[upmatch.Person]] = defaultdict(list)
    for person in crowd.people:
        members[(person.grade - lowest) // BAND].append(person)
    counts = [Parts(others=len(members[at])) for at in range(max(members) + 1)]
    told: list[tuple[Any, list[upmatch.Person]]] = []
    for band in bins_of(counts):
        people = [one for at in range(band.first, band.last + 1) for one in members[at]]
        if people:
            ends = (str(lowest + band.first * BAND), str(lowest + (band.last + 1) * BAND - 1))
            told.append(((ends,), people))
    return tuple(_told(told, crowd))


def _told(groups: Sequence[tuple[Any, list[upmatch.Person]]], crowd: _Crowd) -> list[Group]:
    """Return rate and fit of each group; fit only where no few pairs can be worked out."""
    fits = crowd.fits
    own = [[fit for one in people for fit in fits.get(one.id, ())] for _keys, people in groups]
    has_fit, _rest = apart(
        {at: frozenset([at]) for at in range(len(groups))},
        {at: Parts(others=len(fits)) for at, fits in enumerate(own)},
    )
    found = []
    for at, (keys, people) in enumerate(groups):
        n_paired = sum(one.id in crowd.fits for one in people)
        fit = mean_of(own[at]) if at in has_fit else None
        found.append(Group(keys, len(people), n_paired, wilson(n_paired, len(people)), fit))
    return found


def _load(mentors: _Crowd) -> tuple[Load, ...]:
    spread = Counter(len(mentors.fits.get(one.id, ())) for one in mentors.people)
    counts = [Parts(others=spread[at]) for at in range(max(spread, default=-1) + 1)]
    return tuple(
        Load(band.first, band.last, band.parts.n) for band in bins_of(counts) if band.parts.n
    )
