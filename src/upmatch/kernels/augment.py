"""Seat one more mentee after the other, exactly: shortest augmenting paths with prices.

A mentee who has no seat and would like one looks for the cheapest chain of moves: take a seat
there, whoever sat on it moves on, until somebody finds a spare seat, or would rather go without.
Lengths are what the moves lose against everybody's profit, so they are never negative, and the
prices that come out keep every pair of the plan as good as any other: the plan stays the best
one for the mentees seated so far.

Source: R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse
linear assignment problems", Computing 38, 1987, doi:10.1007/BF02278710.
"""

from upmatch.compiled import kernel
from upmatch.kernels.market import Market, State, seat_held_by
from upmatch.kernels.search import (
    BEST,
    COLUMN,
    ROW,
    Search,
    forget,
    n_settled,
    nearest,
    reach,
    start,
)

__all__ = ["augment"]


@kernel
def augment(market: Market, state: State, search: Search) -> None:
    """Seat everybody who is worth a seat; expects profits that follow from the prices.

    Prices only rise, and never that of a seat that stays spare. O(edges log edges) for each
    mentee without a seat, mostly far less.
    """
    for row in range(len(state.mentor_of)):
        if state.mentor_of[row] < 0:
            state.profit[row] = _best_left(market, state, row)
            if state.profit[row] > 0:
                _find_chain(market, state, search, row)
                _raise_prices(market, state, search, row)
                _move_along(market, state, search, row)
                forget(search)


@kernel
def _best_left(market: Market, state: State, row: int) -> int:
    rows = market.rows
    best = 0
    for at in range(rows.ptr[row], rows.ptr[row + 1]):
        best = max(best, rows.value[at] - state.price[rows.other[at]])
    return int(best)


@kernel
def _find_chain(market: Market, state: State, search: Search, row: int) -> None:
    start(search, state.profit[row], row, -1)
    _look_around(market, state, search, row, 0)
    column = nearest(search)
    while column >= 0:
        distance = search.distance[column]
        begin = market.first[column]
        for seat in range(begin, begin + state.taken[column]):
            other = state.holder[seat]
            if distance + state.profit[other] < search.note[BEST]:
                search.note[BEST] = distance + state.profit[other]
                search.note[ROW] = other
                search.note[COLUMN] = -1
            _look_around(market, state, search, other, distance)
        column = nearest(search)


@kernel
def _look_around(market: Market, state: State, search: Search, row: int, distance: int) -> None:
    rows = market.rows
    profit = distance + state.profit[row]
    best = search.note[BEST]
    for at in range(rows.ptr[row], rows.ptr[row + 1]):
        column = rows.other[at]
        length = profit + state.price[column] - rows.value[at]
        if length >= best or length >= search.distance[column]:
            continue
        reach(search, column, length)
        search.via_row[column] = row
        if state.taken[column] < market.seats[column]:
            best = length
            search.note[BEST] = best
            search.note[ROW] = -1
            search.note[COLUMN] = column


@kernel
def _raise_prices(market: Market, state: State, search: Search, row: int) -> None:
    best = search.note[BEST]
    state.profit[row] -= best
    for at in range(n_settled(search)):
        column = search.settled[at]
        rise = best - search.distance[column]
        state.price[column] += rise
        begin = market.first[column]
        for seat in range(begin, begin + state.taken[column]):
            state.profit[state.holder[seat]] -= rise


@kernel
def _move_along(market: Market, state: State, search: Search, row: int) -> None:
    """Let the chain move, from its end back to ``row``, who enters."""
    leaver = search.note[ROW]
    column = search.note[COLUMN]
    if leaver == row:
        return
    if column >= 0:
        mover = search.via_row[column]
        seat = market.first[column] + state.taken[column]
        state.taken[column] += 1
    else:
        column = state.mentor_of[leaver]
        mover = search.via_row[column]
        seat = seat_held_by(market, state, leaver)
        state.mentor_of[leaver] = -1
    while mover != row:
        free = seat_held_by(market, state, mover)
        state.holder[seat] = mover
        next_column = state.mentor_of[mover]
        state.mentor_of[mover] = column
        seat = free
        column = next_column
        mover = search.via_row[column]
    state.holder[seat] = row
    state.mentor_of[row] = column
