"""Keep the best partners of every row and column, in one pass over all pairs.

A kept pair is one whole number: the gain in the high bits, the partner's position, counted from
the end, in the low ones. So equal gains are decided by the lower position, the kept set is
unique, and it does not depend on how rows are shared out to threads.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from upmatch.compiled import kernel
from upmatch.kernels.layout import BLOCK, CHUNK, Pairs, Scratch
from upmatch.kernels.score import open_block, score_rows

__all__ = ["LAST", "SHIFT", "Kept", "Task", "best_of_rows"]

SHIFT: Final = 24
LAST: Final = 2**SHIFT - 1
"""The highest position that a key can hold: 16 million people on a side."""
NOTHING: Final = -(2**62)
NEAR: Final = 2**29
"""Prices above this are as good as this for the first look: no gain comes near it."""
STEP: Final = min(64, BLOCK // 2)
"""Pairs that are looked at together: most of the time none of them is worth keeping."""

Keys = NDArray[np.int64]
Scores = NDArray[np.int32]


class Task(NamedTuple):
    """Which rows to look at, at which prices, and what is too little to keep.

    ``price`` (padded columns,) is taken off every score; a row keeps gains above its
    ``threshold`` only.
    """

    rows: NDArray[np.int64]
    price: NDArray[np.int64]
    threshold: NDArray[np.int64]


class Kept(NamedTuple):
    """What was kept: smallest-first heaps of keys, with their lengths.

    ``row_key`` is (rows, k), ``column_key`` (columns, l) by score without price; l may be 0.
    """

    row_key: Keys
    row_count: NDArray[np.int64]
    column_key: Keys
    column_count: NDArray[np.int64]


@kernel
def best_of_rows(pairs: Pairs, task: Task, scratch: Scratch, kept: Kept) -> None:
    """Keep the best of the rows of the task, block by block."""
    least, prices = np.zeros(BLOCK, np.int32), np.zeros(BLOCK, np.int32)
    for first in range(0, pairs.n_mentors, BLOCK):
        open_block(pairs, first, scratch)
        least[:] = -1
        for j in range(BLOCK):
            prices[j] = min(task.price[first + j], NEAR)
        for at in range(0, task.rows.size, CHUNK):
            rows = task.rows[at : at + CHUNK]
            score_rows(pairs, rows, first, scratch)
            if kept.column_key.shape[1] > 0:
                _keep_columns(scratch.score, rows, first, least, kept)
            for row in range(at, at + rows.size):
                _keep_row(scratch.score[row - at], prices, (row, first), task, kept)


@kernel
def _keep_columns(score: Scores, rows: Keys, first: int, least: Scores, kept: Kept) -> None:
    heaps, counts = kept.column_key, kept.column_count
    for r in range(rows.size):
        for start in range(0, BLOCK, STEP):
            n_better = np.int32(0)
            for j in range(start, start + STEP):
                n_better += np.int32(score[r, j] > least[j])
            if n_better == 0:
                continue
            for j in range(start, start + STEP):
                if score[r, j] > least[j]:
                    key = (np.int64(score[r, j]) << SHIFT) | (LAST - rows[r])
                    counts[first + j] = push(heaps[first + j], counts[first + j], key)
                    if counts[first + j] == heaps.shape[1]:
                        least[j] = heaps[first + j, 0] >> SHIFT


@kernel
def _keep_row(
    score: Scores, prices: Scores, where: tuple[int, int], task: Task, kept: Kept
) -> None:
    """Put what is better into the row's heap.

    Most of the time nothing is. ``prices`` are cut off at ``NEAR``, so that 32 bits tell: a pair
    that is good enough is never taken for one that is not, and the other way round is found out.
    """
    row, first = where
    heap, count, threshold = kept.row_key[row], kept.row_count[row], task.threshold[row]
    least = max(threshold, heap[0] >> SHIFT) if count == heap.size else threshold
    for start in range(0, BLOCK, STEP):
        bar = np.int32(min(max(least, -NEAR - 1), NEAR))
        n_better = np.int32(0)
        for j in range(start, start + STEP):
            n_better += np.int32(score[j] - prices[j] > bar)
        if n_better == 0:
            continue
        for j in range(start, start + STEP):
            gain = score[j] - task.price[first + j]
            if score[j] >= 0 and gain > least:
                count = push(heap, count, (gain << SHIFT) | (LAST - (first + j)))
                if count == heap.size:
                    least = max(threshold, heap[0] >> SHIFT)
    kept.row_count[row] = count


@kernel
def push(heap: Keys, count: int, key: int) -> int:
    """Put a key into a smallest-first heap, or in place of its smallest; return its length."""
    if count < heap.size:
        at = count
        while at > 0 and heap[(at - 1) >> 1] > key:
            heap[at] = heap[(at - 1) >> 1]
            at = (at - 1) >> 1
        heap[at] = key
        return count + 1
    at = 0
    while 2 * at + 1 < count:
        child = 2 * at + 1
        if child + 1 < count and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = key
    return count
