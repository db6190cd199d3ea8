"""The two can speak with each other."""

from typing import Any

import numpy as np

from upmatch.people import MANY, Person, is_count
from upmatch.table import BoolMatrix, IntMatrix, Table


def permits(table: Table, *, n: int) -> BoolMatrix:
    """Return where the two have ``n`` languages or more in common."""
    spoken = sorted({word for person in table.mentees for word in person.languages})
    mentees, mentors = (_speaks(side, spoken) for side in (table.mentees, table.mentors))
    return mentees @ mentors.T >= n


def check(*, n: object) -> str:
    """Return what is wrong with the settings, or nothing."""
    return "" if is_count(n, 0, MANY) else f"n {n!r} must be a number of languages from 0"


def loosened(*, n: int) -> list[dict[str, Any]]:
    """Return looser settings, nearest first, down to no common language."""
    return [{"n": fewer} for fewer in range(n - 1, -1, -1)]


def _speaks(side: tuple[Person, ...], spoken: list[str]) -> IntMatrix:
    known = [[word in person.languages for word in spoken] for person in side]
    return np.array(known, dtype=np.int64).reshape(len(side), len(spoken))
