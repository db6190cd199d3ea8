"""format: how far the two agree on ways to meet, in the same room, by video, by chat.

Formats that both declared over formats that either declared; where one of the two declared
nothing, 1/2: nothing is known, so it counts neither for nor against.

Source: P. Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11(2),
1912, doi:10.1111/j.1469-8137.1912.tb05611.x.
"""

import numpy as np

from upmatch.people import Person
from upmatch.table import IntMatrix, Table, Value


def value(table: Table) -> Value:
    """Return the common formats over all formats of the two."""
    declared = sorted({word for person in table.mentees for word in person.formats})
    mentees, mentors = (_declares(side, declared) for side in (table.mentees, table.mentors))
    common = mentees @ mentors.T
    n_mentee, n_mentor = (
        np.array([len(person.formats) for person in side], dtype=np.int64)
        for side in (table.mentees, table.mentors)
    )
    is_blank = (n_mentee[:, None] == 0) | (n_mentor == 0)
    return np.where(is_blank, 1, common), np.where(
        is_blank, 2, n_mentee[:, None] + n_mentor - common
    )


def _declares(side: tuple[Person, ...], declared: list[str]) -> IntMatrix:
    said = [[word in person.formats for word in declared] for person in side]
    return np.array(said, dtype=np.int64).reshape(len(side), len(declared))
