"""Other partners and other plans: each is compared with every possibility there is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.plans import Arrays, plans
from tests.engine.strategies import CALM, problems
from upmatch import Quota, RuleError, TooLargeError, UnknownPersonError, solve
from upmatch.next_best import next_best
from upmatch.problem import OBJECTIVES
from upmatch.round import open_to_locks
from upmatch.words import about_alternatives, about_next
from upmatch.worth import worth_of

FEWER = settings(CALM, max_examples=25)


def locked(task, link):
    return solve(replace(task, locks=tuple(sorted({*task.locks, link}))))


def losses(plan, cells):
    """Return what the best plan with each of these pairs is worth less, cheapest first."""
    own = worth_of(plan.solved)
    found = []
    for link in cells:
        if not plan.why_not(*link).forbidden_by and not plan.why_not(*link).is_in_plan:
            other = worth_of(locked(plan.problem, link).solved)
            found.append(tuple(a - b for a, b in zip(own, other, strict=True)))
    return sorted(found)


def costs(plan, cost_of):
    """Return the same of what was answered: pairs and fit, in the order of the objective."""
    if plan.objective == "total":
        return [(one.cost_fit,) for one in cost_of]
    return [(one.cost_pairs, one.cost_fit) for one in cost_of]


@pytest.mark.parametrize("objective", ["people-first", "total"])
@FEWER
@given(task=problems(6))
def test_no_other_partner_costs_less_than_the_three_that_are_named(objective, task):
    plan = solve(replace(task, objective=objective))

    for role, side, ids in (
        ("mentee", task.mentees, task.mentors),
        ("mentor", task.mentors, task.mentees),
    ):
        for one in side:
            found = plan.alternatives(one.id, role=role)
            cells = [(one.id, x.id) if role == "mentee" else (x.id, one.id) for x in ids]
            width = 1 if objective == "total" else 2
            expected = [loss[:width] for loss in losses(plan, cells)[:3]]
            assert costs(plan, found.partners) == expected
            assert found.is_complete


@pytest.mark.parametrize("objective", ["weakest", "bands", "stable", "at_least"])
@FEWER
@given(task=problems(4))
def test_objectives_without_prices_try_everybody(objective, task):
    plan = solve(replace(task, objective=objective))
    own = worth_of(plan.solved)

    for one in task.mentees:
        found = plan.alternatives(one.id)
        cells = [(one.id, other.id) for other in task.mentors]
        again = [
            worth_of(locked(plan.problem, (x.mentee, x.mentor)).solved) for x in found.partners
        ]
        told = [tuple(a - b for a, b in zip(own, other, strict=True)) for other in again]
        assert told == losses(plan, cells)[:3]
        assert found.n_solves == len(losses(plan, cells))


def test_a_wish_for_company_weighs_more_than_fit():
    people = [mentee("ann"), mentor("bob", seats=2, at_least=1), mentor("dan", levels={"excel": 8})]
    plan = solve(problem(*people, objective="at_least"))

    (other,) = plan.alternatives("ann").partners

    assert [pair.mentor for pair in plan.pairs] == ["bob"]
    assert (other.mentor, other.cost_pairs, other.cost_fit <= 0) == ("dan", 0, True)


def test_few_are_solved_where_prices_tell():
    people = [mentee("ann")] + [mentor(f"m{at}", grade=at % 3) for at in range(9)]
    plan = solve(problem(*people, rules={}))

    found = plan.alternatives("ann", k=2)

    assert (len(found.partners), found.n_solves, found.is_complete) == (2, 2, True)
    assert "has 0 pairs less and 0 fit points less" in about_alternatives(found)[0]


def test_the_limit_of_solves_is_said():
    plan = solve(problem(mentee("ann"), mentor("bob"), mentor("dan")))

    found = plan.alternatives("ann", most_solves=0)

    assert (found.partners, found.is_complete) == ((), False)
    assert about_alternatives(found) == ["There may be cheaper ones: 0 were tried."]


def test_who_has_no_other_partner_is_told_so():
    plan = solve(problem(mentee("ann"), mentor("bob"), mentor("dan", seats=0)))

    assert about_alternatives(plan.alternatives("ann")) == ["The rules leave ann no other partner."]
    assert plan.alternatives("dan").role == "mentor"
    assert plan.alternatives("dan").partners == ()
    with pytest.raises(UnknownPersonError, match="'zoe' is not a mentor"):
        plan.alternatives("zoe")


def test_a_pair_that_no_quota_leaves_room_for_is_no_alternative():
    people = [mentee("ann"), mentor("bob", site="Lyon"), mentor("dan", site="Oslo")]
    quota = Quota("mentor", "site", "Lyon", at_most=0)
    plan = solve(problem(*people, quotas=[quota]))

    found = plan.alternatives("ann")

    assert [(pair.mentee, pair.mentor) for pair in plan.pairs] == [("ann", "dan")]
    assert (found.partners, found.n_solves) == ((), 1)
    assert plan.why_not("ann", "bob").forbidden_by == ("quotas",)


def every_plan(solved):
    """Return the worth of every plan, best first."""
    scores = solved.scores
    locks = [solved.cell(*link) for link in solved.problem.locks]
    board = Arrays(scores.fit, open_to_locks(scores), solved.seats, locks)
    found = []
    for choice in plans(board):
        fits = [int(scores.fit[i, j]) for i, j in enumerate(choice) if j >= 0]
        total = solved.problem.objective == "total"
        found.append((sum(fits), len(fits)) if total else (len(fits), sum(fits)))
    return sorted(found, reverse=True)


@pytest.mark.parametrize("objective", ["people-first", "total"])
@FEWER
@given(task=problems(5), is_locked=st.booleans())
def test_next_best_plans_come_in_order_and_none_is_left_out(objective, task, is_locked):
    plan = solve(replace(task, objective=objective))
    if is_locked and plan.pairs:
        plan = locked(plan.problem, (plan.pairs[0].mentee, plan.pairs[0].mentor))

    found = next_best(plan.solved, 6)

    told = [
        (one.total_fit, one.n_pairs) if objective == "total" else (one.n_pairs, one.total_fit)
        for one in found
    ]
    assert told == every_plan(plan.solved)[1:7]
    assert len({(one.without, one.instead) for one in found}) == len(found)
    for one in found:
        assert one.n_pairs == plan.n_pairs - len(one.without) + len(one.instead)
        assert one.cost_fit == plan.total_fit - one.total_fit


def test_next_best_plans_are_told_by_what_they_change():
    people = [mentee("ann"), mentor("bob"), mentor("dan", levels={"excel": 5}, grade=4)]
    plan = solve(problem(*people, weights={"teach": 1}, rules={}))
    (pair,) = plan.pairs

    first, second = about_next(plan.next_best())

    other = "dan" if pair.mentor == "bob" else "bob"
    assert first.endswith(f": ann with {pair.mentor} -> ann with {other}")
    assert second.endswith(f"ann with {pair.mentor} -> nobody")


def test_next_best_plans_need_a_sum_and_a_small_round(monkeypatch):
    people = [mentee("ann"), mentor("bob")]

    with pytest.raises(RuleError, match="people-first and total"):
        solve(problem(*people, objective="weakest")).next_best()
    monkeypatch.setattr("upmatch.next_best.MOST_PAIRS", 0)
    with pytest.raises(TooLargeError, match="mentees × seats"):
        solve(problem(*people)).next_best()


def test_every_objective_says_what_a_plan_is_worth():
    people = [mentee("ann"), mentor("bob", seats=2, at_least=2)]

    worth = {name: worth_of(solve(problem(*people, objective=name)).solved) for name in OBJECTIVES}

    fit = worth["total"][0]
    assert worth == {
        "people-first": (1, fit),
        "total": (fit, 1),
        "weakest": (1, fit, fit),
        "bands": (1, int(fit >= 7500), int(fit >= 5000), 1, fit),
        "stable": (1, fit),
        "at_least": (1, -1, fit),
    }
