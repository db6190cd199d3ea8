"""A problem too large for a matrix: solved over columns, asked pair by pair.

What the dense way keeps as matrices is computed again here for the few pairs that are asked for.
Both ways mean the same by every rule and term (``tests/engine/large``).
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from upmatch.beside import Beside, best_beside, opened
from upmatch.board import Assignment
from upmatch.certificate import verdict
from upmatch.compiled import IS_COMPILED
from upmatch.errors import TooLargeError
from upmatch.exact import Market, Proven, bonus_of, solve_exactly
from upmatch.floors import lifted
from upmatch.laid_out import LaidOut, laid_out
from upmatch.passes import best_partners, scores_of
from upmatch.problem import Problem
from upmatch.progress import Progress, silent
from upmatch.resume import Change, forcing, resumed
from upmatch.traits import Ints

__all__ = ["Wide", "solved_widely"]


@dataclass(frozen=True)
class Wide:
    """A solved large problem: its columns, its market, and the proven plan."""

    laid: LaidOut
    market: Market
    proven: Proven

    def best_with(self, row: int, column: int) -> tuple[int, int]:
        """Return (pairs, fit) of the best plan that holds this pair of cells, locks left out."""
        at, place = self._place(row, column)
        mentor_of = best_beside(self._opened, at, place)
        if mentor_of is None:
            key = np.array([at * self.market.shape[1] + place])
            change = Change(key=key, extra=np.array([forcing(self.market.bonus)]))
            mentor_of = resumed(self.market, self.proven, change).plan.mentor_of
        before = self.proven.plan.mentor_of
        moved = np.flatnonzero(mentor_of != before)
        gained = self._fit_of(moved, mentor_of) - self._fit_of(moved, before)
        return int((mentor_of >= 0).sum()), self._total_fit + gained

    @cached_property
    def _opened(self) -> Beside:
        return opened(self.market, self.proven)

    @cached_property
    def _total_fit(self) -> int:
        mentor_of = self.proven.plan.mentor_of
        return self._fit_of(np.arange(mentor_of.size), mentor_of)

    def _fit_of(self, rows: Ints, mentor_of: Ints) -> int:
        row = rows[mentor_of[rows] >= 0]
        return int(scores_of(self.market.pairs, row, mentor_of[row]).sum())

    def least_cost(self, row: int, column: int) -> int:
        """Return profit + price − value of a permitted pair: what insisting on it costs at least.

        On the scale of fit + bonus, at once; the exact cost can be more.
        """
        at, place = self._place(row, column)
        value = int(scores_of(self.market.pairs, np.array([at]), np.array([place]))[0])
        plan = self.proven.plan
        return int(plan.profit[at] + plan.price[place]) - value - self.market.bonus

    def prices(self) -> Ints:
        """Return the price of a seat at each mentor of the problem, (n,)."""
        found = np.zeros_like(self.proven.plan.price)
        found[self.laid.columns] = self.proven.plan.price
        return found

    def who_may_pair(self) -> dict[str, NDArray[np.bool_]]:
        """Return which mentees and mentors of the problem the rules leave somebody. One pass."""
        m, n = self.market.shape
        best = best_partners(
            self.market.pairs,
            np.zeros(n, np.int64),
            np.full(m, -1),
            most=(1, 1),
            threads=self.market.threads,
        )
        found = {}
        for role, order, places in (
            ("mentee", self.laid.rows, best.row),
            ("mentor", self.laid.columns, best.column),
        ):
            found[role] = np.zeros(order.size + len(self.laid.locks) * (role == "mentee"), np.bool_)
            found[role][order[places]] = True
        return found

    def _place(self, row: int, column: int) -> tuple[int, int]:
        at = int(np.flatnonzero(self.laid.rows == row)[0])
        return at, int(np.flatnonzero(self.laid.columns == column)[0])


def solved_widely(
    problem: Problem,
    *,
    seats: Ints | None = None,
    threads: int = 1,
    progress: Progress = silent,
    prices: Ints | None = None,
) -> tuple[Assignment, Wide]:
    """Return the plan of a large problem, with its proof over all pairs.

    Parameters
    ----------
    problem : Problem
        With an objective of ``upmatch.round.WIDE`` and without quotas.
    seats : (n_mentors,) int, optional
        In place of the problem's own, to try a change.
    threads : int, >= 1
        The plan does not depend on it.
    progress : function of (step, share), optional
        Told how far the work is.
    prices : (n_mentors,) int64, optional
        Of a similar problem: they save time and change nothing.

    Raises
    ------
    TooLargeError
        If numba, which compiles the engine, is not installed.
    """
    if not IS_COMPILED:
        raise TooLargeError(
            "A problem of this size needs the library numba, which is not installed; install it, "
            "or solve up to about 1,000 mentees with 1,000 mentors"
        )
    laid = laid_out(problem, seats)
    bonus = bonus_of(problem.objective, laid.rows.size, laid.seats)
    market = Market(laid.pairs, laid.seats, bonus, threads)
    start = None if prices is None else prices[laid.columns]
    proven = solve_exactly(market, progress, start)
    is_proven = True  # of the floor, which only one objective has
    if problem.objective == "weakest":
        market, proven, is_proven = lifted(market, proven)
    found = _assignment(problem.objective, laid, market, proven)
    return replace(found, certified=found.certified and is_proven), Wide(laid, market, proven)


def _assignment(objective: str, laid: LaidOut, market: Market, proven: Proven) -> Assignment:
    """Return the plan in the problem's order; locked pairs are for the caller to put back."""
    row = np.flatnonzero(proven.plan.mentor_of >= 0)
    column = proven.plan.mentor_of[row]
    fit = int(scores_of(market.pairs, row, column).sum())
    said = verdict(proven.dual, market.bonus, row.size, fit)
    mentor_of = np.full(laid.rows.size + len(laid.locks), -1, np.intp)
    mentor_of[laid.rows[row]] = laid.columns[column]
    return Assignment(
        mentor_of,
        n_pairs=row.size,
        total_fit=fit,
        objective=objective,
        prices=Wide(laid, market, proven).prices(),
        bonus=market.bonus,
        bound_pairs=said.bound_pairs,
        bound_fit=said.bound_fit,
        gap=said.gap,
        certified=said.is_proven,
    )
