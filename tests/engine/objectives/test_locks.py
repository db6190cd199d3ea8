"""Locks on arrays: refused where they make no sense, constants of the bounds elsewhere."""

import numpy as np
import pytest

from upmatch import ArrayError, Asked, assign


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"locks": [(0, 0), (0, 1)]}, "row 0 is locked 2 times"),
        ({"locks": [(0, 0), (1, 0)]}, "column 0 has 2 locks for 1 seats"),
        ({"locks": [(1, 1)]}, r"the lock \(1, 1\) is not permitted"),
        ({"at_least": [1]}, "at_least must be 2 whole numbers"),
        ({"at_least": [1, -1]}, "at_least must not be negative"),
        ({"liking": (np.zeros((2, 2)), np.zeros((2, 1)))}, "liking must be two arrays"),
        ({"liking": (np.zeros((2, 2)), np.full((2, 2), -1))}, "from 0"),
    ],
)
def test_what_is_asked_must_suit_the_arrays(asked, message):
    permitted = np.array([[True, True], [True, False]])

    with pytest.raises(ArrayError, match=message):
        assign(np.ones((2, 2), int), permitted, asked=Asked(**asked))


def test_a_lock_is_kept_at_any_cost_and_counted_in_the_bounds():
    fit = [[9000, 10], [8000, 20], [7000, 30]]

    found = assign(fit, asked=Asked(locks=[(0, 1)]))

    assert found.mentor_of.tolist() == [1, 0, -1]
    assert (found.bound_pairs, found.bound_fit, found.gap) == (2, 8010, 0)
    assert found.prices.tolist() == [found.bonus + 7000, found.bonus + 30]  # of the last


def test_everybody_may_be_locked():
    found = assign([[5, 6]], asked=Asked(locks=[(0, 1)]))

    assert (found.mentor_of.tolist(), found.certified) == ([1], True)
