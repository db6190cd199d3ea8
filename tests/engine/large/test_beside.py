"""Holding one pair: the answer from the proven plan is that of solving with a lock."""

import numpy as np
import pytest
from hypothesis import given

from tests.engine.large.test_exact import OBJECTIVES, market_of
from tests.engine.large.test_wide_round import widely
from tests.engine.strategies import CALM, problems
from upmatch import wide
from upmatch.assignment import Asked, assign
from upmatch.beside import best_beside, opened
from upmatch.compiled import IS_COMPILED
from upmatch.exact import Market, solve_exactly
from upmatch.made_up import invent
from upmatch.passes import every_score

M, N = (120, 130) if IS_COMPILED else (20, 22)
EACH = 61 if IS_COMPILED else 7


def scarce(seed, objective, most_seats):
    """Return a market in which some mentors have no seat, and its scores."""
    company = invent(M, N, most_seats=most_seats, seed=seed)
    market = market_of(company, objective)
    seats = market.seats.copy()
    seats[::5] = 0
    return Market(market.pairs, seats, market.bonus), every_score(market.pairs).astype(np.int64)


def locked(market, score, objective, cell):
    return assign(
        np.maximum(score, 0),
        score >= 0,
        market.seats,
        objective=objective,
        asked=Asked(locks=[cell]),
    )


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("most_seats", [1, 3])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_best_plan_beside_a_pair_is_that_of_a_lock(objective, most_seats, seed):
    market, score = scarce(seed, objective, most_seats)
    before = solve_exactly(market)
    plan = opened(market, before)
    answered = 0

    for row, column in np.argwhere((score >= 0) & (market.seats > 0))[seed::EACH].tolist():
        mentor_of = best_beside(plan, row, column)
        if mentor_of is None:
            continue
        answered += 1
        wanted = locked(market, score, objective, (row, column))
        rows = np.flatnonzero(mentor_of >= 0)
        assert mentor_of[row] == column
        assert (np.bincount(mentor_of[rows], minlength=N) <= market.seats).all()
        assert int(score[rows, mentor_of[rows]].sum()) == wanted.total_fit
        assert objective == "total" or rows.size == wanted.n_pairs

    assert answered > 0
    assert (opened(market, before).state.mentor_of == plan.state.mentor_of).all(), "as it was"


def test_pair_of_the_plan_changes_nothing():
    market, _score = scarce(4, "people-first", 1)
    before = solve_exactly(market)
    row = int(np.flatnonzero(before.plan.mentor_of >= 0)[0])

    found = best_beside(opened(market, before), row, int(before.plan.mentor_of[row]))

    assert (found == before.plan.mentor_of).all()


@CALM
@given(problem=problems())
def test_question_that_the_candidates_do_not_answer_is_solved_anew(problem):
    plan = widely(problem)
    two = [(a.id, b.id) for a in plan.problem.mentees for b in plan.problem.mentors][:8]
    at_once = [plan.why_not(*ids) for ids in two]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wide, "best_beside", lambda *_: None)
        assert [plan.why_not(*ids) for ids in two] == at_once
