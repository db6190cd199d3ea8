"""The two come from different places of the company. Off unless the programme asks for it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from upmatch.table import BoolMatrix, Table

PLACES = ("unit", "site", "country")


def permits(table: Table, *, by: Sequence[str]) -> BoolMatrix:
    """Return where the two differ in every place of ``by``; what is not filled in differs."""
    free = np.ones(table.shape, dtype=np.bool_)
    for place in by:
        codes: dict[object, int] = {}
        mentees, mentors = (
            np.array([codes.setdefault(getattr(person, place), len(codes)) for person in side])
            for side in (table.mentees, table.mentors)
        )
        empty = [code for where, code in codes.items() if not where]
        free &= (mentees[:, None] != mentors) | np.isin(mentors, empty)
    return free


def check(*, by: object) -> str:
    """Return what is wrong with the settings, or nothing."""
    is_list = isinstance(by, list | tuple) and bool(by)
    if not is_list or not all(place in PLACES for place in by):  # type: ignore[attr-defined]
        return f"by {by!r} must be a list out of {', '.join(PLACES)}"
    return ""


def loosened(*, by: Sequence[str]) -> list[dict[str, Any]]:
    """Return looser settings: one place less, for each place, as long as one is left."""
    return [{"by": [place for place in by if place != left]} for left in by if len(by) > 1]
