"""Why this pair, why not that one: data that can be checked by trying."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.strategies import CALM, problems
from upmatch import InfeasibleError, Learnt, Problem, Quota, UnknownPersonError, Want, Wish, solve
from upmatch.problem import OBJECTIVES
from upmatch.words import about_why_not

BRIEF = settings(CALM, max_examples=15)


def test_why_says_what_passes_in_both_directions():
    learner = mentee(levels={"excel": 1, "budget": 4}, languages={"fr", "en"})
    teacher = mentor(wants={"budget": Want(6, 3)}, languages={"en", "fr", "de"})

    why = solve(problem(learner, teacher)).why("ann", "bob")

    assert why.learns == (Learnt("excel", 1, 5, 2, teacher_level=6, gain=4),)
    assert why.gives_back == (Learnt("budget", 0, 6, 3, teacher_level=4, gain=4),)
    assert (why.common_half_hours, why.languages) == (6, ("en", "fr"))
    assert [(one.term, one.a, one.b, one.points) for one in why.shares][:2] == [
        ("teach", 8, 8, 4000),
        ("give_back", 12, 18, 1666),
    ]


def test_why_names_every_rule_that_forbids():
    plan = solve(
        problem(mentee(grade=2, languages={"de"}), mentor(), wishes=[Wish("bob", "ann", "veto")])
    )

    assert plan.why("ann", "bob").forbidden_by == ("language", "grade_gap", "veto")
    assert plan.why_not("ann", "bob").forbidden_by == ("language", "grade_gap", "veto")
    assert plan.why_not("ann", "bob").cost_pairs is None


def test_why_not_names_missing_seats():
    assert solve(problem(mentee(), mentor(seats=0))).why_not("ann", "bob").forbidden_by == (
        "seats",
    )


def test_why_not_of_a_pair_of_the_plan_costs_nothing():
    why_not = solve(problem(mentee(), mentor())).why_not("ann", "bob")

    assert (why_not.is_in_plan, why_not.cost_pairs, why_not.cost_fit) == (True, 0, 0)


def with_pair_fixed(problem, one, other):
    """Return the same problem where this pair is the only way for both people's place."""
    wishes = [Wish(one, mentor.id, "veto") for mentor in problem.mentors if mentor.id != other]
    rest = Problem.build(
        problem.people,
        managers=problem.managers,
        wishes=[*problem.wishes, *wishes],
        rules={**problem.rules, "veto": {}},
        weights=problem.weights,
    )
    return solve(rest)


def test_why_not_costs_what_fixing_the_pair_costs():
    good = mentor("good", levels={"excel": 8})
    fair = mentor("fair", levels={"excel": 3})
    people = [mentee("ann"), mentee("eva", levels={"excel": 0}), good, fair]
    whole = problem(*people, rules={"language": {}}, weights={"teach": 1})
    plan = solve(whole)

    for one in whole.mentees:
        for other in whole.mentors:
            why_not = plan.why_not(one.id, other.id)
            fixed = with_pair_fixed(whole, one.id, other.id)
            assert why_not.cost_pairs == plan.n_pairs - fixed.n_pairs == 0
            assert why_not.cost_fit == plan.total_fit - fixed.total_fit


def test_insisting_may_cost_a_pair():
    """Only bob speaks German, and otto only German: bob with ann leaves otto alone."""
    people = [
        mentee("ann"),
        mentee("otto", languages={"de"}),
        mentor("bob", languages={"de", "fr"}),
        mentor("eve"),
    ]

    why_not = solve(problem(*people)).why_not("ann", "bob")

    assert (why_not.cost_pairs, why_not.cost_fit) == (1, 5000)


@pytest.mark.parametrize("objective", OBJECTIVES)
@BRIEF
@given(task=problems(6), data=st.data())
def test_every_cost_is_that_of_a_solve_with_the_pair_locked(objective, task, data):
    plan = solve(replace(task, objective=objective))
    held = tuple((pair.mentee, pair.mentor) for pair in plan.pairs if data.draw(st.booleans()))
    plan = solve(replace(plan.problem, locks=held))

    for one in task.mentees:
        for other in task.mentors:
            answer = plan.why_not(one.id, other.id)
            if answer.forbidden_by or answer.is_in_plan:
                assert answer.least_cost is None
                continue
            locks = tuple(sorted({*held, (one.id, other.id)}))
            fixed = solve(replace(plan.problem, locks=locks))
            assert answer.cost_fit == plan.total_fit - fixed.total_fit
            assert answer.cost_pairs == plan.n_pairs - fixed.n_pairs
            assert (answer.least_cost is None) == (objective not in ("people-first", "total"))
            if answer.least_cost is not None:
                bonus = plan.solved.assignment.bonus
                assert 0 <= answer.least_cost <= answer.cost_pairs * bonus + answer.cost_fit


@settings(CALM, max_examples=10)
@given(task=problems(5), at_most=st.integers(0, 1))
def test_every_cost_within_quotas_is_that_of_a_solve_with_the_pair_locked(task, at_most):
    plan = solve(replace(task, quotas=(Quota("mentor", "site", "Lyon", at_most=at_most),)))

    for one in task.mentees:
        for other in task.mentors:
            answer = plan.why_not(one.id, other.id)
            fixed = replace(plan.problem, locks=((one.id, other.id),))
            if answer.forbidden_by == ("quotas",):
                with pytest.raises(InfeasibleError):
                    solve(fixed)
            elif not answer.forbidden_by and not answer.is_in_plan:
                other_plan = solve(fixed)
                assert answer.cost_pairs == plan.n_pairs - other_plan.n_pairs
                assert answer.cost_fit == plan.total_fit - other_plan.total_fit


def test_people_who_are_not_in_the_round_are_named():
    plan = solve(problem(mentee("ann"), mentor("bob")))

    with pytest.raises(UnknownPersonError, match="'bob' is not a mentee"):
        plan.why("bob", "ann")
    with pytest.raises(UnknownPersonError, match="'ann' is not a mentor"):
        plan.why_not("ann", "ann")


def test_a_plan_gathers_what_is_proven():
    plan = solve(problem(mentee(), mentor()))

    assert plan.certificate.is_proven
    assert (plan.gap_pairs, plan.objective) == (0, "people-first")
    assert solve(problem(mentee(), mentor(), objective="stable")).gap_pairs == 0
    assert about_why_not(plan.why_not("ann", "bob")) == "  this pair is in the plan"
