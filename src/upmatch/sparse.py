"""Exact assignment with seats on a sparse graph, with the prices that prove it.

Each row takes at most one column, column ``j`` takes up to ``seats[j]`` rows, and only the edges
of the graph may be used: a transportation problem with an outside option. Its linear programme
has whole optimal prices, so a plan is proven by nothing but sums of whole numbers:

    primal = Σ (value + bonus) over pairs ≤ any plan ≤ Σ profit + Σ seats · price = dual

An ε-scaling auction in both directions comes near (`kernels.auction`), on the plain values,
whatever the bonus: the fewer scales, the faster. Shortest augmenting paths make it exact
(`kernels.augment`), and so does the same the other way round for seats that are spare at a price
(`kernels.release`). Only then is the bonus added. It is the same for every pair, so it goes into
the profit of those who have one and nothing moves; those who have none are then seated one by
one. Where too many want too few seats, the first search that finds this out raises all prices
concerned by about the bonus, and the searches after it are short.

Sources: D. P. Bertsekas and D. A. Castañón, "The auction algorithm for the transportation
problem", Annals of Operations Research 20, 1989, doi:10.1007/BF02216923; and those named in the
kernels.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from upmatch.errors import TooLargeError
from upmatch.kernels.auction import auction_round
from upmatch.kernels.augment import augment
from upmatch.kernels.heap import Heap
from upmatch.kernels.market import Lists, Market, State, settle, transposed
from upmatch.kernels.release import release
from upmatch.kernels.search import FAR, Search

__all__ = [
    "Graph",
    "SparsePlan",
    "lists_of",
    "proof",
    "search_of",
    "seated",
    "solve_sparse",
]

Ints = NDArray[np.int64]

SCALE: Final = 4
"""The auction counts in quarters of a point, so that its last ε can be half a point."""
FIRST_EPSILON: Final = 200 * SCALE
STEP: Final = 4
LAST_EPSILON: Final = 2
MOST_BIDS: Final = 100
"""Bids per person and round. More than a hard problem needs; an auction that is cut off leaves
more to the exact steps, never a wrong plan."""
PARTED: Final = 8
"""One in so many mentees who lose their mentor at new prices make a start from them too slow."""
HEADROOM: Final = 16
"""Times the largest value: no price, length or bid, in quarters of a point, is larger."""


class Graph(NamedTuple):
    """Who may pair with whom, and what it is worth.

    Attributes
    ----------
    ptr : (m + 1,) int64
        The edges of row ``i`` are ``ptr[i]:ptr[i + 1]``.
    column : (e,) int32
        The column of each edge, increasing within a row.
    value : (e,) int64, >= 0
        What each edge is worth, in fit points. An edge worth 0 is permitted all the same.
    seats : (n,) int64, >= 0
        How many rows each column can take.
    """

    ptr: Ints
    column: NDArray[np.int32]
    value: Ints
    seats: Ints


@dataclass(frozen=True, slots=True)
class SparsePlan:
    """A best plan, with the prices that prove it.

    On every edge ``profit[i] + price[j] >= value + bonus``, with equality on pairs; profit is 0
    without a column, and price 0 where a seat is spare.

    Attributes
    ----------
    mentor_of : (m,) int64
        The column of each row, or -1.
    price : (n,) int64, >= 0
        What one more seat would be worth at most, in points of value + bonus.
    profit : (m,) int64, >= 0
        What the plan would lose at most without this row, in the same points.
    """

    mentor_of: Ints
    price: Ints
    profit: Ints


def solve_sparse(graph: Graph, *, bonus: int = 0, warm: SparsePlan | None = None) -> SparsePlan:
    """Return a plan with the greatest sum of value + bonus, and its prices.

    Parameters
    ----------
    graph : Graph
        m rows, n columns, e edges.
    bonus : int, >= 0
        Added to the value of every edge. A bonus greater than the value of all pairs together
        gives most pairs first; 0 gives the most value.
    warm : SparsePlan, optional
        Where to start: a plan with as many rows and columns, for a graph and a bonus like these
        or not. The nearer it is, the sooner it is done; the plan is a best one in any case.

    Raises
    ------
    TooLargeError
        If the numbers could leave 64 bits.

    Notes
    -----
    Deterministic: the plan follows from the arguments, not from clock, chance or threads. Time
    is O(m · e · log e) at worst and about O(e · log(largest value)) on graphs of people;
    memory is about 50 bytes an edge.
    """
    market = lists_of(graph)
    search = search_of(market)
    top = int(market.rows.value.max(initial=0)) + bonus
    if top * max(len(graph.ptr), HEADROOM) >= FAR:
        raise TooLargeError("The values of this problem are too large to be computed in 64 bits")
    state = None if warm is None else _resumed(market, warm, (bonus, top))
    if state is None:
        state = _near(market)
        _finish(market, state, search)
    _add(market, bonus)
    _finish(market, state, search)
    return SparsePlan(state.mentor_of, _priced(graph, state, bonus), state.profit)


def proof(graph: Graph, plan: SparsePlan, bonus: int) -> tuple[int, int]:
    """Return (primal, dual) of a plan: where they are equal, no plan is better.

    Shares no code with the solver. O(e).

    Raises
    ------
    RuntimeError
        If the plan uses an edge or a seat that is not there, or its prices prove nothing: a
        bug of ours.
    """
    row = np.repeat(np.arange(len(graph.ptr) - 1), np.diff(graph.ptr))
    value = graph.value + bonus
    own = graph.column == plan.mentor_of[row]
    paired = plan.mentor_of[plan.mentor_of >= 0]
    if np.count_nonzero(own) != len(paired):
        raise RuntimeError("the plan pairs people who may not be paired")
    if (np.bincount(paired, minlength=len(graph.seats)) > graph.seats).any():
        raise RuntimeError("the plan takes more seats than there are")
    if (plan.price < 0).any() or (plan.profit < 0).any():
        raise RuntimeError("a price or a profit is negative")
    if (plan.profit[row] + plan.price[graph.column] < value).any():
        raise RuntimeError("an edge is worth more than its price and profit")
    return int(value[own].sum()), int(plan.profit.sum() + (graph.seats * plan.price).sum())


def lists_of(graph: Graph) -> Market:
    """Return the graph in both directions, without the edges to columns that have no seats.

    The arrays are the market's own: values are scaled and raised in place.
    """
    is_open = graph.seats[graph.column] > 0
    kept_before = np.append(0, np.cumsum(is_open, dtype=np.int64))
    column = graph.column[is_open].astype(np.int32, copy=False)
    value = graph.value[is_open].astype(np.int64, copy=False)
    rows = Lists(kept_before[graph.ptr], column, value)
    degree = np.bincount(column, minlength=len(graph.seats))
    columns = Lists(_starts(degree), np.empty_like(column), np.empty_like(value))
    transposed(rows, columns)
    # one seat more than can be taken is as good as a thousand: one is spare, so the price is 0
    seats = np.minimum(graph.seats, degree + 1)
    return Market(rows, columns, seats, _starts(seats))


def _starts(lengths: Ints) -> Ints:
    return np.append(0, np.cumsum(lengths, dtype=np.int64))


def search_of(market: Market) -> Search:
    """Return room for searches in this market."""
    n, room = len(market.seats), len(market.rows.value) + 1
    return Search(
        distance=np.full(n, FAR, np.int64),
        via_row=np.empty(n, np.int64),
        via_column=np.empty(n, np.int64),
        touched=np.empty(n, np.int64),
        settled=np.empty(n, np.int64),
        heap=Heap(np.empty(room, np.int64), np.empty(room, np.int64)),
        note=np.zeros(6, np.int64),
    )


def seated(market: Market, mentor_of: Ints, price: Ints) -> State:
    """Return the plan as it is, except for rows that come after all seats are taken."""
    m, n = len(mentor_of), len(price)
    row = np.argsort(mentor_of, kind="stable")
    row = row[np.searchsorted(mentor_of[row], 0) :]
    column = mentor_of[row]
    rank = np.arange(len(row)) - np.searchsorted(column, column)
    seated = rank < market.seats[column]
    row, column, rank = row[seated], column[seated], rank[seated]
    holder = np.full(market.first[-1], -1, np.int64)
    holder[market.first[column] + rank] = row
    kept = np.full(m, -1, np.int64)
    kept[row] = column
    taken = np.bincount(column, minlength=n)
    own = np.maximum(price, 0).astype(np.int64)
    return State(own, np.zeros(m, np.int64), kept, holder, taken, np.zeros(m, np.int64))


def _resumed(market: Market, warm: SparsePlan, worth: tuple[int, int]) -> State | None:
    """Return the plan to start from, or None if so many pairs part that the auction is faster.

    ``worth`` is the bonus and the most that a pair is worth with it.
    """
    bonus, top = worth
    state = seated(market, warm.mentor_of, np.minimum(warm.price, top))
    n_pairs = int(state.taken.sum())
    _add(market, bonus)
    settle(market, state, 0)
    _add(market, -bonus)
    if n_pairs - int(state.taken.sum()) > len(warm.mentor_of) // PARTED:
        return None
    return state


def _near(market: Market) -> State:
    """Return a plan and prices that the auction finds, in whole points."""
    m, n = len(market.rows.ptr) - 1, len(market.seats)
    state = seated(market, np.full(m, -1, np.int64), np.zeros(n, np.int64))
    _auction(market, state, FIRST_EPSILON)
    return state


def _auction(market: Market, state: State, epsilon: int) -> None:
    for numbers in (market.rows.value, market.columns.value, state.price):
        np.multiply(numbers, SCALE, out=numbers)
    limit = MOST_BIDS * (len(state.profit) + len(state.price))
    while epsilon > LAST_EPSILON:
        auction_round(market, state, epsilon, limit)
        epsilon //= STEP
    auction_round(market, state, LAST_EPSILON, limit)
    for numbers in (market.rows.value, market.columns.value, state.price):
        # values are multiples of SCALE and stay what they were
        np.floor_divide(numbers + SCALE // 2, SCALE, out=numbers)


def _add(market: Market, bonus: int) -> None:
    for lists in (market.rows, market.columns):
        np.add(lists.value, bonus, out=lists.value)


def _finish(market: Market, state: State, search: Search) -> None:
    """Make a plan near the best one the best one, and its prices exact."""
    settle(market, state, 0)
    augment(market, state, search)
    release(market, state, search)


def _priced(graph: Graph, state: State, bonus: int) -> Ints:
    """Return the prices, those of columns without seats too: the least that holds on each edge."""
    price = np.where(graph.seats > 0, state.price, 0)
    edge = np.flatnonzero(graph.seats[graph.column] == 0)
    row = np.searchsorted(graph.ptr, edge, side="right") - 1
    np.maximum.at(price, graph.column[edge], graph.value[edge] + bonus - state.profit[row])
    return price
