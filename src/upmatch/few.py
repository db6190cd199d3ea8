"""The best plan of at most so many pairs: where there are fewer tables than pairs.

From no pair at all, one pair more each time, by the best way in which the pairs so far can give
way: after k such steps the plan is the best one of k pairs. A way is a shortest path over reduced
costs, which prices keep from falling below 0.

Sources: successive shortest paths, J. Edmonds and R. M. Karp, "Theoretical improvements in
algorithmic efficiency for network flow problems", Journal of the ACM 19, 1972,
doi:10.1145/321694.321699; M. Dell'Amico and S. Martello, "The k-cardinality assignment problem",
Discrete Applied Mathematics 76, 1997, doi:10.1016/S0166-218X(97)00120-0.
"""

import numpy as np
from numpy.typing import NDArray

from upmatch.dense import Floats, Ints

__all__ = ["best_few"]


def best_few(value: Floats, seats: Ints, most: int) -> NDArray[np.intp]:
    """Return, per row, the column of a plan of greatest value with at most so many pairs, or -1.

    ``value`` is (m, n) with positive whole numbers, negative where a pair must not be.

    Notes
    -----
    O(most (m n + most n)), little of it in practice; of equal ways the lowest row and column.
    """
    plan = _Growing(value, seats)
    for _ in range(most):
        if not plan.grows():
            break
    return plan.mentor_of


class _Growing:
    """A plan of so many pairs that is the best one of as many, and the prices that prove it.

    ``cost`` is what a pair is worth less than the best one of all. Prices are the lengths of the
    shortest ways so far: of a row 0 while it is free, ``end`` that of the last pair.
    """

    def __init__(self, value: Floats, seats: Ints) -> None:
        self.cost = np.where(value > 0, value.max(initial=0.0) - value, np.inf)
        self.mentor_of = np.full(len(value), -1, dtype=np.intp)
        self.members: list[set[int]] = [set() for _ in seats]
        self.left, self.n_taken = seats.copy(), np.zeros_like(seats)
        self.row_price, self.column_price = np.zeros(len(value)), np.zeros(len(seats))
        self.end = 0.0
        self.cheapest = self.cost.argmin(axis=0) if value.size else np.zeros(len(seats), np.intp)

    def grows(self) -> bool:
        """Take in one pair more, if there can be one."""
        if not self.cost.size:
            return False
        length, via = self._ways()
        ends = np.where(self.left > 0, length + self.column_price - self.end, np.inf)
        last = int(ends.argmin())
        shortest = float(ends[last])
        if not np.isfinite(shortest):
            return False
        taken = np.flatnonzero(self.mentor_of >= 0)
        near = np.minimum(length, shortest)
        self.row_price[taken] += near[self.mentor_of[taken]]
        self.column_price += near
        self.end += shortest
        self._pair(last, via)
        return True

    def _ways(self) -> tuple[Floats, NDArray[np.intp]]:
        """Return the shortest way to each column, as far as one matters, and its last row."""
        via = self.cheapest.copy()
        length = self.cost[via, np.arange(len(via))] - self.column_price
        length[self.mentor_of[via] >= 0] = np.inf  # nobody is free whom the column may have
        waits, has_room = self.n_taken > 0, np.flatnonzero(self.left)
        while True:
            at = int(np.where(waits, length, np.inf).argmin())
            ends = (length + self.column_price)[has_room]
            if not (waits[at] and length[at] < ends.min(initial=np.inf) - self.end):
                return length, via
            waits[at] = False
            for row in sorted(self.members[at]):
                through = length[at] + self.cost[row] + self.row_price[row] - self.column_price
                better = through < length
                length[better], via[better] = through[better], row

    def _pair(self, column: int, via: NDArray[np.intp]) -> None:
        """Move along the way that ends at this column, and look for who is the cheapest now."""
        self.left[column] -= 1
        self.n_taken[column] += 1
        row, before = -1, column
        while before >= 0:
            row, column = int(via[before]), before
            before = int(self.mentor_of[row])
            if before >= 0:
                self.members[before].remove(row)
            self.members[column].add(row)
            self.mentor_of[row] = column
        lost = np.flatnonzero(self.cheapest == row)
        free = np.flatnonzero(self.mentor_of < 0)
        if free.size:
            self.cheapest[lost] = free[self.cost[np.ix_(free, lost)].argmin(axis=0)]
