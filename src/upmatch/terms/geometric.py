"""geometric: the geometric mean of teach and give back; 0 as soon as one of them is 0.

The square root of x · y, rounded down to ten-thousandths so that it stays a whole number over
10,000. Between the arithmetic mean (the two terms by themselves) and ``harmonic``.

Source: ways to fuse two people's interest in each other: I. Palomares, C. Porcel, L. Pizzato,
I. Guy, E. Herrera-Viedma, "Reciprocal recommender systems", Information Fusion 69, 2021,
arXiv:2007.16120.
"""

import numpy as np

from upmatch.defaults import FULL_FIT
from upmatch.table import Table, Value
from upmatch.terms import give_back, teach


def value(table: Table) -> Value:
    """Return the whole root of 10,000² times the product of the two values, over 10,000."""
    (a, b), (c, d) = teach.value(table), give_back.value(table)
    square = FULL_FIT**2 * (a * c) // (b * d)
    # numbers up to 10^8 have exact roots in float64, so rounding down is exact
    return np.sqrt(square).astype(np.int64), np.array(FULL_FIT, dtype=np.int64)
