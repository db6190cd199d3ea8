"""give back: how much of what the mentor wants to learn this mentee can pass on.

The same as ``teach`` with the roles exchanged; here one level above is enough to pass on a
skill. It is the reciprocity that makes a pair worth both people's time.

Source: our definition. Both sides' gain as the mark of reverse mentoring: W. M. Murphy,
"Reverse mentoring at work", Human Resource Management 51(4), 2012, doi:10.1002/hrm.21489.
"""

import numpy as np

from upmatch.learning import needs
from upmatch.table import Table, Value


def value(table: Table) -> Value:
    """Return the reachable part of each mentor's wants."""
    return table.given_back, np.maximum(needs(table.mentors), 1)
