"""The two have time at the same time."""

from typing import Any

from upmatch.people import is_count
from upmatch.table import BoolMatrix, Table
from upmatch.week import HALF_HOUR, WEEK


def permits(table: Table, *, k: int) -> BoolMatrix:
    """Return where the two share ``k`` half hours a week or more (see ``upmatch.week``)."""
    return table.half_hours >= k


def check(*, k: object) -> str:
    """Return what is wrong with the settings, or nothing."""
    most = WEEK // HALF_HOUR
    return "" if is_count(k, 0, most) else f"k {k!r} must be 0 to {most} half hours a week"


def loosened(*, k: int) -> list[dict[str, Any]]:
    """Return looser settings, nearest first, down to no common time."""
    return [{"k": fewer} for fewer in range(k - 1, -1, -1)]
