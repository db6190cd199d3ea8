"""What the sparse solver works on: who may pair with whom, and who sits where."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from upmatch.compiled import kernel

__all__ = [
    "Lists",
    "Market",
    "State",
    "give_seat",
    "leave_seat",
    "seat_held_by",
    "settle",
    "transposed",
]


class Lists(NamedTuple):
    """The permitted pairs of one side, one list after the other.

    ``other`` and ``value``, both (e,), hold at ``ptr[a]:ptr[a + 1]`` the partners that ``a`` may
    have, in increasing order, and what each pair is worth.
    """

    ptr: NDArray[np.int64]
    other: NDArray[np.int32]
    value: NDArray[np.int64]


class Market(NamedTuple):
    """The problem: its pairs from both sides, (n,) seats, and where a mentor's seats begin."""

    rows: Lists
    columns: Lists
    seats: NDArray[np.int64]
    first: NDArray[np.int64]


class State(NamedTuple):
    """A plan under way and its prices.

    ``price`` (n,), ``profit`` (m,) and ``mentor_of`` (m,) are those of ``SparsePlan``.
    ``holder`` (number of seats,) tells who holds each seat: mentor ``j`` has the first
    ``taken[j]`` of the seats from ``first[j]`` on occupied. ``bid`` (m,) is the price at which a
    mentee would let go of the seat; only the auction reads it.
    """

    price: NDArray[np.int64]
    profit: NDArray[np.int64]
    mentor_of: NDArray[np.int64]
    holder: NDArray[np.int64]
    taken: NDArray[np.int64]
    bid: NDArray[np.int64]


@kernel
def give_seat(market: Market, state: State, row: int, column: int) -> None:
    """Seat a mentee with a mentor who has a seat to spare."""
    state.holder[market.first[column] + state.taken[column]] = row
    state.taken[column] += 1
    state.mentor_of[row] = column


@kernel
def seat_held_by(market: Market, state: State, row: int) -> int:
    """Return the seat of a mentee who has one, in O(seats of the mentor)."""
    seat = int(market.first[state.mentor_of[row]])
    while state.holder[seat] != row:
        seat += 1
    return seat


@kernel
def leave_seat(market: Market, state: State, row: int) -> None:
    """Take a mentee who has a seat out of it; the mentor's last mentee moves up."""
    column = state.mentor_of[row]
    seat = seat_held_by(market, state, row)
    state.taken[column] -= 1
    state.holder[seat] = state.holder[market.first[column] + state.taken[column]]
    state.mentor_of[row] = -1


@kernel
def settle(market: Market, state: State, slack: int) -> None:
    """Make every profit follow from the prices, and part the pairs that are not good enough.

    A pair stays when it is worth no less than nothing to its mentee, and at most ``slack`` less
    than the mentee's best at these prices. Profit becomes what the pair leaves, or what the best
    would leave to those without one. O(edges).
    """
    rows, price = market.rows, state.price
    for row in range(len(state.mentor_of)):
        mentor = state.mentor_of[row]
        best = 0
        own = -1
        for at in range(rows.ptr[row], rows.ptr[row + 1]):
            column = rows.other[at]
            left = rows.value[at] - price[column]
            best = max(best, left)
            if column == mentor:
                own = left
        state.profit[row] = best
        if mentor < 0:
            continue
        if own < 0 or own < best - slack:
            leave_seat(market, state, row)
        else:
            state.profit[row] = own
            state.bid[row] = price[mentor]


@kernel
def transposed(rows: Lists, columns: Lists) -> None:
    """Fill in the lists of the other side, of which only ``ptr`` is given, in O(edges)."""
    free = columns.ptr.copy()
    for row in range(len(rows.ptr) - 1):
        for at in range(rows.ptr[row], rows.ptr[row + 1]):
            place = free[rows.other[at]]
            free[rows.other[at]] = place + 1
            columns.other[place] = row
            columns.value[place] = rows.value[at]
