"""grid and load: what a mentor brings, whoever the mentee is."""

import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.terms import grid, load


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((140, 300), (140, 300)),  # 5.4 over a threshold of 4, at most 7
        ((0, 300), (0, 300)),
        ((-20, 300), (0, 300)),  # below the threshold
        ((310, 300), (300, 300)),
        (None, (0, 1)),
    ],
)
def test_grid_is_what_is_above_the_threshold(said, expected):
    a, b = grid.value(table([mentee()], [mentor(grid=said)]))

    assert (a.tolist(), b.tolist()) == ([expected[0]], [expected[1]])


@pytest.mark.parametrize(
    ("seats", "before", "expected"),
    [(1, 3, (1, 3)), (2, None, (2, 2)), (0, 2, (0, 2)), (0, None, (0, 1))],
)
def test_load_is_free_seats_over_all_seats(seats, before, expected):
    a, b = load.value(table([mentee()], [mentor(seats=seats, all_seats=before)]))

    assert (a.tolist(), b.tolist()) == ([expected[0]], [expected[1]])


def test_nobody_is_no_mentor():
    assert grid.value(table([mentee()], []))[0].shape == (0,)
    assert load.value(table([mentee()], []))[0].shape == (0,)
