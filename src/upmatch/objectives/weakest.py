"""weakest: as many pairs as possible, the worst of them as good as can be, then most total fit.

The greatest floor t at which a plan of the most pairs exists on pairs of fit t or more is found
by bisection over the fits, with a maximum matching at each step; then people first among the
pairs that reach the floor. Locked pairs are not part of it: the floor is that of the rest.

Proof: the number of pairs, the impossibility of that many pairs above the floor, and the total
among pairs that reach it are each bounded by prices over all pairs (``upmatch.certificate``).

Source: bottleneck assignment by thresholds: R. E. Burkard, M. Dell'Amico, S. Martello, Assignment
Problems, SIAM 2009, doi:10.1137/1.9780898717754, section 6.2; maximum matching: J. E. Hopcroft,
R. M. Karp, SIAM Journal on Computing 2(4), 1973, doi:10.1137/0202019.
"""

from dataclasses import replace

import numpy as np

from upmatch.board import UNMATCHED, Assignment, Board
from upmatch.certificate import Certificate, certify
from upmatch.dense import Ints
from upmatch.objectives import people_first
from upmatch.ties import prices_of

__all__ = ["best"]


def best(board: Board) -> Assignment:
    """Return the plan with most pairs, the highest floor at that, and most fit at that floor."""
    most, n_pairs = _proof(board)
    floor = _floor(board, n_pairs)
    found = people_first.best(_from(board, floor))
    above, _ = _proof(_from(board, floor + 1))
    is_floor = above.bound_pairs is not None and above.bound_pairs < max(n_pairs, 1)
    return replace(
        found,
        objective="weakest",
        prices=None,
        bonus=0,
        bound_pairs=most.bound_pairs,
        certified=bool(found.certified and most.gap_pairs == 0 and is_floor),
    )


def _from(board: Board, floor: int) -> Board:
    return replace(board, permitted=board.permitted & (board.fit >= floor))


def _proof(board: Board) -> tuple[Certificate, int]:
    """Return what prices prove about the number of pairs, and that number."""
    found = people_first.optimum(people_first.valued(board), board)
    prices: Ints = prices_of(found)[0].astype(np.int64)
    proof = certify(board.fit, board.permitted, board.seats, prices, found.mentor_of)
    return proof, int((found.mentor_of != UNMATCHED).sum())


def _floor(board: Board, n_pairs: int) -> int:
    """Return the greatest fit that all of ``n_pairs`` pairs can reach."""
    fits = np.unique(board.fit[board.permitted])
    low, high = 0, len(fits) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _most_pairs(_from(board, int(fits[middle]))) == n_pairs:
            low = middle
        else:
            high = middle - 1
    return int(fits[low]) if n_pairs else 0


def _most_pairs(board: Board) -> int:
    # loaded when needed, as in dense.py
    from scipy.sparse import csr_array  # noqa: PLC0415
    from scipy.sparse.csgraph import maximum_bipartite_matching  # noqa: PLC0415

    owner = np.repeat(np.arange(len(board.seats)), board.useful_seats)
    graph = csr_array(board.permitted[:, owner])
    return int((maximum_bipartite_matching(graph, perm_type="column") != UNMATCHED).sum())
