"""After a change nobody moves who need not; every plan is compared with all there could be."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.plans import Arrays, plans
from tests.engine.strategies import CALM, people, problems
from upmatch import (
    Changes,
    Ended,
    Move,
    Problem,
    ProblemError,
    Quota,
    RuleError,
    UnknownPersonError,
    Wish,
    rematch,
    solve,
)
from upmatch.round import open_to_locks
from upmatch.words import about_rematch

FEWER = settings(CALM, max_examples=40)


def some(draw, of, most):
    return draw(st.lists(st.sampled_from(of), max_size=most, unique=True)) if of else []


@st.composite
def changes(draw, plan):
    task = plan.problem
    left = some(draw, [one.id for one in task.people], 2)
    reseated = some(draw, [one.id for one in task.mentors if one.id not in left], 2)
    return Changes(
        left=left,
        declined=some(draw, sorted(links(plan)), 1),
        joined=[replace(draw(people(9)), id="new")] if draw(st.booleans()) else [],
        seats={one: draw(st.integers(0, 2)) for one in reseated},
    )


def links(plan):
    return {(pair.mentee, pair.mentor) for pair in plan.pairs}


@FEWER
@given(task=problems(6), data=st.data())
def test_nobody_moves_who_need_not_and_no_such_plan_is_better(task, data):
    plan = solve(task)
    change = data.draw(changes(plan))

    found = rematch(plan, change)

    over = {(one.mentee, one.mentor) for one in found.ended}
    assert links(plan) == set(found.kept) | over
    assert set(found.kept) <= links(found.plan)
    assert not over & links(found.plan)
    assert not set(change.declined) & links(found.plan)
    assert found.plan.certified
    fresh = solve(Problem.from_dict(found.plan.problem.as_dict()))
    assert links(fresh) == links(found.plan)
    before, after = dict(sorted(links(plan))), dict(sorted(links(found.plan)))
    assert {one.mentee for one in found.moves} == {
        name for name in before | after if before.get(name) != after.get(name)
    }
    assert found.gained_pairs == found.plan.n_pairs - len(found.kept)
    assert found.gained_pairs >= 0


def best_keeping(solved, kept, extra):
    """Return the most (pairs, fit + extra per kept pair), or the most of that sum under total."""
    scores = solved.scores
    locks = [solved.cell(*link) for link in solved.problem.locks]
    board = Arrays(scores.fit, open_to_locks(scores), solved.seats, locks)
    return max(worth(solved, choice, kept, extra) for choice in plans(board))


def worth(solved, choice, kept, extra):
    pairs = [(i, j) for i, j in enumerate(choice) if j >= 0]
    points = sum(
        int(solved.scores.fit[pair]) + extra * (solved.link(*pair) in kept) for pair in pairs
    )
    return points if solved.problem.objective == "total" else (len(pairs), points)


@pytest.mark.parametrize("objective", ["people-first", "total"])
@FEWER
@given(task=problems(5), keep=st.sampled_from((0, 1, 400, 10_000)), data=st.data())
def test_no_plan_has_more_of_fit_and_points_for_kept_pairs(objective, task, keep, data):
    plan = solve(replace(task, objective=objective))
    change = data.draw(changes(plan))

    found = rematch(plan, change, keep=keep)

    free = solve(replace(found.plan.problem, locks=()))
    over = {(one.mentee, one.mentor) for one in found.ended}
    could = links(plan) - over
    own = tuple(found.plan.mentor_of.tolist())
    assert worth(free.solved, own, could, keep) == best_keeping(free.solved, could, keep)
    assert found.given_up == (
        free.n_pairs - found.plan.n_pairs,
        free.total_fit - found.plan.total_fit,
    )
    assert set(found.kept) == could & links(found.plan)


def test_whoever_is_alone_now_gets_who_is_free_and_the_rest_stay():
    people = [mentee("ann"), mentee("eve"), mentor("bob"), mentor("dan")]
    plan = solve(problem(*people))
    mine = next(pair.mentor for pair in plan.pairs if pair.mentee == "ann")
    other = ({"bob", "dan"} - {mine}).pop()

    found = rematch(plan, Changes(left=[mine], joined=[mentor("zoe", levels={"excel": 8})]))

    assert found.ended == (Ended("ann", mine, ("left",)),)
    assert found.moves == (Move("ann", mine, "zoe"),)
    assert found.kept == (("eve", other),)
    assert about_rematch(found) == [
        "1 pairs go on.",
        f"  ann: {mine} -> zoe (left)",
        "No plan that moves nobody else is better. This is proven.",
    ]


def test_a_declined_pair_does_not_come_again_even_if_it_was_locked():
    plan = solve(problem(mentee("ann"), mentor("bob"), locks=[("ann", "bob")]))

    found = rematch(plan, Changes(declined=[("ann", "bob")]))

    assert found.ended[0].reasons == ("forbidden",)
    assert found.plan.problem.forbids == (("ann", "bob"),)
    assert found.plan.pairs == ()
    assert about_rematch(found)[1] == "  ann: bob -> nobody (forbidden)"


def test_fewer_seats_end_the_pairs_of_least_fit():
    people = [
        mentee("ann"),
        mentee("eve", wants={}, levels={}),
        mentor("bob", seats=2, at_least=2),
    ]
    plan = solve(problem(*people, rules={}))

    found = rematch(plan, Changes(seats={"bob": 1}))

    assert found.ended == (Ended("eve", "bob", ("seats",)),)
    assert found.kept == (("ann", "bob"),)
    (bob,) = found.plan.problem.mentors
    assert (bob.seats, bob.all_seats, bob.at_least) == (1, 2, 1)


def test_a_locked_pair_keeps_its_seat_before_others():
    people = [mentee("ann"), mentee("eve"), mentor("bob", seats=2)]
    plan = solve(problem(*people, locks=[("eve", "bob")]))

    assert rematch(plan, Changes(seats={"bob": 1})).kept == (("eve", "bob"),)


def test_points_decide_whether_somebody_moves_to_a_better_mentor():
    before = [mentee("ann"), mentor("bob", levels={"excel": 5})]
    plan = solve(problem(*before, weights={"teach": 3, "distance": 1}))
    joe = mentor("joe", unit=("other",))  # as good, and from further away
    after = problem(*before, joe, weights={"teach": 3, "distance": 1})

    stays, goes = (rematch(plan, after, keep=keep) for keep in (1_251, 1_249))

    gap = goes.plan.total_fit - stays.plan.total_fit
    assert (stays.kept, stays.given_up) == ((("ann", "bob"),), (0, gap))
    assert (goes.kept, goes.given_up, goes.moves) == ((), (0, 0), (Move("ann", "bob", "joe"),))
    assert about_rematch(stays)[-1] == (
        f"The best plan that may move everybody has +0 pairs, +{gap} fit."
    )


def test_a_new_rule_ends_a_pair_and_says_which():
    people = [mentee("ann", site="Lyon"), mentor("bob", site="Lyon"), mentor("dan", seats=0)]
    plan = solve(problem(*people))
    after = problem(*people, rules={"different": {"by": ["site"]}})

    (ended,) = rematch(plan, after).ended

    assert ended.reasons == ("different",)


def test_what_is_said_of_those_who_left_goes_with_them():
    people = [mentee("ann"), mentee("eve"), mentor("bob"), mentor("dan")]
    task = problem(
        *people,
        managers={"ann": "eve"},
        wishes=[Wish("eve", "dan", "rank", 1)],
        locks=[("eve", "bob")],
        forbids=[("eve", "dan"), ("ann", "bob")],
    )
    new = Changes(
        left=["eve"],
        joined=[mentee("zoe")],
        wishes=[Wish("zoe", "dan", "rank", 1)],
        managers={"zoe": "ann"},
    )

    after = rematch(solve(task), new).plan.problem

    assert (after.forbids, after.wishes) == ((("ann", "bob"),), (Wish("zoe", "dan", "rank", 1),))
    assert after.managers == {"ann": "eve", "zoe": "ann"}
    assert after.locks == (("ann", "dan"),)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Changes(left=["zoe"]), "left: 'zoe'"),
        (Changes(declined=[("bob", "ann")]), "declined: 'bob'"),
        (Changes(declined=[("ann", "ann")]), "declined: 'ann'"),
        (Changes(seats={"ann": 1}), "seats: 'ann'"),
    ],
)
def test_changes_of_people_who_are_not_there_are_refused(change, said):
    with pytest.raises(UnknownPersonError, match=said):
        rematch(solve(problem(mentee("ann"), mentor("bob"))), change)


def test_nobody_joins_twice():
    with pytest.raises(ProblemError, match="comes twice"):
        rematch(solve(problem(mentee("ann"))), Changes(joined=[mentee("ann")]))


@pytest.mark.parametrize("keep", ["all", -1, 10_001, True])
def test_keep_is_locks_or_points(keep):
    with pytest.raises(RuleError, match="must be locks, or fit points"):
        rematch(solve(problem(mentee(), mentor())), Changes(), keep=keep)


def test_points_go_with_a_sum_without_quotas():
    people = [mentee("ann"), mentor("bob")]
    quota = Quota("mentor", "site", "Lyon", at_most=1)

    for inputs in ({"objective": "weakest"}, {"quotas": [quota]}):
        with pytest.raises(RuleError, match="goes with people-first and total"):
            rematch(solve(problem(*people, **inputs)), Changes(), keep=1)
    assert rematch(solve(problem(*people, quotas=[quota])), Changes()).kept == (("ann", "bob"),)
