"""Every possible plan of a tiny problem on arrays, to compare a solver with."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from tests.engine.strategies import CALM
from upmatch import UNMATCHED, Asked, assign

MANY = settings(CALM, max_examples=200)
FITS = (
    st.integers(0, 10_000),
    st.integers(0, 2),
    st.just(7),
    st.sampled_from((0, 2499, 2500, 4999, 5000, 7499, 7500, 9999, 10_000)),
)


@dataclass(frozen=True)
class Arrays:
    fit: np.ndarray
    permitted: np.ndarray
    seats: np.ndarray
    locks: list = field(default_factory=list)
    at_least: np.ndarray | None = None

    @property
    def asked(self):
        return Asked(locks=self.locks, at_least=self.at_least)

    def solved(self, objective, seed=0):
        found = assign(
            self.fit,
            self.permitted,
            self.seats,
            objective=objective,
            asked=self.asked,
            seed=seed,
        )
        assert_possible(found, self)
        return found


@st.composite
def arrays(draw, *, may_lock=True):
    shape = draw(st.tuples(st.integers(0, 4), st.integers(0, 3)))
    cells = shape[0] * shape[1]
    fit = draw(st.lists(draw(st.sampled_from(FITS)), min_size=cells, max_size=cells))
    allowed = draw(st.lists(st.booleans(), min_size=cells, max_size=cells))
    seats = draw(st.lists(st.integers(0, 3), min_size=shape[1], max_size=shape[1]))
    wished = draw(st.lists(st.integers(0, 3), min_size=shape[1], max_size=shape[1]))
    board = Arrays(
        np.array(fit, dtype=int).reshape(shape),
        np.array(allowed, dtype=bool).reshape(shape),
        np.array(seats, dtype=int),
        at_least=np.array(wished, dtype=int),
    )
    some = draw(st.sampled_from(list(plans(board)))) if may_lock else ()
    is_locked = draw(st.lists(st.booleans(), min_size=len(some), max_size=len(some)))
    locks = [(i, j) for i, j in enumerate(some) if j != UNMATCHED and is_locked[i]]
    return Arrays(board.fit, board.permitted, board.seats, locks, board.at_least)


def plans(board):
    """Yield every plan that the seats, the permitted pairs and the locks leave."""
    m, n = board.fit.shape
    for choice in product(range(UNMATCHED, n), repeat=m):
        if (
            all(j == UNMATCHED or board.permitted[i, j] for i, j in enumerate(choice))
            and all(choice.count(j) <= board.seats[j] for j in range(n))
            and all(choice[i] == j for i, j in board.locks)
        ):
            yield choice


def fits(board, plan, *, is_free=False):
    """Return the fits of a plan's pairs; with ``is_free``, of those that are not locked."""
    locked = set(board.locks) if is_free else set()
    pairs = [(i, j) for i, j in enumerate(plan) if j != UNMATCHED and (i, j) not in locked]
    return [int(board.fit[pair]) for pair in pairs]


def assert_possible(found, board):
    rows = np.flatnonzero(found.mentor_of != UNMATCHED)
    columns = found.mentor_of[rows]
    assert board.permitted[rows, columns].all()
    assert (np.bincount(columns, minlength=len(board.seats)) <= board.seats).all()
    assert all(found.mentor_of[i] == j for i, j in board.locks)
    assert (found.n_pairs, found.total_fit) == (len(rows), board.fit[rows, columns].sum())
