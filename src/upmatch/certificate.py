"""Prove how good a plan is, by arithmetic alone, from prices that anybody may have found.

For prices p ≥ 0 and any plan, each pair (i, j) is worth v_ij = (v_ij − p_j) + p_j. Summed over a
plan, the first part is at most Σ_i max(0, max_j (v_ij − p_j)) because a mentee has one mentor at
most, the second at most Σ_j seats_j · p_j. So that sum D is an upper bound on every plan, whatever
the prices; if a plan reaches D, it is the best. All numbers are whole: there is no tolerance.

Under people first a pair is worth v = B + fit with B = 10,000 · min(mentees, seats) + 1, more than
the fit of all pairs together. Then D // B bounds the number of pairs, and where the plan has that
many, the rest of D bounds the fit. Under total a pair is worth its fit.

This file shares no code with the solvers, so that a mistake there cannot hide here.

Source: weak duality of the transportation problem: R. E. Burkard, M. Dell'Amico, S. Martello,
Assignment Problems, SIAM 2009, doi:10.1137/1.9780898717754, chapter 4.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.defaults import FULL_FIT
from upmatch.errors import ArrayError

__all__ = ["Certificate", "bonus_of", "bound", "certify", "row_bests", "verdict"]

Ints = NDArray[np.int64]
BLOCK: Final = 1024
MOST: Final = 2**62
"""Prices and values below this cannot leave 64 bits when one is taken from the other."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """How far a plan can be from the best one.

    ``bound_pairs`` is the most pairs any plan can have (None under total), ``gap_pairs`` how many
    the plan is below. ``bound_fit`` is the most fit of any plan with as many pairs, ``gap`` how
    far the plan is below; both None where pairs are missing. ``is_proven`` says that both gaps
    are 0.
    """

    bound_pairs: int | None
    bound_fit: int | None
    gap_pairs: int
    gap: int | None

    @property
    def is_proven(self) -> bool:
        return self.gap_pairs == 0 and self.gap == 0


def bonus_of(n_mentees: int, seats: Ints) -> int:
    """Return B, what a pair earns under people first before its fit."""
    return FULL_FIT * min(n_mentees, int(seats.sum())) + 1


def row_bests(value: Ints, permitted: NDArray[np.bool_], prices: Ints) -> Ints:
    """Return max(0, max over permitted j of value_ij − p_j) for a block of rows."""
    best: Ints = np.max(np.where(permitted, value - prices, 0), axis=1, initial=0)
    return best


def bound(row_best: Ints, prices: Ints, seats: Ints) -> int:
    """Return D, which no plan exceeds.

    Parameters
    ----------
    row_best : (n_mentees,) int64
        From ``row_bests``, or computed elsewhere, block by block, over all pairs.
    prices, seats : (n_mentors,) int64

    Raises
    ------
    ArrayError
        If a price is negative or so large that 64 bits could have overflowed.

    Notes
    -----
    Sums are taken in Python's integers, which have no end. O(n_mentees + n_mentors).
    """
    if prices.size and not 0 <= int(prices.min()) <= int(prices.max()) < MOST:
        raise ArrayError("prices must be whole numbers from 0 and below 2**62")
    rents = sum(price * count for price, count in zip(prices.tolist(), seats.tolist(), strict=True))
    return int(sum(row_best.tolist())) + int(rents)


def verdict(most: int, bonus: int, n_pairs: int, total_fit: int) -> Certificate:
    """Return what the bound ``most`` says about a plan; ``bonus`` is B, or 0 under total."""
    if not bonus:
        return Certificate(None, most, 0, most - total_fit)
    pairs = most // bonus
    if pairs != n_pairs:
        return Certificate(pairs, None, pairs - n_pairs, None)
    fit = most - pairs * bonus
    return Certificate(pairs, fit, 0, fit - total_fit)


def certify(
    fit: Ints,
    permitted: NDArray[np.bool_],
    seats: Ints,
    prices: Ints,
    mentor_of: NDArray[np.intp],
    *,
    pairs_first: bool = True,
) -> Certificate:
    """Check that a plan is possible and return how far it can be from the best one.

    Parameters
    ----------
    fit : (n_mentees, n_mentors) int64 in 0..10,000
    permitted : (n_mentees, n_mentors) bool
    seats, prices : (n_mentors,) int64, >= 0
    mentor_of : (n_mentees,) int
        Column of each mentee's mentor, or -1.
    pairs_first : bool
        True for people first, False for total.

    Raises
    ------
    ArrayError
        If the plan holds a pair that is not permitted or more pairs than seats, or a price is
        out of range.

    Notes
    -----
    One pass over all pairs in blocks of 1,024 rows.
    """
    rows = np.flatnonzero(mentor_of >= 0)
    columns = mentor_of[rows]
    if not permitted[rows, columns].all():
        raise ArrayError("the plan holds a pair that is not permitted")
    if (np.bincount(columns, minlength=len(seats)) > seats).any():
        raise ArrayError("the plan holds more pairs than a mentor has seats")
    bonus = bonus_of(len(fit), seats) if pairs_first else 0
    blocks = [slice(start, start + BLOCK) for start in range(0, max(len(fit), 1), BLOCK)]
    bests = [row_bests(fit[part] + bonus, permitted[part], prices) for part in blocks]
    most = bound(np.concatenate(bests), prices, seats)
    return verdict(most, bonus, len(rows), int(fit[rows, columns].sum()))
