"""What else can be asked of a large round, beside ``upmatch.wide``: each from its columns.

Loaded only where a round is large, because it loads the compiled kernels.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from upmatch.defaults import FULL_FIT
from upmatch.dense import Ints
from upmatch.exact import bonus_of
from upmatch.kernels.layout import FORBIDDEN
from upmatch.laid_out import LaidOut
from upmatch.passes import scores_of
from upmatch.resume import Change, resumed
from upmatch.wide import Wide

__all__ = ["kept_of", "mentor_of_with_seats", "scored_line"]


def scored_line(
    wide: Wide, role: str, place: int, size: int
) -> tuple[Ints, NDArray[np.bool_], Ints]:
    """Return fit, permission and least cost of one person's partners; see ``lines.Line``.

    ``size`` counts the partners; whoever is locked is none.
    """
    laid, plan = wide.laid, wide.proven.plan
    fit, may, least = np.zeros(size, np.int64), np.zeros(size, np.bool_), np.zeros(size, np.int64)
    own, order = (laid.rows, laid.columns) if role == "mentee" else (laid.columns, laid.rows)
    at = np.flatnonzero(own == place)
    if at.size:
        same, other = np.repeat(at, order.size), np.arange(order.size)
        row, column = (same, other) if role == "mentee" else (other, same)
        score = scores_of(wide.market.pairs, row, column)
        fit[order] = score
        may[order] = (score > FORBIDDEN) & (laid.seats[column] > 0)
        least[order] = plan.profit[row] + plan.price[column] - score - wide.market.bonus
    return fit, may, least


def mentor_of_with_seats(wide: Wide, objective: str, more: Ints) -> NDArray[np.intp]:
    """Return the best plan with so many more seats per mentor, in the problem's order.

    ``more`` (n_mentors,) are added to the seats. From the proven plan: no pair is scored anew.
    """
    seats = wide.market.seats + more[wide.laid.columns]
    bonus = bonus_of(objective, wide.laid.rows.size, seats)
    market = replace(wide.market, seats=seats, bonus=bonus)
    return _whole(wide.laid, resumed(market, wide.proven, Change()).plan.mentor_of)


def kept_of(wide: Wide, cells: list[tuple[int, int]], extra: int) -> list[tuple[int, int]]:
    """Return those of these pairs that the best plan holds if each earns ``extra`` more points.

    ``cells`` are permitted pairs of the problem, no two of one mentee, none locked.
    """
    laid, market = wide.laid, wide.market
    n = market.shape[1]
    at, place = _places(laid.rows), _places(laid.columns)
    key = np.array(sorted(at[row] * n + place[column] for row, column in cells), dtype=np.int64)
    bonus = market.bonus
    if bonus:  # no sum of fit and of extra points is worth a pair
        bonus = (FULL_FIT + extra) * min(market.shape[0], int(market.seats.sum())) + 1
    change = Change(key=key, extra=np.full(key.size, extra))
    again = resumed(replace(market, bonus=bonus), wide.proven, change)
    mentor_of = _whole(laid, again.plan.mentor_of)
    return [(row, column) for row, column in cells if mentor_of[row] == column]


def _places(order: Ints) -> dict[int, int]:
    return {one: place for place, one in enumerate(order.tolist())}


def _whole(laid: LaidOut, mentor_of: Ints) -> NDArray[np.intp]:
    """Return the plan in the problem's order, with the locked pairs."""
    row = np.flatnonzero(mentor_of >= 0)
    found = np.full(laid.rows.size + len(laid.locks), -1, np.intp)
    found[laid.rows[row]] = laid.columns[mentor_of[row]]
    for locked, column in laid.locks:
        found[locked] = column
    return found
