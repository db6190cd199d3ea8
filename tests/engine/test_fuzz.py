"""Thousands of small markets in all their odd shapes: never another value than that of others."""

import numpy as np
import pytest

from tests.engine.others import blocking, by_ortools, by_scipy
from upmatch import UNMATCHED, Asked, assign

CHUNKS = range(4)
SEVERAL, MANY = 250, 1_000
"""Markets of one chunk."""


def market(dice):
    """Return fit, permitted and seats: ties, forbidden blocks, twins, no seats, one, nobody."""
    m, n = dice.choice([0, 1, 2, 5, 8, 12], 2, p=[0.04, 0.1, 0.16, 0.3, 0.3, 0.1])
    fit = dice.integers(0, dice.choice([1, 2, 5, 10_001]), (m, n))
    permitted = dice.random((m, n)) >= dice.choice([0, 0.3, 0.8, 1], p=[0.3, 0.4, 0.25, 0.05])
    if dice.random() < 0.3:
        permitted[: m // 2, n // 2 :] = False
    if dice.random() < 0.2:  # every mentee is the same person
        fit[:], permitted[:] = fit[:1], permitted[:1]
    if dice.random() < 0.2:  # every mentor is
        fit[:], permitted[:] = fit[:, :1], permitted[:, :1]
    return fit, permitted, dice.integers(0, dice.choice([0, 1, 2, 20]) + 1, n)


def markets(chunk, count):
    dice = np.random.default_rng(chunk)
    for number in range(count):
        yield number, market(dice)


def test_the_markets_have_every_odd_shape():
    every = [one for chunk in CHUNKS for _, one in markets(chunk, SEVERAL)]

    assert {0, 1, 12} <= {fit.shape[0] for fit, _, _ in every} & {
        fit.shape[1] for fit, _, _ in every
    }
    assert sum(permitted.size > 0 and not permitted.any() for _, permitted, _ in every) > 5
    assert sum(seats.size > 0 and not seats.any() for _, _, seats in every) > 20
    assert max(seats.max(initial=0) for _, _, seats in every) == 20
    assert sum(len(fit) > 1 and np.ptp(fit, axis=0).max(initial=0) == 0 for fit, _, _ in every) > 50


@pytest.mark.parametrize("chunk", CHUNKS)
def test_most_pairs_and_most_fit_are_those_of_scipy(chunk):
    for number, one in markets(chunk, MANY):
        plan = assign(*one, seed=number)

        assert (plan.n_pairs, plan.total_fit) == by_scipy(*one), number
        assert (plan.certified, plan.gap) == (True, 0), number


@pytest.mark.parametrize("chunk", CHUNKS)
def test_both_sums_are_those_of_or_tools(chunk):
    for number, one in markets(10 + chunk, MANY):
        first, total = (assign(*one, objective=name) for name in ("people-first", "total"))

        assert total.total_fit == by_ortools(*one), number
        with_bonus = by_ortools(one[0] + 10**7, *one[1:])
        assert first.n_pairs * 10**7 + first.total_fit == with_bonus, number
        assert (total.certified, total.gap) == (True, 0), number


@pytest.mark.parametrize("chunk", CHUNKS)
def test_the_weakest_pair_has_the_highest_floor_that_scipy_can_hold(chunk):
    for number, one in markets(chunk, SEVERAL):
        plan, most_pairs = assign(*one, objective="weakest", seed=number), by_scipy(*one)[0]
        held = [by_scipy(*one, least) for least in np.unique(one[0]).tolist()]
        best = [(pairs, fit) for pairs, fit in held if pairs == most_pairs]

        assert (plan.n_pairs, plan.total_fit) == (best[-1] if best else (0, 0)), number


@pytest.mark.parametrize("chunk", CHUNKS)
def test_nobody_of_a_stable_plan_would_rather_have_somebody_else(chunk):
    dice = np.random.default_rng(chunk)
    for number, one in markets(chunk, SEVERAL):
        liking = tuple(dice.integers(0, 6, one[0].shape) for _ in range(2))
        plan = assign(*one, objective="stable", asked=Asked(liking=liking), seed=number)

        assert plan.blocking_pairs == blocking(one, liking, plan.mentor_of) == 0, number


@pytest.mark.parametrize("chunk", CHUNKS)
def test_locks_cost_what_the_rest_makes_without_them(chunk):
    dice = np.random.default_rng(chunk)
    for number, (fit, permitted, seats) in markets(chunk, SEVERAL):
        cells = np.argwhere(permitted & (seats > 0))
        if not len(cells):
            continue
        i, j = dice.choice(cells).tolist()
        plan = assign(fit, permitted, seats, asked=Asked(locks=[(i, j)]), seed=number)

        left = (
            np.delete(fit, i, axis=0),
            np.delete(permitted, i, axis=0),
            seats - (np.arange(len(seats)) == j),
        )
        n_pairs, total = by_scipy(*left)
        assert plan.mentor_of[i] == j
        assert (plan.n_pairs, plan.total_fit) == (n_pairs + 1, total + fit[i, j]), number
        assert (plan.mentor_of != UNMATCHED).sum() == plan.n_pairs
