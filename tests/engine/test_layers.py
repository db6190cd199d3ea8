"""Layers: nobody meets twice, who waited goes first, and each is the best that was left."""

from collections import Counter
from dataclasses import replace
from importlib import import_module
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from tests.engine.companies import drawn
from tests.engine.strategies import CALM, problems
from upmatch import Person, Problem, Quota, RuleError, TooLargeError, Wish, layers, solve

BRIEF = settings(CALM, max_examples=30)
some_tables = st.sampled_from((None, 1, 2, 3))
some_seats = st.sampled_from((None, 1, 2))


def met(layer):
    return [frozenset((pair.mentee, pair.mentor)) for pair in layer.pairs]


@BRIEF
@given(
    problem=problems(9),
    tables=some_tables,
    seats=some_seats,
    fair_to=st.sampled_from(("both", "mentee")),
)
def test_nobody_meets_twice_and_seats_tables_and_rules_are_kept(problem, tables, seats, fair_to):
    found = layers(problem, 5, tables=tables, seats=seats, fair_to=fair_to)
    plan = solve(problem)

    meetings = [two for layer in found for two in met(layer)]
    assert (len(found), len(set(meetings))) == (5, len(meetings))
    for layer in found:
        assert layer.n_pairs <= (tables or layer.n_pairs)
        assert [pair.mentee for pair in layer.pairs] == sorted({p.mentee for p in layer.pairs})
        taken = Counter(pair.mentor for pair in layer.pairs)
        for one in problem.mentors:
            assert taken[one.id] <= (seats if seats and one.seats else one.seats)
        assert set(layer.resting_mentees) == set(problem.row_of) - {p.mentee for p in layer.pairs}
        seated = {one.id for one in problem.mentors if one.seats}
        assert set(layer.resting_mentors) == seated - set(taken)
        for pair in layer.pairs:
            why = plan.why(pair.mentee, pair.mentor)
            assert (why.forbidden_by, why.fit) == ((), pair.fit)
            assert sum(pair.contributions.values()) == pair.fit
        assert layer.total_fit == sum(pair.fit for pair in layer.pairs)


@BRIEF
@given(problem=problems(9))
def test_the_first_layer_is_the_plan_where_nothing_restricts(problem):
    plan = solve(problem)
    (layer,) = layers(problem, 1)

    both_ways = {(p.mentee, p.mentor) for p in plan.pairs} & {
        (p.mentor, p.mentee) for p in plan.pairs
    }
    if both_ways:
        assert len(set(met(layer))) == layer.n_pairs
    else:
        assert layer.pairs == plan.pairs
        assert layers(problem, 1, tables=max(plan.n_pairs, 1)) == (layer,)


@BRIEF
@given(problem=problems(7), tables=some_tables)
def test_the_order_of_people_decides_nothing(problem, tables):
    turned = Problem.build(
        problem.people[::-1],
        managers=problem.managers,
        wishes=problem.wishes[::-1],
        rules=problem.rules,
        weights=problem.weights,
        seed=problem.seed,
        previous=problem.previous,
    )

    assert layers(turned, 3, tables=tables) == layers(problem, 3, tables=tables)


def possible(task, gone, most, seats):
    """Yield every layer of at most so many pairs of who may meet and has not."""
    fits = solve(task)
    choices = []
    for one in task.mentees:
        open_to = [
            other.id
            for other in task.mentors
            if frozenset((one.id, other.id)) not in gone
            and not fits.why(one.id, other.id).forbidden_by
        ]
        choices.append([None, *open_to])
    for choice in product(*choices):
        taken = Counter(choice)
        pairs = [(i.id, j) for i, j in zip(task.mentees, choice, strict=True) if j]
        if len(pairs) <= most and all(
            taken[one.id] <= (seats if seats and one.seats else one.seats) for one in task.mentors
        ):
            yield pairs, sum(fits.why(*pair).fit for pair in pairs)


def waits(waited, side):
    """Return how often those of one side who waited did, longest first."""
    return sorted((waited[one] for one in set(side) if waited[one]), reverse=True)


@pytest.mark.parametrize(("tables", "seats"), [(None, None), (None, 1), (1, 2), (2, 1)])
def test_each_layer_serves_who_waited_longest_and_then_has_most_fit(tables, seats):
    """Who waited is compared level by level, not by the sum on which the engine computes."""
    n_compared = 0
    for seed in range(60):
        task = drawn(seed, most=6)
        task = replace(task, people=tuple(p for p in task.people if p.role != "both"))
        waited, gone = Counter(), set()
        for layer in layers(task, 3, tables=tables, seats=seats):
            every = list(possible(task, gone, tables or 99, seats))
            own = [(pair.mentee, pair.mentor) for pair in layer.pairs]

            def worth(pairs, fit, waited=waited):
                sides = [waits(waited, side) for side in zip(*pairs, strict=True)]
                if tables:
                    return len(pairs), sum(map(sum, sides)), fit
                return len(pairs), sides, fit

            assert worth(own, layer.total_fit) == max(worth(*one) for one in every), seed
            n_compared += len(every) > 1
            gone.update(met(layer))
            waited.update([*layer.resting_mentees, *layer.resting_mentors])
    assert n_compared > 30


def board(n_mentees, n_mentors, seed=0):
    """Return people who all may meet, and like each other at random."""
    rng = np.random.default_rng(seed)
    sides = [f"e{at}" for at in range(n_mentees)], [f"j{at}" for at in range(n_mentors)]
    wishes = [
        Wish(one, other, "rank", int(rng.integers(1, 6))) for one in sides[0] for other in sides[1]
    ]
    people = [
        *(Person(one, "mentee", 5) for one in sides[0]),
        *(Person(one, "mentor", 2, seats=1) for one in sides[1]),
    ]
    return Problem.build(people, rules={}, weights={"wishes": 1}, wishes=wishes, seed=seed)


def rests(task, found):
    """Yield how often the two sides have rested after each layer."""
    count = Counter(dict.fromkeys([one.id for one in task.people], 0))
    for layer in found:
        count.update([*layer.resting_mentees, *layer.resting_mentors])
        yield [[count[one.id] for one in side] for side in (task.mentees, task.mentors)]


def apart(task, found):
    return max(max(side) - min(side) for both in rests(task, found) for side in both)


@pytest.mark.parametrize("has_tables", [False, True])
def test_where_all_may_meet_rests_are_at_most_one_apart(has_tables):
    for seed in range(120):
        m, n = 1 + seed % 9, 1 + seed % 7
        tables = 1 + seed % min(m, n) if has_tables else None
        task = board(m, n, seed)
        n_layers = max(m, n) // tables if tables else max(max(m, n) // 2, 1)

        assert apart(task, layers(task, n_layers, tables=tables)) <= 1, seed
        every = layers(task, m * n // (tables or min(m, n)), tables=tables)
        assert apart(task, every) <= 2, seed


def test_everybody_meets_everybody_and_then_rests():
    task = board(4, 4)
    found = layers(task, 5)

    assert [layer.n_pairs for layer in found] == [4, 4, 4, 4, 0]
    assert found[-1].resting_mentors == ("j0", "j1", "j2", "j3")


def test_a_mentor_whom_nobody_suits_comes_in_only_where_rests_of_mentors_count():
    wishes = [Wish(one, two, "rank", 1) for one in ("ann", "eve") for two in ("bob", "dan")]
    people = mentee("ann"), mentee("eve"), mentor("bob"), mentor("dan"), mentor("far")
    task = problem(*people, wishes=wishes)

    first, second = layers(task, 2, fair_to="mentee")
    assert first.resting_mentors == second.resting_mentors == ("far",)
    assert "far" not in layers(task, 2)[1].resting_mentors


def test_seats_of_a_layer_take_the_place_of_those_of_the_mentor():
    task = problem(mentee("ann"), mentee("eve"), mentor("bob", seats=2), mentor("dan", grade=9))

    assert [layer.n_pairs for layer in layers(task, 2)] == [2, 0]
    assert [layer.n_pairs for layer in layers(task, 2, seats=1)] == [1, 1]


def test_who_waited_is_worth_one_seat_and_no_more():
    """In the first layer bob, who has two seats, rests; then one mentee is his, not both."""
    wishes = [Wish(one, "dan", "rank", 1) for one in ("ann", "eve")]
    task = problem(
        mentee("ann"), mentee("eve"), mentor("bob", seats=2), mentor("dan", seats=2),
        mentor("joe", seats=2), wishes=wishes,
    )  # fmt: skip

    first, second, _ = layers(task, 3)

    assert first.resting_mentors == ("bob", "joe")
    assert (second.resting_mentors, second.n_pairs) == (("dan",), 2)


def test_no_two_people_are_paired_both_ways_in_one_layer():
    people = [
        replace(one, role="both", seats=1)
        for one in (Person("ann", "both", 3), Person("eve", "both", 3))
    ]
    task = Problem.build(people, rules={}, weights={"wishes": 1})

    found = layers(task, 2)

    assert [layer.n_pairs for layer in found] == [1, 0]
    assert solve(task).n_pairs == 2


def test_nobody_makes_empty_layers():
    assert [layer.n_pairs for layer in layers(problem(), 2, tables=1)] == [0, 0]
    assert layers(problem(mentee()), 1)[0].resting_mentees == ("ann",)
    assert layers(problem(mentee(), mentor(seats=0)), 1, seats=3)[0].resting_mentors == ()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"n": 0}, "n 0 of layers must be a number from 1"),
        ({"n": None}, "n None"),
        ({"n": 1, "tables": 0}, "tables 0"),
        ({"n": 1, "seats": True}, "seats True"),
        ({"n": 1, "fair_to": "mentor"}, "fair_to 'mentor' must be one of both, mentee"),
    ],
)
def test_what_is_no_number_is_refused(how, said):
    with pytest.raises(RuleError, match=said):
        layers(problem(mentee(), mentor()), **how)


@pytest.mark.parametrize(
    "demand",
    [
        {"locks": [("ann", "bob")]},
        {"quotas": [Quota("mentee", "unit", "IT", at_most=1)]},
        {"objective": "total"},
    ],
)
def test_layers_go_without_demands(demand):
    with pytest.raises(RuleError, match="Layers go with people-first, without locks and quotas"):
        layers(problem(mentee(), mentor(), **demand), 1)


def test_what_the_dense_way_does_not_take_is_refused(monkeypatch):
    task = problem(mentee("ann"), mentee("eve"), mentor("bob", seats=9))
    module = import_module("upmatch.layers")  # the package has the function under this name
    monkeypatch.setattr(module, "MOST_CELLS", 3)

    with pytest.raises(TooLargeError, match="4 mentees × seats are more than 3"):
        layers(task, 1)
    assert layers(task, 1, seats=1)[0].n_pairs == 1
