"""When people have time at once: weekly slots of their time zones, laid over the calendar.

Slots are minutes of a local day. Which instant that is changes with daylight saving and differs
between zones, so each day of the calendar is worked out by itself, in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from itertools import zip_longest
from zoneinfo import ZoneInfo

from upside.calendars.days_off import is_holiday

__all__ = ["Span", "Week", "free_starts", "spread"]

GRID = timedelta(minutes=30)
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of one person's week: ``(weekday, starts, ends)`` in minutes of their zone.

    On the public holidays of their ``country`` they have no hours.
    """

    zone: ZoneInfo
    slots: tuple[tuple[int, int, int], ...]
    country: str = ""

    def spans(self, first: date, last: date) -> list[Span]:
        """Return the free time between two local days as spans of UTC, in order and joined."""
        days = (first + ONE_DAY * n for n in range((last - first).days + 1))
        found = (
            (self._instant(day, starts), self._instant(day, ends))
            for day in days
            for weekday, starts, ends in self.slots
            if weekday == day.weekday() and not is_holiday(self.country, day)
        )
        return list(_joined(sorted(found)))

    def _instant(self, day: date, minutes: int) -> datetime:
        local = datetime.combine(day, time.min, self.zone) + timedelta(minutes=minutes)
        return local.astimezone(UTC)


def free_starts(*weeks: Week, within: Span, busy: Iterable[Span], minutes: int) -> list[datetime]:
    """Return every start, on the half hours of the first, at which all have ``minutes`` of time.

    ``within`` bounds the whole session; ``busy`` are spans that it must not touch.
    """
    earliest, latest = within
    first = (earliest - ONE_DAY).date()
    last = (latest + ONE_DAY).date()
    length = timedelta(minutes=minutes)
    taken = list(_joined(sorted(busy)))
    over = [ends for _starts, ends in taken]

    def is_free(start: datetime) -> bool:
        after = bisect_right(over, start)
        return after == len(taken) or taken[after][0] >= start + length

    return [
        start
        for span in reduce(_common, (week.spans(first, last) for week in weeks))
        for start in _on_the_grid(span, length, weeks[0].zone)
        if earliest <= start and start + length <= latest and is_free(start)
    ]


def spread(starts: Iterable[datetime], *, limit: int, minutes: int = 60) -> list[datetime]:
    """Choose at most ``limit`` of ``starts``, so that every week, day and hour has its turn.

    Week by week each gives its next best: first one hour of each day, then a second far from it.
    Which hour comes first changes from day to day, so that early and late are offered alike.
    """
    days: dict[date, list[datetime]] = {}
    ordered = sorted(starts)
    for start in ordered:
        days.setdefault(start.date(), []).append(start)
    weeks: dict[int, list[tuple[int, datetime]]] = {}
    for turn, hours in enumerate(days.values()):
        for place, start in enumerate(_far_apart(hours, turn, timedelta(minutes=minutes))):
            weeks.setdefault((start - ordered[0]) // ONE_WEEK, []).append((place, start))
    turns = zip_longest(*(sorted(week) for week in weeks.values()))
    chosen = [found[1] for turn in turns for found in turn if found is not None]
    return sorted(chosen[:limit])


def _far_apart(hours: list[datetime], turn: int, length: timedelta) -> list[datetime]:
    """Return the starts of a day, each as far as can be from those before it.

    Those that do not overlap come first, beginning with another one at each ``turn``.
    """
    chosen, rest = [hours[0]], hours[1:]
    while rest:
        next_one = max(rest, key=lambda hour: min(abs(hour - other) for other in chosen))
        chosen.append(next_one)
        rest.remove(next_one)
    apart = [
        hour
        for place, hour in enumerate(chosen)
        if all(abs(hour - other) >= length for other in chosen[:place])
    ]
    first = turn % len(apart)
    others = [hour for hour in chosen if hour not in apart]
    return [*apart[first:], *apart[:first], *others]


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for starts, ends in spans:
        if current and starts <= current[1]:
            current = (current[0], max(current[1], ends))
            continue
        if current:
            yield current
        current = (starts, ends)
    if current:
        yield current


def _common(ones: list[Span], others: list[Span]) -> list[Span]:
    found: list[Span] = []
    i = j = 0
    while i < len(ones) and j < len(others):
        starts = max(ones[i][0], others[j][0])
        ends = min(ones[i][1], others[j][1])
        if starts < ends:
            found.append((starts, ends))
        if ones[i][1] <= others[j][1]:
            i += 1
        else:
            j += 1
    return found


def _on_the_grid(span: Span, length: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    starts, ends = span
    local = starts.astimezone(zone)
    beyond = timedelta(
        minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond
    )
    start = starts + (GRID - beyond if beyond else timedelta(0))
    while start + length <= ends:
        yield start
        start += GRID
