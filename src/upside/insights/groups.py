"""Which groups may be told one by one, and which only together (docs/decisions/0011)."""

from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

from upside.programmes.queries import SMALLEST_GROUP

__all__ = ["SMALLEST_GROUP", "Bin", "bins_of", "is_enough", "told_apart"]

Key = TypeVar("Key", bound=Hashable)
People = AbstractSet[int]


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs with ``low`` to ``high`` sessions held: how many, of how many people."""

    low: int
    high: int
    n_pairs: int
    n_people: int


def is_enough(groups: Iterable[People]) -> bool:
    """Tell whether all the groups together are people enough to be told of."""
    return len({person for group in groups for person in group}) >= SMALLEST_GROUP


def told_apart(people_of: Mapping[Key, People]) -> tuple[list[Key], list[Key]]:
    """Return the groups that are told one by one, largest first, and those told together.

    A group below eight people is told together with other small ones. Where these are too few
    people even so, the smallest of the others joins them: else a total would tell of them by
    subtraction. Where nothing is told one by one, all together may still be too few.
    """
    order = sorted(people_of, key=lambda key: (-len(people_of[key]), str(key)))
    alone = [key for key in order if len(people_of[key]) >= SMALLEST_GROUP]
    together = order[len(alone) :]
    while alone and together and not is_enough(people_of[key] for key in together):
        together.insert(0, alone.pop())
    return alone, together


def bins_of(twos: Iterable[tuple[int, int, int]]) -> tuple[Bin, ...]:
    """Return pairs, each (sessions held, mentor, mentee), in bins of eight people or more.

    Neighbours are merged from below; what is left at the top joins the last bin. Nothing is told
    of fewer than eight people.
    """
    rows = sorted(twos)
    bins: list[list[tuple[int, int, int]]] = [[]]
    for at, row in enumerate(rows):
        is_next = bool(bins[-1]) and bins[-1][-1][0] != row[0] and is_enough(map(_two, bins[-1]))
        if is_next and is_enough(map(_two, rows[at:])):
            bins.append([])
        bins[-1].append(row)
    return tuple(_bin(rows) for rows in bins if is_enough(map(_two, rows)))


def _two(row: tuple[int, int, int]) -> set[int]:
    return set(row[1:])


def _bin(rows: list[tuple[int, int, int]]) -> Bin:
    people = {person for row in rows for person in _two(row)}
    return Bin(rows[0][0], rows[-1][0], len(rows), len(people))
