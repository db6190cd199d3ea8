"""The sparse solver finds a best plan with prices that prove it, from any start."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from tests.engine.strategies import CALM
from upmatch import TooLargeError, sparse
from upmatch.compiled import IS_COMPILED
from upmatch.sparse import Graph, SparsePlan, proof, solve_sparse

N_RANDOM = 1_500 if IS_COMPILED else 40
N_ORTOOLS = 200 if IS_COMPILED else 10


def graph_of(value, seats):
    """Return the graph of a matrix in which negative cells are forbidden."""
    value = np.asarray(value, np.int64)
    row, column = np.nonzero(value >= 0)
    ptr = np.searchsorted(row, np.arange(len(value) + 1))
    return Graph(ptr, column.astype(np.int32), value[row, column], np.asarray(seats, np.int64))


def bonus_for(m, seats):
    return 10_000 * min(m, int(np.sum(seats))) + 1


def best_by_scipy(value, seats, bonus):
    """Return the greatest sum of value + bonus, by copying columns once per seat."""
    value = np.asarray(value, np.int64)
    worth = np.where(value >= 0, value + bonus, 0)[:, np.repeat(np.arange(len(seats)), seats)]
    row, column = linear_sum_assignment(worth, maximize=True)
    return int(worth[row, column].sum())


def random_case(rng):
    m, n = rng.integers(0, 13, 2)
    levels = rng.choice([1, 2, 5, 10_001])
    value = rng.integers(0, levels, (m, n))
    value[rng.random((m, n)) < rng.choice([0, 0.3, 0.8])] = -1
    if m and n and rng.random() < 0.3:
        value[: m // 2, n // 2 :] = -1
    if m and rng.random() < 0.2:
        value[:] = value[0]  # identical people
    return value, rng.integers(0, rng.choice([1, 2, 4]) + 1, n)


def check(value, seats, bonus, warm=None):
    graph = graph_of(value, seats)
    plan = solve_sparse(graph, bonus=bonus, warm=warm)
    primal, dual = proof(graph, plan, bonus)
    assert primal == dual == best_by_scipy(value, seats, bonus)
    assert (plan.profit[plan.mentor_of < 0] == 0).all()
    taken = np.bincount(plan.mentor_of[plan.mentor_of >= 0], minlength=len(seats))
    assert (plan.price[taken < seats] == 0).all()
    return plan


@pytest.mark.parametrize("chunk", range(4))
def test_random_problems_are_solved_as_by_scipy(chunk):
    rng = np.random.default_rng(chunk)
    for _ in range(N_RANDOM // 4):
        value, seats = random_case(rng)
        check(value, seats, 0)
        check(value, seats, bonus_for(len(value), seats))


@pytest.mark.parametrize("chunk", range(2))
def test_a_warm_start_from_anything_ends_at_a_best_plan(chunk):
    rng = np.random.default_rng(100 + chunk)
    for _ in range(N_RANDOM // 4):
        value, seats = random_case(rng)
        bonus = int(rng.choice([0, bonus_for(len(value), seats)]))
        warm = check(value, seats, bonus)
        other = np.where(rng.random(value.shape) < 0.2, rng.integers(-1, 9_999), value)
        changed = np.maximum(seats + rng.integers(-1, 2, len(seats)), 0)
        check(other, changed, bonus, warm)
        check(other, changed, bonus_for(len(value), changed), warm)
        noise = rng.integers(0, 20_000, len(seats))
        check(value, seats, bonus, replace(warm, price=warm.price + noise))


def test_or_tools_agrees():
    flow = pytest.importorskip("ortools.graph.python.min_cost_flow")
    rng = np.random.default_rng(7)
    for _ in range(N_ORTOOLS):
        value, seats = random_case(rng)
        m, n = value.shape
        network = flow.SimpleMinCostFlow()
        row, column = np.nonzero(value >= 0)
        bonus = bonus_for(m, seats)
        for i, j in zip(row.tolist(), column.tolist(), strict=True):
            network.add_arc_with_capacity_and_unit_cost(i, m + j, 1, -int(value[i, j]) - bonus)
        for i in range(m):
            network.add_arc_with_capacity_and_unit_cost(m + n, i, 1, 0)
            network.add_arc_with_capacity_and_unit_cost(i, m + n + 1, 1, 0)
        for j in range(n):
            network.add_arc_with_capacity_and_unit_cost(m + j, m + n + 1, int(seats[j]), 0)
        network.set_node_supply(m + n, m)
        network.set_node_supply(m + n + 1, -m)
        if m:
            assert network.solve() == network.OPTIMAL
            graph = graph_of(value, seats)
            plan = solve_sparse(graph, bonus=bonus)
            assert proof(graph, plan, bonus)[0] == -network.optimal_cost()


@given(
    st.lists(st.lists(st.integers(-1, 3), min_size=3, max_size=3), max_size=4),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
@CALM
def test_small_problems_both_ways(value, seats):
    value = np.array(value, np.int64).reshape(-1, 3)
    check(value, seats, 0)
    check(value, seats, bonus_for(len(value), seats))


def test_far_more_people_than_seats_and_the_other_way_round():
    rng = np.random.default_rng(5)
    for m, n in ((60, 4), (4, 60)) if IS_COMPILED else ((12, 2), (2, 12)):
        value = rng.integers(0, 16, (m, n)) * 600
        check(value, np.ones(n, int), bonus_for(m, np.ones(n)))
        check(value, np.full(n, 3), 0)


def test_numbers_that_could_leave_64_bits_are_refused():
    with pytest.raises(TooLargeError, match="64 bits"):
        solve_sparse(graph_of([[1]], [1]), bonus=2**60)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mentor_of": np.array([1, 1])}, "may not be paired"),
        ({"mentor_of": np.array([0, 0])}, "more seats"),
        ({"price": np.array([-1, 0])}, "negative"),
        ({"profit": np.array([0, 0])}, "worth more"),
    ],
)
def test_a_plan_that_proves_nothing_is_found_out(change, message):
    graph = graph_of([[5, -1], [5, 5]], [1, 1])
    right = SparsePlan(np.array([0, 1]), np.array([0, 0]), np.array([5, 5]))

    assert proof(graph, right, 0) == (10, 10)
    with pytest.raises(RuntimeError, match=message):
        proof(graph, replace(right, **change), 0)


@pytest.mark.parametrize("most_bids", [0, 1])
def test_an_auction_that_is_cut_off_leaves_the_rest_to_the_exact_steps(most_bids, monkeypatch):
    monkeypatch.setattr(sparse, "MOST_BIDS", most_bids)
    rng = np.random.default_rng(9)
    for _ in range(30):
        value, seats = random_case(rng)
        check(value, seats, 0)
