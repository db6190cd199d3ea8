"""A heap of (distance, column) in two arrays: the smallest distance is at 0."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from upmatch.compiled import kernel

__all__ = ["Heap", "pop", "push"]


class Heap(NamedTuple):
    """Room for as many entries as will ever be pushed; how many there are is kept outside."""

    distance: NDArray[np.int64]
    column: NDArray[np.int64]


@kernel
def push(heap: Heap, size: int, distance: int, column: int) -> int:
    """Add an entry to ``size`` others and return how many there are now."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap.distance[above] <= distance:
            break
        heap.distance[at] = heap.distance[above]
        heap.column[at] = heap.column[above]
        at = above
    heap.distance[at] = distance
    heap.column[at] = column
    return size + 1


@kernel
def pop(heap: Heap, size: int) -> int:
    """Take the smallest of ``size`` entries away and return how many are left."""
    last = size - 1
    distance = heap.distance[last]
    at = 0
    below = 1
    while below < last:
        if below + 1 < last and heap.distance[below + 1] < heap.distance[below]:
            below += 1
        if heap.distance[below] >= distance:
            break
        heap.distance[at] = heap.distance[below]
        heap.column[at] = heap.column[below]
        at = below
        below = 2 * at + 1
    heap.distance[at] = distance
    heap.column[at] = heap.column[last]
    return last
