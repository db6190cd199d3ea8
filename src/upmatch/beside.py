"""The best plan of everybody else beside one pair that is held, from the proven plan, at once.

To hold a pair takes a mentee and a seat out of the market. Whoever sat there looks for another
seat, and the seat that the mentee had is filled or freed: two searches for a shortest path, on
lists that are made once. The bounds that the proven plan left behind then say which pairs that
are no candidates must be looked at; nearly always none of them is better. Where one is, the
question is left to ``upmatch.resume``, which takes the candidates anew.

Source: the shortest path as the exact change of an optimum, R. E. Burkard, M. Dell'Amico,
S. Martello, Assignment Problems, SIAM 2009, doi:10.1137/1.9780898717754, section 4.4.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from upmatch.exact import Market, Proven, graph_of, is_still_proven
from upmatch.kernels import market as kernels
from upmatch.kernels.augment import augment
from upmatch.kernels.market import State, leave_seat
from upmatch.kernels.release import release
from upmatch.kernels.search import Search
from upmatch.sparse import Graph, SparsePlan, lists_of, search_of, seated
from upmatch.traits import Ints

__all__ = ["Beside", "best_beside", "opened"]

APART: Final = 1 << 60
"""Profit of a mentee whom no search may move."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A proven plan with the lists of its candidates, ready for one question after the other."""

    market: Market
    proven: Proven
    graph: Graph
    lists: kernels.Market
    state: State
    search: Search


def opened(market: Market, proven: Proven) -> Beside:
    """Return the plan with its lists: once O(candidates), for any number of questions."""
    graph = graph_of(market, proven.key, proven.fit)
    lists = lists_of(graph)
    for side in (lists.rows, lists.columns):
        np.add(side.value, market.bonus, out=side.value)
    state = seated(lists, proven.plan.mentor_of, proven.plan.price)
    state.profit[:] = proven.plan.profit
    return Beside(market, proven, graph, lists, state, search_of(lists))


def best_beside(plan: Beside, row: int, column: int) -> Ints | None:
    """Return who sits where in the best plan that holds a pair, or None if ``resume`` must say.

    Parameters
    ----------
    row, column : int
        A permitted pair of the market, in its order; the mentor has a seat.

    Notes
    -----
    O(m + n), two searches, and the pairs that the bounds ask for; exact over all pairs.
    """
    if plan.state.mentor_of[row] == column:
        return plan.state.mentor_of
    state = State(*(part.copy() for part in plan.state))
    seats = plan.market.seats.copy()
    seats[column] -= 1
    room = plan.lists.seats.copy()
    # as in lists_of: one seat more than can be taken is as good as a thousand
    degree = plan.lists.columns.ptr[column + 1] - plan.lists.columns.ptr[column]
    room[column] = min(seats[column], degree + 1)
    lists = plan.lists._replace(seats=room)
    _hold(lists, state, row, column)
    augment(lists, state, plan.search)
    release(lists, state, plan.search)
    # nobody pays for a seat that is not there, so its price may be what it likes
    top = int(plan.lists.rows.value.max(initial=0))
    price = np.where(seats > 0, state.price, np.maximum(plan.proven.plan.price, top))
    after = SparsePlan(state.mentor_of, price, state.profit)
    return state.mentor_of if is_still_proven(plan.market, plan.proven, after) else None


def _hold(lists: kernels.Market, state: State, row: int, column: int) -> None:
    """Take the mentee, and a seat of the mentor, out of the market."""
    if state.mentor_of[row] >= 0:
        leave_seat(lists, state, row)
    if state.taken[column] > lists.seats[column]:
        last = state.holder[lists.first[column] + state.taken[column] - 1]
        leave_seat(lists, state, last)
    # not among the holders, so no chain passes through; not without a seat, so none begins here
    state.mentor_of[row] = column
    state.profit[row] = APART
