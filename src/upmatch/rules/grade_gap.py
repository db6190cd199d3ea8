"""The mentee is above the mentor in grade: what makes the mentoring a reverse one."""

from typing import Any

import numpy as np

from upmatch.people import MANY, is_count
from upmatch.table import BoolMatrix, IntMatrix, Table

STEPS = 3


def permits(table: Table, *, g: int) -> BoolMatrix:
    """Return where grade of the mentee − grade of the mentor ≥ ``g`` grades."""
    mentee: IntMatrix = np.array([person.grade for person in table.mentees], dtype=np.int64)
    mentor: IntMatrix = np.array([person.grade for person in table.mentors], dtype=np.int64)
    return mentee[:, None] - mentor >= g


def check(*, g: object) -> str:
    """Return what is wrong with the settings, or nothing."""
    return "" if is_count(g, -MANY, MANY) else f"g {g!r} must be a whole number of grades"


def loosened(*, g: int) -> list[dict[str, Any]]:
    """Return looser settings, nearest first."""
    return [{"g": g - step} for step in range(1, STEPS + 1)]
