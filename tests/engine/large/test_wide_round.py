"""A round solved over columns answers as the same round solved on a matrix."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor
from tests.engine.strategies import CALM, problems
from upmatch import (
    Changes,
    InfeasibleError,
    Problem,
    Slot,
    TooLargeError,
    Wish,
    compiled,
    rematch,
    solve,
    wide,
)
from upmatch import round as rounds
from upmatch.left_over import left_over
from upmatch.words import about_left_over

FEWER = settings(CALM, max_examples=15)
OBJECTIVES = ("people-first", "total", "weakest")


@contextmanager
def without_matrix():
    """Solve over columns, however small the problem is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounds, "SMALL", -1)
        patch.setattr(wide, "IS_COMPILED", True)  # also where the kernels run as Python
        yield


def widely(problem):
    with without_matrix():
        plan = solve(problem)
    assert plan.solved.wide is not None
    return plan


def figures(plan):
    return (
        plan.n_pairs if plan.problem.objective != "total" else None,
        plan.total_fit,
        plan.bound_fit,
        plan.gap,
        plan.certified,
    )


@pytest.mark.parametrize("objective", OBJECTIVES)
@CALM
@given(problem=problems())
def test_both_ways_find_as_good_a_plan_and_prove_it(objective, problem):
    problem = replace(problem, objective=objective)

    one, other = solve(problem), widely(problem)

    assert figures(one) == figures(other)
    assert other.certified
    assert sum(pair.fit for pair in other.pairs) == other.total_fit
    for pair in other.pairs:
        assert sum(pair.contributions.values()) == pair.fit
        assert not other.why(pair.mentee, pair.mentor).forbidden_by


@pytest.mark.parametrize("objective", OBJECTIVES)
@CALM
@given(problem=problems(5))
def test_both_ways_know_what_insisting_on_a_pair_costs(objective, problem):
    problem = replace(problem, objective=objective)
    one, other = solve(problem), widely(problem)

    for mentee_ in problem.mentees:
        for mentor_ in problem.mentors:
            with without_matrix():
                wide_one = other.why_not(mentee_.id, mentor_.id)
            dense = one.why_not(mentee_.id, mentor_.id)
            assert dense.forbidden_by == wide_one.forbidden_by
            if dense.cost_fit is None or dense.is_in_plan or wide_one.is_in_plan:
                continue
            assert wide_one.cost_fit == dense.cost_fit
            if objective != "total":
                assert wide_one.cost_pairs == dense.cost_pairs
            if objective != "weakest":
                bonus = other.solved.assignment.bonus
                worth = wide_one.cost_pairs * bonus + wide_one.cost_fit
                assert 0 <= wide_one.least_cost <= worth
                assert dense.least_cost <= dense.cost_pairs * bonus + dense.cost_fit


@CALM
@given(problem=problems())
def test_locks_are_held_and_counted_both_ways(problem):
    free = solve(problem)
    permitted = [
        (one.id, other.id)
        for one in problem.mentees
        for other in problem.mentors
        if other.seats and not free.why(one.id, other.id).forbidden_by
    ]
    assume(permitted)
    locked = Problem.build(
        problem.people,
        managers=problem.managers,
        wishes=problem.wishes,
        rules=problem.rules,
        weights=problem.weights,
        previous=problem.previous,
        locks=permitted[:1],
    )

    one, other = solve(locked), widely(locked)

    assert permitted[0] in {(pair.mentee, pair.mentor) for pair in other.pairs}
    assert (one.n_pairs, *figures(one)) == (other.n_pairs, *figures(other))


@FEWER
@given(problem=problems())
def test_both_ways_name_as_many_people_with_reasons_and_remedies_that_are_true(problem):
    dense, other = solve(problem), widely(problem)
    with without_matrix():
        told = other.left_over(most_solves=100)

    assert sum(one.role == "mentee" for one in told) == len(problem.mentees) - other.n_pairs
    for one in told:
        permitted = permitted_to(dense, one.role, one.id)
        assert (one.n_permitted, one.n_permitted == 0) == (
            len(permitted),
            one.reason == "no_partner",
        )
        assert one.is_searched
        if one.remedy is not None:
            changed = solve(changed_by(problem, one.remedy))
            assert changed.n_pairs > other.n_pairs or one.remedy.kind == "loosen_rule"
        elif one.reason == "outbid" and one.role == "mentee":
            assert one.tried > 0


def permitted_to(plan, role, own):
    others = plan.problem.mentors if role == "mentee" else plan.problem.mentees
    cells = [(own, one.id) if role == "mentee" else (one.id, own) for one in others]
    return [cell for cell in cells if not plan.why(*cell).forbidden_by]


def changed_by(problem, remedy):
    if remedy.kind == "add_seat":
        people = [
            replace(one, seats=one.seats + 1) if one.id == remedy.mentor else one
            for one in problem.people
        ]
        return replace(problem, people=tuple(people))
    rules = {name: said for name, said in problem.rules.items() if name != remedy.rule}
    if remedy.settings is not None:
        rules[remedy.rule] = remedy.settings
    return replace(problem, rules=rules)


@pytest.mark.parametrize("objective", ["people-first", "total"])
@FEWER
@given(problem=problems(5))
def test_both_ways_know_as_cheap_alternatives(objective, problem):
    problem = replace(problem, objective=objective)
    dense, other = solve(problem), widely(problem)

    for role, side in (("mentee", problem.mentees), ("mentor", problem.mentors)):
        for one in side:
            with without_matrix():
                found = other.alternatives(one.id, role=role, k=20, most_solves=99)
            permitted = permitted_to(dense, role, one.id)
            with without_matrix():
                costs = [other.why_not(*cell) for cell in permitted]
            expected = sorted(
                (x.cost_pairs * other.solved.assignment.bonus + x.cost_fit, x.mentee, x.mentor)
                for x in costs
                if not x.is_in_plan and x.cost_fit is not None
            )
            assert [(x.mentee, x.mentor) for x in found.partners] == [
                (mentee_id, mentor_id) for _, mentee_id, mentor_id in expected
            ]


@pytest.mark.parametrize("objective", ["people-first", "total"])
@pytest.mark.parametrize("keep", ["locks", 0, 700])
@FEWER
@given(problem=problems(6), data=st.data())
def test_both_ways_keep_as_much_after_a_change(objective, keep, problem, data):
    problem = replace(problem, objective=objective)
    ids = [one.id for one in problem.people]
    left = data.draw(st.lists(st.sampled_from(ids), max_size=1)) if ids else []
    plan = solve(problem)

    one = rematch(plan, Changes(left=left), keep=keep)
    with without_matrix():
        other = rematch(plan, Changes(left=left), keep=keep)

    assert other.plan.solved.wide is not None
    extra = 0 if keep == "locks" else keep
    assert other.plan.total_fit + extra * len(other.kept) == (
        one.plan.total_fit + extra * len(one.kept)
    )
    assert objective == "total" or one.plan.n_pairs == other.plan.n_pairs


def test_locked_pairs_are_outside_of_what_is_weighed():
    people = [mentee("ann"), mentee("eve"), mentee("zoe"), mentor("bob", seats=2), mentor("dan")]
    task = Problem.build(people, locks=[("ann", "bob")])
    plan = widely(task)

    with without_matrix():
        other = rematch(plan, Changes(), keep=5)
        nobody = plan.alternatives("ann")
    dense = rematch(solve(task), Changes(), keep=5)

    assert ("ann", "bob") in other.kept
    assert len(other.kept) == len(dense.kept) == 3
    assert (nobody.partners, nobody.is_complete) == ((), True)


@FEWER
@given(problem=problems(6))
def test_both_ways_know_the_price_of_a_rule(problem):
    dense, other = solve(problem), widely(problem)

    for rule in problem.rules:
        with without_matrix():
            assert other.price_of(rule) == dense.price_of(rule)


def test_a_large_round_looks_at_the_first_people_and_tells_the_reason_of_the_rest(monkeypatch):
    monkeypatch.setattr("upmatch.left_over.LOOKED_AT", 1)
    people = [mentee("ann"), mentee("eve", languages={"it"}), mentee("zoe", languages={"it"})]
    people += [mentor("bob", seats=2), mentor("dan", languages={"pt"}), mentor("lea", seats=0)]
    plan = widely(Problem.build(people))

    with without_matrix():
        found = {(one.role, one.id): one for one in plan.left_over()}

    assert found["mentee", "eve"].n_permitted == 0
    assert (found["mentee", "zoe"].reason, found["mentee", "zoe"].n_permitted) == (
        "no_partner",
        None,
    )
    assert not found["mentee", "zoe"].is_searched
    assert found["mentor", "bob"].reason == "seats_left"
    assert found["mentor", "dan"].reason == "no_partner"
    assert ("mentor", "lea") not in found


def test_a_warm_start_takes_the_prices_of_who_was_there_before():
    people = [mentee("ann"), mentee("eve"), mentor("bob"), mentor("dan")]
    plan = widely(Problem.build(people))
    with without_matrix():
        again = rounds.solved_round(Problem.build([*people, mentor("new")]), how=plan.solved.again)

    assert again.assignment.certified
    assert again.assignment.n_pairs == 2


def test_the_price_of_a_rule_is_what_solving_without_it_gains():
    people = [mentee("ann"), mentee("eve", languages={"it"}), mentor("bob", seats=2)]
    plan = widely(Problem.build(people))
    with without_matrix():
        price = plan.price_of("language")

    assert (price.dropped.pairs, [step.pairs for step in price.steps]) == (1, [1])


def test_a_large_problem_without_numba_is_refused_with_a_remedy(monkeypatch):
    monkeypatch.setattr(rounds, "SMALL", -1)
    monkeypatch.setattr(wide, "IS_COMPILED", False)

    with pytest.raises(TooLargeError, match="numba"):
        solve(Problem.build([mentee("ann"), mentor("bob")]))


def test_nothing_is_forked_and_threads_are_only_hands():
    assert compiled.run_blocks(lambda a, b: (a, b), [(0, 2), (2, 5)], 2) == [(0, 2), (2, 5)]
    assert list(compiled.row_blocks(5, 2)) == [(0, 2), (2, 5)]


def test_locks_that_contradict_each_other_are_refused_before_anything_is_solved():
    with pytest.raises(InfeasibleError):
        Problem.build([mentee("ann"), mentor("bob", seats=0)], locks=[("ann", "bob")])


def test_a_pair_is_weighed_against_the_weakest_plan_with_it():
    people = [mentee("ann"), mentee("eve"), mentor("bob"), mentor("dan")]
    plan = widely(Problem.build(people, objective="weakest"))
    other = next(one for one in ("bob", "dan") if one != plan.pairs[0].mentor)

    with without_matrix():
        answer = plan.why_not("ann", other)

    assert (answer.cost_pairs, answer.cost_fit, answer.least_cost) == (0, 0, None)


def test_a_folder_that_cannot_be_written_to_is_left_alone(monkeypatch, tmp_path):
    (tmp_path / "__pycache__").write_text("a file")
    monkeypatch.setattr(compiled, "KERNELS", tmp_path)

    compiled._keep_compiled_code_apart()

    assert (tmp_path / "__pycache__").read_text() == "a file"


def test_who_is_locked_takes_no_part_in_what_is_forbidden_to_others():
    people = [mentee("ann"), mentee("eve"), mentor("bob"), mentor("dan")]
    wishes = [Wish("ann", "dan", "rank", 1), Wish("eve", "bob", "veto")]
    task = Problem.build(people, wishes=wishes, locks=[("ann", "bob")], forbids=[("ann", "dan")])

    assert {(pair.mentee, pair.mentor) for pair in widely(task).pairs} == {
        ("ann", "bob"),
        ("eve", "dan"),
    }


def test_one_person_can_be_asked_about():
    plan = solve(
        Problem.build([mentee("ann"), mentee("eve"), mentor("bob"), mentor("dan", seats=3)])
    )

    assert [one.id for one in left_over(plan.solved, only="dan")] == ["dan"]
    assert left_over(plan.solved, only="ann") == []
    assert left_over(plan.solved, only="nobody") == []
    wide_plan = widely(Problem.build([mentee("ann", languages={"it"}), mentor("bob")]))
    with without_matrix():
        (one,) = left_over(wide_plan.solved, only="ann")
    assert (one.remedy.rule, one.is_searched) == ("language", True)
    assert about_left_over(replace(one, n_permitted=None))[1].startswith("  rules:")


def test_a_floor_is_no_rule(monkeypatch):
    """Only bob is permitted to eve, far below the floor that ann's pair sets: she is outbid."""
    monkeypatch.setattr("upmatch.left_over.LOOKED_AT", 0)
    people = [mentee("ann"), mentee("eve", slots=(Slot(0, 540, 570),)), mentor("bob")]
    plan = widely(Problem.build(people, objective="weakest"))

    with without_matrix():
        (eve,) = plan.left_over()

    assert (eve.id, eve.reason, eve.is_searched) == ("eve", "outbid", False)
