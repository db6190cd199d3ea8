"""Pairs who would both rather have each other than what a plan gives them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.assignment import UNMATCHED
from upmatch.blocks import Cell, blocks
from upmatch.dense import Ints
from upmatch.preferences import likings
from upmatch.round import Round

__all__ = ["MOST_COUNTED", "n_blocking"]

MOST_COUNTED: Final = 4_000_000
"""Mentees × mentors up to which blocking pairs are counted: some seconds."""
ROWS: Final = 256


def n_blocking(solved: Round) -> int | None:
    """Return how many permitted pairs would both be better off with each other.

    Each side likes by its ranks, then by its own benefit: teach for a mentee, give back for a
    mentor (``upmatch.preferences``). A mentee without a mentor prefers anybody permitted, and so
    does a mentor with a free seat. Locked pairs take no part. None in a round of more than
    ``MOST_COUNTED`` mentees × mentors.

    Notes
    -----
    O(m n), 256 rows at a time.
    """
    m, n = len(solved.problem.mentees), len(solved.seats)
    if m * n > MOST_COUNTED:
        return None
    own, least, is_free = _held(solved)
    n_found = 0
    for start in range(0, m, ROWS):
        rows = [row for row in range(start, min(start + ROWS, m)) if is_free[row]]
        to_mentee, to_mentor = likings(solved.problem.table().part(rows, range(n)))
        permitted = solved.part(rows, range(n)).permitted
        blocks_plan = permitted & (to_mentee > own[rows, None]) & (to_mentor > least)
        n_found += int(blocks_plan.sum())
    return n_found


def _held(solved: Round) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Return what each mentee has, whom each mentor would do without, and who is not locked."""
    mentor_of = solved.assignment.mentor_of
    locks: list[Cell] = [solved.cell(*link) for link in solved.problem.locks]
    is_free = np.ones(len(mentor_of), np.bool_)
    is_free[[row for row, _ in locks]] = False
    seats = solved.seats - np.bincount([column for _, column in locks], minlength=len(solved.seats))
    cells = [(int(row), int(mentor_of[row])) for row in np.flatnonzero(is_free)]
    own, least = np.full(len(mentor_of), -1), np.full(len(seats), np.iinfo(np.int64).max)
    taken = np.zeros_like(seats)
    for rows, columns, where in blocks([cell for cell in cells if cell[1] != UNMATCHED]):
        to_mentee, to_mentor = likings(solved.problem.table().part(rows, columns))
        for (row, column), at in where:
            own[row] = to_mentee[at]
            least[column] = min(least[column], to_mentor[at])
            taken[column] += 1
    least[taken < seats] = -1
    return own, least, is_free
