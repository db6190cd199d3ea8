"""The best plan of at most so many pairs, compared with every plan."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.plans import MANY
from upmatch.few import best_few


@st.composite
def values(draw):
    m, n = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    top = draw(st.sampled_from((2, 50, 10_000)))
    cell = st.one_of(st.just(-np.inf), st.integers(1, top).map(float))
    flat = draw(st.lists(cell, min_size=m * n, max_size=m * n))
    seats = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return np.array(flat).reshape(m, n), np.array(seats, dtype=np.int64)


@MANY
@given(given_=values(), most=st.integers(1, 5))
def test_the_best_plan_of_few_pairs_is_the_best_of_all(given_, most):
    value, seats = given_
    m, n = value.shape
    plan = best_few(value, seats, most)

    def worth(choice):
        return sum(value[row, column] for row, column in enumerate(choice) if column >= 0)

    def is_possible(choice):
        n_pairs = sum(column >= 0 for column in choice)
        has_room = all(list(choice).count(column) <= seats[column] for column in range(n))
        return n_pairs <= most and has_room and np.isfinite(worth(choice))

    assert is_possible(plan)
    assert worth(plan) == max(
        filter(
            np.isfinite,
            (worth(choice) for choice in product(range(-1, n), repeat=m) if is_possible(choice)),
        )
    )
