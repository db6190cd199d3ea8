"""stable: nobody could do better together, and no mentee better in another stable plan."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor, table
from tests.engine.plans import MANY, arrays, assert_possible, plans
from upmatch import Asked, Person, Want, Wish, assign
from upmatch.preferences import likings


def blocking(board, likings, plan):
    """Count pairs that would both rather have each other, by the words of the definition."""
    count = 0
    for i, j in np.argwhere(board.permitted):
        seated = [other for other, mentor in enumerate(plan) if mentor == j]
        is_better_for_mentee = plan[i] < 0 or likings[0][i, j] > likings[0][i, plan[i]]
        has_room = len(seated) < board.seats[j]
        is_better_for_mentor = any(likings[1][i, j] > likings[1][other, j] for other in seated)
        count += bool(is_better_for_mentee and (has_room or is_better_for_mentor))
    return count


@st.composite
def markets(draw, *, may_tie=True):
    board = draw(arrays(may_lock=False))
    cells = board.fit.size
    some = st.integers(0, 3 if may_tie else 10**6)
    sides = [
        np.array(draw(st.lists(some, min_size=cells, max_size=cells, unique=not may_tie)), int)
        for _ in range(2)
    ]
    return board, tuple(side.reshape(board.fit.shape) for side in sides)


def solved(board, likings, seed=0):
    found = assign(
        board.fit,
        board.permitted,
        board.seats,
        objective="stable",
        asked=Asked(liking=likings),
        seed=seed,
    )
    assert_possible(found, board)
    return found


@MANY
@given(markets(), st.integers(0, 2))
def test_no_pair_blocks_the_plan(market, seed):
    found = solved(*market, seed=seed)

    assert found.blocking_pairs == blocking(*market, found.mentor_of.tolist()) == 0
    assert (found.certified, found.bound_fit, found.gap, found.prices) == (False, None, None, None)


@MANY
@given(markets(may_tie=False))
def test_no_mentee_is_better_off_in_another_stable_plan(market):
    board, (to_mentee, _) = market
    own = solved(*market).mentor_of.tolist()

    def joy(plan):
        return [to_mentee[i, j] if j >= 0 else -1 for i, j in enumerate(plan)]

    for plan in plans(board):
        if blocking(*market, plan) == 0:
            assert all(np.array(joy(own)) >= joy(plan))


def test_mentees_propose():
    """Each side's favourites are crossed: the mentees get theirs."""
    likes = np.array([[2, 1], [1, 2]]), np.array([[1, 2], [2, 1]])

    assert assign(
        np.zeros((2, 2), int), objective="stable", asked=Asked(liking=likes)
    ).mentor_of.tolist() == [0, 1]


def test_a_locked_seat_is_not_open_to_others():
    fit = [[5, 1], [9, 1]]

    found = assign(fit, objective="stable", asked=Asked(locks=[(0, 0)]))

    assert (found.mentor_of.tolist(), found.blocking_pairs) == ([0, 1], 0)


def test_likings_are_own_benefit_below_own_ranks():
    """ann gains all of her want from bob; joe gains half of his want from ann."""
    joe = mentor("joe", levels={"excel": 3}, wants={"budget": Want(4, 1)})
    learner = mentee("ann", levels={"excel": 1, "budget": 2})
    said = [
        Wish("ann", "joe", "rank", 2),
        Wish("bob", "ann", "rank", 5),
        Wish("joe", "ann", "veto"),
    ]
    rows = table([learner], [mentor("bob"), joe], wishes=said)

    to_mentee, to_mentor = likings(rows)

    assert to_mentee.tolist() == [[10_000, 4 * 10_001]]
    assert to_mentor.tolist() == [[10_001, 5_000]]


def test_people_who_are_both_like_in_both_roles():
    both = [Person("ann", "both", 5), Person("eva", "both", 5)]
    rows = table(both, [], wishes=[Wish("ann", "eva", "rank", 1)])

    to_mentee, to_mentor = likings(rows)

    assert to_mentee.tolist() == [[0, 50_005], [0, 0]]  # ann as mentee of eva
    assert to_mentor.tolist() == [[0, 0], [50_005, 0]]  # ann as mentor of eva


@pytest.mark.parametrize("seats", [0, 1, 2])
def test_a_mentor_keeps_the_best_as_far_as_there_are_seats(seats):
    found = assign([[1], [3], [2]], seats=[seats], objective="stable")

    assert np.flatnonzero(found.mentor_of == 0).tolist() == [[], [1], [1, 2]][seats]
