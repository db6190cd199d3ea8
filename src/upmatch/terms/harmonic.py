"""harmonic: the harmonic mean of teach and give back; 0 as soon as one of them is 0.

2xy / (x + y) of x = a/b and y = c/d is 2ac / (ad + cb). It rewards pairs in which both people
gain: (1/2, 1/2) is worth 1/2, (1, 0) nothing. Weigh it instead of the two terms, or beside them.
At most 800 wants a person keep b and d below 20,000 and all products within 64 bits.

Source: the harmonic mean as score of a reciprocal recommendation: L. Pizzato, T. Rej, T. Chung,
I. Koprinska, J. Kay, "RECON: a reciprocal recommender for online dating", RecSys 2010,
doi:10.1145/1864708.1864747.
"""

import numpy as np

from upmatch.table import Table, Value
from upmatch.terms import give_back, teach


def value(table: Table) -> Value:
    """Return twice the product of the two values, over their sum."""
    (a, b), (c, d) = teach.value(table), give_back.value(table)
    both = a * d + c * b
    return 2 * a * c, np.maximum(both, 1)
