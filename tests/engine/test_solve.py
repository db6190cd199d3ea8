"""Whole problems: as good as trying every way, adding up, and blind to order."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.strategies import CALM, problems
from upmatch import Problem, RuleError, TooLargeError, scoring, solve
from upmatch.terms import weighed


def brute_force(plan):
    """Try every way through the door only: why and why_not judge each pair."""
    mentees, mentors = plan.problem.mentees, plan.problem.mentors
    fit = {
        (i.id, j.id): None if plan.why(i.id, j.id).forbidden_by else plan.why(i.id, j.id).fit
        for i, j in product(mentees, mentors)
    }
    best = (0, 0)
    for choice in product([None, *mentors], repeat=len(mentees)):
        chosen = [(i.id, j.id) for i, j in zip(mentees, choice, strict=True) if j]
        if all(choice.count(j) <= j.seats for j in mentors) and all(
            fit[pair] is not None for pair in chosen
        ):
            best = max(best, (len(chosen), sum(fit[pair] for pair in chosen)))
    return best


@CALM
@given(problems(most=5))
def test_plan_agrees_with_trying_every_way(problem):
    plan = solve(problem)

    assert (plan.n_pairs, plan.total_fit) == brute_force(plan)
    assert plan.total_fit == sum(pair.fit for pair in plan.pairs)


@CALM
@given(problems())
def test_what_why_shows_adds_up_to_the_fit_of_every_pair(problem):
    plan = solve(problem)
    fits = {(pair.mentee, pair.mentor): pair for pair in plan.pairs}

    for one, other in product(problem.mentees, problem.mentors):
        why = plan.why(one.id, other.id)
        assert why.fit == sum(share.points for share in why.shares)
        assert 0 <= why.fit <= 10_000
        assert all(0 <= share.a <= share.b for share in why.shares)
        assert bool(why.learns) == ("skill" not in why.forbidden_by) or "skill" not in problem.rules
        if (one.id, other.id) in fits:
            pair = fits[one.id, other.id]
            assert pair.fit == why.fit == sum(pair.contributions.values())
            assert pair.contributions == {share.term: share.points for share in why.shares}


@CALM
@given(problems(), st.randoms(use_true_random=False))
def test_order_of_the_inputs_changes_nothing(problem, random):
    people, wishes = list(problem.people), list(problem.wishes)
    managers = list(problem.managers.items())
    for inputs in (people, wishes, managers):
        random.shuffle(inputs)

    again = Problem.build(
        people,
        managers=dict(managers),
        wishes=wishes,
        rules=dict(reversed(problem.rules.items())),
        weights=dict(reversed(problem.weights.items())),
        seed=problem.seed,
        previous=problem.previous,
    )

    assert again == problem
    assert again.inputs_sha256 == problem.inputs_sha256
    assert solve(again).pairs == solve(problem).pairs


@CALM
@given(problems())
def test_problem_comes_back_from_json(problem):
    again = Problem.from_dict(json.loads(json.dumps(problem.as_dict())))

    assert again == problem
    assert again.inputs_sha256 == problem.inputs_sha256


def test_plan_carries_its_own_proof():
    plan = solve(problem(mentee(), mentor()))

    assert (plan.n_pairs, plan.bound_pairs, plan.certified) == (1, 1, True)
    assert (plan.total_fit, plan.bound_fit, plan.gap) == (plan.pairs[0].fit, plan.pairs[0].fit, 0)
    assert plan.report()["certified"] is True
    assert (plan.mentor_of.tolist(), plan.prices.tolist()) == ([0], plan.prices.tolist())


def test_hand_worked_fit():
    """Teach 4/4 · 40, availability 4/4 · 10, nothing else, out of 100: 5,000 points."""
    plan = solve(problem(mentee(), mentor()))

    assert plan.pairs[0].contributions == {
        "teach": 4000,
        "give_back": 0,
        "distance": 0,
        "availability": 1000,
        "wishes": 0,
    }


def test_each_share_is_rounded_down_by_itself():
    uneven = mentor(levels={"excel": 5}, slots=mentee().slots)
    learner = mentee(levels={"excel": 2}, wants={})  # nothing to teach, 0 points
    plan = solve(problem(learner, uneven, rules={}, weights={"teach": 1, "availability": 2}))

    assert plan.total_fit == 6666


def test_a_pair_with_fit_zero_is_still_a_pair():
    plan = solve(problem(mentee(wants={}), mentor(), rules={}, weights={"teach": 1}))

    assert (plan.n_pairs, plan.total_fit) == (1, 0)


@pytest.mark.parametrize("people", [[], [mentee()], [mentor()], [mentee(), mentor(seats=0)]])
def test_empty_sides_and_seats_make_an_empty_plan(people):
    assert solve(problem(*people)).pairs == ()


def test_identical_people_are_chosen_by_seed_not_by_id():
    twins = [mentee(name) for name in "abcdef"]

    chosen = {solve(problem(*twins, mentor(), seed=seed)).pairs[0].mentee for seed in range(40)}

    assert chosen == set("abcdef")


def test_too_many_pairs_are_refused(monkeypatch):
    monkeypatch.setattr(scoring, "MOST_CELLS", 0)

    with pytest.raises(TooLargeError, match="1 pairs are more than the 0"):
        solve(problem(mentee(), mentor()))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"charm": 1}, "Term 'charm' is not known"),
        ({"teach": -1}, "Weight -1 of teach"),
        ({"teach": 0.5}, "Weight 0.5 of teach"),
        ({"teach": 0}, "At least one weight"),
        ({}, "At least one weight"),
    ],
)
def test_impossible_weights_are_refused(weights, message):
    with pytest.raises(RuleError, match=message):
        weighed(weights)
