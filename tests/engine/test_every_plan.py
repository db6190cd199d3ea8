"""Whole problems, every objective: as good as the best of all plans that the rules allow."""

import pytest

from tests.engine.companies import Demands, demanding
from tests.engine.every_plan import WORTH, Every
from upmatch import InfeasibleError, solve
from upmatch.problem import OBJECTIVES


def chosen(plan):
    return {pair.mentee: pair.mentor for pair in plan.pairs}


def test_every_objective_is_judged_here():
    assert set(WORTH) == set(OBJECTIVES)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_no_plan_with_locks_and_forbidden_pairs_is_better(objective):
    for seed in range(400):
        task = demanding(seed, demands=Demands(objective))
        plan, every = solve(task), Every(task)

        assert chosen(plan) in list(every.plans()), seed
        assert every.worth(chosen(plan)) == every.best(), seed
        is_stable = objective == "stable"
        assert (plan.certified, plan.gap) == ((False, None) if is_stable else (True, 0)), seed
        assert plan.blocking_pairs == (0 if is_stable else None), seed


@pytest.mark.parametrize("objective", ["people-first", "total"])
def test_no_plan_within_quotas_is_better_and_where_there_is_none_it_is_said(objective):
    n_refused = 0
    for seed in range(150):
        task = demanding(seed, demands=Demands(objective, most_quotas=2))
        every = Every(task)
        if not any(True for _ in every.plans()):
            with pytest.raises(InfeasibleError):
                solve(task)
            n_refused += 1
        else:
            plan = solve(task)
            assert chosen(plan) in list(every.plans()), seed
            assert every.worth(chosen(plan)) == every.best(), seed

    assert 10 < n_refused < 140
