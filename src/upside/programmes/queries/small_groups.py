"""Which counts may be told, so that none of fewer than eight people can be read or worked out.

A count comes in three parts: mentees and mentors of the cohort who said yes, and everybody else.
The map of the cohort tells the first two, the map of everybody all three together: their
difference must not be a small group either (docs/decisions/0015).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

__all__ = [
    "NOBODY",
    "SMALLEST_GROUP",
    "Bin",
    "Parts",
    "Told",
    "apart",
    "bins_of",
    "in_steps",
    "is_told",
    "told",
]

SMALLEST_GROUP = 8
Key = TypeVar("Key", bound=Hashable)
Place = TypeVar("Place", bound=Hashable)


def in_steps(n: int) -> int:
    """Return how many of ``n`` people are told while they come one by one: whole groups of eight.

    Whoever looks each day would otherwise see a count go up by one, and who has just come.
    """
    return n - n % SMALLEST_GROUP


class Parts(NamedTuple):
    """How many people: of the cohort's mentees, of its mentors, and of all others."""

    mentees: int = 0
    mentors: int = 0
    others: int = 0

    @property
    def n(self) -> int:
        return self.mentees + self.mentors + self.others

    def plus(self, other: "Parts") -> "Parts":
        """Return both together."""
        return Parts(*(one + two for one, two in zip(self, other, strict=True)))


NOBODY = Parts()


@dataclass(frozen=True, slots=True)
class Told:
    """What may be said of a count: exactly ``n``, at most ``n``, fewer than eight, or nothing."""

    kind: Literal["exact", "most", "fewer", "nothing"]
    n: int = 0

    @property
    def top(self) -> int | None:
        """Return the largest number that it can stand for; None where nothing is said."""
        return None if self.kind == "nothing" else self.n


@dataclass(frozen=True, slots=True)
class Bin:
    """Neighbours that are told together, from the first to the last of them, by position."""

    first: int
    last: int
    parts: Parts


def is_told(parts: Parts) -> bool:
    """Tell whether a count may be told: of eight people or more, and so is what others leave."""
    left = (parts.others, parts.others + parts.mentees, parts.others + parts.mentors)
    return parts.n >= SMALLEST_GROUP and all(n == 0 or n >= SMALLEST_GROUP for n in left)


def told(parts: Parts) -> Told:
    """Return what may be said of one count on its own; nobody is nobody."""
    if not parts.n or is_told(parts):
        return Told("exact", parts.n)
    if parts.n < SMALLEST_GROUP:
        return Told("fewer", SMALLEST_GROUP - 1)
    return Told("nothing")


def bins_of(counts: Sequence[Parts]) -> list[Bin]:
    """Return neighbouring counts merged until each may be told; none where not even all may.

    Where nobody is counted at the ends or between two bins, a bin of nobody stands there.
    """
    end = max((at + 1 for at, parts in enumerate(counts) if parts.n), default=0)
    nobody_after = [Bin(at, at, NOBODY) for at in range(end, len(counts))]
    bins: list[Bin] = []
    open_: Bin | None = None
    for at, parts in enumerate(counts[:end]):
        if open_ is None and not parts.n:
            bins.append(Bin(at, at, NOBODY))
            continue
        open_ = Bin(open_.first, at, open_.parts.plus(parts)) if open_ else Bin(at, at, parts)
        if is_told(open_.parts):
            bins.append(open_)
            open_ = None
    while open_ is not None:
        if not bins:
            return []
        before = bins.pop()
        open_ = Bin(before.first, open_.last, before.parts.plus(open_.parts))
        if is_told(open_.parts):
            bins.append(open_)
            open_ = None
    return [*bins, *nobody_after]


def apart(
    groups: Mapping[Key, frozenset[Place]],
    sizes: Mapping[Place, Parts],
    known: Iterable[frozenset[Place]] = (),
) -> tuple[list[Key], list[Key]]:
    """Return the groups that are told one by one, largest first, and those told together.

    A group is a set of places, each with its people. ``known`` are groups that another view tells:
    none may differ from one of these by a small group. Small groups are told together; where these
    are too few even so, the smallest of the others joins them. Nothing is told, and both are
    empty, where all together are too few.
    """
    others = list(known)

    def may(keys: Iterable[Key]) -> bool:
        group = frozenset[Place]().union(*(groups[key] for key in keys))
        return is_told(_sum(group, sizes)) and all(_differ(group, one, sizes) for one in others)

    order = sorted(groups, key=lambda key: (-_sum(groups[key], sizes).n, str(key)))
    alone = [key for key in order if may([key])]
    together = [key for key in order if key not in alone]
    while alone and together and not may(together):
        together.insert(0, alone.pop())
    if together and not may(together):
        return [], []
    return alone, together


def _sum(group: Iterable[Place], sizes: Mapping[Place, Parts]) -> Parts:
    total = NOBODY
    for place in group:
        total = total.plus(sizes[place])
    return total


def _differ(one: frozenset[Place], two: frozenset[Place], sizes: Mapping[Place, Parts]) -> bool:
    """Tell whether neither group is the other with fewer than eight people taken away."""
    rests = [_sum(group, sizes).n for group in (one - two, two - one)]
    return 0 not in rests or not 0 < sum(rests) < SMALLEST_GROUP
