"""availability: common half hours a week, as far as they are needed.

min(common, need) / need with a need of 4 half hours: enough to find a date for a session of
an hour every two weeks without asking twice. More common time earns nothing.

Source: our definition; common time is measured as in the rule ``slots``.
"""

from typing import Final

import numpy as np

from upmatch.table import Table, Value

NEED: Final = 4


def value(table: Table) -> Value:
    """Return the common half hours up to the need, over the need."""
    return np.minimum(table.half_hours, NEED), np.array(NEED, dtype=np.int64)
