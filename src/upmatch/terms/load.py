"""load: how much room the mentor has, so that new pairs go to those who carry least.

Free seats over all seats before the round; 0 for a mentor without seats.

Source: our definition, the idea of least relative load in assigning work: R. L. Graham, "Bounds
on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics 17(2), 1969,
doi:10.1137/0117039.
"""

import numpy as np

from upmatch.table import Table, Value


def value(table: Table) -> Value:
    """Return each mentor's free seats over all their seats."""
    free = np.array([mentor.seats for mentor in table.mentors], dtype=np.int64)
    before = [
        mentor.seats if mentor.all_seats is None else mentor.all_seats for mentor in table.mentors
    ]
    return free, np.maximum(np.array(before, dtype=np.int64), 1)
