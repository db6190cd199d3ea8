"""What a plan answers is true: each sum, cost, reason, remedy and price is tried by itself.

Costs and prices are compared with the best of all plans that there are (``every_plan``); where an
objective is no sum (``stable``) with solving the changed problem from nothing.
"""

from dataclasses import replace

import pytest

from tests.engine import restated
from tests.engine.companies import Demands, demanding
from tests.engine.every_plan import Every
from upmatch import solve
from upmatch.problem import OBJECTIVES
from upmatch.rules import looser

WITH_QUOTAS = [*((one, 0) for one in OBJECTIVES), ("people-first", 2), ("total", 2)]
"""Objectives, and how many quotas at most: they go with two of them."""


def tasks(count, objective, most=6, most_quotas=0):
    """Yield companies with locks and forbidden pairs; those that quotas leave no plan are none."""
    for seed in range(count):
        task = demanding(seed, most, Demands(objective, most_quotas))
        if not most_quotas or any(True for _ in Every(task).plans()):
            yield task


def cells(task):
    return [(i, j) for i in task.mentees for j in task.mentors]


def best(task):
    """Return (pairs, fit) of a best plan, or None where quotas leave none."""
    if task.objective == "stable":
        plan = solve(task)
        return plan.n_pairs, plan.total_fit
    every = Every(task)
    if not any(True for _ in every.plans()):
        return None
    worth = every.best()
    return (worth[1], worth[0]) if task.objective == "total" else (worth[0], worth[-1])


def lost(plan, other):
    return plan.n_pairs - other[0], plan.total_fit - other[1]


def with_lock(task, i, j):
    return replace(task, locks=(*task.locks, (i.id, j.id)))


def without_rule(task, rule):
    return replace(task, rules={name: task.rules[name] for name in task.rules if name != rule})


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_fit_is_the_sum_that_why_shows_for_every_pair(objective):
    for task in tasks(60, objective):
        plan = solve(task)
        chosen = {(pair.mentee, pair.mentor): pair for pair in plan.pairs}
        for i, j in cells(task):
            why = plan.why(i.id, j.id)
            shown = {share.term: share.points for share in why.shares}
            assert why.fit == sum(shown.values()), task.seed
            pair = chosen.get((i.id, j.id))
            assert pair is None or (pair.fit, dict(pair.contributions)) == (why.fit, shown)
        assert plan.total_fit == sum(pair.fit for pair in plan.pairs)


@pytest.mark.parametrize(("objective", "most_quotas"), WITH_QUOTAS)
def test_why_not_costs_what_the_best_plan_with_the_pair_lacks(objective, most_quotas):
    for task in tasks(100, objective, 6, most_quotas):
        plan = solve(task)
        for i, j in cells(task):
            answer, reasons = plan.why_not(i.id, j.id), restated.forbidden_by(task, i, j)
            reasons |= set() if j.seats else {"seats"}
            if not (reasons or answer.is_in_plan):
                other = best(with_lock(task, i, j))
                reasons |= {"quotas"} if other is None else set()
                cost = (None, None) if other is None else lost(plan, other)
                assert (answer.cost_pairs, answer.cost_fit) == cost, (task.seed, i.id, j.id)
            assert set(answer.forbidden_by) == reasons, (task.seed, i.id, j.id)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_price_of_each_rule_is_what_the_best_plan_without_it_has_more(objective):
    n_prices = 0
    for task in tasks(150, objective):
        plan = solve(task)
        for rule in task.rules:
            price = plan.price_of(rule)
            changed = [(price.dropped, without_rule(task, rule))]
            changed += [
                (step, replace(task, rules={**task.rules, rule: step.settings}))
                for step in price.steps
            ]
            for step, other in changed:
                pairs, fit = lost(plan, best(other))
                assert (step.pairs, step.fit) == (-pairs, -fit), (task.seed, rule)
            n_prices += 1

    assert n_prices > 80


def one_more_seat(task, mentor):
    """Return the problem in which this mentor has one seat more, of as many more in all."""
    people = [
        replace(one, seats=one.seats + 1, all_seats=one.all_seats and one.all_seats + 1)
        if one.id == mentor
        else one
        for one in task.people
    ]
    return replace(task, people=tuple(people))


def changed_by(task, remedy):
    if remedy.kind == "add_seat":
        return one_more_seat(task, remedy.mentor)
    if remedy.settings is None:
        return without_rule(task, remedy.rule)
    return replace(task, rules={**task.rules, remedy.rule: remedy.settings})


def has_pair(plan, one):
    return one.id in {getattr(pair, one.role) for pair in plan.pairs}


def costs_nobody(plan, other):
    return {pair.mentee for pair in plan.pairs} <= {pair.mentee for pair in other.pairs}


def counted(task, one):
    """Return, by the words of the rules, what keeps each possible partner from a left-over."""
    found = []
    for i, j in cells(task):
        if one.id == (i.id if one.role == "mentee" else j.id):
            found.append(restated.forbidden_by(task, i, j))
    return found


def assert_counts(task, one):
    reasons = counted(task, one)
    names = set().union(*reasons)
    by = {name: sum(name in some for some in reasons) for name in names}
    alone = {name: sum(some == {name} for some in reasons) for name in names}
    assert dict(one.forbidden_by) == by
    assert dict(one.forbidden_only_by) == {name: n for name, n in alone.items() if n}
    seat_only = {"locked_elsewhere"} if one.role == "mentee" else set()
    assert one.n_permitted == sum(some <= seat_only for some in reasons)


@pytest.mark.parametrize(("objective", "most_quotas"), WITH_QUOTAS)
def test_every_left_over_reason_and_remedy_is_true_when_it_is_tried(objective, most_quotas):
    for task in tasks(70, objective, 8, most_quotas):
        plan = solve(task)
        for one in plan.left_over(most_solves=10**6):
            assert not has_pair(plan, one) or one.reason == "seats_left", task.seed
            assert_counts(task, one)
            assert one.is_searched
            assert (one.reason == "no_partner") == (
                one.n_permitted == 0 and not has_pair(plan, one)
            )
            assert_remedy_is_true(task, plan, one)


def assert_remedy_is_true(task, plan, one):
    if one.remedy is not None:
        other = solve(changed_by(task, one.remedy))
        pair = (one.id, one.remedy.partner)[:: 1 if one.role == "mentee" else -1]
        assert pair in {(x.mentee, x.mentor) for x in other.pairs}, (task.seed, one)
    if one.reason == "no_seat":
        assert costs_nobody(plan, solve(changed_by(task, one.remedy))), (task.seed, one)
    elif one.reason == "outbid" and one.role == "mentee":
        for mentor in task.mentors:
            if plan.why(one.id, mentor.id).forbidden_by in ((), ("locked_elsewhere",)):
                other = solve(one_more_seat(task, mentor.id))
                is_help = has_pair(other, one) and costs_nobody(plan, other)
                assert not is_help, (task.seed, one, mentor.id)
    if one.remedy is None and one.reason in ("outbid", "no_partner"):
        for step in looser(task.rules):
            rules = {**task.rules, step.rule: step.settings}
            other = solve(
                without_rule(task, step.rule)
                if step.settings is None
                else replace(task, rules=rules)
            )
            assert not has_pair(other, one), (task.seed, one, step)
