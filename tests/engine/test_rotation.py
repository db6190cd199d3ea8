"""A rotation: nobody twice, permitted only, tables kept, rests in turn, the best first."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, problem
from upmatch import Problem, RuleError, Want, Wish, rotation, solve
from upmatch.scoring import score

SKILLS = ("excel", "canva", "slack")


@st.composite
def events(draw):
    """An event: who there is, some pairs that may not meet, rounds and tables."""
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    people = [
        mentee(f"e{i}", wants={draw(st.sampled_from(SKILLS)): Want(5, draw(st.integers(1, 3)))})
        for i in range(m)
    ]
    people += [mentor(f"o{j}", levels=dict.fromkeys(SKILLS, 6)) for j in range(n)]
    forbids = [
        (f"e{i}", f"o{j}") for i, j in product(range(m), range(n)) if draw(st.integers(0, 4)) == 0
    ]
    made = Problem.build(people, forbids=forbids, seed=draw(st.integers(0, 3)))
    return made, draw(st.integers(1, 6)), draw(st.none() | st.integers(1, 6))


@settings(deadline=None)
@given(events())
def test_nobody_meets_twice_or_against_a_rule_and_no_round_needs_more_tables(event):
    made, n_rounds, tables = event

    found = rotation(made, n_rounds, tables=tables)

    talks = [talk for one in found.rounds for talk in one]
    assert len(found.rounds) == n_rounds
    assert len(set(talks)) == len(talks)
    assert not set(talks) & set(made.forbids)
    for one, rests in zip(found.rounds, found.rests, strict=True):
        busy = [person for talk in one for person in talk]
        assert len(set(busy)) == len(busy)
        assert {*busy, *rests} == {person.id for person in made.people}
        assert len(one) <= (tables or len(made.people))


@settings(deadline=None)
@given(events())
def test_each_round_holds_as_many_talks_as_there_can_be(event):
    made, n_rounds, tables = event

    found = rotation(made, n_rounds, tables=tables)

    met = set(made.forbids)
    for one in found.rounds:
        most = solve(Problem.build(made.people, forbids=met)).n_pairs
        assert len(one) == min(most, tables or most)
        met |= set(one)


@settings(deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 8), st.none() | st.integers(1, 5))
def test_whoever_has_to_rest_does_so_in_turn(m, n, n_rounds, tables):
    people = [mentee(f"e{i}") for i in range(m)] + [mentor(f"o{j}") for j in range(n)]
    n_rounds = min(n_rounds, max(m, n) // 2 + 1)

    found = rotation(problem(*people), n_rounds, tables=tables)

    count = Counter(one for rests in found.rests[: min(m, n)] for one in rests)
    for side in ("e", "o"):
        rests = [count[person.id] for person in people if person.id.startswith(side)]
        assert max(rests) - min(rests) <= 1


def uneven():
    """Two mentees and three mentors; ann learns most from bob, and cleo from dan."""
    return problem(
        mentee("ann", wants={"excel": Want(8, 3)}),
        mentee("cleo", wants={"canva": Want(8, 3)}),
        mentor("bob", levels={"excel": 8, "canva": 5}),
        mentor("dan", levels={"excel": 5, "canva": 8}),
        mentor("eve", levels={"excel": 5, "canva": 5}),
    )


def test_the_best_candidates_meet_first_and_the_other_side_rests_in_turn():
    found = rotation(uneven(), 3)

    assert set(found.rounds[0]) == {("ann", "bob"), ("cleo", "dan")}
    assert found.rests[0] == ("eve",)
    assert "eve" in {mentor_id for _mentee, mentor_id in found.rounds[1]}
    assert found.best["ann"][0] == "bob"
    assert {len(best) for best in found.best.values()} == {2, 3}


def test_the_best_are_told_by_fit_without_wishes():
    wish = Wish("ann", "eve", "rank", 1)
    made = Problem.build(uneven().people, wishes=[wish])

    found = rotation(made, 1)

    assert found.best["ann"] == ("bob",)


def test_rounds_that_were_held_stay_and_are_not_repeated():
    whole = rotation(uneven(), 3)
    held = [[("ann", "eve"), ("left", "dan")]]

    found = rotation(uneven(), 3, earlier=held)

    assert found.rounds[0] == (("ann", "eve"), ("left", "dan"))
    assert found.rounds[0] != whole.rounds[0]
    assert ("ann", "eve") not in {talk for one in found.rounds[1:] for talk in one}
    assert "cleo" in {mentee_id for mentee_id, _mentor in found.rounds[1]}


def test_whoever_comes_later_or_leaves_is_in_the_rounds_between_only():
    found = rotation(uneven(), 3, there={"ann": (2, 3), "bob": (1, 1), "nobody": (1, 3)})

    busy = [{one for talk in talks for one in talk} for talks in found.rounds]
    assert "ann" not in busy[0] | set(found.rests[0])
    assert "bob" in busy[0] | set(found.rests[0])
    assert not {"bob", "nobody"} & (busy[1] | busy[2] | set(found.rests[1]))
    assert len(found.best["bob"]) == 1


def test_nobody_on_one_side_means_that_everybody_rests():
    found = rotation(problem(mentee("ann")), 2)

    assert found.rounds == ((), ())
    assert found.rests == (("ann",), ("ann",))


def test_the_order_of_people_does_not_count():
    people = uneven().people

    assert rotation(problem(*people[::-1]), 3) == rotation(problem(*people), 3)


@pytest.mark.parametrize(
    ("n_rounds", "asked"),
    [(0, {}), (2, {"tables": 0}), (1, {"earlier": [[], []]})],
)
def test_numbers_out_of_range_are_refused(n_rounds, asked):
    with pytest.raises(RuleError, match=r"must be|more than"):
        rotation(uneven(), n_rounds, **asked)


def test_every_talk_is_permitted_as_the_rules_say():
    made = problem(mentee("ann", languages={"de"}), mentee("cleo"), mentor("bob"))
    permitted = score(made.table(), made.weights).permitted

    found = rotation(made, 2)

    assert permitted.tolist() == [[False], [True]]
    assert found.rounds == ((("cleo", "bob"),), ())
