"""One of the two is locked with somebody else and has no place left: always on with locks."""

from collections import Counter

import numpy as np

from upmatch.table import BoolMatrix, Table


def permits(table: Table) -> BoolMatrix:
    """Return where a lock leaves both people a place for each other.

    A locked mentee has none; a mentor has none once there are as many locks as seats. The locked
    pairs themselves stay permitted.
    """
    held = dict(table.locks)
    n_held = Counter(held.values())
    free = np.ones(table.shape, dtype=np.bool_)
    free[[mentee.id in held for mentee in table.mentees]] = False
    free[:, [0 < n_held[mentor.id] >= mentor.seats for mentor in table.mentors]] = False
    for cell in map(table.cell, table.locks):
        if cell is not None:
            free[cell] = True
    return free
