"""The two live in time zones that are not far apart. Off unless the programme asks for it.

Offsets from UTC are those of one instant, Monday 00:00 UTC of the problem's week. The day is a
ring: the clocks of UTC+13 and UTC−10 are one hour apart.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from upmatch.people import MINUTES_A_DAY, Person, is_count
from upmatch.table import BoolMatrix, IntMatrix, Table
from upmatch.week import monday_of

HOUR: Final = 60
MOST_HOURS: Final = 12
STEPS: Final = 3


def permits(table: Table, *, h: int) -> BoolMatrix:
    """Return where the clocks of the two differ by ``h`` hours or less."""
    mentees, mentors = (offsets(side, table.week) for side in (table.mentees, table.mentors))
    ahead = (mentees[:, None] - mentors) % MINUTES_A_DAY
    near: BoolMatrix = np.minimum(ahead, MINUTES_A_DAY - ahead) <= HOUR * h
    return near


def check(*, h: object) -> str:
    """Return what is wrong with the settings, or nothing."""
    return "" if is_count(h, 0, MOST_HOURS) else f"h {h!r} must be 0 to {MOST_HOURS} hours"


def loosened(*, h: int) -> list[dict[str, Any]]:
    """Return looser settings, nearest first."""
    return [{"h": more} for more in range(h + 1, min(h + STEPS, MOST_HOURS) + 1)]


def offsets(side: Sequence[Person], week: str) -> IntMatrix:
    """Return each person's offset from UTC in minutes."""
    start = datetime.combine(monday_of(week), datetime.min.time(), UTC)
    found = {
        zone: (start.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()) // timedelta(minutes=1)
        for zone in {person.timezone for person in side}
    }
    return np.array([found[person.timezone] for person in side], dtype=np.int64)
