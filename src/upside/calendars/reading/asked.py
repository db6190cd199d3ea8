"""What is asked of a reading, and what comes out of it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from upside.calendars.reading.faults import Fault

__all__ = ["Asked", "Reading", "Span", "joined"]

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose calendar it is, and between which instants its busy time is wanted.

    ``zone`` is where floating times and whole days are meant; ``mails`` are the person's own, in
    small letters; entries whose id ends with ``@`` and ``own_host`` are this product's sessions.
    """

    zone: ZoneInfo
    first: datetime
    last: datetime
    mails: frozenset[str] = frozenset()
    own_host: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Busy spans in UTC, in order and joined; how many entries there were, and what was broken."""

    spans: list[Span]
    n_entries: int
    faults: list[Fault]


def joined(spans: list[Span], asked: Asked) -> list[Span]:
    """Return ``spans`` within what is asked, in order, those that touch made one."""
    found: list[Span] = []
    for starts, ends in sorted(spans):
        start, end = max(starts, asked.first), min(ends, asked.last)
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
