"""Quotas: as good as trying every way within them, or refused with the smallest conflict."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.plans import MANY, arrays, assert_possible, fits, plans
from upmatch import Asked, InfeasibleError, Quota, RuleError, TooLargeError, assign, quotas, solve
from upmatch.board import Limit

FEW = settings(MANY, max_examples=120)


@st.composite
def limited(draw):
    board = draw(arrays())
    m, n = board.fit.shape
    limits = []
    for count in range(draw(st.integers(1, 3))):
        rows, columns = (
            np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
            for size in (m, n)
        )
        low = draw(st.integers(0, 2))
        limits.append(
            Limit(rows, columns, low, low + draw(st.integers(0, 2)), ("quota", str(count)))
        )
    return board, limits


def keeps(limits, plan):
    return all(
        one.at_least
        <= sum(j >= 0 and one.rows[i] and one.columns[j] for i, j in enumerate(plan))
        <= one.at_most
        for one in limits
    )


def solved(board, limits, objective="people-first", seed=0):
    asked = Asked(locks=board.locks, limits=limits)
    return assign(
        board.fit, board.permitted, board.seats, objective=objective, asked=asked, seed=seed
    )


@FEW
@given(limited(), st.sampled_from(("people-first", "total")))
def test_no_plan_within_the_quotas_is_better(task, objective):
    board, limits = task
    possible = [plan for plan in plans(board) if keeps(limits, plan)]
    if not possible:
        check_conflict(board, limits, objective)
        return
    found = solved(board, limits, objective)

    assert_possible(found, board)
    assert keeps(limits, found.mentor_of.tolist())
    worth = [(len(fits(board, plan)), sum(fits(board, plan))) for plan in possible]
    own = found.n_pairs, found.total_fit
    assert own == max(worth, key=lambda one: one if objective == "people-first" else one[::-1])
    assert (found.scope, found.certified, found.gap) == ("HiGHS", True, 0)
    assert found.bound_fit == found.total_fit
    assert found.bound_pairs == (None if objective == "total" else found.n_pairs)


def check_conflict(board, limits, objective):
    """The conflict cannot be met, and without any one of its demands it can."""
    with pytest.raises(InfeasibleError) as caught:
        solved(board, limits, objective)
    conflict = set(caught.value.conflict)
    locks = [lock for lock in board.locks if ("lock", *map(str, lock)) in conflict]
    kept = [limit for limit in limits if limit.demand in conflict]
    assert len(locks) + len(kept) == len(conflict)

    def is_met(locks, limits):
        return any(keeps(limits, plan) for plan in plans(replace(board, locks=locks)))

    assert not is_met(locks, kept)
    assert all(is_met([other for other in locks if other != one], kept) for one in locks)
    assert all(is_met(locks, [other for other in kept if other is not one]) for one in kept)


def test_the_seed_chooses_between_equally_good_plans():
    limit = Limit(np.ones(3, bool), np.ones(3, bool), 2, 2, ("quota",))
    found = {
        tuple(assign(np.full((3, 3), 5), asked=Asked(limits=[limit]), seed=seed).mentor_of)
        for seed in range(80)
    }

    assert len(found) == 18


PEOPLE = (
    mentee("ann", unit=("IT", "Web")),
    mentee("eva", unit=("HR",)),
    mentor("bob", site="Oslo"),
    mentor("joe", site="Lyon"),
)


def pairs(**demands):
    return {(pair.mentee, pair.mentor) for pair in solve(problem(*PEOPLE, **demands)).pairs}


def test_a_quota_counts_pairs_by_the_mentees_unit_or_the_mentors_site():
    none_in_it = Quota("mentee", "unit", "IT", at_most=0)
    in_oslo = Quota("mentor", "site", "Oslo", at_least=1)

    assert len(pairs()) == 2
    assert pairs(quotas=[none_in_it, in_oslo]) == {("eva", "bob")}
    assert pairs(quotas=[none_in_it, in_oslo], objective="total") == {("eva", "bob")}


def test_locked_pairs_count():
    one_from_it = Quota("mentee", "unit", "IT", at_most=1)

    assert len(pairs(quotas=[one_from_it], locks=[("ann", "joe")])) == 2


def test_the_refusal_names_the_quota_and_the_lock_by_people():
    none = Quota("mentee", "unit", "IT", at_most=0)
    other = Quota("mentor", "site", "Oslo", at_least=1)

    with pytest.raises(InfeasibleError) as caught:
        pairs(quotas=[none, other], locks=[("eva", "bob"), ("ann", "joe")])

    assert caught.value.conflict == (
        ("lock", "ann", "joe"),
        ("quota", "mentee", "unit", "IT", "at most 0"),
    )


def test_a_lock_that_takes_a_quotas_last_partner_is_named():
    """One mentor in Oslo; locked with eva there is nobody for IT to meet there."""
    people = *PEOPLE[:2], mentor("bob", site="Oslo")
    from_it = Quota("mentee", "unit", "IT", at_least=1)

    with pytest.raises(InfeasibleError) as caught:
        solve(problem(*people, quotas=[from_it], locks=[("eva", "bob")]))

    assert {demand[0] for demand in caught.value.conflict} == {"lock", "quota"}


def test_limits_go_with_two_objectives():
    limit = Limit(np.ones(1, bool), np.ones(1, bool), 0, 1, ("quota",))

    with pytest.raises(RuleError, match="'bands' is not known beside limits"):
        assign([[1]], objective="bands", asked=Asked(limits=[limit]))


@pytest.fixture
def search(monkeypatch):
    """Let HiGHS stop early: as often as told without a proof, or with nothing at all."""
    from scipy import optimize

    def stop(change):
        def milp(*arguments, **options):
            return change(real(*arguments, **options))

        real = optimize.milp
        monkeypatch.setattr(optimize, "milp", milp)

    return stop


LIMIT = Limit(np.ones(1, bool), np.ones(1, bool), 0, 1, ("quota",))


@pytest.mark.parametrize(
    ("objective", "expected"),
    [("people-first", (1, None, None)), ("total", (None, 6, 6))],
)
def test_a_search_that_was_stopped_keeps_its_gap(search, objective, expected):
    def stopped(found):
        found.x[:], found.status = 0, 1
        return found

    search(stopped)
    found = assign([[6]], objective=objective, asked=Asked(limits=[LIMIT]))

    assert (found.bound_pairs, found.bound_fit, found.gap) == expected
    assert not found.certified


def test_a_search_without_any_plan_is_refused(search):
    def emptied(found):
        found.x, found.status = None, 1
        return found

    search(emptied)
    with pytest.raises(TooLargeError, match="HiGHS found no plan within the quotas"):
        assign([[6]], asked=Asked(limits=[LIMIT]))


def test_prices_that_highs_does_not_find_are_a_refusal(monkeypatch):
    from scipy import optimize

    failed = SimpleNamespace(x=None, status=4, message="numbers")
    monkeypatch.setattr(optimize, "linprog", lambda *_, **__: failed)

    with pytest.raises(TooLargeError, match="HiGHS found no prices"):
        assign([[6]], asked=Asked(limits=[LIMIT]))


def test_ties_that_cannot_be_searched_keep_the_plan_that_was_found(monkeypatch):
    def given_up(*arguments, nodes=0, **options):
        if nodes == quotas.NODES_FOR_TIES:
            raise TooLargeError("given up")
        return real(*arguments, **options)

    real = quotas.solved
    monkeypatch.setattr(quotas, "solved", given_up)

    assert (
        assign(
            [[6, 6]],
            asked=Asked(limits=[Limit(np.ones(1, bool), np.ones(2, bool), 0, 1, ("quota",))]),
        ).n_pairs
        == 1
    )


def test_a_shortlist_without_a_plan_gets_wider(monkeypatch):
    answers = iter([None])
    real = quotas.solved
    monkeypatch.setattr(
        quotas, "solved", lambda *arguments, **options: next(answers, real(*arguments, **options))
    )

    limit = Limit(np.ones(2, bool), np.ones(1, bool), 0, 1, ("quota",))

    assert assign([[6], [3]], asked=Asked(limits=[limit])).total_fit == 6


def test_a_poor_plan_makes_the_shortlist_as_wide_as_it_asks_for(monkeypatch):
    def poor_at_first(model, aim, *rest, **options):
        answer = real(model, aim, *rest, **options)
        asked.append(len(aim))
        return answer if len(asked) > 1 else replace(answer, is_made=np.zeros(len(aim), bool))

    real, asked = quotas.solved, []
    monkeypatch.setattr(quotas, "solved", poor_at_first)
    limit = Limit(np.ones(2, bool), np.ones(1, bool), 0, 1, ("quota",))

    assert assign([[6], [3]], objective="total", asked=Asked(limits=[limit])).total_fit == 6
    assert asked[1] > asked[0]


def test_what_only_split_pairs_could_meet_is_refused():
    """Of three mentees each two may have one pair: 3/2 if pairs are split, 1 if they are not.

    Two such triples and three pairs wanted: nothing can be left out.
    """
    own = np.eye(6, dtype=bool)
    every = np.ones(6, bool)
    twos = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    limits = [Limit(np.isin(np.arange(6), two), every, 0, 1, ("quota", str(two))) for two in twos]
    wanted = Limit(every, every, 3, 6, ("quota", "wanted"))

    with pytest.raises(InfeasibleError) as caught:
        assign(own.astype(int), own, asked=Asked(limits=[*limits, wanted]))

    assert len(caught.value.conflict) == 7
