"""Common half hours of two people a week, their time zones taken into account.

Slots repeat every week. They are turned into UTC within one stored ISO week, so that summer
time is what it is in that week, and the week is a ring: Monday 08:00 in Tokyo meets Sunday
18:00 in New York.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from upmatch.errors import RuleError
from upmatch.people import Person, Slot

__all__ = ["common_half_hours", "monday_of", "spans"]

WEEK: Final = 7 * 24 * 60
HALF_HOUR: Final = 30
ISO_WEEK: Final = re.compile("([12][0-9]{3})-W([0-9]{2})")
"""One way only to write a week, so that equal problems hash alike."""


def monday_of(week: str) -> date:
    """Return the Monday of an ISO week such as ``2026-W02``.

    Raises
    ------
    RuleError
        If the text is not a week of the ISO calendar.
    """
    found = ISO_WEEK.fullmatch(str(week))
    try:
        year, number = map(int, found.groups() if found else ("", ""))
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        raise RuleError(f"Week {week!r} must be an ISO week such as 2026-W02") from None


def spans(slots: Iterable[Slot], timezone: str, monday: date) -> list[tuple[int, int]]:
    """Return the slots as UTC minutes of the week ``[start, end)``, cut at the week's end.

    What summer time swallows of a slot is left out; an hour that comes twice counts from its first
    time on.
    """
    found: list[tuple[int, int]] = []
    for slot in slots:
        start = _utc_minutes(slot.weekday, slot.start, timezone, monday)
        end = _utc_minutes(slot.weekday, slot.end, timezone, monday)
        if end > start:
            start, end = start % WEEK, start % WEEK + end - start
            found.append((start, min(end, WEEK)))
            found += [(0, end - WEEK)] if end > WEEK else []
    return found


def common_half_hours(
    mentees: Sequence[Person], mentors: Sequence[Person], week: str
) -> NDArray[np.int64]:
    """Return how many half hours a week each mentee shares with each mentor.

    Parameters
    ----------
    mentees, mentors : sequences of Person
    week : str
        ISO week in which time zones are compared.

    Returns
    -------
    (n_mentees, n_mentors) int64
        Overlapping minutes // 30.

    Notes
    -----
    The week is cut wherever somebody's slot starts or ends, at most 10,080 pieces ``s``;
    O(s n_mentees n_mentors) as one matrix product, exact because minutes stay below 2**24.
    """
    monday = monday_of(week)
    people = [
        [spans(person.slots, person.timezone, monday) for person in side]
        for side in (mentees, mentors)
    ]
    cuts = sorted({minute for side in people for own in side for span in own for minute in span})
    rows, columns = (_presence(side, cuts) for side in people)
    lengths = np.diff(np.array(cuts, dtype=np.float32))
    minutes = (rows * lengths) @ columns.T
    return minutes.astype(np.int64) // HALF_HOUR


def _presence(side: list[list[tuple[int, int]]], cuts: list[int]) -> NDArray[np.float32]:
    piece_at = {minute: piece for piece, minute in enumerate(cuts)}
    present = np.zeros((len(side), max(len(cuts) - 1, 0)), dtype=np.float32)
    for row, own in enumerate(side):
        for start, end in own:
            present[row, piece_at[start] : piece_at[end]] = 1
    return present


@lru_cache(maxsize=50_000)  # people of one company meet at the same few hours
def _utc_minutes(weekday: int, minute: int, timezone: str, monday: date) -> int:
    zone, day = ZoneInfo(timezone), monday + timedelta(days=weekday)
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    while moment.astimezone(zone).replace(tzinfo=None) != local:  # the clocks jump over it
        local += timedelta(minutes=1)
        moment = local.replace(tzinfo=zone).astimezone(UTC)
    since = moment - datetime.combine(monday, datetime.min.time(), UTC)
    return since // timedelta(minutes=1)
