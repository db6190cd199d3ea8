"""Each objective that is an order of aims: as good as trying every way, and proven so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.plans import MANY, arrays, fits, plans
from upmatch import UNMATCHED, Asked, RuleError, assign
from upmatch.objectives import FOUND_BY
from upmatch.problem import OBJECTIVES


def people_first(board, plan):
    return len(fits(board, plan)), sum(fits(board, plan))


def total(board, plan):
    return sum(fits(board, plan)), len(fits(board, plan))


def weakest(board, plan):
    """Locked pairs are constants: the floor is that of the others."""
    found = fits(board, plan, is_free=True)
    return len(found), min(found, default=0), sum(found)


def bands(board, plan):
    found = fits(board, plan)
    counts = [sum(fit >= low for fit in found) for low in (0, 7500, 5000, 2500)]
    return *counts, sum(found)


def at_least(board, plan):
    missing = [max(0, wish - plan.count(j)) for j, wish in enumerate(board.at_least)]
    return len(fits(board, plan)), -sum(missing), sum(fits(board, plan))


WORTH = {
    "people-first": people_first,
    "total": total,
    "weakest": weakest,
    "bands": bands,
    "at_least": at_least,
}


def test_every_objective_of_a_problem_can_be_found():
    assert tuple(FOUND_BY) == OBJECTIVES
    assert {*WORTH, "stable"} == set(OBJECTIVES)


@pytest.mark.parametrize("objective", WORTH)
@MANY
@given(board=arrays(), seed=st.integers(0, 3))
def test_no_plan_is_better(objective, board, seed):
    found = board.solved(objective, seed)

    worth = WORTH[objective]
    assert worth(board, found.mentor_of.tolist()) == max(worth(board, one) for one in plans(board))
    assert (found.objective, found.certified, found.gap) == (objective, True, 0)
    assert found.bound_fit == found.total_fit
    assert found.bound_pairs == (None if objective == "total" else found.n_pairs)
    assert (found.scope, found.blocking_pairs) == ("all pairs", None)
    assert (found.prices is not None) == (objective in ("people-first", "total"))


@pytest.mark.parametrize("objective", OBJECTIVES)
@MANY
@given(board=arrays(), seed=st.integers(0, 3), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(objective, board, seed, random):
    m, n = board.fit.shape
    names = [f"i{k}" for k in range(m)], [f"j{k}" for k in range(n)]
    rows, columns = (random.sample(range(size), size) for size in (m, n))
    asked = Asked(
        locks=[(rows.index(i), columns.index(j)) for i, j in board.locks],
        at_least=board.at_least[columns],
    )
    cells = np.ix_(rows, columns)
    moved = board.fit[cells], board.permitted[cells], board.seats[columns]
    new = [names[0][i] for i in rows], [names[1][j] for j in columns]
    how = {"objective": objective, "seed": seed}
    first = assign(board.fit, board.permitted, board.seats, asked=board.asked, keys=names, **how)
    second = assign(*moved, asked=asked, keys=new, **how)

    assert named(first, names) == named(second, new)
    if first.prices is not None:
        assert dict(zip(names[1], first.prices, strict=True)) == dict(
            zip(new[1], second.prices, strict=True)
        )


def named(found, names):
    return {(names[0][i], names[1][j]) for i, j in enumerate(found.mentor_of) if j != UNMATCHED}


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_seed_chooses_between_equally_good_plans(objective):
    asked = Asked(at_least=[1, 1, 1])
    found = {
        tuple(assign(np.full((3, 3), 5), objective=objective, asked=asked, seed=seed).mentor_of)
        for seed in range(60)
    }

    assert len(found) == 6


@pytest.mark.parametrize("objective", WORTH)
@pytest.mark.parametrize("seed", range(12))
def test_larger_problems_are_proven_too(objective, seed):
    random = np.random.default_rng(seed)
    m, n = random.integers(1, 40, 2)
    fit = random.integers(0, random.choice([3, 10_001]), (m, n))
    permitted = random.random((m, n)) < random.random()
    seats = random.integers(0, 4, n)
    asked = Asked(at_least=random.integers(0, 3, n))

    found = assign(fit, permitted, seats, objective=objective, asked=asked)

    assert (found.certified, found.gap) == (True, 0)


def test_two_poor_pairs_come_before_one_perfect_pair_unless_total_says_so():
    fit, permitted = [[10_000, 0], [0, 0]], np.array([[True, True], [True, False]])

    assert assign(fit, permitted).mentor_of.tolist() == [1, 0]
    assert assign(fit, permitted, objective="total").mentor_of.tolist() == [0, UNMATCHED]


def test_total_still_makes_pairs_of_fit_zero():
    assert assign([[0]], objective="total").n_pairs == 1


def test_weakest_lifts_the_worst_pair_at_the_cost_of_the_total():
    """12,000 points with a pair of 2,000, or 11,000 with none below 5,000."""
    fit = [[10_000, 6000], [5000, 2000]]

    assert assign(fit).total_fit == 12_000
    found = assign(fit, objective="weakest")
    assert (found.total_fit, found.mentor_of.tolist()) == (11_000, [1, 0])


def test_bands_put_one_very_good_pair_before_two_fair_ones():
    """7,500 + 2,400 beats 5,000 + 5,000: one pair of the top band comes first."""
    found = assign([[7500, 5000], [5000, 2400]], objective="bands")

    assert found.mentor_of.tolist() == [0, 1]


def test_at_least_fills_wished_seats_before_fit():
    fit = [[9000, 100], [9000, 100]]

    assert assign(fit, seats=[2, 1]).mentor_of.tolist() == [0, 0]
    found = assign(fit, seats=[2, 1], objective="at_least", asked=Asked(at_least=[1, 1]))
    assert (found.n_pairs, found.total_fit) == (2, 9100)


@pytest.mark.parametrize("objective", ["magic", ""])
def test_an_unknown_objective_is_refused(objective):
    with pytest.raises(RuleError, match="is not known"):
        assign([[1]], objective=objective)
