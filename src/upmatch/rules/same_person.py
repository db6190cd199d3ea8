"""Nobody is paired with themselves: always on."""

import numpy as np

from upmatch.table import BoolMatrix, Table


def permits(table: Table) -> BoolMatrix:
    """Return where mentee and mentor are two people."""
    free = np.ones(table.shape, dtype=np.bool_)
    for person in table.mentees:
        for cell in table.cells(person.id, person.id):
            free[cell] = False
    return free
