"""wishes: how high the two ranked each other.

The mean of both sides' (6 − rank) / 5 for ranks 1 to 5, where not ranked counts 0.

Source: our definition, a Borda count cut off after five ranks: H. P. Young, "An axiomatization
of Borda's rule", Journal of Economic Theory 9(1), 1974, doi:10.1016/0022-0531(74)90073-8.
"""

import numpy as np

from upmatch.people import LAST_RANK
from upmatch.table import Table, Value


def value(table: Table) -> Value:
    """Return the points that both sides gave, over the most they can give."""
    points = np.zeros(table.shape, dtype=np.int64)
    for wish in table.wishes:
        if wish.rank is not None:
            for cell in table.cells(wish.id, wish.other):
                points[cell] += LAST_RANK + 1 - wish.rank
    return points, np.array(2 * LAST_RANK, dtype=np.int64)
