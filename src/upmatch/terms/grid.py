"""grid: how far the mentor's evaluation grid is above the threshold that casts mentors.

(score − threshold) / (greatest score − threshold), cut off at 0 and 1; 0 without a grid.

Source: our definition, min-max scaling; why anchored grids rather than impressions: P. C. Smith
and L. M. Kendall, "Retranslation of expectations", Journal of Applied Psychology 47(2), 1963,
doi:10.1037/h0047060.
"""

import numpy as np

from upmatch.table import Table, Value


def value(table: Table) -> Value:
    """Return what each mentor has above the threshold, over the most there can be."""
    grids = [mentor.grid or (0, 1) for mentor in table.mentors]
    above, most = np.array(grids, dtype=np.int64).reshape(-1, 2).T
    return np.clip(above, 0, most), most
