"""The plan of the large engine is the best one, proven over all pairs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from tests.engine.strategies import CALM, problems
from upmatch import exact, passes
from upmatch.assignment import assign
from upmatch.certificate import bound, row_bests, verdict
from upmatch.columns import pairs_of
from upmatch.compiled import IS_COMPILED
from upmatch.exact import Market, bonus_of, solve_exactly
from upmatch.floors import lifted
from upmatch.kernels.layout import FORBIDDEN
from upmatch.laid_out import laid_out
from upmatch.made_up import invent
from upmatch.passes import every_score

OBJECTIVES = ("people-first", "total")
# as Python, the kernels are a thousand times slower
SIZES = [(300, 300, 1), (150, 700, 3), (600, 90, 2)] if IS_COMPILED else [(20, 17, 1), (9, 25, 3)]


def market_of(company, objective, threads=1):
    pairs = pairs_of(company.mentees, company.mentors, company.chosen, company.cells)
    bonus = bonus_of(objective, pairs.n_mentees, company.seats)
    return Market(pairs, company.seats, bonus, threads)


def judged(market, found):
    """Return (pairs, fit, certificate) of a plan, from the scores of all pairs."""
    score = every_score(market.pairs).astype(np.int64)
    rows = np.flatnonzero(found.plan.mentor_of >= 0)
    fit = int(score[rows, found.plan.mentor_of[rows]].sum())
    best = row_bests(score + market.bonus, score != FORBIDDEN, found.plan.price)
    most = bound(best, found.plan.price, market.seats)
    assert most == found.dual
    return len(rows), fit, verdict(most, market.bonus, len(rows), fit)


@pytest.mark.parametrize("objective", OBJECTIVES)
@given(problem=problems())
@CALM
def test_small_problems_get_the_plan_of_the_dense_solver(objective, problem):
    laid = laid_out(problem)
    market = Market(laid.pairs, laid.seats, bonus_of(objective, len(laid.rows), laid.seats))
    score = every_score(laid.pairs).astype(np.int64)

    n_pairs, fit, certificate = judged(market, solve_exactly(market))

    wanted = assign(np.maximum(score, 0), score >= 0, laid.seats, objective=objective)
    assert fit == wanted.total_fit
    assert objective == "total" or n_pairs == wanted.n_pairs
    assert certificate.is_proven


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize(("m", "n", "seats"), SIZES)
def test_made_up_companies_are_solved_to_a_gap_of_nothing(objective, m, n, seats):
    market = market_of(invent(m, n, most_seats=seats, seed=m), objective)

    n_pairs, fit, certificate = judged(market, solve_exactly(market))

    score = every_score(market.pairs).astype(np.int64)
    wanted = assign(np.maximum(score, 0), score >= 0, market.seats, objective=objective)
    assert (n_pairs, fit) == (wanted.n_pairs, wanted.total_fit)
    assert certificate.is_proven


def test_the_plan_does_not_depend_on_threads(monkeypatch):
    monkeypatch.setattr(passes, "SHARED_FROM", 0)
    company = invent(*((700, 600) if IS_COMPILED else (14, 12)), seed=4)

    one, three = (solve_exactly(market_of(company, "people-first", hands)) for hands in (1, 3))

    assert one.plan.mentor_of.tolist() == three.plan.mentor_of.tolist()
    assert one.plan.price.tolist() == three.plan.price.tolist()
    assert one.rest.tolist() == three.rest.tolist()


def test_nobody_and_no_seats_are_problems_too():
    company = invent(5, 4)
    empty = replace(company, seats=np.zeros(4, np.int64))

    found = solve_exactly(market_of(empty, "people-first"))

    assert found.plan.mentor_of.tolist() == [-1] * 5
    assert found.dual == int((found.plan.price * 0).sum())


def test_progress_is_told_from_start_to_end():
    steps = []

    solve_exactly(
        market_of(invent(40, 40), "total"), lambda step, share: steps.append((step, share))
    )

    assert [step for step, _ in steps] == ["candidates", "solve", "prices", "certify", "audit"]
    assert [share for _, share in steps] == sorted(share for _, share in steps)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_shortlists_of_one_are_enough_because_the_bounds_find_the_rest(objective, monkeypatch):
    monkeypatch.setattr(exact, "BALANCED", (1, 1))
    monkeypatch.setattr(exact, "BY_PRICE", 1)
    monkeypatch.setattr(exact, "MARGIN", 0)
    market = market_of(invent(*SIZES[0][:2], seed=11), objective)

    found = solve_exactly(market)

    assert judged(market, found)[2].is_proven
    assert found.n_rounds > 1


def test_a_floor_that_the_candidates_do_not_know_of_is_found(monkeypatch):
    monkeypatch.setattr(exact, "BALANCED", (1, 1))
    monkeypatch.setattr(exact, "BY_PRICE", 1)
    monkeypatch.setattr(exact, "MARGIN", 0)
    market = market_of(invent(*SIZES[0][:2], seed=12), "people-first")

    above, found, is_proven = lifted(market, solve_exactly(market))

    score = every_score(market.pairs).astype(np.int64)
    wanted = assign(np.maximum(score, 0), score >= 0, market.seats, objective="weakest")
    assert is_proven
    assert judged(above, found)[:2] == (wanted.n_pairs, wanted.total_fit)


def test_prices_of_a_problem_like_it_lead_to_the_same_plan():
    market = market_of(invent(*SIZES[0][:2], seed=13), "people-first")
    cold = solve_exactly(market)

    warm = solve_exactly(market, prices=cold.plan.price + 7)

    assert judged(market, warm) == judged(market, cold)


def test_a_floor_is_found_from_candidates_that_hold_nothing_but_the_plan():
    market = market_of(invent(*SIZES[0][:2], seed=14), "people-first")
    best = solve_exactly(market)
    rows = np.flatnonzero(best.plan.mentor_of >= 0)
    key = rows * market.shape[1] + best.plan.mentor_of[rows]
    bare = replace(best, key=key, fit=best.fit[np.searchsorted(best.key, key)])

    _, one, is_proven = lifted(market, bare)
    _, other, _ = lifted(market, best)

    assert is_proven
    assert one.dual == other.dual
