"""weakest, for large problems: the highest floor that a plan of most pairs can have.

The floor is found by bisection on the candidates, with a maximum matching at each step. Then the
best plan among pairs at or above the floor is proven over all pairs, and so is that no plan of as
many pairs stays above it. If the second proof fails, because pairs outside the candidates allow a
higher floor, the plan found by the attempt has candidates of its own, and the search goes on from
its floor.

Source: bottleneck assignment by thresholds, R. E. Burkard, M. Dell'Amico, S. Martello, Assignment
Problems, SIAM 2009, doi:10.1137/1.9780898717754, section 6.2.
"""

from dataclasses import replace

import numpy as np

from upmatch.exact import Market, Proven, solve_exactly
from upmatch.passes import scores_of
from upmatch.traits import Ints

__all__ = ["lifted"]


def lifted(market: Market, best: Proven) -> tuple[Market, Proven, bool]:
    """Return the market above the highest floor, its best plan, and whether the floor is proven.

    Parameters
    ----------
    market : Market
        People first, without a floor.
    best : Proven
        Its best plan.

    Notes
    -----
    About 14 maximum matchings on the candidates and two proven solves per floor that is tried.
    """
    n_pairs = _count(best)
    if n_pairs == 0:
        return market, best, True
    key, fit, floor = best.key, best.fit, _least(market, best)
    while True:
        floor = max(floor, _floor(market, (key, fit), n_pairs, floor))
        above = _above(market, floor + 1)
        attempt = solve_exactly(above)
        if _count(attempt) < n_pairs:
            found = solve_exactly(_above(market, floor))
            is_proven = attempt.dual // market.bonus < n_pairs
            return _above(market, floor), found, is_proven
        key, first = np.unique(np.concatenate([key, attempt.key]), return_index=True)
        fit = np.concatenate([fit, attempt.fit])[first]
        floor = _least(above, attempt)


def _above(market: Market, floor: int) -> Market:
    settings = market.pairs.settings._replace(floor=floor)
    return replace(market, pairs=market.pairs._replace(settings=settings))


def _count(found: Proven) -> int:
    return int((found.plan.mentor_of >= 0).sum())


def _least(market: Market, found: Proven) -> int:
    """Return the fit of the worst pair."""
    row = np.flatnonzero(found.plan.mentor_of >= 0)
    return int(scores_of(market.pairs, row, found.plan.mentor_of[row]).min())


def _floor(market: Market, known: tuple[Ints, Ints], n_pairs: int, reached: int) -> int:
    """Return the greatest fit that all pairs can reach on the candidates."""
    key, fit = known
    fits = np.unique(fit[fit >= reached])
    low, high = 0, len(fits) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _most_pairs(market, key[fit >= fits[middle]]) == n_pairs:
            low = middle
        else:
            high = middle - 1
    return int(fits[low])


def _most_pairs(market: Market, key: Ints) -> int:
    # loaded when needed, as in dense.py
    from scipy.sparse import csr_array  # noqa: PLC0415
    from scipy.sparse.csgraph import maximum_bipartite_matching  # noqa: PLC0415

    m, n = market.shape
    row, column = np.divmod(key, n)
    seats = np.minimum(market.seats, np.bincount(column, minlength=n))
    first = np.append(0, np.cumsum(seats))
    count = seats[column]
    seat = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count - first[column], count)
    ones = np.ones(seat.size, np.int8)
    graph = csr_array((ones, (np.repeat(row, count), seat)), shape=(m, int(first[-1])))
    return int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())
