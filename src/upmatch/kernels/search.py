"""A search for the shortest way from mentor to mentor, by Dijkstra, in whole numbers."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from upmatch.compiled import kernel
from upmatch.kernels.heap import Heap, pop, push

__all__ = [
    "BEST",
    "COLUMN",
    "FAR",
    "ROW",
    "Search",
    "forget",
    "n_settled",
    "nearest",
    "reach",
    "start",
]

FAR: Final = 1 << 62
"""Farther than anything: the door refuses problems in which a distance comes near it."""

BEST: Final = 0
"""Place in ``Search.note`` of the length of the best way to an end found so far."""
ROW: Final = 1
"""Place of the mentee who ends that way, or -1."""
COLUMN: Final = 2
"""Place of the mentor who ends that way, or -1."""
_HEAPED: Final = 3
_TOUCHED: Final = 4
_SETTLED: Final = 5


class Search(NamedTuple):
    """Room for one search after another.

    ``distance`` (n,) is how far a mentor is, ``FAR`` if not reached; ``via_row`` (n,) is the
    mentee and ``via_column`` (n,) the mentor through whom. ``touched`` and ``settled`` (n,) list
    the mentors reached and those whose distance is final. ``note`` (6,) holds single numbers.
    """

    distance: NDArray[np.int64]
    via_row: NDArray[np.int64]
    via_column: NDArray[np.int64]
    touched: NDArray[np.int64]
    settled: NDArray[np.int64]
    heap: Heap
    note: NDArray[np.int64]


@kernel
def start(search: Search, best: int, row: int, column: int) -> None:
    """Begin a search that has a way of length ``best`` to the end ``row`` or ``column``."""
    search.note[:] = 0
    search.note[BEST] = best
    search.note[ROW] = row
    search.note[COLUMN] = column


@kernel
def reach(search: Search, column: int, distance: int) -> None:
    """Note a shorter way to a mentor."""
    if search.distance[column] == FAR:
        search.touched[search.note[_TOUCHED]] = column
        search.note[_TOUCHED] += 1
    search.distance[column] = distance
    search.note[_HEAPED] = push(search.heap, search.note[_HEAPED], distance, column)


@kernel
def nearest(search: Search) -> int:
    """Return the nearest mentor not yet settled, or -1 if none is nearer than the best end."""
    while search.note[_HEAPED] > 0:
        distance = search.heap.distance[0]
        column = search.heap.column[0]
        if distance >= search.note[BEST]:
            return -1
        search.note[_HEAPED] = pop(search.heap, search.note[_HEAPED])
        if distance == search.distance[column]:
            search.settled[search.note[_SETTLED]] = column
            search.note[_SETTLED] += 1
            return int(column)
    return -1


@kernel
def n_settled(search: Search) -> int:
    """Return how many of ``settled`` are filled in."""
    return int(search.note[_SETTLED])


@kernel
def forget(search: Search) -> None:
    """Make the room ready for the next search."""
    for at in range(search.note[_TOUCHED]):
        search.distance[search.touched[at]] = FAR
