"""Locks that overrule rules: what they may break, what they may not, and what is told of them."""

import json
from dataclasses import replace

import pytest

from tests.engine import restated
from tests.engine.builders import mentee, mentor, problem
from tests.engine.companies import Demands, overruled
from tests.engine.every_plan import Every
from tests.engine.large.test_wide_round import figures, widely, without_matrix
from upmatch import (
    OVERRIDABLE,
    Changes,
    InfeasibleError,
    Problem,
    ProblemError,
    Slot,
    Wish,
    rematch,
    solve,
)
from upmatch.compiled import IS_COMPILED
from upmatch.problem import OBJECTIVES
from upmatch.words import about_why

FAR = {"languages": {"de"}, "slots": (Slot(4, 0, 60),), "wants": {}, "timezone": "Asia/Tokyo"}
RULES = {"slots": {}, "language": {}, "timezone": {"h": 3}, "skill": {}, "different": {}}
BOTH = {"locks": [("ann", "bob")], "overrides": [("ann", "bob")]}
N_COMPANIES = 150 if IS_COMPILED else 6


def far_apart(**inputs):
    """Return a problem whose lock breaks every rule that may be overruled."""
    people = (
        mentee(**FAR, unit=("IT",)),
        mentor(unit=("IT",), seats=2),
        mentee("eve"),
        mentor("dan"),
    )
    return problem(*people, **{"rules": RULES, **BOTH, **inputs})


def test_the_rules_that_judge_what_suits_may_be_overruled():
    assert set(OVERRIDABLE) == set(RULES) == restated.OVERRULED


def test_an_overruled_pair_is_in_the_plan_and_says_what_it_breaks():
    plan = solve(far_apart())
    why, why_not = plan.why("ann", "bob"), plan.why_not("ann", "bob")

    assert ("ann", "bob") in {(pair.mentee, pair.mentor) for pair in plan.pairs}
    assert (why.forbidden_by, set(why.overrides)) == ((), set(OVERRIDABLE))
    assert (why_not.is_in_plan, why_not.forbidden_by, why_not.cost_fit) == (True, (), 0)
    assert why.fit == sum(share.points for share in why.shares) == 0
    assert about_why(why)[-2] == "  locked against: slots, language, timezone, skill, different"


def test_nobody_else_is_let_through():
    plan = solve(far_apart())

    assert plan.why("ann", "dan").forbidden_by == (
        "locked_elsewhere",
        *("slots", "language", "timezone", "skill"),
    )
    assert plan.why("ann", "dan").overrides == plan.why("eve", "bob").overrides == ()
    assert plan.why("eve", "bob").forbidden_by == ()


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"rules": {**RULES, "grade_gap": {"g": 9}}}, [("rule", "grade_gap")]),
        ({"rules": {**RULES, "veto": {}}, "wishes": [Wish("bob", "ann", "veto")]}, None),
        ({"rules": {**RULES, "conflict": {}}, "wishes": [Wish("bob", "ann", "conflict")]}, None),
        ({"rules": {**RULES, "reporting_line": {}}, "managers": {"bob": "ann"}}, None),
        ({"rules": {**RULES, "paired_before": {}}, "previous": [("bob", "ann")]}, None),
        ({"forbids": [("ann", "bob")]}, [("forbid", "ann", "bob")]),
    ],
)
def test_what_people_said_and_who_they_are_is_never_overruled(inputs, said):
    with pytest.raises(InfeasibleError) as caught:
        far_apart(**inputs)

    last = ("rule", next(reversed(inputs.get("rules", {"": ""}))))
    assert caught.value.conflict == (("lock", "ann", "bob"), *(said or [last]))


def test_two_of_one_company_and_oneself_are_never_overruled():
    with pytest.raises(InfeasibleError, match="rule same_company"):
        problem(mentee(company="Aubrac"), mentor(company="Aubrac"), **BOTH)
    both = replace(mentor("ann"), role="both")
    with pytest.raises(InfeasibleError, match="rule same_person"):
        problem(both, locks=[("ann", "ann")], overrides=[("ann", "ann")])


@pytest.mark.parametrize("overrides", [[("eve", "dan")], [("ann", "gone")]])
def test_only_a_lock_overrules(overrides):
    with pytest.raises(ProblemError, match="must be a lock too"):
        far_apart(overrides=overrides)


@pytest.mark.parametrize("overrides", ["ab", [("ann",)], [(1, 2)]])
def test_what_is_no_pair_overrules_nothing(overrides):
    with pytest.raises(ProblemError, match="must be two ids"):
        far_apart(overrides=overrides)


def test_overrides_are_kept_in_canonical_order_and_only_where_there_are_any():
    locks = [("eve", "dan"), ["ann", "bob"], ("ann", "bob")]
    built = far_apart(locks=locks, overrides=locks)

    assert built.overrides == (("ann", "bob"), ("eve", "dan"))
    assert Problem.from_dict(json.loads(json.dumps(built.as_dict()))) == built
    assert "overrides" not in problem(*built.people, rules={}, locks=locks).as_dict()
    assert built.inputs_sha256 != far_apart(locks=locks).inputs_sha256


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_no_plan_with_overruled_locks_is_better(objective):
    n_overruled = 0
    for seed in range(120):
        task = overruled(seed, demands=Demands(objective))
        plan, every = solve(task), Every(task)
        chosen = {pair.mentee: pair.mentor for pair in plan.pairs}

        assert chosen in list(every.plans()), seed
        assert every.worth(chosen) == every.best(), seed
        n_overruled += len(task.overrides)
    assert n_overruled > 40


@pytest.mark.parametrize("objective", ["people-first", "total", "weakest"])
def test_columns_hold_overruled_locks_too(objective):
    for seed in range(N_COMPANIES):
        task = overruled(seed, demands=Demands(objective))
        one, other = solve(task), widely(task)

        assert figures(one) == figures(other), seed
        held = {(pair.mentee, pair.mentor) for pair in other.pairs}
        assert held >= set(task.overrides), seed
        with without_matrix():
            for link in task.overrides:
                assert other.why(*link) == one.why(*link)
                assert set(other.why(*link).overrides) == broken(task, *link), seed


def broken(task, mentee_id, mentor_id):
    """Return the rules against a pair in words, as if nothing overruled them."""
    i, j = task.mentees[task.row_of[mentee_id]], task.mentors[task.column_of[mentor_id]]
    return restated.forbidden_by(replace(task, overrides=()), i, j)


def test_answers_count_the_pair_as_permitted_and_as_taken():
    plan = solve(far_apart(rules={**RULES, "grade_gap": {"g": 1}}, objective="total"))
    price = plan.price_of("language")

    assert (price.dropped.pairs, price.dropped.fit) == (0, 0)
    (dan,) = plan.left_over()
    assert (dan.id, dan.reason, dan.n_permitted) == ("dan", "outbid", 1)
    assert plan.alternatives("ann").partners == ()
    assert [one.mentor for one in plan.alternatives("eve").partners] == ["dan"]
    assert {("ann", "bob"), ("eve", "bob")} == set(plan.audit().firm)
    assert [one.cost_fit for one in plan.next_best()] == sorted(
        one.cost_fit for one in plan.next_best()
    )


def test_a_pair_goes_on_after_a_change_and_goes_with_its_people():
    plan = solve(far_apart())

    for keep in ("locks", 500):
        again = rematch(plan, Changes(left=["eve"]), keep=keep)
        assert (("ann", "bob") in again.kept, again.ended[0].mentee) == (True, "eve")
        assert again.plan.problem.overrides == (("ann", "bob"),)
    for changes in (Changes(left=["ann"]), Changes(declined=[("ann", "bob")])):
        assert rematch(plan, changes).plan.problem.overrides == ()


def test_a_round_above_the_matrix_holds_it():
    """1,001 mentees with 1,000 mentors: the columns, where locks are taken out first."""
    if not IS_COMPILED:
        pytest.skip("too large for the kernels as Python")
    mentees = [mentee(f"i{at:04}") for at in range(1000)]
    mentors = [mentor(f"j{at:04}") for at in range(1000)]
    task = problem(
        mentee("ann", **FAR), *mentees, *mentors, rules=RULES,
        locks=[("ann", "j0000")], overrides=[("ann", "j0000")],
    )  # fmt: skip

    plan = solve(task)

    assert plan.solved.wide is not None
    assert (plan.n_pairs, plan.certified, plan.mentor_of[0]) == (1000, True, 0)
    assert plan.why("ann", "j0000").overrides == ("slots", "language", "timezone", "skill")
    assert sum(one.role == "mentee" for one in plan.left_over()) == 1
