"""Bring the price of every spare seat to 0, exactly: the shortest path the other way.

A seat that nobody holds must cost nothing, or the prices prove nothing. A mentor with a spare
seat at a positive price looks for the cheapest chain that ends the matter: somebody comes over,
the seat they left is filled by somebody else, until a mentee who had nobody comes in, or until a
seat is left whose price falls to 0.
"""

from upmatch.compiled import kernel
from upmatch.kernels.market import Market, State, give_seat, leave_seat, seat_held_by
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

__all__ = ["release"]


@kernel
def release(market: Market, state: State, search: Search) -> None:
    """Fill or free every spare seat that costs something.

    Expects that nobody without a seat would want one at these prices (``augment`` sees to it),
    and keeps it so: prices only fall. O(edges log edges) for each such seat, mostly far less.
    """
    for column in range(len(state.price)):
        while state.price[column] > 0 and state.taken[column] < market.seats[column]:
            _find_chain(market, state, search, column)
            _lower_prices(market, state, search)
            _move_along(market, state, search, column)
            forget(search)


@kernel
def _find_chain(market: Market, state: State, search: Search, origin: int) -> None:
    start(search, state.price[origin], -1, origin)
    reach(search, origin, 0)
    column = nearest(search)
    while column >= 0:
        length = search.distance[column] + state.price[column]
        if length < search.note[BEST]:
            search.note[BEST] = length
            search.note[ROW] = -1
            search.note[COLUMN] = column
        _look_around(market, state, search, column)
        column = nearest(search)


@kernel
def _look_around(market: Market, state: State, search: Search, column: int) -> None:
    columns = market.columns
    cost = search.distance[column] + state.price[column]
    for at in range(columns.ptr[column], columns.ptr[column + 1]):
        row = columns.other[at]
        length = cost + state.profit[row] - columns.value[at]
        mentor = state.mentor_of[row]
        if length >= search.note[BEST] or mentor == column:
            continue
        if mentor < 0:
            search.note[BEST] = length
            search.note[ROW] = row
            search.note[COLUMN] = column
        elif length < search.distance[mentor]:
            reach(search, mentor, length)
            search.via_row[mentor] = row
            search.via_column[mentor] = column


@kernel
def _lower_prices(market: Market, state: State, search: Search) -> None:
    best = search.note[BEST]
    for at in range(n_settled(search)):
        column = search.settled[at]
        fall = best - search.distance[column]
        state.price[column] -= fall
        begin = market.first[column]
        for seat in range(begin, begin + state.taken[column]):
            state.profit[state.holder[seat]] += fall


@kernel
def _move_along(market: Market, state: State, search: Search, origin: int) -> None:
    """Let the chain move, from its end back to ``origin``, who gains a mentee."""
    mover = search.note[ROW]
    column = search.note[COLUMN]
    if mover < 0:
        if column == origin:
            return
        mover = search.via_row[column]
        leave_seat(market, state, mover)
        column = search.via_column[column]
    while column != origin:
        leaver = search.via_row[column]
        state.holder[seat_held_by(market, state, leaver)] = mover
        state.mentor_of[mover] = column
        mover = leaver
        column = search.via_column[column]
    give_seat(market, state, mover, origin)
