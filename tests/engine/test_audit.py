"""How fair and how firm a plan is: every figure is counted again by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.strategies import CALM, problems
from upmatch import RuleError, Want, Wish, solve
from upmatch.audit import mean_of, wilson
from upmatch.words import about_audit


@CALM
@given(task=problems(), by=st.sampled_from(("unit", "site", "country", "grade", None)))
def test_groups_count_everybody_once_and_pairs_as_often_as_there_are(task, by):
    plan = solve(task)
    found = plan.audit(by, is_varied=False)
    mentors = [one for one in task.mentors if one.seats]

    for groups in (found.overall, found.groups if by else found.overall):
        for role, people in (("mentee", task.mentees), ("mentor", mentors)):
            own = [one for one in groups if one.role == role]
            paired = {getattr(pair, role) for pair in plan.pairs}
            assert sum(one.n for one in own) == len(people)
            assert sum(one.n_paired for one in own) == len(paired)
            for one in own:
                assert one.rate.low <= one.rate.value <= one.rate.high
                assert (one.fit is None) == (one.n_paired == 0)
    assert sum(n * count for n, count in found.load.mentors_with.items()) == plan.n_pairs
    assert (found.gini is None) == (not plan.pairs)
    assert found.gini is None or 0 <= found.gini < 1
    assert (found.variations, found.firm) == (None, None)


@settings(CALM, max_examples=30)
@given(problems(5))
def test_a_stable_plan_has_no_blocking_pair_and_others_have_those_that_it_counts(task):
    stable = solve(replace(task, objective="stable"))
    plan = solve(task)
    liked = stable.solved.problem  # the same people: only the objective differs

    assert stable.audit(is_varied=False).blocking_pairs == stable.blocking_pairs == 0
    assert plan.audit(is_varied=False).blocking_pairs == blocking_by_hand(plan, liked)


def blocking_by_hand(plan, task):
    """Count pairs who gain: each by ranks, then by what they learn."""

    def likes(one, other, points):
        ranks = [wish.rank for wish in task.wishes if (wish.id, wish.other) == (one, other)]
        rank = next((rank for rank in ranks if rank is not None), 6)
        return 6 - rank, points

    def points(mentee_id, mentor_id):
        why = {share.term: share for share in full.why(mentee_id, mentor_id).shares}
        return [10_000 * why[term].a // why[term].b for term in ("teach", "give_back")]

    full = solve(replace(task, weights={"teach": 1, "give_back": 1}, objective="people-first"))
    mine, theirs = {}, {one.id: [] for one in task.mentors}
    for pair in plan.pairs:
        teach, give_back = points(pair.mentee, pair.mentor)
        mine[pair.mentee] = likes(pair.mentee, pair.mentor, teach)
        theirs[pair.mentor].append(likes(pair.mentor, pair.mentee, give_back))
    count = 0
    for one in task.mentees:
        for other in task.mentors:
            if plan.why(one.id, other.id).forbidden_by or not other.seats:
                continue
            teach, give_back = points(one.id, other.id)
            held = theirs[other.id]
            gains = likes(one.id, other.id, teach) > mine.get(one.id, (-1, -1))
            wants = len(held) < other.seats or likes(other.id, one.id, give_back) > min(held)
            count += gains and wants
    return count


def test_who_is_locked_blocks_nothing():
    people = [mentee("ann"), mentee("eve"), mentor("bob", seats=2), mentor("dan")]
    wishes = [Wish("ann", "bob", "rank", 1), Wish("bob", "ann", "rank", 1)]

    plan = solve(problem(*people, wishes=wishes, locks=[("ann", "dan"), ("eve", "bob")]))

    assert plan.audit(is_varied=False).blocking_pairs == 0


def test_blocking_pairs_are_not_counted_where_there_are_too_many_to_look_at(monkeypatch):
    monkeypatch.setattr("upmatch.blocking.MOST_COUNTED", 0)

    assert solve(problem(mentee(), mentor())).audit().blocking_pairs is None


def test_pairs_that_hang_on_a_weight_are_named():
    """bob teaches ann all that she wants, dan less and learns from her: it is close."""
    people = [
        mentee("ann", levels={"excel": 1, "budget": 5}, wants={"excel": Want(8)}),
        mentor("bob", levels={"excel": 8}),
        mentor("dan", levels={"excel": 6}, wants={"budget": Want(4)}),
    ]
    weights = {"teach": 33, "give_back": 10}
    plan = solve(problem(*people, rules={}, weights=weights))

    found = plan.audit()

    assert [pair.mentor for pair in plan.pairs] == ["dan"]
    assert [(one.term, one.percent, one.n_kept) for one in found.variations] == [
        ("teach", -20, 1),
        ("teach", 20, 0),
        ("give_back", -20, 0),
        ("give_back", 20, 1),
    ]
    assert found.variations[1].lost == (("ann", "dan"),)
    assert found.firm == ()


def test_one_weight_alone_cannot_vary():
    found = solve(problem(mentee(), mentor(), weights={"teach": 1})).audit()

    assert (found.variations, found.firm) == ((), (("ann", "bob"),))


def test_groups_can_be_named_by_person():
    people = [mentee("ann"), mentee("eve", languages={"it"}), mentor("bob")]

    found = solve(problem(*people)).audit({"ann": "red", "eve": "red"}, is_varied=False)

    assert [(one.role, one.group, one.n, one.n_paired) for one in found.groups] == [
        ("mentee", "red", 2, 1),
        ("mentor", "", 1, 1),
    ]
    with pytest.raises(RuleError, match="name one of unit, site"):
        solve(problem(*people)).audit("age")


def test_intervals_are_those_of_the_books():
    rate = wilson(8, 10)  # A. Agresti and B. A. Coull's example of Wilson's score has these ends
    mean = mean_of([1, 2, 3, 4, 5])

    assert (round(rate.low, 3), round(rate.high, 3)) == (0.49, 0.943)
    assert mean.value == 3
    assert round(mean.high, 3) == 4.963  # 3 + 2.776 · 1.581 / √5
    assert (mean_of([]), mean_of([7]).low) == (None, None)


def test_an_audit_is_said_in_words():
    people = [mentee("ann", site="Lyon"), mentee("eve", languages={"it"}), mentor("bob", seats=2)]

    lines = about_audit(solve(problem(*people)).audit("site"))

    assert lines[0].startswith("mentees: 1 of 2 have a pair, 50 % (95 %: 9 to 91); mean fit 5000")
    assert "mentees of Lyon: 1 of 1 have a pair" in lines[3]
    assert "mentors by number of pairs: 1 with 1" in lines
    assert lines[-1] == "1 pairs stay in every case"
    empty = about_audit(solve(problem()).audit(is_varied=False))
    assert empty == ["mentors by number of pairs: none", "0 pairs would rather have each other"]


def test_fit_that_is_nothing_is_spread_evenly(monkeypatch):
    plan = solve(problem(mentee(), mentor(), weights={"give_back": 1}))
    monkeypatch.setattr("upmatch.blocking.MOST_COUNTED", 0)

    assert plan.audit(is_varied=False).gini == 0
    assert (
        about_audit(plan.audit(is_varied=False))[-1] == "unevenness of fit (Gini, 0 is even): 0.000"
    )
