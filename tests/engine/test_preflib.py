"""Real bids of reviewers (PrefLib MD-00002), matched as other solvers match them.

Papers are rows that take one reviewer, reviewers are columns with seats; and the other way round.
A yes is a full fit, a maybe half of it, a no is permitted with fit 0, and a paper that a reviewer
left out, a conflict of interest, is forbidden.

Source: N. Mattei and T. Walsh, "PrefLib: a library for preferences", ADT 2013.
"""

import re

import numpy as np
import pytest

from tests.engine.others import blocking, by_ortools, by_scipy
from tests.engine.test_sparse import bonus_for, graph_of
from upmatch import UNMATCHED, Asked, assign
from upmatch.certificate import certify
from upmatch.sparse import proof, solve_sparse

pytestmark = pytest.mark.realdata

FITS = (10_000, 5_000, 0)
BANDS = re.compile(r"\{([\d,]*)\}|(\d+)")


def bids(path):
    """Return (reviewers, papers) fits, -1 where a reviewer left a paper out."""
    lines = path.read_text().splitlines()
    n_papers = int(lines[0])
    votes = [line.split(",", 1)[1] for line in lines[n_papers + 2 :] if line]
    fit = np.full((len(votes), n_papers), -1)
    for reviewer, vote in enumerate(votes):
        for points, (many, one) in zip(FITS, BANDS.findall(vote), strict=True):
            papers = [int(number) for number in (many or one).split(",") if number]
            fit[reviewer, papers] = points
    return fit


@pytest.fixture(params=[(1, "papers"), (2, "papers"), (1, "reviewers"), (2, "reviewers")])
def market(request, real_data):
    """Return fit, permitted and seats: two papers a reviewer, or one reviewer a paper."""
    number, rows = request.param
    fit = bids(real_data / "preflib_md2" / f"MD-00002-0000000{number}.toi")
    fit = fit.T if rows == "papers" else fit
    return fit, fit >= 0, np.full(fit.shape[1], 2 if rows == "papers" else 1)


def test_there_are_as_many_bids_as_the_files_say(real_data):
    shapes = [bids(path).shape for path in sorted((real_data / "preflib_md2").glob("*.toi"))]

    assert shapes == [(31, 54), (24, 52)]


def test_most_pairs_and_most_fit_are_those_of_scipy(market):
    plan = assign(*market)

    assert (plan.n_pairs, plan.total_fit) == by_scipy(*market)
    assert certify(*market, plan.prices, plan.mentor_of).is_proven
    assert (plan.certified, plan.gap) == (True, 0)


def test_most_fit_is_that_of_or_tools(market):
    plan = assign(*market, objective="total")

    assert plan.total_fit == by_ortools(*market)
    assert certify(*market, plan.prices, plan.mentor_of, pairs_first=False).is_proven
    assert (plan.certified, plan.gap) == (True, 0)


def test_the_sparse_way_proves_the_same(market):
    fit, _, seats = market
    graph = graph_of(fit, seats)
    for bonus, objective in ((0, "total"), (bonus_for(len(fit), seats), "people-first")):
        plan, dense = solve_sparse(graph, bonus=bonus), assign(*market, objective=objective)
        primal, dual = proof(graph, plan, bonus)

        n_pairs = int((plan.mentor_of != UNMATCHED).sum())
        assert primal - bonus * n_pairs == dense.total_fit
        assert primal == dual


def test_the_weakest_pair_is_the_best_of_all_floors_that_scipy_can_hold(market):
    plan = assign(*market, objective="weakest")
    most_pairs = by_scipy(*market)[0]
    held = {least: by_scipy(*market, least) for least in FITS}
    floor = max(least for least, (n_pairs, _) in held.items() if n_pairs == most_pairs)

    rows = np.flatnonzero(plan.mentor_of != UNMATCHED)
    assert market[0][rows, plan.mentor_of[rows]].min() == floor
    assert (plan.n_pairs, plan.total_fit) == held[floor]
    assert (plan.certified, plan.gap) == (True, 0)


def test_nobody_of_a_stable_plan_would_rather_have_somebody_else(market):
    fit, permitted, seats = market
    popular = np.where(permitted, fit, 0).sum(axis=1, keepdims=True) + np.zeros_like(fit)
    for liking in (None, (np.maximum(fit, 0), popular)):
        plan = assign(fit, permitted, seats, objective="stable", asked=Asked(liking=liking))

        both = liking or (np.maximum(fit, 0),) * 2
        assert plan.blocking_pairs == blocking(market, both, plan.mentor_of) == 0
        assert blocking(market, both, np.full(len(fit), UNMATCHED)) == permitted.sum()
