"""When the rounds of a speed meeting begin and end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from upside.matching.models import SpeedMeeting

__all__ = ["Times", "ends_at", "n_begun", "times_of"]


@dataclass(frozen=True, slots=True)
class Times:
    """One round of talks: its number, and from when until when."""

    number: int
    starts_at: datetime
    ends_at: datetime


class Clock(Protocol):
    """What decides the times: a meeting, or a plan for one."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def n_rounds(self) -> int: ...
    @property
    def minutes(self) -> int: ...
    @property
    def pause_minutes(self) -> int: ...
    @property
    def break_after(self) -> int | None: ...
    @property
    def break_minutes(self) -> int: ...


def times_of(clock: Clock) -> list[Times]:
    """Return the rounds in their order; after one of them the break stands for the pause."""
    found, start = [], clock.starts_at
    for number in range(1, clock.n_rounds + 1):
        end = start + timedelta(minutes=clock.minutes)
        found.append(Times(number, start, end))
        is_break = number == clock.break_after
        start = end + timedelta(minutes=clock.break_minutes if is_break else clock.pause_minutes)
    return found


def ends_at(clock: Clock) -> datetime:
    """Return when the last talk ends."""
    return times_of(clock)[-1].ends_at


def n_begun(meeting: SpeedMeeting, at: datetime) -> int:
    """Return how many rounds of ``meeting`` have begun at ``at``."""
    return sum(one.starts_at <= at for one in times_of(meeting))
