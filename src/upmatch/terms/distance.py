"""distance: how far apart the two sit in the company, so that pairs build bridges.

With ``d`` the depth of a unit in the tree of units below an implied root and ``lca`` the
nearest unit that holds both: (d_a + d_b − 2·d_lca) / (2 · greatest depth); 0 in a company
without units. Someone without a unit sits at the root.

Source: path length in a tree through the lowest common ancestor: M. A. Bender and
M. Farach-Colton, "The LCA problem revisited", LATIN 2000, doi:10.1007/10719839_9.
"""

import numpy as np

from upmatch.people import Person
from upmatch.table import IntMatrix, Table, Value


def value(table: Table) -> Value:
    """Return the steps between the units, over the most steps there can be."""
    common = np.zeros(table.shape, dtype=np.int64)
    codes: dict[tuple[str, ...], int] = {}
    for depth in range(1, table.unit_depth + 1):
        mentees, mentors = (_codes(side, depth, codes) for side in (table.mentees, table.mentors))
        common += (mentees[:, None] == mentors) & (mentors >= 0)
    mentee, mentor = (
        np.array([len(person.unit) for person in side], dtype=np.int64)
        for side in (table.mentees, table.mentors)
    )
    most = np.array(max(2 * table.unit_depth, 1), dtype=np.int64)
    return mentee[:, None] + mentor - 2 * common, most


def _codes(side: tuple[Person, ...], depth: int, codes: dict[tuple[str, ...], int]) -> IntMatrix:
    found = [
        codes.setdefault(person.unit[:depth], len(codes)) if len(person.unit) >= depth else -1
        for person in side
    ]
    return np.array(found, dtype=np.int64)
