"""teach: how much of what the mentee wants to learn this mentor can pass on.

Sum over the skills that can pass of importance · (min(mentor's level, target) − mentee's
level), divided by the sum over all of the mentee's wants of importance · max(0, target −
level); 0 for a mentee who wants nothing. Which skills can pass: the rule ``skill``.

Source: our definition. That mentoring needs a gap of competence in the mentor's favour:
W. M. Murphy, "Reverse mentoring at work", Human Resource Management 51(4), 2012,
doi:10.1002/hrm.21489.
"""

import numpy as np

from upmatch.learning import needs
from upmatch.table import Table, Value


def value(table: Table) -> Value:
    """Return the reachable part of each mentee's wants."""
    return table.taught, np.maximum(needs(table.mentees), 1)[:, None]
