"""A problem of the same people with other demands is the one that would have been built."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.companies import Demands, demanding, overruled
from tests.engine.strategies import CALM, RULE_SETS, WEIGHT_SETS, problems
from upmatch import (
    InfeasibleError,
    Problem,
    ProblemError,
    Quota,
    RuleError,
    UnknownPersonError,
    UpmatchError,
    solve,
)
from upmatch.problem import OBJECTIVES
from upmatch.scoring import score

RULES = [rules for rules in RULE_SETS if rules is not None]
WEIGHTS = [weights for weights in WEIGHT_SETS if weights is not None]
AT_LEAST_ONE = Quota("mentee", "site", "Lyon", at_least=1)


def built(task, **changes):
    """Return the problem of the same inputs as if there had been none before."""
    inputs = {one.name: getattr(task, one.name) for one in fields(Problem)}
    return Problem.build(**{**inputs, **changes})


def assert_same(one, other):
    assert one == other
    assert one.inputs_sha256 == other.inputs_sha256
    mine, theirs = (score(task.table(), task.weights) for task in (one, other))
    assert list(mine.forbidden) == list(theirs.forbidden)
    for kind in ("forbidden", "contributions"):
        for name, matrix in getattr(mine, kind).items():
            np.testing.assert_array_equal(matrix, getattr(theirs, kind)[name])
    assert solve(one).pairs == solve(other).pairs


@CALM
@given(
    task=problems(8),
    moves=st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "rules": st.sampled_from(RULES),
                "weights": st.sampled_from(WEIGHTS),
                "objective": st.sampled_from(OBJECTIVES),
                "seed": st.integers(0, 5),
            },
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_move_after_move_it_is_the_problem_that_would_have_been_built(task, moves):
    score(task.table(), task.weights)
    for move in moves:
        task, before = task.with_(**move), task
        assert_same(task, built(before, **move))


def test_locks_forbidden_pairs_and_overrides_come_and_go_without_a_trace():
    for seed in range(60):
        task = overruled(seed)
        free = task.with_(locks=(), forbids=())
        assert free.overrides == ()
        assert_same(free, built(task, locks=(), forbids=(), overrides=()))
        held = free.with_(locks=task.locks, forbids=task.forbids, overrides=task.overrides)
        assert held == task
        assert_same(held, built(task))
        assert_same(free, built(task, locks=(), forbids=(), overrides=()))


def test_quotas_are_tried_too():
    for seed in range(20):
        task = demanding(seed, demands=Demands())
        for quotas in ([], [Quota("mentee", "site", "Lyon", at_most=0)]):
            assert task.with_(quotas=quotas) == built(task, quotas=quotas)


def test_what_hangs_on_the_people_is_not_computed_again(monkeypatch):
    task = problem(mentee(), mentor())
    solve(task)

    def again(*_people, **_settings):
        raise AssertionError("computed again")

    monkeypatch.setattr("upmatch.table.gains", again)
    monkeypatch.setattr("upmatch.table.common_half_hours", again)
    monkeypatch.setattr("upmatch.problem.check_people", again)

    other = task.with_(weights={"teach": 1, "availability": 2}, rules={"slots": {"k": 2}})
    assert solve(other).n_pairs == 1
    with pytest.raises(AssertionError, match="computed again"):
        solve(task.with_(rules={"skill": {"min_level": 1}}))


def test_what_is_shared_cannot_be_written_to():
    table = problem(mentee(), mentor()).table()

    for matrix in (table.taught, table.given_back, table.half_hours):
        with pytest.raises(ValueError, match="read-only"):
            matrix[0, 0] = 1


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"rules": {"no": {}}}, RuleError, "Rule 'no' is not known"),
        ({"weights": {"teach": 0}}, RuleError, "At least one weight"),
        ({"objective": "best"}, RuleError, "Objective 'best'"),
        ({"seed": True}, ProblemError, "Seed True"),
        ({"locks": [("ann", "zoe")]}, UnknownPersonError, "'zoe' is not a mentor"),
        ({"forbids": [("bob", "ann")]}, UnknownPersonError, "'bob' is not a mentee"),
        ({"forbids": [("ann", "bob")]}, InfeasibleError, "lock ann bob; forbid ann bob"),
        ({"rules": {"grade_gap": {"g": 9}}}, InfeasibleError, "lock ann bob; rule grade_gap"),
        ({"overrides": [("ann", "dan")]}, ProblemError, "must be a lock too"),
        ({"quotas": [AT_LEAST_ONE], "objective": "stable"}, RuleError, "not with stable"),
    ],
)
def test_what_build_refuses_is_refused(changes, error, said):
    task = problem(mentee("ann"), mentor("bob"), mentor("dan"), locks=[("ann", "bob")])

    for make in (task.with_, lambda **changes: built(task, **changes)):
        with pytest.raises(error, match=said):
            make(**changes)
    assert issubclass(error, UpmatchError)


def test_other_people_are_another_problem():
    with pytest.raises(TypeError, match="unexpected keyword argument 'people'"):
        problem(mentee(), mentor()).with_(people=())


def test_an_override_can_be_added_to_a_lock_that_is_there():
    task = problem(mentee(), mentor(languages={"de"}), rules={})
    held = task.with_(locks=[("ann", "bob")])

    with pytest.raises(InfeasibleError, match="rule language"):
        held.with_(rules={"language": {}})
    ruled = held.with_(rules={"language": {}}, overrides=[("ann", "bob")])
    assert solve(ruled).why("ann", "bob").overrides == ("language",)
    assert ruled.with_(weights={"teach": 1}).overrides == (("ann", "bob"),)
