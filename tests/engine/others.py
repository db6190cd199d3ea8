"""Other solvers, and one plain definition, to compare plans on arrays with."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from upmatch import UNMATCHED


def by_scipy(value, permitted, seats, least=0):
    """Return (pairs, fit) with most pairs of fit ``least`` or more, seats as copied columns."""
    may = permitted & (value >= least)
    copied = np.repeat(np.where(may, value + 10**7, 0), seats, axis=1)
    rows, columns = linear_sum_assignment(copied, maximize=True)
    return divmod(int(copied[rows, columns].sum()), 10**7)


def by_ortools(value, permitted, seats):
    """Return the most total fit, as a flow of least cost."""
    flow = pytest.importorskip("ortools.graph.python.min_cost_flow")
    network, (m, n) = flow.SimpleMinCostFlow(), value.shape
    for i, j in np.argwhere(permitted).tolist():
        network.add_arc_with_capacity_and_unit_cost(i, m + j, 1, -int(value[i, j]))
    for i in range(m):
        network.add_arc_with_capacity_and_unit_cost(m + n, i, 1, 0)
        network.add_arc_with_capacity_and_unit_cost(i, m + n + 1, 1, 0)
    for j in range(n):
        network.add_arc_with_capacity_and_unit_cost(m + j, m + n + 1, int(seats[j]), 0)
    network.set_node_supply(m + n, m)
    network.set_node_supply(m + n + 1, -m)
    assert network.solve() == network.OPTIMAL
    return -network.optimal_cost()


def blocking(market, liking, mentor_of):
    """Count the pairs that would both rather have each other, by looking at every one."""
    (_, permitted, seats), (rows_like, columns_like) = market, liking
    count = 0
    for i, j in np.argwhere(permitted):
        now, seated = mentor_of[i], np.flatnonzero(mentor_of == j)
        gains = now == UNMATCHED or rows_like[i, j] > rows_like[i, now]
        has_room = len(seated) < seats[j] or (columns_like[i, j] > columns_like[seated, j]).any()
        count += bool(gains and has_room)
    return count
