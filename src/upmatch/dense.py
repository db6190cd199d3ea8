"""The one place where SciPy's dense solver is called."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["EXACT", "Floats", "Ints", "best_plan"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EXACT: Final = 2**53
"""Whole numbers below this are exact in float64, in which SciPy computes."""


def best_plan(value: Floats, seats: Ints) -> NDArray[np.intp]:
    """Return, per row, the column of a plan of greatest value, or -1.

    ``value`` is (m, n) with positive whole numbers, negative where a pair must not be.
    """
    # loaded when a plan is made: it takes longer than the rest of the program to start
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    owner = np.repeat(np.arange(len(seats)), np.minimum(seats, (value > 0).sum(axis=0)))
    row, seat = linear_sum_assignment(np.maximum(value, 0.0)[:, owner], maximize=True)
    column = owner[seat]
    kept = value[row, column] > 0
    plan = np.full(len(value), -1, dtype=np.intp)
    plan[row[kept]] = column[kept]
    return plan
