"""What a large round answers is true, compared with every plan that there is.

Where several plans are equally good a large round may choose another one after a change, so that
a remedy is true if some best plan of the changed round holds the pair.
"""

import pytest

from tests.engine import restated
from tests.engine.every_plan import Every
from tests.engine.large.test_wide_round import OBJECTIVES, widely, without_matrix
from tests.engine.test_answers import (
    assert_counts,
    best,
    cells,
    changed_by,
    lost,
    one_more_seat,
    tasks,
    with_lock,
    without_rule,
)
from upmatch.compiled import IS_COMPILED

N_COMPANIES = 70 if IS_COMPILED else 4


def counts(objective, pairs, fit):
    """Return what the objective promises: under total the number of pairs is left open."""
    return (fit,) if objective == "total" else (pairs, fit)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_fit_is_the_sum_that_why_shows_for_every_pair(objective):
    for task in tasks(N_COMPANIES, objective):
        plan = widely(task)
        for i, j in cells(task):
            why = plan.why(i.id, j.id)
            assert why.fit == sum(share.points for share in why.shares), task.seed
            assert why.fit == sum(restated.points(task, i, j).values()), task.seed
        assert plan.total_fit == sum(plan.why(x.mentee, x.mentor).fit for x in plan.pairs)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_why_not_costs_what_the_best_plan_with_the_pair_lacks(objective):
    for task in tasks(N_COMPANIES, objective):
        plan = widely(task)
        for i, j in cells(task):
            with without_matrix():
                answer = plan.why_not(i.id, j.id)
            reasons = restated.forbidden_by(task, i, j) | (set() if j.seats else {"seats"})
            assert set(answer.forbidden_by) == reasons, (task.seed, i.id, j.id)
            if not (reasons or answer.is_in_plan):
                wanted = lost(plan, best(with_lock(task, i, j)))
                told = answer.cost_pairs, answer.cost_fit
                assert counts(objective, *told) == counts(objective, *wanted), (task.seed, i.id)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_price_of_each_rule_is_what_the_best_plan_without_it_has_more(objective):
    for task in tasks(N_COMPANIES, objective):
        plan = widely(task)
        for rule in task.rules:
            with without_matrix():
                price = plan.price_of(rule)
            pairs, fit = lost(plan, best(without_rule(task, rule)))
            told = counts(objective, price.dropped.pairs, price.dropped.fit)
            assert told == counts(objective, -pairs, -fit), (task.seed, rule)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_left_over_reason_and_remedy_is_true_when_it_is_tried(objective):
    for task in tasks(N_COMPANIES, objective, 7):
        plan = widely(task)
        with without_matrix():
            told = plan.left_over(most_solves=10**6)
        paired = {(role, getattr(x, role)) for x in plan.pairs for role in ("mentee", "mentor")}
        for one in told:
            assert_counts(task, one)
            has_pair = (one.role, one.id) in paired
            assert (one.reason == "seats_left") == has_pair, task.seed
            assert has_pair or (one.reason == "no_partner") == (one.n_permitted == 0), task.seed
            assert_remedy_is_true(task, plan, one)


def assert_remedy_is_true(task, plan, one):
    if one.remedy is not None:
        pair = (one.id, one.remedy.partner)[:: 1 if one.role == "mentee" else -1]
        assert some_best(changed_by(task, one.remedy), lambda plan: pair in plan.items()), one
    if one.reason == "no_seat":
        other = one_more_seat(task, one.remedy.mentor)
        assert some_best(other, lambda found: helps(one, plan, found)), (task.seed, one)
    elif one.reason == "outbid" and one.role == "mentee":
        for mentor in task.mentors:
            if plan.why(one.id, mentor.id).forbidden_by in ((), ("locked_elsewhere",)):
                other = one_more_seat(task, mentor.id)
                assert some_best(other, lambda found: not helps(one, plan, found)), (task.seed, one)


def helps(one, plan, found):
    return one.id in found and {pair.mentee for pair in plan.pairs} <= set(found)


def some_best(task, is_so):
    """Say whether a best plan of the problem is so."""
    every, width = Every(task), 1 if task.objective == "total" else 3
    most = every.best()[:width]
    return any(is_so(plan) for plan in every.plans() if every.worth(plan)[:width] == most)
