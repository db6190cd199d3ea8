"""stable: no mentee and no mentor who would both rather have each other than what they got.

Deferred acceptance: every mentee without a place proposes to the mentors in the order of their
liking; a mentor keeps the best proposals as far as there are seats and lets the others go on.
The plan is stable, and among stable plans no mentee can do better. It may have fewer pairs and
less fit than other objectives, and it has no prices: its proof is that no pair blocks it.

Liking comes from ``Asked.liking`` (by default a side's own ranks, then its own benefit: teach, or
give back). Equal likings are ordered by the seed-keyed hash of the two; a blocking pair must be
strictly better for both.

Source: D. Gale, L. S. Shapley, "College admissions and the stability of marriage", American
Mathematical Monthly 69(1), 1962, doi:10.1080/00029890.1962.11989827; broken ties keep stability:
D. Gusfield, R. W. Irving, The Stable Marriage Problem, MIT Press 1989, section 1.4.2.
"""

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from upmatch.board import UNMATCHED, Assignment, Board
from upmatch.ties import mixed

__all__ = ["blocking_pairs", "stable"]


def stable(board: Board) -> Assignment:
    """Return the stable plan that is best for the mentees.

    Notes
    -----
    O(m n log(m n)) to put likings in order, O(m n log(seats)) proposals at worst.
    """
    mentor_of = _proposed(board)
    return board.found(
        mentor_of, objective="stable", blocking_pairs=blocking_pairs(board, mentor_of)
    )


def blocking_pairs(board: Board, mentor_of: NDArray[np.intp]) -> int:
    """Return how many permitted pairs would both be better off than under this plan.

    A mentee without a mentor prefers any permitted one; a mentor with a free seat takes anybody
    permitted, and one without prefers whom they like more than the least liked of their mentees.
    """
    to_mentee, to_mentor = board.liking
    rows = np.flatnonzero(mentor_of != UNMATCHED)
    own = np.full(len(mentor_of), -1, dtype=np.int64)
    own[rows] = to_mentee[rows, mentor_of[rows]]
    least = np.full(len(board.seats), np.iinfo(np.int64).max)
    np.minimum.at(least, mentor_of[rows], to_mentor[rows, mentor_of[rows]])
    least[np.bincount(mentor_of[rows], minlength=len(least)) < board.seats] = -1
    blocks = board.permitted & (to_mentee > own[:, None]) & (to_mentor > least)
    return int(blocks.sum())


def _proposed(board: Board) -> NDArray[np.intp]:
    open_cells = board.permitted & (board.seats > 0)
    noise = mixed(board.row_hash[:, None], board.column_hash[None, :])
    to_mentee, to_mentor = (np.where(open_cells, -liking, 1) for liking in board.liking)
    order = np.lexsort((noise, to_mentee), axis=1).tolist()
    standing = np.lexsort((noise, to_mentor), axis=0).argsort(axis=0).tolist()
    lists = [iter(row[:count]) for row, count in zip(order, open_cells.sum(axis=1), strict=True)]
    held: list[list[tuple[int, int]]] = [[] for _ in board.seats]
    seats = board.seats.tolist()
    for mentee in range(len(lists)):
        asking = mentee
        while (mentor := next(lists[asking], None)) is not None:
            heappush(held[mentor], (-standing[asking][mentor], asking))
            if len(held[mentor]) <= seats[mentor]:
                break
            _, asking = heappop(held[mentor])  # the least liked goes on, perhaps who just asked
    mentor_of = np.full(len(lists), UNMATCHED, dtype=np.intp)
    for mentor, mentees in enumerate(held):
        mentor_of[[mentee for _, mentee in mentees]] = mentor
    return mentor_of
