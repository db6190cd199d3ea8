"""One pass over all pairs, shared out to threads: the best partners of rows and columns.

Rows are cut into as many blocks as there are threads. What is kept does not depend on the cut
(see ``upmatch.kernels.best``), so neither does the plan.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.compiled import row_blocks, run_blocks
from upmatch.kernels.best import LAST, SHIFT, Kept, Task, best_of_rows
from upmatch.kernels.layout import BLOCK, CHUNK, Cells, Pairs, Product, Side, scratch_of
from upmatch.kernels.score import open_block, score_rows

__all__ = ["NONE", "Best", "best_partners", "every_score", "scores_of", "some_columns"]

Ints = NDArray[np.int64]

NONE: Final = -(2**62)
"""Gain of somebody of whom nothing is kept."""
SHARED_FROM: Final = 20_000_000
"""Pairs from which a second thread is worth laying out each block of mentors once more."""


@dataclass(frozen=True, slots=True)
class Best:
    """What a pass kept, as edges, and what it left out.

    ``row``, ``column`` and ``gain`` are edges, from rows and from columns, some of them twice;
    ``gain`` is the score less the price. ``top`` is each row's greatest gain, or ``NONE``.
    ``rest`` bounds what was not kept of each row, from above.
    """

    row: Ints
    column: Ints
    gain: Ints
    top: Ints
    rest: Ints


def best_partners(
    pairs: Pairs,
    price: Ints,
    threshold: Ints,
    *,
    rows: Ints | None = None,
    most: tuple[int, int],
    threads: int = 1,
) -> Best:
    """Return the best pairs of each row, and of each column.

    Parameters
    ----------
    pairs : Pairs
        m mentees, n mentors.
    price : (n,) int64
        Taken off the score of each column, for rows.
    threshold : (r,) int64
        What a row's gains must be above.
    rows : (r,) int64, optional
        The rows to look at, ascending; all m of them when left out.
    most : (int, int)
        How many to keep per row, and per column (by score, prices apart; 0 keeps none).
    threads : int, >= 1
        Hands that share the work; the result is the same for any number.

    Notes
    -----
    O(r n) time, about 2 ns a pair; O(r · most[0] + threads · n · most[1]) memory.
    """
    looked = np.arange(pairs.n_mentees) if rows is None else rows
    prices = np.zeros(pairs.mentor.grade.size, np.int64)
    prices[: pairs.n_mentors] = price

    def work(first: int, last: int) -> Kept:
        part = looked[first:last]
        kept = Kept(
            np.full((part.size, most[0]), NONE),
            np.zeros(part.size, np.int64),
            np.full((pairs.n_mentors, most[1]), NONE),
            np.zeros(pairs.n_mentors, np.int64),
        )
        best_of_rows(pairs, Task(part, prices, threshold[first:last]), scratch_of(pairs), kept)
        return kept

    hands = threads if looked.size * pairs.n_mentors >= SHARED_FROM else 1
    found = run_blocks(work, list(row_blocks(looked.size, hands)), hands)
    return _edges(found, looked, threshold, price)


def every_score(pairs: Pairs) -> NDArray[np.int32]:
    """Return the scores of all pairs, (m, n); ``kernels.layout.FORBIDDEN`` where forbidden."""
    looked = np.arange(pairs.n_mentees)
    found = np.zeros((looked.size, pairs.mentor.grade.size), np.int32)
    scratch = scratch_of(pairs)
    for first in range(0, pairs.n_mentors, BLOCK):
        open_block(pairs, first, scratch)
        for at in range(0, looked.size, CHUNK):
            part = looked[at : at + CHUNK]
            score_rows(pairs, part, first, scratch)
            found[at : at + CHUNK, first : first + BLOCK] = scratch.score[: part.size]
    return found[:, : pairs.n_mentors]


def scores_of(pairs: Pairs, row: Ints, column: Ints) -> Ints:
    """Return the scores of single pairs, (k,) each. O(k · ``BLOCK``)."""
    found = np.zeros(row.size, np.int64)
    order, scratch = np.argsort(column, kind="stable"), scratch_of(pairs)
    ends = np.searchsorted(column[order], np.arange(0, pairs.n_mentors + BLOCK, BLOCK))
    for first, start, end in zip(range(0, pairs.n_mentors, BLOCK), ends, ends[1:], strict=False):
        if start < end:
            open_block(pairs, first, scratch)
        for at in range(start, end, CHUNK):
            part = order[at : min(at + CHUNK, end)]
            score_rows(pairs, row[part], first, scratch)
            found[part] = scratch.score[np.arange(part.size), column[part] - first]
    return found


def some_columns(pairs: Pairs, columns: Ints) -> Pairs:
    """Return the same problem with these mentors only, in this order. O(their keys)."""
    where = np.full(pairs.n_mentors, -1)
    where[columns] = np.arange(columns.size)
    cells = pairs.cells
    inside = where[cells.column] >= 0
    ptr = np.append(0, np.cumsum(inside))[cells.ptr]
    column = where[cells.column[inside]].astype(np.int32)
    row = np.repeat(np.arange(ptr.size - 1), np.diff(ptr))
    order = np.lexsort((column, row))
    return pairs._replace(
        taught=_columns_of(pairs.taught, columns),
        given_back=_columns_of(pairs.given_back, columns),
        time=_columns_of(pairs.time, columns),
        units=_columns_of(pairs.units, columns),
        languages=_columns_of(pairs.languages, columns),
        formats=_columns_of(pairs.formats, columns),
        mentor=_people_of(pairs.mentor, columns),
        cells=Cells(ptr, column[order], cells.points[inside][order]),
        n_mentors=columns.size,
    )


def _edges(found: list[Kept], rows: Ints, threshold: Ints, price: Ints) -> Best:
    key, count = (
        np.concatenate([getattr(one, name) for one in found]) for name in ("row_key", "row_count")
    )
    is_kept = key != NONE
    row, column = np.repeat(rows, count), LAST - (key[is_kept] & LAST)
    gain = key[is_kept] >> SHIFT
    is_full = count == key.shape[1]
    least, top = key.min(axis=1, initial=2**62) >> SHIFT, key.max(axis=1, initial=NONE)
    by_column = _best_of_columns([one.column_key for one in found])
    other, place = np.nonzero(by_column != NONE)
    kept = by_column[other, place]
    return Best(
        row=np.concatenate([row, LAST - (kept & LAST)]),
        column=np.concatenate([column, other]),
        gain=np.concatenate([gain, (kept >> SHIFT) - price[other]]),
        top=np.where(top == NONE, NONE, top >> SHIFT),
        rest=np.where(is_full, least, threshold),
    )


def _best_of_columns(parts: list[Ints]) -> Ints:
    """Return the best keys of each column over all blocks of rows."""
    most = parts[0].shape[1]
    if len(parts) == 1 or most == 0:
        return parts[0]
    return np.partition(np.concatenate(parts, axis=1), -most, axis=1)[:, -most:]


def _columns_of(product: Product, columns: Ints) -> Product:
    count = np.diff(product.column_ptr)[columns]
    ptr = np.append(0, np.cumsum(count))
    at = np.arange(ptr[-1]) + np.repeat(product.column_ptr[columns] - ptr[:-1], count)
    return product._replace(column_ptr=ptr, column_key=product.column_key[at])


def _people_of(side: Side, columns: Ints) -> Side:
    taken = np.zeros(-(-columns.size // BLOCK) * BLOCK, np.int64)
    taken[: columns.size] = columns
    return Side(
        grade=side.grade[taken],
        offset=side.offset[taken],
        depth=side.depth[taken],
        n_formats=side.n_formats[taken],
        need=side.need[taken],
        rate=side.rate[taken],
        half=side.half[taken],
        codes=np.ascontiguousarray(side.codes[:, taken]),
        points=side.points[taken],
    )
