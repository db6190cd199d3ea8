"""The two come from different companies: always on where people of several companies meet."""

import numpy as np

from upmatch.table import BoolMatrix, Table


def is_said(table: Table) -> bool:
    """Say whether anybody on either side names a company."""
    return any(person.company for side in (table.mentees, table.mentors) for person in side)


def permits(table: Table) -> BoolMatrix:
    """Return where the companies of the two differ; one that is not said differs from all."""
    codes: dict[str, int] = {"": 0}
    mentees, mentors = (
        np.array([codes.setdefault(one.company, len(codes)) for one in side], dtype=np.int64)
        for side in (table.mentees, table.mentors)
    )
    free: BoolMatrix = (mentees[:, None] != mentors) | (mentors == 0)
    return free
