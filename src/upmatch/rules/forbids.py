"""The coordinator ruled this pair out, reason ``forbidden``: always on where there is a list."""

import numpy as np

from upmatch.table import BoolMatrix, Table


def permits(table: Table) -> BoolMatrix:
    """Return where the pair, this mentee with this mentor, is not on the list."""
    free = np.ones(table.shape, dtype=np.bool_)
    for cell in map(table.cell, table.forbids):
        if cell is not None:
            free[cell] = False
    return free
