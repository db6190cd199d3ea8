"""Plain arrays: as good as trying every way, whatever the shape."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from tests.engine.strategies import CALM
from upmatch import UNMATCHED, ArrayError, TooLargeError, assign
from upmatch import board as module
from upmatch.assignment import most

MANY = settings(CALM, max_examples=300)


def brute_force(fit, permitted, seats):
    """Try every way: (most pairs, most fit)."""
    n_mentees, n_mentors = fit.shape
    best = (0, 0)
    for choice in product(range(UNMATCHED, n_mentors), repeat=n_mentees):
        pairs = [(i, j) for i, j in enumerate(choice) if j != UNMATCHED]
        if all(permitted[pair] for pair in pairs) and all(
            choice.count(j) <= seats[j] for j in range(n_mentors)
        ):
            best = max(best, (len(pairs), int(sum(fit[pair] for pair in pairs))))
    return best


@st.composite
def arrays(draw):
    shape = draw(st.tuples(st.integers(0, 4), st.integers(0, 3)))
    cell = draw(st.sampled_from((st.integers(0, 10_000), st.integers(0, 2), st.just(7))))
    cells = shape[0] * shape[1]
    fit = draw(st.lists(cell, min_size=cells, max_size=cells))
    allowed = draw(st.lists(st.booleans(), min_size=cells, max_size=cells))
    seats = draw(st.lists(st.integers(0, 3), min_size=shape[1], max_size=shape[1]))
    return (
        np.array(fit, dtype=int).reshape(shape),
        np.array(allowed, dtype=bool).reshape(shape),
        np.array(seats, dtype=int),
    )


def assert_possible(result, fit, permitted, seats):
    rows = np.flatnonzero(result.mentor_of != UNMATCHED)
    columns = result.mentor_of[rows]
    assert permitted[rows, columns].all()
    assert (np.bincount(columns, minlength=len(seats)) <= seats).all()
    assert (result.n_pairs, result.total_fit) == (len(rows), fit[rows, columns].sum())


@MANY
@given(arrays(), st.integers(0, 3))
def test_assign_agrees_with_trying_every_way(problem, seed):
    fit, permitted, seats = problem

    result = assign(fit, permitted, seats, seed=seed)

    assert_possible(result, fit, permitted, seats)
    assert (result.n_pairs, result.total_fit) == brute_force(fit, permitted, seats)
    assert most(fit, permitted, seats) == brute_force(fit, permitted, seats)


@MANY
@given(arrays(), st.integers(0, 3), st.randoms(use_true_random=False))
def test_plan_does_not_depend_on_the_order_of_rows_and_columns(problem, seed, random):
    fit, permitted, seats = problem
    names = [[f"{side}{k}" for k in range(n)] for side, n in zip("ij", fit.shape, strict=True)]
    rows, columns = (random.sample(range(n), n) for n in fit.shape)
    shuffled = fit[np.ix_(rows, columns)], permitted[np.ix_(rows, columns)], seats[columns]
    new_names = [names[0][row] for row in rows], [names[1][column] for column in columns]

    def pairs(result, keys):
        return {(keys[0][i], keys[1][j]) for i, j in enumerate(result.mentor_of) if j >= 0}

    first = assign(*problem, keys=names, seed=seed)
    second = assign(*shuffled, keys=new_names, seed=seed)
    assert pairs(first, names) == pairs(second, new_names)


@pytest.mark.parametrize("seed", range(300))
def test_assign_agrees_with_scipy_on_random_problems(seed):
    random = np.random.default_rng(seed)
    m, n = random.integers(1, 25, 2)
    fit = random.integers(0, random.choice([3, 100, 10_001]), (m, n))
    permitted = random.random((m, n)) < random.random()
    seats = random.integers(0, 4, n)

    result = assign(fit, permitted, seats, seed=seed)

    copied = np.repeat(np.where(permitted, fit + 10**7, 0), seats, axis=1)
    rows, columns = linear_sum_assignment(copied, maximize=True)
    assert_possible(result, fit, permitted, seats)
    assert result.n_pairs * 10**7 + result.total_fit == copied[rows, columns].sum()


def test_assign_prefers_two_poor_pairs_over_one_perfect_pair():
    result = assign([[10_000, 0], [0, 0]], np.array([[True, True], [True, False]]))

    assert result.mentor_of.tolist() == [1, 0]


def test_seed_chooses_between_equally_good_plans():
    plans = {tuple(assign(np.full((3, 3), 5), seed=seed).mentor_of) for seed in range(60)}

    assert len(plans) == 6


def test_ties_never_cost_fit_among_identical_people_with_scarce_seats():
    result = assign(np.full((6, 3), 4), seats=[1, 0, 2], seed=9)

    assert (result.n_pairs, result.total_fit) == (3, 12)


def test_floats_are_fit_points_after_rounding():
    assert assign([[0.12345]]).total_fit == 1234
    assert assign([[1.0]]).total_fit == 10_000


@pytest.mark.parametrize("bad", [np.nan, -0.01, 1.01, np.inf])
def test_assign_refuses_float_fit_outside_unit_range(bad):
    with pytest.raises(ArrayError, match="row 0, column 0 must be 0 to 1"):
        assign([[bad]])


def test_assign_does_not_read_fit_where_the_pair_is_forbidden():
    assert assign([[np.nan]], np.array([[False]])).n_pairs == 0


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (([1, 2],), "rows and columns"),
        (([[10_001]],), "must be 0 to 10000"),
        (([["x"]],), "whole numbers"),
        (([[1]], np.array([[1]])), "permitted must be bool"),
        (([[1]], np.array([True])), "permitted must be bool of shape"),
        (([[1]], None, [1, 1]), "seats must be 1 whole numbers"),
        (([[1]], None, [0.5]), "seats must be 1 whole numbers"),
        (([[1]], None, [-1]), "must not be negative"),
    ],
)
def test_assign_refuses_arrays_that_make_no_problem(arrays, message):
    with pytest.raises(ArrayError, match=message):
        assign(*arrays)


def test_assign_refuses_keys_that_do_not_name_everybody():
    with pytest.raises(ArrayError, match="1 rows and 2 columns"):
        assign([[1, 2]], keys=(["i"], ["j"]))


def test_assign_refuses_more_seats_than_it_can_hold(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 3)

    with pytest.raises(TooLargeError, match="4 mentees × seats"):
        assign(np.zeros((2, 2), int))


def test_assign_refuses_numbers_that_float64_would_round(monkeypatch):
    monkeypatch.setattr(module, "EXACT", 2**10)

    with pytest.raises(TooLargeError, match="exactly"):
        assign([[1]])


def test_a_thousand_seats_for_two_mentees_cost_nothing():
    assert assign([[5], [6]], seats=[10**9]).total_fit == 11


def test_many_equal_mentees_for_few_seats_are_settled():
    result = assign(np.full((200_000, 2), 5), seats=[1, 2])

    assert (result.n_pairs, result.total_fit) == (3, 15)
