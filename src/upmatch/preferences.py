"""How much each side likes each other, for stable plans and for counting blocking pairs."""

import numpy as np

from upmatch.defaults import FULL_FIT
from upmatch.people import LAST_RANK
from upmatch.table import IntMatrix, Table
from upmatch.terms import TERMS

__all__ = ["likings"]


def likings(table: Table) -> tuple[IntMatrix, IntMatrix]:
    """Return each mentee's liking for each mentor, and each mentor's for each mentee.

    Whom somebody ranked comes before whom they did not, rank 1 first; within a rank, and among
    those without one, a side likes whom it gains from: teach for the mentee, give back for the
    mentor, in points from 0 to 10,000.

    Returns
    -------
    two (n_mentees, n_mentors) int64
        (6 − rank, or 0) · 10,001 + points.
    """
    points = []
    for term in ("teach", "give_back"):
        a, b = TERMS[term](table)
        points.append(np.broadcast_to(FULL_FIT * a // b, table.shape).copy())
    to_mentee, to_mentor = points
    for wish in table.wishes:
        if wish.rank is not None:
            worth = (LAST_RANK + 1 - wish.rank) * (FULL_FIT + 1)
            own, other = table.cell((wish.id, wish.other)), table.cell((wish.other, wish.id))
            for cell, liking in ((own, to_mentee), (other, to_mentor)):
                if cell is not None:
                    liking[cell] += worth
    return to_mentee, to_mentor
